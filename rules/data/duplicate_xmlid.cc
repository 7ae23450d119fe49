#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "rules/models.h"

namespace driftline {

namespace {

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, findings_{findings} {
        for (Index v = 0; v < facts_.views.size(); ++v)
            if (facts_.views[v].record != no_row && ours(program, facts_.views[v].at)) view_of_[facts_.views[v].record] = v;
        std::from_chars(program.world.version.data(), program.world.version.data() + program.world.version.size(), series_);
    }

    void operator()() {
        std::map<Name, std::vector<Index>> by_id;
        for (Index r = 0; r < facts_.records.size(); ++r)
            if (counts(r)) by_id[facts_.records[r].xmlid].push_back(r);
        for (auto& [id, rows] : by_id) {
            if (rows.size() < 2) continue;
            std::stable_sort(rows.begin(), rows.end(), [&](Index a, Index b) { return order(a) < order(b); });
            for (size_t i = 1; i < rows.size(); ++i) pair(rows[i - 1], rows[i]);
        }
    }

private:
    // A module's record under its own name.
    bool counts(Index row) const {
        const RecordRow& record = facts_.records[row];
        if (record.xmlid == no_name || record.tag == RecordTag::function || (record.flags & (record_demo | record_dynamic_id)) || !ours(program_, record.at)) return false;
        if (facts_.files[record.at.file].kind != FileKind::xml && facts_.files[record.at.file].kind != FileKind::csv) return false;
        return facts_.str(record.xmlid).starts_with(std::string(module_name(program_, program_.world.module_of(record.at))) + ".");
    }
    std::pair<uint32_t, uint32_t> order(Index row) const { return {facts_.files[facts_.records[row].at.file].load_order, facts_.records[row].order}; }

    // Links are added, so two of them stand side by side.
    static bool adds(std::string_view value) { return value.find("(4") != value.npos || value.find("link(") != value.npos || value.find("(0") != value.npos || value.find("create(") != value.npos; }

    std::string arch(Index row) const {
        const auto view = view_of_.find(row);
        return view == view_of_.end() ? std::string() : facts_.source(facts_.views[view->second].arch);
    }

    bool differs(Index a, Index b, const ValueRow& first, const ValueRow& second) const {
        if (first.kind == ValueKind::arch && second.kind == ValueKind::arch && facts_.str(first.value).empty()) return arch(a) != arch(b);
        return first.value != second.value;
    }

    void pair(Index first, Index second) {
        const RecordRow &a = facts_.records[first], &b = facts_.records[second];
        if (a.tag == RecordTag::delete_ || b.tag == RecordTag::delete_) return;
        if (a.model != b.model && a.model != no_name && b.model != no_name) { other_model(a, b); return; }
        std::vector<std::string> fields, same;
        size_t given = 0;
        for (Index v = b.values.begin; v < b.values.begin + b.values.count; ++v) {
            const ValueRow& value = facts_.values[v];
            ++given;
            const ValueRow* before = value_of(facts_, a, facts_.str(value.field));
            if (before == nullptr || adds(facts_.str(value.value))) continue;
            (differs(first, second, *before, value) ? fields : same).emplace_back(facts_.str(value.field));
        }
        const bool repeated = fields.empty() && !same.empty() && same.size() == given && given == a.values.count;
        if (a.tag == RecordTag::template_ && b.tag == RecordTag::template_ && fields.empty() && arch(first) != arch(second)) fields.emplace_back("its body");
        if (fields.empty() && !repeated) return;   // the second adds what the first leaves out
        Finding finding = begin(a, b);
        finding.severity = fields.empty() ? Severity::info : Severity::warning;
        finding.effect = fields.empty() ? Effect::none : Effect::silent;
        finding.message = fields.empty() ? fmt::format("{} is stated twice with the same values ({})", finding.symbol, place(a))
                                         : fmt::format("{} is defined twice: this one writes over {} of the first ({}), which is never seen", finding.symbol, listed(fields, 4), place(a));
        finding.fix = fields.empty() ? "Delete one." : "Give the second an id of its own, or delete the one that is not meant.";
        findings_.push_back(std::move(finding));
    }

    void other_model(const RecordRow& a, const RecordRow& b) {
        Finding finding = begin(a, b);
        const bool fails = series_ >= 16;   // _load_records in odoo/models.py
        finding.severity = fails ? Severity::error : Severity::warning;
        finding.effect = fails ? Effect::crash_install : Effect::silent;
        finding.message = fmt::format("{} is a record of {} here and of {} at {}: {}", finding.symbol, facts_.str(b.model), facts_.str(a.model), place(a),
                                      fails ? "installing the module fails" : "the id points to the second, and the first can no longer be found by it");
        finding.fix = "Give one of them an id of its own.";
        findings_.push_back(std::move(finding));
    }

    std::string place(const RecordRow& record) const { return fmt::format("{}:{}", path_in_module(program_, record.at.file), record.at.line); }
    Finding begin(const RecordRow& a, const RecordRow& b) const {
        const Index module = program_.world.module_of(b.at);
        Finding finding = begin_finding(module, SymbolKind::record, std::string(facts_.str(b.xmlid)), b.at);
        finding.related.push_back(related_to(program_, {SymbolRef::Column::record, no_row, module, a.at}, "the first"));
        return finding;
    }

    const Program& program_;
    const Facts& facts_;
    std::map<Index, Index> view_of_;   // by record
    unsigned series_ = 0;
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { Check{program, findings}(); }

}  // namespace

DRIFTLINE_RULE(duplicate_xmlid) = {
    "DL601", "duplicate-xmlid", Severity::warning,
    "A module defines the same external id twice",
    "The second definition writes over the first without a word: a view, a template or a parameter that somebody believes to be there is not. Two models under one id "
    "stop the installation from 16.0 on. A second record that only adds what the first leaves out is a common way around circular references, and not reported; one that repeats the first is information.",
    "Give the second an id of its own, or delete the one that is not meant.",
    "```xml\n<record id=\"action_open\" model=\"ir.actions.act_window\">...</record>\n<record id=\"action_open\" model=\"ir.actions.server\">...</record>\n```\n",
    check};

}  // namespace driftline
