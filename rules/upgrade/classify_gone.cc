#include "rules/upgrade/classify_gone.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "model/model_names.h"
#include "model/nearby_text.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/dictionary_reads.h"
#include "rules/upgrade/mixin_users.h"

namespace driftline {

namespace {

constexpr std::string_view model_id = "model_", field_id = "field_", selection_id = "selection__", module_id = "module_";

// A definition's own name, and that of the model or class it belongs to.
struct Named { std::string owner, name; };
Named named(const Program& program, const SymbolRef& symbol) {
    const Facts& facts = program.world.facts;
    const auto member = [&](const auto& row) {
        Named result{"", std::string{facts.str(row.name)}};
        if (row.owner == no_row) return result;
        const ClassRow& owner = facts.classes[row.owner];
        result.owner = facts.str(owner.model == no_name ? owner.name : owner.model);
        return result;
    };
    switch (symbol.column) {
        case SymbolRef::Column::field: return member(facts.fields[symbol.row]);
        case SymbolRef::Column::method: return member(facts.methods[symbol.row]);
        case SymbolRef::Column::member: return member(facts.members[symbol.row]);
        case SymbolRef::Column::class_: return {"", std::string{facts.str(facts.classes[symbol.row].model)}};
        case SymbolRef::Column::module: return {"", std::string{facts.str(facts.modules[symbol.row].name)}};
        default: return {};
    }
}

std::string joined(const std::string& owner, const std::string& name) { return owner.empty() || name.empty() ? owner + name : owner + "." + name; }

bool declares_path(const UseRow& use, std::string_view path) {
    return use.kind == UseKind::field_path && !(use.flags & use_key) && path.find('.') != path.npos;
}

// The lines of our methods, the last one kept: uses come method by method.
class Bodies {
public:
    // The expression around the use, or the text that it is, does not hold that word; false if its source is not at hand.
    bool goes_on_from_elsewhere(const Facts& facts, const UseRow& use, std::string_view word) {
        if (use.scope != scope_) {
            scope_ = use.scope;
            method_ = method_text(facts, scope_);
            lines_ = split(method_.text, '\n');
        }
        if (method_.text.empty() || use.at.line < method_.line || use.at.line - method_.line >= lines_.size()) return false;
        if (use.kind == UseKind::field_path) return !names_word(own_text(facts, use), word);
        for (size_t at = use.at.line - method_.line;; --at) {
            if (code_names_word(lines_[at], word)) return false;
            const std::string_view text = trim(lines_[at]);
            if (at == 0 || !(text.starts_with('.') || text.starts_with(')') || text.starts_with(']'))) return true;   // a chain that began above goes on with one of these
        }
    }

private:
    // The string that the use is; its line where that cannot be told.
    std::string_view own_text(const Facts& facts, const UseRow& use) const {
        const std::string_view text = std::string_view{method_.text}.substr(0, method_.text.size() - method_.text.ends_with('\n'));
        const uint32_t end = facts.methods[scope_].at.end, size = use.at.end - use.at.begin;
        const size_t from_end = end - use.at.begin;
        if (use.at.begin < end && from_end <= text.size() && size <= from_end)
            if (const std::string_view own = text.substr(text.size() - from_end, size); own.size() > 1 && (own.back() == '"' || own.back() == '\'')) return own;
        return lines_[use.at.line - method_.line];
    }

