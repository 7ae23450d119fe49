#include "rules/upgrade/sides.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/successor_reach.h"
#include "rules/upgrade/target_names.h"
#include "source/merge_texts.h"

namespace driftline {

namespace {

std::string label(const Program& program, bool with_commit) {
    for (const LibraryInfo& library : program.world.libraries)
        if (library.role == "core") return with_commit && !library.commit.empty() ? fmt::format("{}@{}", library.version, library.commit.substr(0, 7)) : library.version;
    return program.world.version;
}

size_t indentation(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

bool defines(std::string_view line) {
    line.remove_prefix(indentation(line));
    return line.starts_with("def ") || line.starts_with("async def ");
}

}  // namespace

std::string today(const Upgrade& upgrade) { return label(upgrade.current, upgrade.same_series()); }
std::string then(const Upgrade& upgrade) { return label(upgrade.target, upgrade.same_series()); }

bool in_both(const Upgrade& upgrade, Index module) { return module != no_row && upgrade.target.world.custom(upgrade.module(module)); }

Index module_today(const Upgrade& upgrade, Index module) { return module - upgrade.module(0); }

At place_today(const Upgrade& upgrade, At at) {
    At first = at;
    first.file = 0;
    at.file -= upgrade.at(first).file;
    return at;
}

Related related_then(const Upgrade& upgrade, const SymbolRef& symbol, std::string text) {
    Related related = related_to(upgrade.target, symbol, std::move(text));
    if (related.role == Related::Role::current) related.role = Related::Role::target;
    return related;
}

bool upstream(const Program& program, Index module) {
    if (module == no_row) return true;
    const ModuleInfo& info = program.world.modules[module];
    return info.linked && (info.origin == Origin::core || program.world.libraries[info.library].role == "library");
}

bool depends_on_core(const Program& program, const Override& o) { return o.core.module == no_row || program.world.in_closure(o.module, o.core.module); }

Override over_upstream(const Program& program, const Override& o) {
    Override made = o;
    if (upstream(program, o.core.module)) return made;
    made.core = {};
    for (const SymbolRef& below : o.chain) {
        if (below.column != o.core.column || !upstream(program, below.module) || !(below.module == no_row || program.world.in_closure(o.module, below.module))) continue;
        made.core = below;
        made.of_library = below.module != no_row && program.world.modules[below.module].origin != Origin::core;
        break;
    }
    return made;
}

Certainty absence(const Upgrade& upgrade, Index module, std::string_view& missing) {
    const World &world = upgrade.target.world, &before = upgrade.current.world;
    for (const Name name : world.modules[upgrade.module(module)].missing) {
        const auto known = before.module_by_name.find(world.str(name));
        if (known != before.module_by_name.end() && before.modules[known->second].origin == Origin::core) continue;
        missing = world.str(name);
        return Certainty::likely;
    }
    return Certainty::exact;
}

void weigh_absence(const Upgrade& upgrade, Index module, Finding& finding) {
    std::string_view missing;
    const Certainty sure = absence(upgrade, module, missing);
    if (sure == Certainty::exact) return;
    finding.certainty = std::max(finding.certainty, sure);
    finding.severity = std::min(finding.severity, Severity::warning);
    finding.message += fmt::format("; {} could not be read and may provide it", missing);
}

std::string dotted_class(const Program& program, Index row) {
    if (row == no_row) return {};
    const Facts& facts = program.world.facts;
    const ClassRow& found = facts.classes[row];
    return fmt::format("{}.{}", facts.str(facts.files[found.at.file].python_path), facts.str(found.name));
}

std::string_view model_defining(const Program& program, const SymbolRef& symbol) {
    const Facts& facts = program.world.facts;
    const Index owner = symbol.column == SymbolRef::Column::method  ? facts.methods[symbol.row].owner
                        : symbol.column == SymbolRef::Column::field ? facts.fields[symbol.row].owner
                                                                    : no_row;
    return owner == no_row ? std::string_view{} : facts.str(facts.classes[owner].model);
}

MethodText method_text(const Facts& facts, Index row) {
    const MethodRow& method = facts.methods[row];
    const std::string body = facts.source(method.body);
    if (body.empty()) return {};
    const auto lines = split(body, '\n');
    const size_t def = size_t(std::find_if(lines.begin(), lines.end(), defines) - lines.begin());
    // A body begins at its first word. How far that is indented, a def below a decorator tells; else what stands in the body, one level deeper.
    size_t indent = def > 0 && def < lines.size() ? indentation(lines[def]) : 0;
    if (def == 0 && method.owner != no_row) {
        const std::string_view owner = facts.str(facts.classes[method.owner].name);
        const size_t depth = 1 + size_t(std::count(owner.begin(), owner.end(), '.'));
        size_t least = std::string::npos;
        for (size_t i = 1; i < lines.size(); ++i)
            if (!trim(lines[i]).empty()) least = std::min(least, indentation(lines[i]));
        indent = least == std::string::npos ? 4 * depth : least * depth / (depth + 1);
    }
    MethodText made{std::string(indent, ' ') + body, 1};
    if (!made.text.ends_with('\n')) made.text += '\n';
    if (def < lines.size() && method.at.line > def) made.line = method.at.line - uint32_t(def);
    return made;
}

std::string method_diff(const Upgrade& upgrade, const SymbolRef& current, const SymbolRef& target) {
    if (current.column != SymbolRef::Column::method || target.column != SymbolRef::Column::method) return {};
    const MethodText before = method_text(upgrade.current.world.facts, current.row), after = method_text(upgrade.target.world.facts, target.row);
    if (before.text.empty() || after.text.empty()) return {};
    DiffOptions options;
    const auto path = [](const Program& program, const SymbolRef& symbol) {
        return fmt::format("{}/{}", module_name(program, program.world.module_of(symbol.at)), path_in_module(program, symbol.at.file));
    };
    options.before = today(upgrade) + " " + path(upgrade.current, current);
    options.after = then(upgrade) + " " + path(upgrade.target, target);
    options.before_line = before.line;
    options.after_line = after.line;
    options.most_lines = diff_lines;
    return unified_diff(before.text, after.text, options);
}

bool stays(const Upgrade& upgrade, const Change& renamed) {
    const Delta& delta = upgrade.delta;
    return renamed.to_name != renamed.name && names_now(upgrade).has(delta.str(renamed.to_owner == no_name ? renamed.owner : renamed.to_owner), delta.str(renamed.to_name));
}

std::string what_became(const Upgrade& upgrade, Index ours, const Change* change) {
    const Delta& delta = upgrade.delta;
    if (change == nullptr || !is_convincing(delta, *change)) return {};
    const std::string score = change->score ? fmt::format(" ({:.2f} alike)", change->score / 1000.0) : std::string();
    if (change->change == ChangeKind::renamed) {
        const bool same_owner = change->to_owner == change->owner || change->to_owner == no_name;
        const SuccessorReach reach = reach_of(upgrade, ours, *change);
        if (reach.foreign) return {};
        if (change->kind == SymbolKind::method && stays(upgrade, *change)) return fmt::format("; {} was there before as well, and stays ({})", delta.str(change->to_name), delta.str(change->evidence));
        return fmt::format("; it became {}{}{}{}{}", same_owner ? std::string_view{} : delta.str(change->to_owner), same_owner ? "" : ".", delta.str(change->to_name), score,
                           beyond_reach(upgrade, ours, *change, reach));
    }
    if (change->change == ChangeKind::moved) return fmt::format("; it is now in {}", delta.str(change->to_module));
    return {};
}

std::map<std::string_view, Index> framework_methods(const Program& program) {
    const Facts& facts = program.world.facts;
    std::map<std::string_view, Index> methods;
    for (Index row = 0; row < facts.methods.size(); ++row) {
        const MethodRow& method = facts.methods[row];
        if (method.owner == no_row) continue;
        const ClassRow& owner = facts.classes[method.owner];
        const Index module = program.world.module_of(owner.at);
        if (module == no_row ? facts.str(owner.name) == "BaseModel" : facts.str(owner.model) == "base" && upstream(program, module) && loaded(program, method.at)) methods.emplace(facts.str(method.name), row);
    }
    return methods;
}

bool found_by_decorator(const Facts& facts, const MethodRow& method) {
    const auto decorators = facts.items(method.decorators);
    return std::any_of(decorators.begin(), decorators.end(), [&](Name name) {
        const std::string_view text = facts.str(name);
        return text.starts_with("api.constrains") || text.starts_with("api.onchange") || text.starts_with("api.ondelete") || text.starts_with("api.autovacuum") ||
               text.find("route(") != text.npos;
    });
}

std::string places_of_calls(const Program& program, const std::vector<Index>& uses, size_t most) {
    std::vector<std::string> places;
    for (const Index use : uses) {
        const At& at = program.world.facts.uses[use].at;
        places.push_back(where(program, {SymbolRef::Column::none, no_row, program.world.module_of(at), at}));
    }
    return listed(places, most);
}

}  // namespace driftline
