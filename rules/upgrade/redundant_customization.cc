#include <fmt/format.h>

#include <map>
#include <set>

#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

// "Many2one of res.partner", "Char"
std::string type_of(const Facts& facts, const FieldRow& field) {
    const std::string_view type = facts.str(field.type), comodel = facts.str(field.comodel);
    return comodel.empty() ? std::string{type} : fmt::format("{} of {}", type, comodel);
}

class Check {
public:
    Check(const Upgrade& upgrade, std::vector<Finding>& findings) : upgrade_{upgrade}, target_{upgrade.target}, of_framework_{framework_methods(upgrade.current)}, findings_{findings} {}

    void operator()() {
        std::set<const Override*> old;
        for (const auto& o : upgrade_.current.overrides) {
            const Override* there = in_both(upgrade_, o.module) ? upgrade_.override_(o) : nullptr;
            if (there == nullptr) continue;
            old.insert(there);
            the_same(o, *there);
        }
        for (const auto& o : target_.overrides)
            if (!old.contains(&o) && is_new(o)) newly(o);
    }

private:
    bool is_new(const Override& o) const {
        // A core that knows the symbol today is what ours was written against, though it may not have been in reach.
        return upgrade_.current.world.custom(module_today(upgrade_, o.module)) && upstream(target_, o.core.module) && target_.world.in_closure(o.module, o.core.module);
    }

    Finding begin(const Override& o, std::string message, std::string fix) const {
        Finding finding = begin_finding(module_today(upgrade_, o.module), o.kind, o.symbol, place_today(upgrade_, o.custom.at));
        finding.related.push_back(related_then(upgrade_, o.core, then(upgrade_)));
        finding.severity = Severity::info;
        finding.effect = Effect::silent;
        finding.message = std::move(message);
        finding.fix = std::move(fix);
        return finding;
    }

    // Ours says no more than the target's definition.
    void the_same(const Override& now, const Override& there) {
        const Facts &a = upgrade_.current.world.facts, &b = target_.world.facts;
        const std::string place = where(target_, there.core);
        if (there.silent_same && !now.silent_same) {
            findings_.push_back(begin(there, fmt::format("{} itself defines {} as it is written here ({})", then(upgrade_), now.symbol, place), "Delete it when you upgrade."));
        } else if (now.custom.column == SymbolRef::Column::method && now.core.column == SymbolRef::Column::method && there.core.column == SymbolRef::Column::method) {
            const MethodRow &ours = a.methods[now.custom.row], &before = a.methods[now.core.row], &after = b.methods[there.core.row];
            if (ours.body_digest != after.body_digest || before.body_digest == after.body_digest || now.calls_super != Super::none) return;
            findings_.push_back(begin(there, fmt::format("{} has the body that the override gives {} ({})", then(upgrade_), now.symbol, place), "Delete the override when you upgrade."));
        }
    }

    void newly(const Override& o) {
        const std::string place = where(target_, o.core);
        switch (o.kind) {
            case SymbolKind::field: return field(o, place);
            case SymbolKind::method: return method(o, place);
            case SymbolKind::record:
                findings_.push_back(begin(o, fmt::format("{} itself has the record {} now ({}): it is written over here", then(upgrade_), o.symbol, place), "Delete it, if the target's does what is wanted."));
                return;
            case SymbolKind::model: {
                Finding finding = begin(o, fmt::format("{} itself has a model {} now ({}), and this class would take its place: all its fields and methods are gone", then(upgrade_), o.symbol, place),
                                        fmt::format("Rename the model, or extend the target's with _inherit = '{}'.", o.symbol));
                finding.severity = Severity::error;
                finding.effect = Effect::crash_run;
                findings_.push_back(std::move(finding));
                return;
            }
            default: return;
        }
    }

    void field(const Override& o, const std::string& place) {
        if (o.custom.column != SymbolRef::Column::field || o.core.column != SymbolRef::Column::field) return;
        const Facts& facts = target_.world.facts;
        const std::string ours = type_of(facts, facts.fields[o.custom.row]), theirs = type_of(facts, facts.fields[o.core.row]);
        if (o.behaviour != Behaviour::replaces) {
            findings_.push_back(begin(o, fmt::format("{} itself has the field {} now ({})", then(upgrade_), o.symbol, place),
                                      "Delete the field, if it means the same; else rename it: the core reads and writes it now."));
            return;
        }
        Finding finding = begin(o, fmt::format("{} itself has a field {} now, a {} ({}), and this one, a {}, takes its place", then(upgrade_), o.symbol, theirs, place, ours),
                                "Rename the field, and move its values in a migration script.");
        finding.severity = Severity::warning;
        finding.effect = Effect::crash_run;
        findings_.push_back(std::move(finding));
    }

    void method(const Override& o, const std::string& place) {
        if (o.custom.column != SymbolRef::Column::method || o.core.column != SymbolRef::Column::method) return;
        const Facts& facts = target_.world.facts;
        if (of_framework_.contains(facts.str(facts.methods[o.custom.row].name))) return;   // every model has had it
        if (facts.methods[o.custom.row].body_digest == facts.methods[o.core.row].body_digest)
            findings_.push_back(begin(o, fmt::format("{} itself has the method {} now, with the same body ({})", then(upgrade_), o.symbol, place), "Delete the method."));
        else
            findings_.push_back(begin(o, fmt::format("{} itself has a method {} now ({}), and this one {}", then(upgrade_), o.symbol, place,
                                                     o.calls_super == Super::none ? "takes its place" : "calls it through super"),
                                      "Delete the method, if the target's does what is wanted; else rename it: the core calls it now."));
    }

    const Upgrade& upgrade_;
    const Program& target_;
    const std::map<std::string_view, Index> of_framework_;
    std::vector<Finding>& findings_;
};

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) { Check{upgrade, findings}(); }

}  // namespace

DRIFTLINE_RULE(redundant_customization) = {
    "DL324", "redundant-customization", Severity::info,
    "The target's core has this field, method or record itself",
    "What was added, or changed by an override, is part of the core now: it can be deleted, which makes the next upgrade cheaper. Where the core means something else by the name, "
    "ours takes the place of the core's: a field of another type is a warning, a model an error.",
    "Delete it, if the target's does what is wanted; else rename it.",
    "```python\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n\n    company_registry = fields.Char()     # the core's since 16.0\n```\n",
    nullptr, compare};

}  // namespace driftline
