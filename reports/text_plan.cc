// The plan of an upgrade in a terminal: modules by state, the causes with the silent ones first, the order to work in, the
// total and what is not in it, and what to type next.
#include <algorithm>

#include "base/text.h"
#include "reports/plan_view.h"
#include "reports/text_lines.h"

namespace driftline {
namespace {

constexpr size_t most_names = 8;       // of modules in one line
constexpr size_t most_silent = 20, most_causes = 10, most_rows = 25;

class PlanWriter : TextLines {
public:
    PlanWriter(const Report& report, const WriteOptions& options) : TextLines(report, options), plan_(*report.plan) {}

    std::string write() {
        heading();
        origins();
        states();
        if (options_.statistics) {
            statistics();
        } else {
            for (const CauseSection& section : cause_sections(report_)) causes(section);
            if (!plan_.bump) order();
        }
        totals();
        summary();
        next();
        return std::move(out_);
    }

private:
    size_t most(size_t few) const { return options_.whole_plan ? SIZE_MAX : few; }

    void origins() {
        std::map<Origin, size_t> count;
        for (const PlanModule& module : plan_.modules) ++count[module.origin];
        std::vector<std::string> parts;
        for (const auto& [origin, modules] : count) parts.push_back(fmt::format("{} {}", modules, origin_text(origin)));
        line("{}: {}", counted(plan_.modules.size(), "module", "modules"), join(parts, ", "));
    }

    void states() {
        line("");
        if (plan_.bump) line("{}", paint(Colour::bold, bump_text(*plan_.bump)));
        else
            for (const StateLine& state : state_lines(report_, most(most_names)))
                line("{} {:>3}  {}", paint(Colour::bold, fmt::format("{:<16}", state.label)), state.count, folded(state.text, 22, 22));
        if (plan_.progress) line("{} {:>3}  {}", paint(Colour::bold, fmt::format("{:<16}", "PROGRESS")), plan_.progress->done.size(), folded(progress_text(plan_), 22, 22));
    }

    void causes(const CauseSection& section) {
        line("");
        std::string title = fmt::format("{}: {}{}", section.title, section.note.empty() ? "" : std::string(section.note) + ", ", counted(section.lines.size(), "cause", "causes"));
        if (section.modules > 1) title += fmt::format(" in {} modules", section.modules);
        if (section.likely > 0) title += fmt::format(", {} of them likely", section.likely);
        line("{}", paint(Colour::bold, title));
        const size_t shown = std::min(section.lines.size(), most(section.title == "SILENT" ? most_silent : most_causes));
        for (size_t i = 0; i < shown; ++i) cause(section.lines[i]);
        if (shown < section.lines.size()) line("  ... {} more (--plan)", section.lines.size() - shown);
    }

    void cause(const CauseLine& cause) {
        constexpr size_t place_width = 38, indent = 6;
        const Finding& finding = *cause.first;
        const std::string place = place_text(cause);
        std::string said = one_line(finding.message);
        if (finding.certainty == Certainty::likely) said += " (likely)";
        if (const std::string core = core_place_text(report_, finding); !core.empty() && said.find(core.substr(core.find(' ') + 1)) == std::string::npos) said += fmt::format(" [{}]", replace_all(core, " ", {&no_break, 1}));
        said += fmt::format("  {}", finding.rule->id);
        const std::string begin = fmt::format("  {:<{}}  ", place, place_width);
        line("{}{}", paint(finding.severity == Severity::error ? Colour::red : Colour::yellow, begin), folded(said, begin.size(), indent));
        if (!finding.fix.empty()) line("{}-> {}", std::string(indent, ' '), paint(Colour::dim, folded(one_line(finding.fix), indent + 3, indent + 3)));
    }

    static bool to_do(const PlanModule& module) { return module.state != PlanState::done && module.state != PlanState::drop; }

