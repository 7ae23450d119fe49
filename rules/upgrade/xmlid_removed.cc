#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

constexpr size_t most_related = 8;

bool names_view_parent(const UseRow& use) { return use.kind == UseKind::xmlid && use.is_data() && use.flags & use_inherit; }   // DL312

// The model of a record that is gone, if the target has none of that name.
std::optional<std::string_view> lost_model(const Upgrade& upgrade, const SymbolRef& was) {
    if (was.column != SymbolRef::Column::record) return std::nullopt;
    const Facts& facts = upgrade.current.world.facts;
    const std::string_view model = facts.str(facts.records[was.row].model);
    if (model.empty() || names_then(upgrade).model(model)) return std::nullopt;
    return model;
}

// Where a model went with all its records, that is one cause.
void tell_records_of_lost_models(const Upgrade& upgrade, const std::vector<const Gone*>& gone, std::vector<Finding>& findings) {
    std::map<std::pair<Index, std::string_view>, std::vector<std::string>> ids;   // by module of ours, and model
    std::set<std::pair<Index, std::string_view>> known;
    for (const Gone* one : gone)
        if (known.insert({one->link->module, one->symbol}).second) ids[{one->link->module, *lost_model(upgrade, one->was)}].push_back(one->symbol);
    std::map<std::pair<Index, std::string_view>, size_t> shown;
    for (const Gone* one : gone) {
        const std::string_view model = *lost_model(upgrade, one->was);
        const auto& list = ids[{one->link->module, model}];
        Finding finding = tell(upgrade, *one);
        if (++shown[{one->link->module, model}] > most_related) finding.related.clear();
        for (Place& place : finding.places) place.symbol = finding.symbol;
        finding.symbol = model;
        finding.kind = SymbolKind::model;
        finding.cause = "records";
        const Successor next = successor(upgrade, one->link->module, SymbolKind::model, "", model);
        finding.message = fmt::format("{} of {} that {} used here {} gone in {} with the model{}: {}; {}", count_of(list.size(), "xmlid"), model, list.size() == 1 ? "is" : "are",
                                      list.size() == 1 ? "is" : "are", then(upgrade), next.text, listed(list, 3), consequence(finding.effect));
        finding.remark.clear();
        finding.fix = next.name.empty() ? fmt::format("Look how {} keeps what these records held, and refer to that.", then(upgrade)) : fmt::format("Use the records of {} that took their place.", next.name);
        findings.push_back(std::move(finding));
    }
}

// Does our record alone give every value that the target's model asks for? Then it is created, and nobody notices.
bool complete(const Upgrade& upgrade, const RecordRow& record) {
    const Facts &ours = upgrade.current.world.facts, &facts = upgrade.target.world.facts;
    std::set<std::string_view> given;
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) given.insert(ours.str(ours.values[v].field));
    const auto model = facts.names.find(ours.str(record.model));
    if (!model || record.tag == RecordTag::template_) return true;
    return std::none_of(facts.fields.begin(), facts.fields.end(), [&](const FieldRow& field) {
        if (field.owner == no_row || facts.classes[field.owner].model != *model || field.required != Tri::yes) return false;
        return !(field.flags & field_has_default) && field.compute == no_name && field.related == no_name && !given.contains(facts.str(field.name));
    });
}

// Data of ours written under an id of the core's: without the core's record it makes one of its own under that id.
void check_overrides(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    for (const Override& o : now.overrides) {
        if (o.kind != SymbolKind::record || o.custom.column != SymbolRef::Column::record || o.core.column != SymbolRef::Column::record || !comparable(upgrade, o.core)) continue;
        const RecordRow& record = now.world.facts.records[o.custom.row];
        const std::string_view provider = std::string_view{o.symbol}.substr(0, o.symbol.find('.'));
        // A record to delete that is not there is skipped with a warning (odoo/tools/convert.py); ids of a module that is gone are DL316.
        if (lost_model(upgrade, o.core)) continue;   // DL308
        if (record.tag == RecordTag::delete_ || record.flags & record_no_forcecreate || upgrade.override_(o) || !upgrade.target.world.module_by_name.contains(provider)) continue;
        Finding finding = begin_finding(now, o);
        const bool whole = complete(upgrade, record);
        const Successor next = successor(upgrade, o.module, SymbolKind::record, provider, std::string_view{o.symbol}.substr(provider.size() + 1));
        finding.severity = Severity::error;
        const bool demo = in_demo(now, record.at);
        finding.effect = whole || demo ? Effect::silent : Effect::crash_install;
        if (demo) finding.severity = Severity::warning;
        finding.message = fmt::format("the record {} is gone in {}{}{}: {}", o.symbol, then(upgrade), had_it(upgrade, o.core), next.text,
                                      whole ? fmt::format("what is written to it makes a second record under {}'s name, and changes nothing of the core's", provider)
                                            : "what is written to it does not make a record, so " + std::string{demo ? demo_fails : "the module fails to install"});
        finding.fix = next.name.empty() ? "Find the record that took its place, or delete this." : fmt::format("Write to {}{} instead.", next.name, next.needs);
        if (next.place) finding.related.push_back(*next.place);
        findings.push_back(std::move(finding));
    }
}

// Fields of views that are gone themselves: their groups go with them.
class GoneElements {
public:
    GoneElements(const Upgrade& upgrade, const CheckOptions& options) : options_(options) {
        for (const Cause cause : {Cause::field, Cause::path})
            for (const Gone& gone : all_gone(upgrade, cause))
                if (gone.use->kind == UseKind::arch_field) fields_[gone.use->at.file].push_back(gone.use->at.begin);
    }
    // Another attribute of the same start tag names such a field.
    bool has(const UseRow& use) {
        const auto fields = fields_.find(use.at.file);
        if (fields == fields_.end() || !options_.text_of) return false;
        const auto [text, made] = texts_.try_emplace(use.at.file);
        if (made) text->second = options_.text_of(use.at.file);
        return std::any_of(fields->second.begin(), fields->second.end(), [&](uint32_t field) {
            const size_t begin = std::min(field, use.at.begin), end = std::max(field, use.at.begin);
            return end <= text->second.size() && std::string_view{text->second}.substr(begin, end - begin).find_first_of("<>") == std::string_view::npos;
        });
    }

private:
    const CheckOptions& options_;
    std::map<Index, std::vector<uint32_t>> fields_;   // offsets, by file
    std::map<Index, std::string> texts_;
};

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    GoneElements elements{upgrade, options};
    std::vector<const Gone*> with_model;
    for (const Gone& gone : all_gone(upgrade, Cause::record)) {
        if (names_view_parent(*gone.use) || (gone.use->is_data() && gone.use->flags & use_group && elements.has(*gone.use))) continue;
        if (lost_model(upgrade, gone.was)) with_model.push_back(&gone);
        else findings.push_back(tell(upgrade, gone));
    }
    tell_records_of_lost_models(upgrade, with_model, findings);
    check_overrides(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(xmlid_removed) = {
    "DL311", "xmlid-removed", Severity::error,
    "An external id of the core that is used here is gone in the target",
    "A reference in data stops the installation, env.ref() fails when it runs, a group that is gone hides what it guards from everybody. Data that overrides a record which is gone "
    "makes a new record under the core's name: nothing fails, and the core's behaviour is no longer changed.",
    "Use the id that took its place, or define the record yourself.",
    "```xml\n<field name=\"groups_id\" eval=\"[(4, ref('stock.group_lot_on_invoice'))]\"/>\n```\n",
    nullptr, compare};

}  // namespace driftline
