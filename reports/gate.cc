// `check` for people at a terminal or in a job's log: the headline, then each new thing with its place.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/line_writer.h"
#include "reports/report.h"

namespace driftline {
namespace {

constexpr size_t most_extending = 20;   // a vendored module has hundreds, and they are the harmless ones

class GateText : LineWriter {
public:
    GateText(const Report& report, const WriteOptions& options) : report_(report), change_(report.gate->introduced), options_(options) {}

    std::string write() {
        line("{}", paint("1", printable(gate_headline(report_))));
        findings();
        overrides();
        others();
        verdict();
        for (const std::string& notice : report_.notices) line("{} {}", paint("1", "notice:"), one_line(notice));
        return std::move(out_);
    }

private:
    std::string paint(const char* colour, std::string_view text) const { return options_.colours ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text) : std::string(text); }

    void findings() {
        for (const Finding* finding : worst_first(report_)) {
            const Place& first = finding->places.front();
            const std::string more = finding->places.size() > 1 ? fmt::format(" +{}", finding->places.size() - 1) : "";
            line("  {}:{}:{}{}  {}  {}  {}{}", one_line(first.path), first.line, first.column, more, paint(finding->severity == Severity::error ? "31" : "33", text(finding->severity)),
                 one_line(finding->message), paint("2", rules_of(*finding)), change_.worse.contains(first.fingerprint) ? " (worse than before)" : "");
            if (const std::string core = core_text(*finding); !core.empty()) line("      {}", paint("2", one_line(core)));
            if (!finding->fix.empty()) line("      {}", one_line(finding->fix));
            for (const Place& place : finding->places) told_.emplace(place.path, place.line);
            if (finding->rule->id == undocumented_rule || finding->also.ends_with(undocumented_rule))
                for (const Place& place : finding->places) unexplained_.emplace(place.path, symbol_of(*finding, place));
        }
    }

    void overrides() {
        size_t extending = 0;
        for (const auto& row : change_.overrides) {
            const Override& override_ = report_.program.overrides[row.row];
            const std::string path(file_path(report_.program.world, override_.custom.at));
            if (told_.contains({path, override_.custom.at.line}) || unexplained_.contains({path, override_.symbol})) continue;
            if (override_.behaviour == Behaviour::extends && ++extending > most_extending) continue;
            const CorePlaceText core = place_of(report_.program.world, override_.core);
            line("  {}:{}  {}  {} {}{}", one_line(path), override_.custom.at.line, text(override_.behaviour), text(override_.kind), one_line(override_.symbol), row.worse ? " (worse than before)" : "");
            if (!core.path.empty())
                line("      {}", paint("2", one_line(fmt::format("{} {}{}{}:{}", override_.of_library ? "library" : "core", core.module, core.module.empty() ? "" : "/", core.path, core.line))));
        }
        if (extending > most_extending) line("  ... {} more that extend: --output-format json", extending - most_extending);
    }

    void others() {
        for (const auto& row : change_.moved)
            line("  {}: the {} moves from {} to {}{}", one_line(row.file), one_line(row.what), one_line(row.before), one_line(row.after), row.note.empty() ? "" : ": " + one_line(row.note));
        for (const auto& row : change_.allowed)
            line("  {}:{}  suppresses {}{}", one_line(row.path), row.line, one_line(row.slug), trim(row.reason).empty() ? " without a reason, so in vain" : ": " + one_line(row.reason));
        for (const std::string& row : change_.settings) line("  {}", one_line(row));
        for (const auto& row : change_.lowered) line("  {}: version {} is lower than {}; databases that have {} skip its scripts", one_line(row.module), one_line(row.after), one_line(row.before), one_line(row.before));
        std::vector<std::string> gone;
        if (change_.overrides_gone > 0) gone.push_back(fmt::format("{} override{}", change_.overrides_gone, change_.overrides_gone == 1 ? "" : "s"));
        if (change_.places_gone > 0) gone.push_back(fmt::format("{} finding{}", change_.places_gone, change_.places_gone == 1 ? "" : "s"));
        if (!gone.empty()) line("  It removes {}.", join(gone, " and "));
    }

    void verdict() {
        const auto& failing = report_.gate->verdict.failing;
        if (failing.empty()) return;
        std::vector<std::string> names;
        for (const GateLine stop : failing) names.push_back(fmt::format("{} ({})", text(stop), report_.gate->verdict.counts[size_t(stop)]));
        line("Stopped by {} of [gate], preset {}; `driftline explain RULE` says why, docs/ci.md how to go on.", join(names, ", "), report_.gate->preset);
    }

    const Report& report_;
    const Introduced& change_;
    const WriteOptions& options_;
    std::set<std::pair<std::string, uint32_t>> told_;
    std::set<std::pair<std::string, std::string>> unexplained_;   // path, symbol: of a view, told where it takes something out
};

}  // namespace

std::string write_gate(const Report& report, const WriteOptions& options) { return GateText(report, options).write(); }

}  // namespace driftline
