#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "model/judged.h"
#include "rules/overrides/context_asked.h"
#include "rules/overrides/installed_asked.h"
#include "rules/overrides/jinja.h"
#include "rules/overrides/known_type.h"
#include "rules/overrides/mail_rendered.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

Severity by_certainty(Certainty certainty) {
    return certainty == Certainty::exact ? Severity::error : certainty == Certainty::likely ? Severity::warning : Severity::info;
}

// Values of selections that the core itself still asks for: a copy of such a condition is no slip of its author. Read when first asked.
class CoreValues {
public:
    explicit CoreValues(const Program& program) : program_(program) {}

    bool asks(const UseRow& use) {
        if (!read_) read();
        return asked_.contains({model_of(use), use.path, use.value});
    }

private:
    Name model_of(const UseRow& use) const { return use.kind == UseKind::arch_value && use.owner != no_row ? program_.world.facts.views[use.owner].model : use.root; }

    void read() {
        read_ = true;
        const World& world = program_.world;
        for (const UseRow& use : world.facts.uses) {
            if (use.kind != UseKind::value && use.kind != UseKind::arch_value) continue;
            const Index module = world.module_of(use.at);
            if (module != no_row && world.modules[module].origin == Origin::core) asked_.insert({model_of(use), use.path, use.value});
        }
    }

    const Program& program_;
    bool read_ = false;
    std::set<std::tuple<Name, Name, Name>> asked_;   // model, field, value
};

// Methods that run only when one of certain fields changes in a form, of which none is there: what such a method asks of the same
// field is the same cause, and never runs unless other code calls the method.
class DeadOnchanges {
public:
    explicit DeadOnchanges(const Program& program) {
        const Facts& facts = program.world.facts;
        std::set<Index> alive;
        for (const Link& link : program.links) {
            const UseRow& use = facts.uses[link.use];
            if (!triggers(use)) continue;
            if (link.outcome == Outcome::unresolved && link.reason == Reason::nowhere) dead_[use.scope].insert(symbol_of(program, link));
            else alive.insert(use.scope);
        }
        std::erase_if(dead_, [&](const auto& entry) { return alive.contains(entry.first); });
        for (const auto& [method, symbols] : dead_) untriggered_.insert(method);
        std::set<Index> constrained;   // by a field that is there
        for (const Link& link : program.links) {
            const UseRow& use = facts.uses[link.use];
            if (use.kind != UseKind::field_path || !(use.flags & use_constrains) || use.scope == no_row) continue;
            if (link.outcome == Outcome::unresolved && link.reason == Reason::nowhere) untriggered_.insert(use.scope);
            else constrained.insert(use.scope);
        }
        for (const Index method : constrained) untriggered_.erase(method);
        if (dead_.empty()) return;
        std::set<std::string_view> called;
        const World& world = program.world;
        for (Index u = first_of(world, facts.uses, [&](Index module) { return world.custom(module); }); u < facts.uses.size(); ++u) {
            const UseRow& use = facts.uses[u];
            const std::string_view path = facts.str(use.path);
            if (use.kind == UseKind::call || use.kind == UseKind::super_call || use.kind == UseKind::word) called.insert(path.substr(path.rfind('.') + 1));
        }
        std::erase_if(dead_, [&](const auto& entry) { return called.contains(facts.str(facts.methods[entry.first].name)); });
    }
    static bool triggers(const UseRow& use) { return use.kind == UseKind::field_path && use.flags & use_onchange && use.scope != no_row; }
    bool triggered(Index method) const { return !untriggered_.contains(method); }
    bool tell(const UseRow& use, const std::string& symbol) const {
        const auto dead = triggers(use) ? dead_.end() : dead_.find(use.scope);
        return dead != dead_.end() && dead->second.contains(symbol);
    }

private:
    std::map<Index, std::set<std::string>> dead_;   // by method
    std::set<Index> untriggered_;                   // of which none of the fields is there, whoever else calls them
};

