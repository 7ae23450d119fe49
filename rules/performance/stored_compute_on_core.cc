#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rules/judged_rows.h"
#include "rules/models.h"
#include "rules/performance/large_models.h"

namespace driftline {

namespace {

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, models_{program}, findings_{findings} {
        for (const Override& o : program.overrides)
            if (o.kind == SymbolKind::field && o.custom.column == SymbolRef::Column::field && o.core.column == SymbolRef::Column::field) overridden_.emplace(o.custom.row, &o);
    }

    void operator()() {
        for (const ClassRow& row : facts_.classes) {
            const std::string_view model = facts_.str(row.model);
            if (row.model_kind == ModelKind::none || !is_large(model) || !takes_part(program_, row.at)) continue;
            for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m)
                if (facts_.methods[m].decorators.count) methods_.emplace(std::pair(model, facts_.methods[m].name), m);
            for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f)
                if (facts_.str(facts_.fields[f].type) == "Many2one") many2ones_.emplace(model, facts_.str(facts_.fields[f].name));
        }
        for (Index f = 0; f < facts_.fields.size(); ++f) {
            const FieldRow& field = facts_.fields[f];
            if (field.owner == no_row || field.store != Tri::yes || !ours(program_, field.at)) continue;
            const std::string_view model = facts_.str(facts_.classes[field.owner].model);
            if (is_large(model) && models_.upstream(model)) look(f, model);
        }
    }

private:
    void look(Index row, std::string_view model) {
        const FieldRow& field = facts_.fields[row];
        const auto known = overridden_.find(row);
        const FieldRow* theirs = known == overridden_.end() ? nullptr : &facts_.fields[known->second->core.row];
        if (theirs != nullptr && theirs->store == Tri::yes) return;   // stored without us
        const FieldRow& source = computed(field) || field.related != no_name || theirs == nullptr ? field : *theirs;
        if (source.related == no_name && !computed(source)) return;
        const std::string_view type = facts_.str(field.type);
        const bool column = type != "One2many" && type != "Many2many";
        Finding finding = begin_finding(program_.world.module_of(field.at), SymbolKind::field, fmt::format("{}.{}", model, facts_.str(field.name)), field.at);
        finding.severity = Severity::info;
        if (known != overridden_.end()) finding.related.push_back(related_to(program_, known->second->core, "the core's definition, which is not stored"));
        std::vector<std::string> triggers = source.related != no_name ? std::vector{std::string(facts_.str(source.related))} : depends(source, model);
        std::vector<std::string> far;
        for (const std::string& path : triggers)
            if (const size_t dot = path.find('.'); dot != path.npos && many2ones_.contains({model, std::string_view(path).substr(0, dot)})) far.push_back(path);
        finding.message = fmt::format("{} is computed and stored on {}, a table that grows large: installing the module computes it for every row", finding.symbol, model);
        if (!column) finding.message = fmt::format("{} is computed and stored for {}, a table that grows large: installing the module computes it for every record", finding.symbol, model);
        if (triggers.empty()) finding.message += "; what triggers it afterwards is not stated where it can be read";
        else finding.message += fmt::format("; afterwards {} of {} it", triggers.size() == 1 ? "a change" : "changes", listed(triggers, 5)) + (triggers.size() == 1 ? " recomputes" : " recompute");
        if (!triggers.empty()) finding.message = replace_all(finding.message, " it recompute", " recompute");
        if (!far.empty()) finding.message += fmt::format(", and one change of {} recomputes every record that points there", listed(far, 3));
        finding.fix = "For a database that is in use, fill the column with SQL in a pre_init_hook; leave out store where nobody searches or groups by it.";
        findings_.push_back(std::move(finding));
    }

    bool computed(const FieldRow& field) const {
        const auto options = facts_.items(field.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2)   // given as a callable it has no name
            if (facts_.str(options[i]) == "compute" && facts_.str(options[i + 1]) != "None" && facts_.str(options[i + 1]) != "False") return true;
        return field.compute != no_name;
    }

    // Names in @api.depends of the compute method, the nearest definition first.
    std::vector<std::string> depends(const FieldRow& field, std::string_view model) const {
        const ClassRow& owner = facts_.classes[field.owner];
        const MethodRow* method = nullptr;
        for (Index m = owner.methods.begin; m < owner.methods.begin + owner.methods.count; ++m)
            if (facts_.methods[m].name == field.compute) method = &facts_.methods[m];
        const auto elsewhere = methods_.find({model, field.compute});
        if (method == nullptr && elsewhere != methods_.end()) method = &facts_.methods[elsewhere->second];
        std::vector<std::string> names;
        if (method == nullptr) return names;
        for (const Name decorator : facts_.items(method->decorators)) {
            const std::string_view text = facts_.str(decorator);
            if (!text.starts_with("api.depends(") && !text.starts_with("depends(")) continue;
            for (const std::string_view name : quoted_parts(text)) names.emplace_back(name);
        }
        return names;
    }

    const Program& program_;
    const Facts& facts_;
    const Models models_;
    std::map<Index, const Override*> overridden_;
    std::map<std::pair<std::string_view, Name>, Index> methods_;              // of large models, with decorators
    std::set<std::pair<std::string_view, std::string_view>> many2ones_;       // of large models
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    if (any_judged(program.world, program.world.facts.fields, [](const FieldRow& row) { return row.owner != no_row && row.store == Tri::yes; })) Check{program, findings}();
}

}  // namespace

DRIFTLINE_RULE(stored_compute_on_core) = {
    "DL502", "stored-compute-on-core", Severity::info,
    "A stored computed field is added to a large core model",
    "Installing or updating the module computes it for every row there is, which on a table of millions takes hours and memory; afterwards every change of what it depends on writes "
    "to the table again, and a dependency that leads to another record (product_id.x) rewrites all that lead there at once. Large are the core's tables with a row per line, movement, message, "
    "document or contact; how many rows yours have is not in the source.",
    "Fill the column with SQL in a pre_init_hook before the first installation; drop store=True where nobody searches or groups by it.",
    "```python\nclass MoveLine(models.Model):\n    _inherit = 'account.move.line'\n\n    margin = fields.Float(compute='_compute_margin', store=True)\n```\n",
    check};

}  // namespace driftline
