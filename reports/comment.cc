// The pull-request comment of `check`: one, short, absent when nothing is new. What a repository's names hold is shown, never
// obeyed: no mention, no link, no markup comes out of them.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/markdown.h"
#include "reports/report.h"

namespace driftline {
namespace {

constexpr size_t most_lines = 10;

std::string prose(std::string_view text) { return markdown_prose(text); }
std::string code(std::string_view text) { return markdown_code(text); }

std::string counted(uint64_t count, std::string_view one, std::string_view many) { return fmt::format("{} {}", count, count == 1 ? one : many); }

std::string verb(const Override& row, bool one) {
    if (row.behaviour == Behaviour::patches) return one ? "patches" : "patch";
    if (row.behaviour == Behaviour::bypasses) return one ? "bypasses" : "bypass";
    return one ? "replaces" : "replace";
}

// "1 replaces `account.move._post` without super", "3 replace `a`, `b` and 1 more".
std::string severe_part(const std::vector<const Override*>& severe) {
    std::vector<std::string> names;
    for (const Override* row : severe) {
        const std::string name = code(row->symbol);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    constexpr size_t most = 3;
    const size_t more = names.size() > most ? names.size() - most : 0;
    names.resize(names.size() - more);
    std::string text = fmt::format("{} {} {}", severe.size(), verb(*severe.front(), severe.size() == 1), join(names, ", "));
    if (more > 0) text += fmt::format(" and {} more", more);
    const bool methods = std::all_of(severe.begin(), severe.end(), [](const Override* row) { return row->kind == SymbolKind::method && row->calls_super == Super::none; });
    if (methods) text += " without super";
    return text;
}

struct Line {
    int rank = 0;   // worst first
    std::string text;
};

class Comment {
public:
    explicit Comment(const Report& report) : report_(report), change_(report.gate->introduced) {}

    std::string write() {
        if (!change_.anything()) return "";
        findings();
        overrides();
        others();
        std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.rank < b.rank; });
        std::string text = gate_headline(report_) + "\n";
        const size_t room = most_lines - 1;
        const size_t shown = lines_.size() > room ? room - 1 : lines_.size();
        for (size_t i = 0; i < shown; ++i) text += "- " + lines_[i].text + "\n";
        if (shown < lines_.size()) text += fmt::format("- and {} more: `driftline check --base {}`\n", lines_.size() - shown, report_.gate->base);
        return text;
    }

private:
    static std::string stub(const std::string& symbol) { return " " + code("driftline register add " + symbol); }

    void findings() {
        for (const Finding& finding : change_.findings) {
            const Place& first = finding.places.front();
            for (const Place& place : finding.places) told_.emplace(place.path, place.line);
            if (finding.rule->id == undocumented_rule || finding.also.ends_with(undocumented_rule))
                for (const Place& place : finding.places) unexplained_.emplace(place.path, symbol_of(finding, place));
            std::string text = fmt::format("{} **{}** {} {}", code(fmt::format("{}:{}", first.path, first.line)), driftline::text(finding.severity), prose(finding.message), rules_of(finding));
            if (finding.places.size() > 1) text += fmt::format(" (+{})", finding.places.size() - 1);
            if (finding.rule->id == undocumented_rule || finding.also.ends_with(undocumented_rule)) text += stub(finding.symbol);
            lines_.push_back({finding.severity == Severity::error ? 0 : 2, std::move(text)});
        }
    }

    void overrides() {
        for (const auto& row : change_.overrides) {
            const Override& override_ = report_.program.overrides[row.row];
            const std::string path(file_path(report_.program.world, override_.custom.at));
            if (told_.contains({path, override_.custom.at.line}) || unexplained_.contains({path, override_.symbol})) continue;
            const CorePlaceText core = place_of(report_.program.world, override_.core);
            const bool severe = override_.behaviour != Behaviour::extends && !fills_in(report_.program.world.facts, override_);
            std::string text = fmt::format("{} {} {}", code(fmt::format("{}:{}", path, override_.custom.at.line)), driftline::text(override_.behaviour), code(override_.symbol));
            if (!core.path.empty()) text += fmt::format(" ({} {})", override_.of_library ? "library" : "core", code(fmt::format("{}/{}:{}", core.module, core.path, core.line)));
            const bool documented = report_.evidence != nullptr && report_.evidence->of(row.row).why();
            if (documented) text += ", documented";
            else if (severe) text += ", no reason found" + stub(override_.symbol);
            lines_.push_back({severe ? 1 : 4, std::move(text)});
        }
    }

    void others() {
        for (const auto& row : change_.moved) {
            std::string text = fmt::format("moves the {} {} to {} ({})", prose(row.what), code(row.before), code(row.after), code(row.file));
            if (!row.note.empty()) text += ": " + prose(row.note);
            lines_.push_back({1, std::move(text)});
        }
        for (const auto& row : change_.allowed) {
            const bool reason = !trim(row.reason).empty();
            lines_.push_back({reason ? 3 : 1, fmt::format("{} suppresses {}{}", code(fmt::format("{}:{}", row.path, row.line)), code(row.slug), reason ? ": " + prose(row.reason) : " without a reason")});
        }
        for (const std::string& row : change_.settings) lines_.push_back({3, prose(row)});
        for (const auto& row : change_.lowered) lines_.push_back({2, fmt::format("lowers the version of {} from {} to {}", code(row.module), code(row.before), code(row.after))});
    }

    const Report& report_;
    const Introduced& change_;
    std::vector<Line> lines_;
    std::set<std::pair<std::string, uint32_t>> told_;
    std::set<std::pair<std::string, std::string>> unexplained_;   // path, symbol: of a view, told where it takes something out
};

}  // namespace

std::string gate_headline(const Report& report) {
    const Introduced& change = report.gate->introduced;
    std::vector<const Override*> added, severe, worse;
    for (const auto& row : change.overrides) {
        const Override& override_ = report.program.overrides[row.row];
        (row.worse ? worse : added).push_back(&override_);
        if (!row.worse && override_.behaviour != Behaviour::extends && !fills_in(report.program.world.facts, override_)) severe.push_back(&override_);
    }
    std::vector<std::string> parts;
    if (!added.empty()) parts.push_back("adds " + counted(added.size(), "override", "overrides"));
    if (!severe.empty()) parts.push_back(severe_part(severe));
    if (!worse.empty()) parts.push_back(fmt::format("makes {} call the core less: {}", counted(worse.size(), "override", "overrides"), severe_part(worse)));
    uint64_t errors = 0, warnings = 0;
    for (const Finding& finding : change.findings) (finding.severity == Severity::error ? errors : warnings) += finding.places.size();
    std::vector<std::string> news;
    if (errors > 0) news.push_back(counted(errors, "error", "errors"));
    if (warnings > 0) news.push_back(counted(warnings, "warning", "warnings"));
    if (!news.empty()) parts.push_back("brings " + join(news, " and "));
    if (const size_t n = change.allowed.size() + change.settings.size(); n > 0) parts.push_back("suppresses in " + counted(n, "place", "places"));
    for (const auto& row : change.lowered) parts.push_back("lowers the version of " + code(row.module));
    for (const auto& row : change.moved) parts.push_back(fmt::format("moves the {}", prose(row.what)));
    if (parts.empty()) return "This change adds no override and no finding";
    return "This change " + join(parts, ", ");
}

std::string write_comment(const Report& report, const WriteOptions&) { return Comment(report).write(); }

}  // namespace driftline