    Index scope_ = no_row;
    MethodText method_;
    std::vector<std::string_view> lines_;   // of method_
};

// The target's module is loaded after ours by the longest ways to the base module, and by its name where these are as long. What nobody
// read counts for nothing: it may put ours behind.
bool is_loaded_after(const Upgrade& upgrade, Index module, Index ours) {
    struct Depths { std::vector<uint32_t> of; };
    const World& world = upgrade.target.world;
    const Depths& depths = upgrade.memo.get<Depths>([&] {
        Depths made;
        made.of.resize(world.modules.size());
        for (const Index m : world.load_order)   // dependencies come first
            for (const Index dependency : world.modules[m].depends) made.of[m] = std::max(made.of[m], made.of[dependency] + 1);
        return made;
    });
    if (world.modules[ours].missing.empty()) return world.modules[module].load_order > world.modules[ours].load_order;
    return std::pair{depths.of[module], module_name(upgrade.target, module)} > std::pair{depths.of[ours], module_name(upgrade.target, ours)};
}

class Classifier {
public:
    Classifier(const Upgrade& upgrade, const TargetNames& names_now, const TargetNames& names, Bodies& bodies, MethodCode& code, const Link& link)
        : upgrade_{upgrade}, names_now_{names_now}, names_{names}, bodies_{bodies}, code_{code}, facts_{upgrade.current.world.facts} {
        gone_.link = &link;
        gone_.use = &facts_.uses[link.use];
    }

    std::optional<Gone> operator()() {
        const Link& link = *gone_.link;
        if (link.outcome == Outcome::unresolved) return link.reason == Reason::abstract_self ? asked_by_a_mixin() : behind_unread();
        if (link.outcome != Outcome::bound && link.outcome != Outcome::own) return std::nullopt;
        gone_.target = upgrade_.link(link);
        if (gone_.use->kind == UseKind::word) return word();
        if (gone_.use->kind == UseKind::script) return std::nullopt;   // DL326
        if (gone_.target && adds_to_nothing(*gone_.target)) return added_to();
        if (loads_late()) return gone_;
        const bool compared = only_names_model(*gone_.use) && !(gone_.use->flags & use_guarded);
        if (!gone_.target || gone_.target->outcome != (compared ? Outcome::guarded : Outcome::unresolved) || said_by_another(*gone_.target, *gone_.use)) return std::nullopt;
        if (gone_.target->step > link.via.size()) return std::nullopt;   // it went on from there only now: DL306
        gone_.was = gone_.target->step < link.via.size() ? link.via[gone_.target->step] : link.target;
        if (gone_.target->step < link.via.size() && named_before(*gone_.target)) return std::nullopt;
        if (!comparable(upgrade_, gone_.was)) return std::nullopt;
        const bool inferred = gone_.use->kind == UseKind::attribute || gone_.use->kind == UseKind::call || gone_.use->kind == UseKind::value;
        gone_.certainty = inferred ? receiver_certainty(*gone_.use, gone_.target->step) : gone_.target->certainty;
        // Which bundle loads what is called is not read; what extends is put together as soon as a bundle holds it.
        if (gone_.use->kind == UseKind::client_template && (!(gone_.use->flags & use_inherit) || gone_.use->flags & use_unseen || loading_of(upgrade_, upgrade_.at(gone_.use->at)) != Loading::loaded))
            gone_.certainty = Certainty::likely;
        name();
        if (stands_elsewhere(*gone_.target) || !judge() || (compared && gone_.cause != Cause::model)) return std::nullopt;
        if (compared) gone_.certainty = std::max(gone_.certainty, Certainty::likely);
        gone_.symbol = joined(gone_.owner, gone_.name);
        return gone_;
    }

private:
    // What a view inserts is asked of another record in the target, since its anchor is found in another embedded view there: of the anchor DL313 or DL314 tells.
    bool stands_elsewhere(const Link& target) const {
        const UseRow& use = *gone_.use;
        const bool inserted = use.spec != 0 && (use.kind == UseKind::arch_field || use.kind == UseKind::arch_method || use.kind == UseKind::arch_value);
        return inserted && target.name != no_name && upgrade_.target.world.str(target.name) != gone_.name;
    }