    // What others need comes first.
    void order() {
        std::vector<const PlanModule*> rows;
        for (const PlanModule& module : plan_.modules)
            if (to_do(module)) rows.push_back(&module);
        if (rows.empty()) return;
        size_t name = 6, needs = 10;
        for (const PlanModule* row : rows) {
            name = std::max(name, std::min<size_t>(row->name.size(), 44));
            needs = std::max(needs, std::min<size_t>(needs_of(*row).size(), 44));
        }
        line("");
        line("{}", paint(Colour::bold, fmt::format("ORDER  {:<{}}  {:<{}}  {:>9}  {:<16}  {:<26}  {:>7}", "module", name, "depends on", needs, "needed by", "state", "silent/install/use/look at", "hours")));
        const size_t shown = std::min(rows.size(), most(most_rows));
        for (size_t i = 0; i < shown; ++i) {
            const PlanModule& row = *rows[i];
            const CauseCounts& c = row.causes;
            line("{:>5}  {:<{}}  {:<{}}  {:>9}  {:<16}  {:<26}  {:>7}", i + 1, row.name, name, needs_of(row), needs, row.needed_by.empty() ? "-" : std::to_string(row.needed_by.size()), text(row.state),
                 fmt::format("{}/{}/{}/{}", c.silent, c.install, c.run, c.other), hours(row.minutes));
        }
        if (shown < rows.size()) line("       ... {} more (--plan)", rows.size() - shown);
    }

    // "acme_base", "acme_base +2"
    static std::string needs_of(const PlanModule& module) {
        if (module.needs.empty()) return "-";
        return module.needs.size() == 1 ? module.needs.front() : fmt::format("{} +{}", module.needs.front(), module.needs.size() - 1);
    }

    void totals() {
        line("");
        if (!plan_.bump) {
            std::string total = total_text(plan_);
            if (const auto parts = hours_by_state(plan_); !parts.empty()) total += ": " + join(parts, ", ");
            line("{}  {}", paint(Colour::bold, "TOTAL"), folded(total, 7, 7));
            line("       {}", folded("not in it: " + join(left_out(plan_), ", "), 7, 7));
        }
        if (plan_.broken_today > 0) line("       {} broken today, whatever the core's version: --select DL116", counted(plan_.broken_today, "thing is", "things are"));
    }

    void summary() {
        line("");
        size_t errors = 0, warnings = 0;
        for (const Finding& finding : report_.findings)
            if (finding.rule->compare == nullptr && finding.rule->id != unresolved_today) errors += finding.severity == Severity::error, warnings += finding.severity == Severity::warning;
        if (const auto infos = info_counts(report_); !infos.empty()) label("inventory", join(infos, ", ") + ": --output-format json");
        label("today", fmt::format("{} of the core; {}, {} that no upgrade is to blame for: scan without --to lists them",
                                   counted(report_.program.overrides.size(), "override", "overrides"), counted(errors, "error", "errors"), counted(warnings, "warning", "warnings")));
        not_judged(report_.program, "not judged", "--library PATH");
        not_judged(report_.upgrade->target, "at " + report_.target.version, "--library-to PATH");
        ledger(report_.program.ledger, "ledger " + report_.core.version);
        ledger(report_.upgrade->target.ledger, "ledger " + report_.target.version);
        if (report_.suppressed > 0) label("suppressed", fmt::format("{} allowed by comments or driftline.toml", counted(report_.suppressed, "place", "places")));
        notices();
    }

    void next() {
        size_t all = 0;
        for (const CauseSection& section : cause_sections(report_)) all += section.lines.size();
        line("exit {} ({})   next: {}", report_.exit_code, counted(all, "cause", "causes"), paint(Colour::bold, printable(join(next_steps(report_), " | "))));
    }

    const Plan& plan_;
};

}  // namespace

std::string write_text_plan(const Report& report, const WriteOptions& options) { return PlanWriter(report, options).write(); }

}  // namespace driftline
