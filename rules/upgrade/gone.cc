#include "rules/upgrade/gone.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "model/model_names.h"
#include "rules/knowledge/table.h"
#include "rules/overrides/signature.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/classify_gone.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/field_advice.h"
#include "rules/upgrade/field_successor.h"
#include "rules/upgrade/install_hooks.h"
#include "rules/upgrade/mixin_users.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/successor_reach.h"
#include "rules/upgrade/validated_domains.h"

namespace driftline {

namespace {

std::string_view thing(const Gone& gone) {
    switch (gone.cause) {
        case Cause::model: return "the model";
        case Cause::record: return gone.use->kind == UseKind::client_template ? "the client template" : "the xmlid";
        case Cause::module: return "the module";
        case Cause::method: return "the method";
        case Cause::field:
        case Cause::path: return "the field";
        default: return "";
    }
}

// Where what fails when it runs is run by a hook.
FailingHook hook_of(const Upgrade& upgrade, const Gone& gone) {
    if (gone.lenient) return {};
    const UseRow& use = upgrade.target.world.facts.uses[upgrade.use(gone.link->use)];
    return use.is_data() || effect_in(upgrade, use) != Effect::crash_run ? FailingHook{} : failing_hook(upgrade, gone.use->scope, gone.use->at);
}

std::string consequence_of(const Upgrade& upgrade, const Gone& gone, Effect effect) {
    const UseRow& use = *gone.use;
    if (const FailingHook hook = hook_of(upgrade, gone); hook.effect != Effect::none) return std::string{hook.consequence};
    if (gone.lenient) return "nothing gives such a key any more, so what is asked for here is never found, and no error says so";
    if (effect == Effect::silent && in_demo(upgrade.current, use.at)) return std::string{demo_fails};
    if (effect == Effect::crash_install && checked_with_a_view(upgrade, gone.link->module, use)) return "a form that shows the field checks its domain, and the module fails to install";
    if (use.kind == UseKind::client_template && use.flags & use_unseen) return "nothing fails, and what it adds is never shown";
    if (use.kind == UseKind::client_template)
        return use.flags & use_inherit ? std::string{what_fails(upgrade.target, loading_of(upgrade, upgrade.at(use.at)), use.flags & use_late)} : "it fails when it is rendered";
    if (gone.cause == Cause::value) return "no record ever matches it";
    if (only_names_model(use)) return use.flags & use_write ? "choosing it fails with a KeyError" : "no record is of it, and nothing fails";
    if (use.kind == UseKind::field_path && use.flags & (use_constrains | use_onchange)) return "Odoo logs a warning and never runs it for that field";
    if (use.flags & use_group && effect == Effect::silent) {
        if (use.flags & use_depends) return "nobody is in it, so what it hides is shown to everybody";
        return use.flags & use_listed ? "nobody is in it, so what it guards is shown to the other groups only" : "nobody is in it, so what it guards is hidden from everybody";
    }
    return std::string{consequence(effect)};
}

Finding begin(const Upgrade& upgrade, const Gone& gone) {
    Finding finding = begin_finding(gone.link->module, gone.kind, gone.symbol, gone.use->at);
    finding.certainty = gone.certainty;
    finding.severity = by_certainty(gone.certainty);
    const UseRow& use = upgrade.target.world.facts.uses[upgrade.use(gone.link->use)];
    if (beside_the_point(upgrade.target, use)) finding.severity = std::min(finding.severity, Severity::warning);
    const FailingHook hook = hook_of(upgrade, gone);
    finding.effect = hook.effect != Effect::none ? hook.effect : effect_in(upgrade, use);
    if (gone.lenient) finding.effect = Effect::silent, finding.cause += " lenient";
    if (finding.effect == Effect::crash_run && checked_with_a_view(upgrade, gone.link->module, *gone.use)) finding.effect = Effect::crash_install, finding.cause = "view";
    if (hook.effect != Effect::none) finding.cause = hook.consequence;   // other places of the same symbol fail at another time
    if (use.kind == UseKind::client_template && finding.effect == Effect::silent) finding.severity = std::min(finding.severity, Severity::warning);
    if (finding.effect == Effect::crash_install && in_demo(upgrade.current, gone.use->at)) {
        finding.effect = Effect::silent;
        finding.severity = std::min(finding.severity, Severity::warning);
    }
    if (gone.was) finding.related.push_back(related_to(upgrade.current, gone.was, "was defined here"));
    return finding;
}

}  // namespace

bool comparable(const Upgrade& upgrade, const SymbolRef& symbol) {
    const World& world = upgrade.current.world;
    if (symbol.module == no_row || world.modules[symbol.module].origin == Origin::core) return true;
    if (world.libraries[world.modules[symbol.module].library].role != "library") return false;
    const auto known = upgrade.target.world.module_by_name.find(world.str(world.facts.modules[symbol.module].name));
    return known != upgrade.target.world.module_by_name.end() && !upgrade.target.world.custom(known->second);
}

Severity by_certainty(Certainty certainty) {
    return certainty == Certainty::exact ? Severity::error : certainty == Certainty::likely ? Severity::warning : Severity::info;
}

Effect effect_in(const Upgrade& upgrade, const UseRow& use) {
    if (use.kind == UseKind::client_template && (use.flags & use_unseen || extends_to_no_effect(upgrade, use))) return Effect::silent;
    if (use.kind == UseKind::field_path && use.is_data() && use.flags & use_domain && use.flags & use_expression) return Effect::crash_install;   // ir.rule checks its domain
    if (use.kind == UseKind::xmlid && use.is_data() && use.owner != no_row && !(use.flags & use_inherit)) {
        // What a template calls is looked for when it is rendered.
        if (upgrade.target.world.facts.records[use.owner].tag == RecordTag::template_ && !(use.flags & use_unseen)) return Effect::crash_run;
    }
    return effect_of(upgrade.target, use);
}

Certainty receiver_certainty(const UseRow& use, uint32_t step) {
    const bool inferred = use.kind == UseKind::attribute || use.kind == UseKind::call || (use.kind == UseKind::value && !use.is_data());
    return inferred && !(use.flags & use_self && step == 0) ? Certainty::likely : Certainty::exact;
}

std::string other_parameters(const Upgrade& upgrade, const MethodRow& was, std::string_view owner, std::string_view name) {
    const Facts& facts = upgrade.target.world.facts;
    for (const SymbolRef& symbol : names_then(upgrade).definitions(owner, name)) {
        if (symbol.column != SymbolRef::Column::method) continue;
        const std::string_view params = facts.str(facts.methods[symbol.row].params);
        if (params == upgrade.current.world.str(was.params)) return {};
        return fmt::format(", whose parameters are ({})", shown_parameters(params));
    }
    return {};
}

std::string had_it(const Upgrade& upgrade, const SymbolRef& was) {
    if (!was || was.at.file == no_row) return {};
    return fmt::format(" ({}: {})", today(upgrade), where(upgrade.current, was));
}

Successor successor(const Upgrade& upgrade, Index ours, SymbolKind kind, std::string_view owner, std::string_view name, const SymbolRef& was) {
    Successor found;
    const Delta& delta = upgrade.delta;
    const Change* change = delta.gone(kind, owner, name);
    if (!change || change->to_name == no_name || !is_convincing(delta, *change)) return found;
    const SuccessorReach reach = reach_of(upgrade, ours, *change);
    if (reach.foreign) return found;
    if (change->change == ChangeKind::moved && change->to_name == change->name && change->to_owner == change->owner) {
        found.text = fmt::format(", which {} has now", delta.str(change->to_module));
        return found;
    }
    const std::string_view to_owner = delta.str(change->to_owner), to_name = delta.str(change->to_name);
    const bool same_owner = to_owner == owner || to_owner.empty();
    found.name = same_owner ? std::string{to_name} : fmt::format("{}.{}", to_owner, to_name);
    if (!same_owner && (kind == SymbolKind::field || kind == SymbolKind::method)) found.model = to_owner;
    found.text = fmt::format(", which became {} ({:.2f} alike)", found.name, change->score / 1000.0);
    if (!reach.beyond.empty()) {
        found.text += beyond_reach(upgrade, ours, *change, reach);
        found.needs = fmt::format(" and add {} to depends", reach.beyond);
    }
    if (kind == SymbolKind::field) {
        const FieldCaution caution = caution_of(upgrade, was, *change);
        const std::vector<std::string> others = merged_with(delta, *change);
        if (!others.empty()) {
            found.text += fmt::format(", as did {}", listed(others, 3));
            found.caution = fmt::format("It stands for {} as well: look at what told them apart.", listed(others, 3));
        }
        found.text += caution.text;
        found.caution += (found.caution.empty() || caution.fix.empty() ? "" : " ") + caution.fix;
    }
    if (change->to.line != 0)
        found.place = Related{Related::Role::target, std::string{delta.module(change->to)}, std::string{delta.path(change->to)}, "its likely successor", change->to.line};
    return found;
}

const std::vector<Gone>& all_gone(const Upgrade& upgrade, Cause cause) {
    return upgrade.memo.get<GoneByCause>([&] { return classify_gone(upgrade); })[size_t(cause)];
}

bool told_as_field(const Upgrade& upgrade, const Gone& path) {
    struct Told { std::set<std::tuple<Index, std::string, Certainty>> fields; };
    const Told& told = upgrade.memo.get<Told>([&] {
        Told made;
        for (const Gone& gone : all_gone(upgrade, Cause::field)) made.fields.emplace(gone.link->module, gone.symbol, gone.certainty);
        return made;
    });
    return told.fields.contains({path.link->module, path.symbol, path.certainty});
}

Finding tell(const Upgrade& upgrade, const Gone& gone) {
    Finding finding = begin(upgrade, gone);
    Successor next = successor(upgrade, gone.link->module, gone.kind, gone.owner, gone.name, gone.was);
    finding.message = fmt::format("{} {} is gone in {}{}{}: {}", thing(gone), gone.symbol, then(upgrade), had_it(upgrade, gone.was), next.text,
                                  consequence_of(upgrade, gone, finding.effect));
    if (gone.use->kind == UseKind::word)
        finding.remark = gone.link->certainty == Certainty::likely ? "; no other model has all the fields that are named beside it"
                                                                    : "; what it is asked of here is not known, but nothing has such a name any more";
    if (gone.link->outcome == Outcome::unresolved && gone.link->reason == Reason::abstract_self) {
        const std::vector<std::string_view> users = mixin_users(upgrade).of(gone.use->root);
        finding.remark += fmt::format("; {} asks it of the models that use it: {}", upgrade.current.world.str(gone.use->root), listed({users.begin(), users.end()}, 3));
    }
    if (!gone.unless.empty()) finding.remark += fmt::format(", unless {}, which was not read, brings it", gone.unless);
    const std::string_view advice = gone.kind == SymbolKind::field ? knowledge::advice_about(upgrade.target.world.framework, gone.symbol) : std::string_view{};
    finding.fix = !advice.empty()         ? std::string{advice}
                  : !next.caution.empty() ? fmt::format("Use {}{}. {}", next.name, next.needs, next.caution)
                  : next.name.empty() ? fmt::format("Use what took its place in {}, or delete this.", then(upgrade))
                                    : fmt::format("Use {}{}{}; check that it means the same.", next.name, next.needs,
                                                  gone.was.column == SymbolRef::Column::method
                                                      ? other_parameters(upgrade, upgrade.current.world.facts.methods[gone.was.row], gone.owner, next.name)
                                                      : std::string{});
    const FieldAdvice by_use = advice_for(upgrade, gone, next);
    finding.message += by_use.text;
    if (advice.empty() && !by_use.fix.empty()) finding.fix = by_use.fix, finding.cause += by_use.cause;
    if (next.place) finding.related.push_back(std::move(*next.place));
    return finding;
}

}  // namespace driftline