    // It is asked for while our module is loaded (related=, @api.depends, a view), and what has it in the target is loaded after ours.
    bool loads_late() {
        const Link &link = *gone_.link;
        const UseRow& use = *gone_.use;
        if (!gone_.target || gone_.target->outcome != Outcome::bound || gone_.target->certainty == Certainty::exact || use.flags & use_guarded) return false;
        const bool extends = use.kind == UseKind::model && use.flags & use_inherit;
        if (use.kind != UseKind::field_path && use.kind != UseKind::arch_field && !extends) return false;
        const SymbolRef::Column wanted = extends ? SymbolRef::Column::class_ : SymbolRef::Column::field;
        const World& world = upgrade_.target.world;
        const Index ours = upgrade_.module(link.module);
        const auto late = [&](const SymbolRef& symbol) {
            return symbol.column == wanted && symbol.module != no_row && !world.in_closure(ours, symbol.module) && is_loaded_after(upgrade_, symbol.module, ours);
        };
        std::vector<SymbolRef> before = link.via, after = gone_.target->via;
        before.push_back(link.target);
        after.push_back(gone_.target->target);
        const auto found = std::find_if(after.begin(), after.end(), late);
        const size_t step = size_t(found - after.begin());
        if (found == after.end() || step >= before.size() || before[step].column != wanted || !upgrade_.current.world.in_closure(link.module, before[step].module)) return false;
        if (!comparable(upgrade_, before[step]) || effect_in(upgrade_, upgrade_.target.world.facts.uses[upgrade_.use(link.use)]) != Effect::crash_install || in_demo(upgrade_.current, use.at)) return false;
        gone_.was = before[step];
        gone_.now = *found;
        gone_.late = true;
        if (!world.modules[ours].missing.empty()) gone_.certainty = Certainty::likely, gone_.unless = world.str(world.modules[ours].missing.front());
        gone_.cause = Cause::moved;
        auto [owner, own_name] = named(upgrade_.current, gone_.was);
        gone_.kind = extends ? SymbolKind::model : SymbolKind::field;
        gone_.owner = std::move(owner);
        gone_.name = std::move(own_name);
        gone_.symbol = joined(gone_.owner, gone_.name);
        return true;
    }

    // A model that ours can only reach through a module that nobody read, and that no module of the target has: the unread one
    // cannot bring it back, unless it makes one of that name itself.
    std::optional<Gone> behind_unread() {
        const Link& link = *gone_.link;
        const UseRow& use = *gone_.use;
        if (link.reason != Reason::missing_module || use.kind != UseKind::model || use.flags & use_guarded || !link.target || link.target.module == no_row) return std::nullopt;
        gone_.target = upgrade_.link(link);
        if (!gone_.target || gone_.target->outcome != Outcome::unresolved || !comparable(upgrade_, link.target)) return std::nullopt;
        gone_.was = link.target;
        gone_.cause = Cause::model;
        gone_.kind = SymbolKind::model;
        gone_.name = gone_.symbol = root();
        if (!names_now_.model(gone_.name) || names_.model(gone_.name)) return std::nullopt;
        gone_.certainty = Certainty::likely;
        gone_.unless = upgrade_.target.world.str(gone_.target->missing);
        return gone_;
    }

    // What a mixin of ours asks of its own records, and every model that uses it had from the core.
    std::optional<Gone> asked_by_a_mixin() {
        const Link& link = *gone_.link;
        const UseRow& use = *gone_.use;
        if (!(use.flags & use_self) || use.flags & use_guarded || use.is_data() || link.step != 0 || link.name == no_name || (use.kind != UseKind::attribute && use.kind != UseKind::call)) return std::nullopt;
        gone_.target = upgrade_.link(link);
        if (!gone_.target || gone_.target->outcome != Outcome::unresolved || gone_.target->reason != Reason::abstract_self) return std::nullopt;
        gone_.was = mixin_users(upgrade_).lost_by_all(use.root, link.name);
        if (!gone_.was || !comparable(upgrade_, gone_.was)) return std::nullopt;
        auto [owner, own_name] = named(upgrade_.current, gone_.was);
        gone_.kind = gone_.was.column == SymbolRef::Column::method ? SymbolKind::method : SymbolKind::field;
        gone_.cause = gone_.kind == SymbolKind::method ? Cause::method : Cause::field;
        gone_.owner = std::move(owner);
        gone_.name = std::move(own_name);
        gone_.symbol = joined(gone_.owner, gone_.name);
        gone_.certainty = Certainty::likely;   // who else uses the mixin may have it
        return gone_;
    }