// Demo data that fails leaves the module installed.
std::string_view told(const Program& program, const At& at, Finding& finding, std::string_view otherwise) {
    if (finding.effect != Effect::crash_install || !in_demo(program, at)) return otherwise;
    finding.effect = Effect::silent;
    finding.severity = std::min(finding.severity, Severity::warning);
    return demo_fails;
}

// Another state of the same series may have the name.
std::string with_this_core(const Program& program) {
    const auto& libraries = program.world.libraries;
    const auto core = std::find_if(libraries.begin(), libraries.end(), [](const LibraryInfo& library) { return library.role == "core"; });
    // A folder without a commit may be of any day.
    const std::string state = core == libraries.end() ? std::string() : core->commit.empty() ? fmt::format("{}{}, of which no commit is known", core->path.empty() ? "" : " at ", core->path) : fmt::format(", commit {}", core->commit.substr(0, 8));
    return fmt::format("with the core that was read ({}{}) this is broken, upgrade or not.", program.world.version, state);
}

// How rows of a list look, by a value that a selection of ours does not have: a module that builds on ours may add it, and the one
// that was meant is no misspelt other.
bool left_to_others(const Program& program, const Link& link, const UseRow& use) {
    if (use.kind != UseKind::arch_value || !(use.flags & use_unseen) || use.flags & use_listed || link.target.column != SymbolRef::Column::field || !program.world.custom(link.target.module)) return false;
    constexpr size_t alike = 4;   // letters at the beginning
    const Facts& facts = program.world.facts;
    const auto keys = facts.items(facts.fields[link.target.row].selection);
    return std::none_of(keys.begin(), keys.end(), [&](Name key) { return facts.str(key).substr(0, alike) == facts.str(use.value).substr(0, alike); });
}

void tell_value(const Program& program, const Link& link, std::string_view reader, CoreValues& core, Finding& finding) {
    const UseRow& use = program.world.facts.uses[link.use];
    if (left_to_others(program, link, use)) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} has no value '{}' in any module that {} can see: no row is shown like this unless a module that builds on it adds the value", finding.symbol, finding.cause, reader);
        finding.fix = "See that one does; else correct the value, or take it out.";
        return;
    }
    const bool given = gives_value(use);
    // A condition that always says the same is dead, not broken.
    if (!given) finding.severity = std::min(finding.severity, Severity::warning);
    finding.message = fmt::format("{} has no value '{}' in any module that {} can see: {}", finding.symbol, finding.cause, reader,
                                  given                      ? told(program, use.at, finding, "setting it fails with a ValueError")
                                  : use.flags & use_listed ? "of the values listed, no record ever has this one"
                                                           : "no record ever has it, so the condition always says the same");
    finding.fix = given ? fmt::format("Correct the value: {}", with_this_core(program))
                        : std::string("Correct the value, or take it out: it has no effect today, with or without an upgrade.");
    if (given || !core.asks(use)) return;
    finding.severity = Severity::info;
    finding.message += "; the core asks for it, too";
}

// "onchange" or "constrains": the framework calls a method so decorated by itself. "" otherwise.
std::string_view called_by_framework(const Facts& facts, Index method) {
    if (method == no_row) return {};
    for (const Name decorator : facts.items(facts.methods[method].decorators))
        for (const std::string_view name : {"onchange", "constrains"})
            if (facts.str(decorator).starts_with(fmt::format("api.{}(", name))) return name;
    return {};
}

