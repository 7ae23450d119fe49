#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/text.h"
#include "model/judged.h"
#include "rules/models.h"

namespace driftline {

namespace {

// A definition of one module that another has, too.
constexpr size_t most_twins = 64;
struct Twin { Index module = no_row; SymbolRef symbol; };

// Whether a change touches the file of a definition; null where a tree is looked at as it is.
using Touched = std::function<bool(Index file)>;

class Check {
public:
    Check(const Program& program, const Touched& touched, std::vector<Finding>& findings)
        : program_{program}, facts_{program.world.facts}, touched_{touched}, findings_{findings} {}

    void operator()() {
        fields();
        methods();
        if (!touched_) shown_fields();   // information
    }

private:
    // Modules that do not know of each other: the last one, with those loaded before it; of a change one that it touches, with all others.
    template <class F> void last_of(std::vector<Twin>& twins, F&& f) const {
        std::stable_sort(twins.begin(), twins.end(), [&](const Twin& a, const Twin& b) { return rank(a) < rank(b); });
        if (twins.size() > most_twins) twins.resize(most_twins);
        for (size_t i = twins.size(); i-- > (touched_ ? 0 : 1);) {
            if (touched_ && !touched_(twins[i].symbol.at.file)) continue;
            std::vector<const Twin*> others;
            for (size_t j = 0; j < (touched_ ? twins.size() : i); ++j)
                if (j != i && unrelated(program_, twins[j].module, twins[i].module) && (others.empty() || others.back()->module != twins[j].module)) others.push_back(&twins[j]);
            if (others.empty()) continue;
            f(twins[i], others);
            return;
        }
    }
    uint32_t rank(const Twin& twin) const { return program_.world.modules[twin.module].load_order; }

    Finding begin(const Twin& twin, const std::vector<const Twin*>& others, SymbolKind kind, std::string symbol, std::string_view role) const {
        Finding finding = begin_finding(twin.module, kind, std::move(symbol), twin.symbol.at);
        finding.certainty = Certainty::likely;   // whether both are installed in one database is not in the source
        for (const Twin* other : others) finding.related.push_back(related_to(program_, other->symbol, std::string(role)));
        return finding;
    }
    std::string names(const std::vector<const Twin*>& others) const {
        std::vector<std::string> all;
        for (const Twin* other : others) all.push_back(fmt::format("{} ({})", module_name(program_, other->module), where(program_, other->symbol)));
        return listed(all, 3);
    }

    void fields() {
        std::set<Index> overrides;
        for (const Override& o : program_.overrides)
            if (o.kind == SymbolKind::field && o.custom.column == SymbolRef::Column::field && !program_.world.custom(o.core.module)) overrides.insert(o.custom.row);
        std::map<std::pair<std::string_view, std::string_view>, std::vector<Twin>> added;
        for (Index f = first_of(program_.world, facts_.fields, [&](Index module) { return program_.world.custom(module); }); f < facts_.fields.size(); ++f) {
            const FieldRow& field = facts_.fields[f];
            if (field.owner == no_row || overrides.contains(f) || (field.flags & field_selection_add) || !ours(program_, field.at)) continue;
            const std::string_view model = facts_.str(facts_.classes[field.owner].model);
            if (!models_) models_.emplace(program_);
            const ModelFacts* known = models_->find(model);
            if (known == nullptr || known->kind == ModelKind::abstract || !models_->upstream(model)) continue;
            const Index module = program_.world.module_of(field.at);
            added[{model, facts_.str(field.name)}].push_back({module, {SymbolRef::Column::field, f, module, field.at}});
        }
        // What builds on one that its dependencies have adds nothing.
        for (auto& [key, twins] : added) {
            const std::vector<Twin> all(twins.begin(), twins.begin() + ptrdiff_t(std::min(twins.size(), most_twins)));
            std::erase_if(twins, [&](const Twin& twin) {
                return std::any_of(all.begin(), all.end(), [&](const Twin& other) { return other.module != twin.module && program_.world.in_closure(twin.module, other.module); });
            });
        }
        for (auto& [key, twins] : added)
            last_of(twins, [&](const Twin& twin, const std::vector<const Twin*>& others) { field(key, twin, others); });
    }

