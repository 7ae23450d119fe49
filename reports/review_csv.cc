// A row for each override and each finding, for a spreadsheet. No cell can start a formula.
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"
#include "reports/review.h"

namespace driftline {
namespace {

class CsvRows {
public:
    explicit CsvRows(std::vector<std::string_view> columns) {
        for (const std::string_view column : columns) cell(column);
        end();
    }
    void cell(std::string_view text) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += csv_cell(text);
    }
    void cell(uint64_t number) { cell(std::to_string(number)); }
    void end() {
        out_ += "\r\n";
        first_ = true;
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
    bool first_ = true;
};

std::string_view module_name(const World& world, Index module) { return module == no_row ? std::string_view() : world.str(world.facts.modules[module].name); }

void override_row(const Report& report, const Review& review, size_t i, CsvRows& rows) {
    const World& world = report.program.world;
    const Override& row = report.program.overrides[i];
    const Story& story = review.stories[i];
    const Documented& known = report.evidence->of(i);
    const CorePlaceText core = place_of(world, row.core);
    rows.cell("override");
    rows.cell(module_name(world, row.module));
    rows.cell(file_path(world, row.custom.at));
    rows.cell(row.custom.at.line);
    rows.cell(row.symbol);
    rows.cell(text(row.kind));
    rows.cell(story.area);
    rows.cell(story.model);
    rows.cell(text(row.behaviour));
    rows.cell(text(row.calls_super));
    rows.cell(core.path.empty() ? "" : fmt::format("{}/{}:{}", core.module, core.path, core.line));
    for (int empty = 0; empty < 6; ++empty) rows.cell("");
    rows.cell(text(known.level));
    rows.cell(known.reason());
    rows.cell(story.owner);
    rows.cell(known.ticket);
    rows.cell(story.entry.entry == nullptr ? std::string_view() : text(story.entry.entry->decision));
    rows.cell(story.entry.entry == nullptr ? "" : story.entry.entry->review_by);
    rows.cell(story.introduced ? story.introduced->date : "");
    rows.cell(story.introduced ? story.introduced->author : "");
    rows.cell(story.changed ? story.changed->date : "");
    rows.cell(story.changed ? story.changed->commit : "");
    rows.end();
}

void finding_row(const Report& report, const Finding& finding, CsvRows& rows) {
    const Place& place = finding.places.front();
    rows.cell("finding");
    rows.cell(module_name(report.program.world, finding.module));
    rows.cell(place.path);
    rows.cell(place.line);
    rows.cell(finding.symbol);
    rows.cell(text(finding.kind));
    for (int empty = 0; empty < 4; ++empty) rows.cell("");
    rows.cell(core_text(finding));
    rows.cell(finding.rule->id);
    rows.cell(text(finding.severity));
    rows.cell(text(finding.certainty));
    rows.cell(text(finding.effect));
    rows.cell(finding.message);
    rows.cell(finding.fix);
    for (int empty = 0; empty < 10; ++empty) rows.cell("");
    rows.end();
}

void core_edit_row(const CorePatch& patch, const CoreEdit& edit, CsvRows& rows) {
    rows.cell("core edit");
    rows.cell("");
    rows.cell(edit.path);
    rows.cell(edit.line);
    for (int empty = 0; empty < 11; ++empty) rows.cell("");
    rows.cell(patch.commit ? patch.commit->subject : "");
    for (int empty = 0; empty < 4; ++empty) rows.cell("");
    rows.cell(patch.commit ? patch.commit->ticket : "");
    rows.cell(text(edit.fate));
    rows.cell("");
    rows.cell(patch.commit ? patch.commit->date : "");
    rows.cell(patch.commit ? patch.commit->author : "");
    rows.cell("");
    rows.cell(patch.commit ? patch.commit->commit : "");
    rows.end();
}

}  // namespace

std::string write_review_csv(const Report& report, const Review& review) {
    CsvRows rows({"type", "module", "path", "line", "symbol", "kind", "area", "model", "behaviour", "calls_super", "core", "rule", "severity", "certainty", "effect", "message", "fix",
               "documented", "reason", "owner", "ticket", "decision", "review_by", "introduced", "author", "changed", "commit"});
    for (size_t i = 0; i < report.program.overrides.size(); ++i) override_row(report, review, i, rows);
    for (const Finding& finding : report.findings) finding_row(report, finding, rows);
    if (review.governance.core_edits)
        for (const CorePatch& patch : review.governance.core_edits->patches)
            for (const CoreEdit& edit : patch.edits) core_edit_row(patch, edit, rows);
    return rows.take();
}

}  // namespace driftline