void tell_super(const Program& program, const UseRow& use, std::string_view reader, const DeadOnchanges& dead, Finding& finding) {
    finding.message = fmt::format("{} calls super, but no other module that {} can see defines it: it fails when it is called", finding.symbol, reader);
    finding.fix = "Move the code to the method that took its place, or delete it: if nothing of yours calls it, it never runs.";
    const std::string body = use.scope == no_row ? std::string() : program.world.facts.source(program.world.facts.methods[use.scope].body);
    const bool caught = body.find("except ") != std::string::npos || body.find("except:") != std::string::npos;
    if (caught) finding.severity = std::min(finding.severity, Severity::warning), finding.message += ", unless that is what it catches";
    const std::string_view decorator = called_by_framework(program.world.facts, use.scope);
    if (decorator.empty() || !dead.triggered(use.scope)) return;
    if (caught || program.world.facts.methods[use.scope].super != Super::always) return;
    finding.certainty = Certainty::exact;   // what is installed with it may define the method; with what it depends on, nobody does
    finding.severity = Severity::error;
    finding.message += decorator == "onchange" ? ", which a form does at each change of the fields that it names" : ", which happens whenever one of the fields that it names is written";
    finding.fix = "Take the call of super() out and keep the rest, or move the code to the method that took its place.";
}

// The domain of a readonly Many2one: it is asked with when somebody chooses a value.
bool domain_of_readonly(const Facts& facts, const UseRow& use) {
    if (use.is_data() || use.kind != UseKind::field_path || !(use.flags & use_domain) || use.owner == no_row || use.scope != no_row) return false;
    const Rows fields = facts.classes[use.owner].fields;
    for (Index i = fields.begin; i < fields.begin + fields.count; ++i) {
        const FieldRow& field = facts.fields[i];
        if (field.at.begin > use.at.begin || use.at.begin >= field.at.end) continue;
        const auto options = facts.items(field.options);
        for (size_t k = 0; k + 1 < options.size(); k += 2)
            if (facts.str(options[k]) == "readonly") return facts.str(field.type) == "Many2one" && facts.str(options[k + 1]) == "True" && !(field.flags & field_has_states);
    }
    return false;
}

bool names_something(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '_' || c == '.' || std::isalnum(static_cast<unsigned char>(c)); });
}

// What code asks records for before it uses it, and no module brings: by method and name. One that has it may bring more.
std::set<std::pair<Index, std::string_view>> asked_in_vain(const Program& program) {
    std::set<std::pair<Index, std::string_view>> names;
    for (const Link& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (link.outcome != Outcome::guarded || use.is_data() || use.scope == no_row) continue;
        const std::string_view path = program.world.str(use.path);
        names.emplace(use.scope, path.substr(path.rfind('.') + 1));
    }
    return names;
}

void check_links(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    const InstalledAsked asked(program);
    CoreValues core(program);
    KnownTypes types(program);
    const DeadOnchanges dead(program);
    const auto in_vain = asked_in_vain(program);
    MethodCode code;
    for (const Link* unbound : unbound_by_method(program, Reason::nowhere)) {
        const Link& link = *unbound;
        const UseRow& use = program.world.facts.uses[link.use];
        Finding finding = begin_finding(link.module, link.kind, symbol_of(program, link), use.at);
        finding.certainty = link.certainty == Certainty::likely && types.certain(use) ? Certainty::exact : link.certainty;
        finding.severity = by_certainty(finding.certainty);
        if (dead.tell(use, finding.symbol)) continue;
        if (finding.severity == Severity::error && (beside_the_point(program, use) || DeadOnchanges::triggers(use))) finding.severity = Severity::warning;
        finding.effect = effect_of(program, use);
        const bool value = use.kind == UseKind::value || use.kind == UseKind::arch_value;
        if (value) finding.cause = program.world.str(use.value);
        const std::string_view reader = module_name(program, link.module);
        finding.fix = fmt::format("Correct the name, or delete what uses it: {}", with_this_core(program));
        if (value) {
            tell_value(program, link, reader, core, finding);
        } else if (use.kind == UseKind::super_call) {
            tell_super(program, use, reader, dead, finding);
        } else if (domain_of_readonly(program.world.facts, use)) {
            finding.severity = std::min(finding.severity, Severity::warning);
            finding.effect = Effect::silent;
            finding.fix = "Correct the name, or leave the domain out.";
            finding.message = fmt::format("no module that {} can see defines the {} {}: nothing asks with this domain as long as its field is readonly", reader, noun(link.kind), finding.symbol);
        } else if (called_by_mail_only(program, use, options)) {
            finding.severity = std::min(finding.severity, Severity::warning);
            finding.effect = Effect::silent;
            finding.fix = "Correct the name, or take the call out.";
            finding.message = fmt::format("no module that {} can see defines the template {}, and mail renders what calls it: the mail goes out without that part, and only the log says so", reader, finding.symbol);
        } else {
            finding.message = fmt::format("no module that {} can see defines the {} {}: {}", reader, noun(link.kind), finding.symbol, told(program, use.at, finding, consequence(finding.effect)));
        }
        const bool member = link.kind == SymbolKind::field || link.kind == SymbolKind::method;
        if (const std::string_view unread = member && runs_when_called(use) ? asked.unread(link.module) : std::string_view(); !unread.empty()) {
            finding.severity = Severity::info;
            finding.certainty = Certainty::unknown;
            finding.message += fmt::format("; unless {} defines it, which the code asks for by name and which could not be read", unread);
        }
        if (const std::string first = in_vain.empty() || !member ? std::string() : attribute_asked(program, use, code); !first.empty() && in_vain.contains({use.scope, first})) {
            finding.severity = Severity::info;
            finding.certainty = Certainty::unknown;
            finding.cause = first;
            finding.message += fmt::format("; the code asks for {} first, which none defines either: one that does may define both", first);
        }
        // `search="[]"`: no name of a method was meant.
        if (use.kind == UseKind::method && !names_something(program.world.str(use.path))) finding.severity = Severity::info;
        findings.push_back(std::move(finding));
    }
}