    void field(const std::pair<std::string_view, std::string_view>& key, const Twin& twin, const std::vector<const Twin*>& others) {
        const FieldRow &one = facts_.fields[twin.symbol.row], &other = facts_.fields[others.front()->symbol.row];
        Finding finding = begin(twin, others, SymbolKind::field, fmt::format("{}.{}", key.first, key.second), "adds it, too");
        const bool clash = one.type != other.type || (one.comodel != other.comodel && one.comodel != no_name && other.comodel != no_name);
        // What only one of them says holds in either order: Odoo merges the keys (fields.py, _get_attrs).
        const bool stored_apart = one.store != other.store && one.store != Tri::unset && other.store != Tri::unset;
        const bool differs = clash || one.compute != other.compute || one.related != other.related || stored_apart || one.selection.count != other.selection.count;
        finding.severity = differs ? Severity::warning : Severity::info;
        finding.effect = differs ? Effect::silent : Effect::none;
        finding.message = fmt::format("{} is added by {}, too", finding.symbol, names(others));
        if (clash) finding.message += fmt::format(", as {} instead of {}: in a database with both, the module loaded last decides what the column is", type_of(other), type_of(one));
        else finding.message += differs ? ", and not alike: in a database with both, the module loaded last decides how it behaves" : ": one meaning in two modules, which neither owns";
        finding.fix = "Move the field to one module that both depend on; or give one of them another name, if they mean different things.";
        findings_.push_back(std::move(finding));
    }
    std::string type_of(const FieldRow& field) const {
        const std::string_view type = facts_.str(field.type), comodel = facts_.str(field.comodel);
        return comodel.empty() ? std::string(type) : fmt::format("{} of {}", type, comodel);
    }

    // The same code in two overrides of one method. Two that replace it differently are DL112's.
    void methods() {
        constexpr uint16_t fewest = 3;   // statements: shorter ones are alike by chance
        std::map<std::pair<std::string_view, uint64_t>, std::vector<Twin>> alike;
        for (const Override& o : program_.overrides) {
            if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.on_own_model) continue;
            const MethodRow& method = facts_.methods[o.custom.row];
            if (method.statements >= fewest) alike[{o.symbol, method.body_digest}].push_back({o.module, o.custom});
        }
        for (auto& [key, twins] : alike)
            last_of(twins, [&](const Twin& twin, const std::vector<const Twin*>& others) {
                Finding finding = begin(twin, others, SymbolKind::method, std::string(key.first), "the same override");
                const bool runs_twice = facts_.methods[twin.symbol.row].super != Super::none;
                finding.severity = runs_twice ? Severity::warning : Severity::info;
                finding.effect = runs_twice ? Effect::silent : Effect::none;
                finding.message = fmt::format("{} is overridden with the same code by {}: {}", finding.symbol, names(others), runs_twice ? "in a database with both it runs twice" : "what is mended in one stays wrong in the other");
                finding.fix = "Keep it in one module that both depend on.";
                findings_.push_back(std::move(finding));
            });
    }

    // `<field name="x"/>` put into one view by two modules.
    void shown_fields() {
        std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<Twin>> shown;
        std::map<std::pair<Index, uint32_t>, const SpecLink*> specs;
        for (const SpecLink& spec : program_.specs) specs.emplace(std::pair(spec.view, spec.spec), &spec);
        for (const Link& link : program_.links) {
            const UseRow& use = facts_.uses[link.use];
            if (use.kind != UseKind::arch_field || use.spec == 0 || link.outcome == Outcome::unresolved || (use.flags & (use_expression | use_domain)) || !ours(program_, use.at)) continue;
            const ViewRow& view = facts_.views[use.owner];
            if (view.inherit == no_name || view.mode == ViewMode::primary || (view.flags & (view_inactive | view_template))) continue;
            const std::string_view parent = facts_.str(view.inherit), name = facts_.str(use.path);
            const auto spec = specs.find({use.owner, use.spec});
            if (spec == specs.end() || spec->second->status != SpecStatus::applied || spec->second->target_module == no_row || program_.world.custom(spec->second->target_module)) continue;
            if (spec->second->position == SpecPosition::attributes || spec->second->position == SpecPosition::replace || !is_shown(view, use)) continue;
            shown[{parent, fmt_place(*spec->second), name}].push_back({link.module, {SymbolRef::Column::view, use.owner, link.module, use.at}});
        }
        for (auto& [key, twins] : shown)
            last_of(twins, [&](const Twin& twin, const std::vector<const Twin*>& others) {
                Finding finding = begin(twin, others, SymbolKind::view, std::string(std::get<0>(key)), "shows it, too");
                finding.cause = std::get<2>(key);
                finding.severity = Severity::info;
                finding.message = fmt::format("the field {} is put into {} by {}, too: in a database with both it stands there twice", std::get<2>(key), finding.symbol, names(others));
                finding.fix = "Keep it in one module that both depend on.";
                findings_.push_back(std::move(finding));
            });
    }