    // The way to what is named here was gone earlier, where the step that is missing is written: `move.name` of `for move in self.move_lines`.
    bool named_before(const Link& target) const {
        const UseRow& use = *gone_.use;
        if (use.is_data() || (use.kind != UseKind::attribute && use.kind != UseKind::call && use.kind != UseKind::field_path)) return false;
        const auto steps = split(facts_.str(use.path), '.');
        return target.step < steps.size() && use.scope != no_row && bodies_.goes_on_from_elsewhere(facts_, use, steps[target.step]);
    }

    // It had the field, or method, from another model, which still has it in our reach.
    bool borrowed() const {
        const bool member = gone_.was.column == SymbolRef::Column::field || gone_.was.column == SymbolRef::Column::method;
        const World& world = upgrade_.target.world;
        if (!member || gone_.target->owner == no_name || gone_.owner == world.str(gone_.target->owner)) return false;
        const auto there = names_.definitions(gone_.owner, gone_.name);
        return std::any_of(there.begin(), there.end(), [&](const SymbolRef& s) { return world.surely_installed(upgrade_.module(gone_.link->module), s.module); });
    }

    std::string_view root() const { return facts_.str(gone_.use->root); }

    void name() {
        const UseRow& use = *gone_.use;
        gone_.kind = gone_.target->kind;
        if (gone_.was.column == SymbolRef::Column::method) gone_.kind = SymbolKind::method;
        auto [owner, own_name] = named(upgrade_.current, gone_.was);
        gone_.owner = std::move(owner);
        gone_.name = std::move(own_name);
        if (borrowed()) gone_.owner = upgrade_.target.world.str(gone_.target->owner);
        switch (use.kind) {
            case UseKind::model: gone_.cause = Cause::model; gone_.owner.clear(), gone_.name = root(); break;
            case UseKind::module: gone_.cause = Cause::module; gone_.owner.clear(), gone_.name = root(); break;
            case UseKind::import: gone_.cause = Cause::python; gone_.owner = root(), gone_.name = facts_.str(use.path); break;
            case UseKind::xmlid: record(); break;
            case UseKind::client_template: gone_.cause = Cause::record; gone_.owner.clear(), gone_.name = root(); break;
            case UseKind::value:
            case UseKind::arch_value: gone_.cause = Cause::value; break;
            default:
                gone_.cause = gone_.kind == SymbolKind::method ? Cause::method : declares_path(use, facts_.str(use.path)) ? Cause::path : Cause::field;
        }
    }

    // It binds to what only adds to a field that the target does not have: no field is made of that.
    bool adds_to_nothing(const Link& target) const {
        if (target.outcome != Outcome::bound && target.outcome != Outcome::own) return false;
        if (target.target.column != SymbolRef::Column::field || !upgrade_.target.world.custom(target.target.module) || gone_.use->flags & use_guarded) return false;
        const FieldRow& row = upgrade_.target.world.facts.fields[target.target.row];
        if (!(row.flags & field_selection_add) || row.owner == no_row || gone_.use->kind == UseKind::value || gone_.use->kind == UseKind::arch_value) return false;
        const auto [owner, name] = named(upgrade_.target, target.target);
        return names_now_.has(owner, name) && !names_.has(owner, name);
    }