void check_specs(const Program& program, std::vector<Finding>& findings) {
    for (const auto& spec : program.specs) {
        // A missing parent is the reference's finding above.
        if (spec.status != SpecStatus::not_found || spec.reason != Reason::nowhere) continue;
        const ViewRow& view = program.world.facts.views[spec.view];
        const bool is_template = (view.flags & view_template) != 0;
        Finding finding = begin_finding(program.world.module_of(view.at), is_template ? SymbolKind::template_ : SymbolKind::view,
                                        std::string{program.world.str(view.inherit)}, spec.at);
        finding.cause = spec.locator;
        finding.certainty = spec.certainty;
        finding.severity = by_certainty(spec.certainty);
        finding.effect = Effect::crash_install;
        finding.message = spec.message.empty() ? fmt::format("{} matches nothing in {}", spec.locator, finding.symbol)
                                               : fmt::format("{} cannot be applied to {} ({})", spec.locator, finding.symbol, spec.message);
        if (!spec.failed_step.empty() && spec.failed_step != spec.locator) finding.message += fmt::format(", from the step {} on", spec.failed_step);
        finding.message += ": the view fails when it is installed or updated";
        if (!spec.nearest.empty()) finding.message += fmt::format("; nearest: {}", spec.nearest.front());
        finding.fix = fmt::format("Correct the expression: {}", with_this_core(program));
        findings.push_back(std::move(finding));
    }
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    check_links(program, options, findings);
    for (Finding& finding : findings) {
        if (finding.effect != Effect::crash_run || !taken_for_empty(program, finding, options)) continue;
        finding.message = replace_all(finding.message, consequence(finding.effect), "nothing fails, the template takes it for empty");
        finding.effect = Effect::silent;
        finding.severity = std::min(finding.severity, Severity::warning);
    }
    check_specs(program, findings);
}

}  // namespace

DRIFTLINE_RULE(unresolved_today) = {
    "DL116", "unresolved-today", Severity::error,
    "A reference that nothing defines in the core and libraries of today",
    "Every module in the dependency closure was read and none defines the name, so no upgrade is to blame: it is broken now, or dead. If a module of the closure is "
    "missing, nothing is reported: it could define the name.",
    "Correct the name or delete the code.",
    "```xml\n<field name=\"inherit_id\" ref=\"sale.view_order_fomr\"/>\n```\n",
    check};

}  // namespace driftline
