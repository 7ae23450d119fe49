#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "rules/overrides/creators.h"
#include "rules/overrides/field_storage.h"
#include "rules/support.h"

namespace driftline {

namespace {

// Fields without a column of their own: the links stand in another table.
bool joins(std::string_view type) { return type == "One2many" || type == "Many2many"; }

std::optional<std::string_view> option_of(const Facts& facts, const FieldRow& row, std::string_view key) {
    const auto items = facts.items(row.options);
    for (size_t i = 0; i + 1 < items.size(); i += 2)
        if (facts.str(items[i]) == key) return facts.str(items[i + 1]);
    return std::nullopt;
}

// What lies below ours, the nearest first: an option not given there is inherited from further below.
class Below {
public:
    Below(const Facts& facts, const Override& o) : facts_{facts} {
        const auto add = [&](const SymbolRef& ref) {
            if (ref.column != SymbolRef::Column::field) return;
            const FieldRow* row = &facts.fields[ref.row];
            if (std::find(rows_.begin(), rows_.end(), row) == rows_.end()) rows_.push_back(row);
        };
        add(o.core);
        for (const auto& ref : o.chain) add(ref);
    }
    bool empty() const { return rows_.empty(); }
    std::string_view type() const { return facts_.str(rows_.front()->type); }
    std::string_view comodel() const { return first([](const FieldRow& r) { return r.comodel; }); }
    Tri required() const { return tri([](const FieldRow& r) { return r.required; }); }
    bool stored() const {
        if (const Tri store = tri([](const FieldRow& r) { return r.store; }); store != Tri::unset) return store == Tri::yes;
        return !computed();
    }
    bool computed() const { return option("compute") || option("related"); }
    // "sale.order.line.order_id" of a One2many.
    std::string inverse_field() const { return fmt::format("{}.{}", comodel(), first([](const FieldRow& r) { return r.inverse_field; })); }
    std::optional<std::string_view> option(std::string_view key) const {
        for (const FieldRow* row : rows_)
            if (const auto value = option_of(facts_, *row, key)) return value;
        return std::nullopt;
    }
    std::string_view label() const { return first([](const FieldRow& r) { return r.label; }); }

private:
    std::string_view first(auto member) const {
        for (const FieldRow* row : rows_)
            if (const auto text = facts_.str(member(*row)); !text.empty()) return text;
        return {};
    }
    Tri tri(auto member) const {
        for (const FieldRow* row : rows_)
            if (member(*row) != Tri::unset) return member(*row);
        return Tri::unset;
    }
    const Facts& facts_;
    std::vector<const FieldRow*> rows_;
};

// What a field has when nobody says so (`_attrs` and `_setup_attrs__` in the files named above): writing it out changes nothing.
bool was_so_already(std::string_view key, std::string_view value, const Below& below) {
    if (below.option(key)) return false;
    if (key == "store") return value == (below.stored() ? "True" : "False");
    if (key == "readonly") return value == "False" && !below.computed();
    if (key == "copy") return value == "True" && !below.computed() && below.type() != "One2many";
    return value == "False" && (key == "required" || key == "index" || key == "translate");
}

std::vector<std::string> changed_options(const Facts& facts, const FieldRow& ours, const Below& below) {
    std::vector<std::string> changed;
    const auto items = facts.items(ours.options);
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
        const std::string_view key = facts.str(items[i]), value = facts.str(items[i + 1]);
        if (key == "selection_add" || key == "ondelete" || key == "comodel_name") continue;   // additions, or told apart above
        if (key == "string" && facts.str(ours.label) == below.label()) continue;
        if (below.option(key) != value && !was_so_already(key, value, below)) changed.emplace_back(key);
    }
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    return changed;
}

// Whether code or a view that is not ours, and that knows the field, asks for one of that name.
bool is_read(const Program& program, const Override& o, Name field) {
    const Facts& facts = program.world.facts;
    const std::string_view name = facts.str(field);
    return std::any_of(facts.uses.begin(), facts.uses.end(), [&](const UseRow& use) {
        const std::string_view path = facts.str(use.path);
        if (path.size() < name.size() || path.find(name) == path.npos) return false;
        const Index module = program.world.module_of(use.at);
        if (program.world.custom(module) || !program.world.in_closure(module, o.core.module)) return false;
        const std::vector<std::string_view> steps = split(path, '.');
        return std::find(steps.begin(), steps.end(), name) != steps.end();
    });
}

void tell_creator(const Creator& creator, const std::string& becomes, Finding& finding) {
    finding.effect = Effect::crash_run;
    finding.fix = "Require it in the view, or in a constraint limited to the states that need it; or give it a default.";
    switch (creator.how) {
        case CreatesBy::written: finding.message = fmt::format("{}: {} creates records without it, which now fails", becomes, creator.place); return;
        case CreatesBy::form: finding.message = fmt::format("{}: the form {} does not show it, so creating a record there fails", becomes, creator.place); return;
        case CreatesBy::unknown:
            finding.message = fmt::format("{}: whatever in the core creates records without it now fails{}", becomes, creator.place.empty() ? "" : fmt::format(" (look at {})", creator.place));
            return;
        case CreatesBy::nobody: break;
    }
    finding.severity = Severity::info;
    finding.effect = Effect::none;
    finding.message = fmt::format("{}; no code, data or form of the core that was read creates a record without it", becomes);
    finding.fix = "See that the records there are have a value.";
}

// What is computed and not stored is neither written nor asked for, unless methods do that.
void tell_computed(const Facts& facts, const FieldRow& ours, Finding& finding) {
    const std::string_view method = facts.str(ours.compute);
    finding.message += method.empty() ? std::string(", but computed") : fmt::format(", but what {} finds", method);
    std::vector<std::string> lost;
    if (ours.inverse == no_name && !option_of(facts, ours, "inverse")) lost.emplace_back("what is written to it is not kept");
    if (ours.search == no_name && !option_of(facts, ours, "search")) lost.emplace_back("no domain can ask for it");
    if (!lost.empty()) finding.message += "; " + listed(lost, 2);
    finding.fix = "Leave the core's field as it is, and add one of your own for what is computed.";
}

// Sets severity, effect, message and fix; false if nothing of weight differs.
bool judge(const Program& program, const Override& o, const FieldRow& ours, const Below& below, Creators& creators, Finding& finding) {
    const Facts& facts = program.world.facts;
    const std::string_view type = facts.str(ours.type), comodel = facts.str(ours.comodel);
    const std::string core = fmt::format("{} ({})", whose(o), where(program, o.core));
    finding.effect = Effect::silent;
    if (type != below.type()) {
        if (joins(type) && joins(below.type()) && (comodel.empty() || comodel == below.comodel())) {
            finding.severity = Severity::warning;
            finding.message = fmt::format("{} becomes {}, where {} has {}: the records are no longer linked through {}", o.symbol, type, core, below.type(),
                                          below.type() == "One2many" ? below.inverse_field() : "the same table");
            finding.fix = "Keep the core's type, so that what is written to the field arrives where the core reads it; or add a field of your own.";
            if (option_of(facts, ours, "compute") && ours.store != Tri::yes && !below.computed()) tell_computed(facts, ours, finding);
            return true;
        }
        const bool known = !storage_of(type).empty() && !storage_of(below.type()).empty();
        const bool incompatible = known && storage_of(type) != storage_of(below.type()) && (below.stored() || is_relational(type) || is_relational(below.type()));
        finding.severity = incompatible ? Severity::error : Severity::info;
        finding.effect = incompatible ? Effect::crash_run : Effect::silent;
        finding.message = incompatible ? fmt::format("{} becomes {}, where {} has {}: {}code that expects {} breaks", o.symbol, type, core, below.type(),
                                                     below.stored() && !o.on_own_model && !joins(below.type()) ? "stored values are set aside and " : "", below.type())
                                       : fmt::format("{} becomes {}, where {} has {}; the values are kept", o.symbol, type, core, below.type());
        finding.fix = "Keep the core's type and add a field of your own for the other kind of value.";
        return true;
    }
    if (!comodel.empty() && !below.comodel().empty() && comodel != below.comodel()) {
        finding.severity = Severity::error;
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("{} now points at {}, where {} points at {}: {}code and views that expect {} read the wrong model", o.symbol, comodel, core, below.comodel(),
                                      below.stored() && !o.on_own_model && !joins(type) ? "stored ids mean other records, and " : "", below.comodel());
        finding.fix = "Add a field of your own, or extend the model the core points at.";
        if (joins(type) && !is_read(program, o, ours.name)) {
            finding.severity = Severity::warning;
            finding.effect = Effect::silent;
            finding.message = fmt::format("{} now points at {}, where {} points at {}; no code of {} that was read asks for it", o.symbol, comodel, core, below.comodel(), whose(o));
        }
        return true;
    }
    if (ours.required == Tri::yes && below.required() != Tri::yes) {
        // Odoo fills in the default, or what it computes, wherever nobody gives a value, and in the rows there are (fields.py, update_db_notnull).
        const std::string_view given = option_of(facts, ours, "default").value_or(below.option("default").value_or("None"));
        const bool filled = (given != "None" && given != "False") || ours.compute != no_name || ours.related != no_name || below.computed();
        finding.severity = filled ? Severity::info : Severity::warning;
        if (filled) {
            finding.message = fmt::format("{} becomes required, where {} lets it be empty; where nobody gives it, it is filled in", o.symbol, core);
            finding.fix = "Nothing, if what is filled in is right for every record.";
            return true;
        }
        tell_creator(creators.without(model_of(o), facts.str(ours.name)), fmt::format("{} becomes required, where {} lets it be empty", o.symbol, core), finding);
        return true;
    }
    const auto changed = changed_options(facts, ours, below);
    if (changed.empty()) return false;
    finding.severity = Severity::info;
    finding.message = fmt::format("{} is redefined: {} differ{} from {}", o.symbol, listed(changed, 5), changed.size() == 1 ? "s" : "", core);
    finding.fix = "Keep what differs and leave out what does not.";
    return true;
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    Creators creators(program);
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::field || o.silent_same || o.custom.column != SymbolRef::Column::field) continue;
        const Below below{facts, o};
        Finding finding = begin_finding(program, o);
        if (below.empty() || !judge(program, o, facts.fields[o.custom.row], below, creators, finding)) continue;
        // A model of our own that takes its fields from another has a table of its own: nothing of the core's changes.
        if (o.on_own_model) {
            finding.severity = Severity::info;
            finding.effect = Effect::silent;
        }
        finding.severity = capped(finding.severity, o);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(field_redefined) = {
    "DL103", "field-redefined", Severity::warning,
    "A core field is declared again with another type, comodel or options",
    "Another stored type makes Odoo set the old column aside: the values are gone from the screen, and code that expects the old type fails. Another comodel "
    "turns stored ids into other records. A One2many that becomes a Many2many, or the other way round, is a warning: it links records in another table. `required=True` makes every core flow fail that creates a record without the field, unless a default or a compute method fills it in. Other options are inventory.",
    "Keep the core's type and comodel; add a field of your own for another kind of value; demand a value in the view or in a constraint with a condition.",
    "```python\npartner_ref = fields.Integer()      # the core has a Char here\n```\n",
    check};

}  // namespace driftline