    std::optional<Gone> added_to() {
        const auto [owner, name] = named(upgrade_.target, gone_.target->target);
        for (const SymbolRef& symbol : names_now_.definitions(owner, name))
            if (!gone_.was && symbol.column == SymbolRef::Column::field && !(facts_.fields[symbol.row].flags & field_selection_add)) gone_.was = symbol;
        const bool inferred = gone_.use->kind == UseKind::attribute;
        gone_.certainty = inferred ? receiver_certainty(*gone_.use, uint32_t(gone_.link->via.size())) : gone_.target->certainty;
        gone_.owner = owner;
        gone_.name = name;
        gone_.symbol = joined(owner, name);
        gone_.cause = declares_path(*gone_.use, facts_.str(gone_.use->path)) ? Cause::path : Cause::field;
        return gone_;
    }

    bool is_off_its_model(std::string_view model, std::string_view field) const {
        const Change* change = upgrade_.delta.gone(SymbolKind::field, model, field);
        return change && change->change != ChangeKind::moved && names_.model(model) && !names_.has(model, field);
    }

    // Nobody knows what it is asked of; but nothing in the target has such a name any more, or not the only model that has
    // all that stands beside it.
    std::optional<Gone> word() {
        const std::string_view name = facts_.str(gone_.use->path), owner = facts_.str(gone_.link->owner);
        gone_.was = gone_.link->target;
        if (gone_.use->flags & use_guarded || !comparable(upgrade_, gone_.was)) return std::nullopt;
        const bool told = gone_.link->certainty == Certainty::likely && is_off_its_model(owner, name);
        if (!told && (gone_.target || names_.member(name))) return std::nullopt;
        gone_.owner = facts_.str(gone_.link->owner);
        gone_.name = name;
        gone_.symbol = joined(gone_.owner, gone_.name);
        gone_.kind = gone_.was.column == SymbolRef::Column::method ? SymbolKind::method : SymbolKind::field;
        gone_.cause = gone_.kind == SymbolKind::method ? Cause::method : Cause::field;
        gone_.certainty = Certainty::likely;
        const KeyRead read = gone_.use->flags & use_key ? KeyRead::no : key_read(upgrade_, code_, *gone_.use);
        if (read == KeyRead::own) return std::nullopt;   // where its values end tells whether the key is a field
        gone_.lenient = read == KeyRead::lenient;
        return gone_;
    }

    // Some ids stand for something else: a model, a field, a module.
    void record() {
        const std::string_view id = root(), name = id.substr(id.find('.') + 1);
        gone_.cause = Cause::record;
        gone_.owner = id.substr(0, id.find('.'));
        gone_.name = name;
        if (gone_.was.column == SymbolRef::Column::record) return;
        const Named meant = named(upgrade_.current, gone_.was);
        if (name.starts_with(model_id) && gone_.was.column == SymbolRef::Column::class_) {
            if (names_.model(meant.name)) return;   // the model is there, only this module has nothing to do with it any more
            gone_.cause = Cause::model;
        } else if ((name.starts_with(field_id) || name.starts_with(selection_id)) && gone_.was.column == SymbolRef::Column::field) {
            if (!names_.model(meant.owner) || names_.has(meant.owner, meant.name)) return;
            gone_.cause = Cause::field;
        } else if (name.starts_with(module_id) && gone_.was.column == SymbolRef::Column::module) {
            gone_.cause = Cause::module;
        } else {
            return;
        }
        gone_.kind = gone_.cause == Cause::model ? SymbolKind::model : gone_.cause == Cause::field ? SymbolKind::field : SymbolKind::module;
        gone_.owner = meant.owner;
        gone_.name = meant.name;
    }

    // The module that an external id or an import names.
    std::string_view provider() const {
        if (gone_.use->kind == UseKind::xmlid || gone_.use->kind == UseKind::client_template) return root().substr(0, root().find('.'));
        const auto parts = split(root(), '.');
        return parts.size() >= 3 && parts[1] == "addons" ? parts[2] : std::string_view{};
    }

    // A client template is named after its module from 15.0 on; before, by anything.
    bool is_of_known_module() const { return gone_.use->kind == UseKind::client_template && upgrade_.current.world.module_by_name.contains(provider()); }

