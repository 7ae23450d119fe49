// The plan of an upgrade for an issue or a wiki page.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/line_writer.h"
#include "reports/markdown.h"
#include "reports/plan_view.h"

namespace driftline {
namespace {

constexpr size_t most_names = 12, most_causes = 50;   // a forge's issue holds 65,000 characters

class MarkdownWriter : LineWriter {
public:
    MarkdownWriter(const Report& report, const WriteOptions& options) : report_(report), plan_(*report.plan), options_(options) {}

    std::string write() {
        heading();
        if (plan_.bump) line("{}.\n", markdown_prose(bump_text(*plan_.bump)));
        else states();
        if (plan_.progress) line("\nProgress {}.", markdown_prose(progress_text(plan_)));
        for (const CauseSection& section : cause_sections(report_)) causes(section);
        if (!plan_.bump) order();
        rest();
        return std::move(out_);
    }

private:
    static std::string core(const CoreInfo& info) { return info.commit.empty() ? info.version : info.version + "@" + info.commit.substr(0, 7); }

    void heading() {
        const std::string_view path = report_.repository;
        const std::string name(path.substr(path.rfind('/') + 1));
        line("## {}: {} {} to {}\n", markdown_prose(name + (report_.revision.empty() ? "" : "@" + report_.revision.substr(0, 7))), report_.title, markdown_prose(core(report_.core)),
             markdown_prose(core(report_.target)));
    }

    void states() {
        line("| state | modules | |\n| --- | ---: | --- |");
        for (const StateLine& state : state_lines(report_, options_.whole_plan ? SIZE_MAX : most_names)) line("| {} | {} | {} |", lower(state.label), state.count, markdown_prose(state.text));
        line("\n**{}**, without {}.", markdown_prose(total_text(plan_)), markdown_prose(join(left_out(plan_), ", ")));
    }

    void causes(const CauseSection& section) {
        line("\n### {}: {} {}\n", std::string(1, section.title[0]) + lower(section.title.substr(1)), section.lines.size(), section.lines.size() == 1 ? "cause" : "causes");
        const size_t shown = options_.whole_plan ? section.lines.size() : std::min(section.lines.size(), most_causes);
        for (size_t i = 0; i < shown; ++i) {
            const Finding& finding = *section.lines[i].first;
            const auto related = related_lines(report_, finding);
            line("- [ ] {} {}{}{} ({}){}", markdown_code(place_text(section.lines[i])), markdown_prose(finding.message), related.empty() ? "" : " " + markdown_code(related.front()),
                 finding.certainty == Certainty::likely ? ", likely" : "", finding.rule->id, finding.fix.empty() ? "" : "<br>" + markdown_prose(finding.fix));
        }
        if (shown < section.lines.size()) line("- and {} more: `--plan`", section.lines.size() - shown);
    }

    void order() {
        line("\n### Order of work\n");
        line("| # | module | depends on | needed by | state | silent | install | use | look at | hours |\n| ---: | --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        size_t number = 0;
        for (const PlanModule& module : plan_.modules) {
            if (module.state == PlanState::done || module.state == PlanState::drop) continue;
            std::vector<std::string> needs;
            for (const std::string& need : module.needs) needs.push_back(markdown_code(need, true));
            const CauseCounts& c = module.causes;
            line("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |", ++number, markdown_code(module.name, true), join(needs, ", "), module.needed_by.size(), text(module.state), c.silent, c.install, c.run,
                 c.other, hours(module.minutes));
        }
    }

    void rest() {
        if (plan_.broken_today > 0) line("\n{} broken today, whatever the core's version: `--select DL116`.", plan_.broken_today);
        if (const auto infos = info_counts(report_); !infos.empty()) line("\nFor the record: {}.", markdown_prose(join(infos, ", ")));
    }

    const Report& report_;
    const Plan& plan_;
    const WriteOptions& options_;
};

}  // namespace

std::string write_markdown(const Report& report, const WriteOptions& options) { return MarkdownWriter(report, options).write(); }

}  // namespace driftline