    // The part of the combined view it goes into: a list inside a form is another place than the form.
    std::string_view fmt_place(const SpecLink& spec) {
        std::string place = "form";
        for (const std::string& inside : spec.target_inside)
            if (inside.starts_with("field ")) { place = inside; break; }
        if (spec.position == SpecPosition::inside && spec.target_node.starts_with("field ")) place = spec.target_node;
        return *places_.insert(std::move(place)).first;
    }

    // The element is a plain field that everybody sees, in whatever state the record is.
    bool is_shown(const ViewRow& view, const UseRow& use) {
        if (use.at.begin < view.arch_begin) return false;
        const auto [entry, fresh] = archs_.try_emplace(use.owner);
        if (fresh) entry->second = facts_.source(view.arch);
        const std::string_view arch = entry->second;
        const size_t at = use.at.begin - view.arch_begin;
        if (at >= arch.size()) return false;
        const size_t begin = arch.rfind('<', at), end = arch.find('>', at);
        if (begin == arch.npos || end == arch.npos) return false;
        const std::string_view tag = arch.substr(begin, end - begin);
        if (!tag.starts_with("<field ") || tag.find("position=") != tag.npos) return false;
        return tag.find("invisible") == tag.npos && tag.find("groups=") == tag.npos;
    }

    const Program& program_;
    const Facts& facts_;
    std::optional<Models> models_;   // made when first asked for
    const Touched& touched_;
    std::set<std::string, std::less<>> places_;
    std::map<Index, std::string> archs_;
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { Check{program, {}, findings}(); }

// Python that one side has and the other has not, or not with the same bytes.
std::set<std::string_view> touched_files(const Revisions& revisions) {
    std::set<std::string_view> touched;
    const auto is_same = [&](const SourceFile& before, const SourceFile& now) {
        if (now.content != Digest() && before.content != Digest()) return now.content == before.content;
        const auto was = revisions.base_source.read(before), is = revisions.head_source.read(now);
        return was && is && *was == *is;
    };
    for (const SourceFile& file : revisions.head_source.files()) {
        if (!file.path.ends_with(".py")) continue;
        const SourceFile* before = revisions.base_source.find(file.path);
        if (before == nullptr || !is_same(*before, file)) touched.insert(file.path);
    }
    for (const SourceFile& file : revisions.base_source.files())
        if (file.path.ends_with(".py") && revisions.head_source.find(file.path) == nullptr) touched.insert(file.path);
    return touched;
}

// What both modules say was there before the change; what one says in a file that the change does not touch did not come with it.
void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    const std::set<std::string_view> files = touched_files(revisions);
    if (files.empty()) return;
    const auto found_in = [&](const Program& program) {
        const Touched touched = [&](Index file) { return file != no_row && files.contains(program.world.str(program.world.facts.files[file].path)); };
        std::vector<Finding> found;
        Check{program, touched, found}();
        return found;
    };
    using Key = std::tuple<std::string, Severity, std::string>;   // a module that is gone was renamed, more likely than not
    const auto key = [&](const Program& program, const Finding& finding) {
        const std::string_view module = module_name(program, finding.module);
        return Key(finding.symbol, finding.severity, revisions.head.world.module_by_name.contains(module) ? module : std::string_view());
    };
    std::vector<Finding> now = found_in(revisions.head);
    if (now.empty()) return;
    std::set<Key> before;
    for (const Finding& finding : found_in(revisions.base)) before.insert(key(revisions.base, finding));
    for (Finding& finding : now) {
        const auto [symbol, severity, module] = key(revisions.head, finding);
        const bool renamed = !revisions.base.world.module_by_name.contains(module) && before.contains({symbol, severity, ""});
        if (!renamed && !before.contains({symbol, severity, module})) findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(duplicate_customization) = {
    "DL604", "duplicate-customization", Severity::warning,
    "Two modules that do not know of each other make the same change to the core",
    "Both add the same field, override a method with the same code, or put the same field into the same view. In a database with both, one field definition wins by the order of the "
    "modules' names, the code runs twice, the field stands on the form twice. Whether both are installed is not in the source, so it is never more than likely: a warning where the two "
    "fields differ in what they are or do, or the code runs twice; else information. Of modules that depend on each other the later one knows what it redefines, and nothing is said. A scan tells it at the "
    "module that is loaded last, a pull request at the definition that it touches.",
    "Move what both need to one module that both depend on.",
    "", check, nullptr, change};

}  // namespace driftline