    bool judge() {
        const Link& target = *gone_.target;
        const bool by_module = gone_.use->kind == UseKind::xmlid || gone_.use->kind == UseKind::import || is_of_known_module();
        // The names of these say whose they are: nobody else can bring them.
        if (by_module && !provider().empty() && !upgrade_.target.world.module_by_name.contains(provider())) {
            gone_.cause = Cause::module;
            gone_.kind = SymbolKind::module;
            gone_.owner.clear();
            gone_.name = provider();
            return true;
        }
        switch (target.reason) {
            case Reason::nowhere: break;
            case Reason::generated:
                if (gone_.cause != Cause::model) return false;
                break;
            case Reason::outside_closure:
                gone_.now = definition_in_target();
                if (gone_.now) gone_.cause = Cause::moved;
                return true;
            case Reason::missing_module:
                if (gone_.cause == Cause::module || (by_module && !target.target)) break;
                if (gone_.was.column == SymbolRef::Column::method && gone_.was.module == no_row && gone_.use->kind != UseKind::import) break;   // the framework's own, on any model
                gone_.unless = upgrade_.target.world.str(target.missing);
                gone_.certainty = std::max(gone_.certainty, Certainty::likely);
                gone_.now = definition_in_target();   // not gone: out of reach, or within that of what was not read
                if (gone_.now) gone_.cause = Cause::moved;
                else if (gone_.cause == Cause::model && names_.model(gone_.name)) return false;
                return true;
            case Reason::abstract_self:
                if (names_.member(gone_.name)) return false;
                gone_.certainty = Certainty::likely;
                return true;
            case Reason::not_analyzed:
                if (gone_.use->kind == UseKind::client_template) break;
                // A file of the framework's own that is not there any more; what one that is there makes at run time nobody knows.
                if (gone_.cause != Cause::python || names_.file(gone_.owner)) return false;
                break;
            default: return false;
        }
        return true;
    }

    // Where the target defines it out of our reach: in the module that has it today, or in one that did not know it. What a third
    // module added to it stays behind, and stands on nothing; nor does an override of our own bring it.
    SymbolRef definition_in_target() const {
        if (gone_.cause == Cause::model) {
            const SymbolRef model = names_.model_definition(gone_.name);
            return model.module == no_row ? SymbolRef{} : model;
        }
        if (gone_.cause == Cause::value) return {};
        const bool member = gone_.was.column == SymbolRef::Column::field || gone_.was.column == SymbolRef::Column::method;
        if (!member) return upstream(upgrade_.target, gone_.target->target.module) ? gone_.target->target : SymbolRef{};
        const std::string_view today = module_name(upgrade_.current, gone_.was.module);
        SymbolRef found;
        for (const SymbolRef& symbol : names_.definitions(gone_.owner, gone_.name)) {
            if (symbol.module == no_row || symbol.column != gone_.was.column || !upstream(upgrade_.target, symbol.module)) continue;
            if (upgrade_.target.world.surely_installed(upgrade_.module(gone_.link->module), symbol.module)) continue;
            const std::string_view then = module_name(upgrade_.target, symbol.module);
            if (then == today) return symbol;
            if (!found && !names_now_.defines(then, gone_.owner, gone_.name)) found = symbol;
        }
        return found;
    }

    const Upgrade& upgrade_;
    const TargetNames &names_now_, &names_;
    Bodies& bodies_;
    MethodCode& code_;
    const Facts& facts_;
    Gone gone_;
};

}  // namespace

GoneByCause classify_gone(const Upgrade& upgrade) {
    GoneByCause found;
    Bodies bodies;
    MethodCode code;
    const TargetNames &now = names_now(upgrade), &then = names_then(upgrade);
    for (const Link& link : upgrade.current.links)
        if (auto one = Classifier{upgrade, now, then, bodies, code, link}()) found[size_t(one->cause)].push_back(std::move(*one));
    return found;
}

}  // namespace driftline
