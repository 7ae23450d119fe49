// driftline history SYMBOL|MODULE: who introduced each override, when, in which commit and why.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "load_history.h"
#include "model/reason.h"
#include "nearest.h"
#include "reports/report.h"

namespace driftline {
namespace {

std::string counted(int64_t count, std::string_view unit) { return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s"); }

std::string age(std::string_view date) {
    const int64_t days = days_between(date, today());
    if (days < 60) return counted(std::max<int64_t>(days, 0), "day");
    if (days < 730) return counted(days / 30, "month");
    return counted(days / 365, "year");
}

std::string commit_line(const Commit& commit) {
    return fmt::format("{}  {} ago  {}  {}  {}", commit.date(), age(commit.date()), commit.id.hex().substr(0, 10), commit.author, commit.subject());
}

void print_story(const Linked& linked, const Traced& traced, const std::vector<Regex>& tickets) {
    const World& world = linked.program.world;
    std::string head = traced.symbol;
    if (traced.override_ != no_row) head += fmt::format("  {}", text(linked.program.overrides[traced.override_].behaviour));
    fmt::print("{}  {}:{}\n", one_line(head), one_line(file_path(world, traced.custom.at)), traced.custom.at.line);
    const SymbolStory& story = traced.story;
    if (!story.committed) return fmt::print("  not committed yet\n");
    const auto cut = [](SymbolStory::End end) { return end == SymbolStory::End::shallow ? "at least since" : end == SymbolStory::End::budget ? "not looked before" : ""; };
    const bool unchanged = story.introduced && story.changed && story.introduced->id == story.changed->id;
    if (story.introduced) {
        const std::string_view limit = cut(story.introduced_end);
        fmt::print("  {:<14} {}\n", limit.empty() ? "introduced" : limit, one_line(commit_line(*story.introduced)));
    }
    if (story.changed && !unchanged) fmt::print("  {:<14} {}  ({})\n", "as it stands", one_line(commit_line(*story.changed)), counted(story.changes, "change"));
    for (const std::optional<Commit>* commit : {&story.changed, &story.introduced}) {
        if (!*commit || (unchanged && commit == &story.introduced)) continue;
        const std::string& message = (*commit)->message;
        const Judgement why = judge_reason(std::string_view(message).substr(std::min(message.find('\n'), message.size())), traced.symbol);
        const std::string ticket = find_ticket(message, tickets);
        if (why.given) fmt::print("  {:<14} {}\n", "why", one_line(why.text));
        if (!ticket.empty()) fmt::print("  {:<14} {}\n", "ticket", one_line(ticket));
    }
}

// The overrides of a module or a symbol; else our own definitions of the symbol.
std::vector<Traced> subjects(const Linked& linked, const std::string& subject) {
    const Program& program = linked.program;
    std::vector<Traced> wanted;
    for (Index i = 0; i < program.overrides.size(); ++i) {
        const Override& row = program.overrides[i];
        if (row.symbol == subject || program.world.str(program.world.facts.modules[row.module].name) == subject) wanted.push_back({row.custom, i, row.symbol, {}});
    }
    if (!wanted.empty()) return wanted;
    for (const ChainEntry& entry : linked.framework->chain(program, subject))
        if (program.world.custom(program.world.module_of(entry.symbol.at))) wanted.push_back({entry.symbol, no_row, subject, {}});
    return wanted;
}

}  // namespace

int run_history(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    std::vector<Traced> wanted = subjects(linked, options.subject);
    if (wanted.empty()) {
        std::vector<std::string> known;
        for (const Override& row : linked.program.overrides) known.push_back(row.symbol);
        for (const ModuleRow& row : linked.program.world.facts.modules) known.emplace_back(linked.program.world.str(row.name));
        const bool module = linked.program.world.module_by_name.contains(options.subject);
        complain(module ? fmt::format("module {} overrides nothing", options.subject)
                        : fmt::format("nothing of ours is called {}; did you mean {}?", options.subject, nearest(options.subject, known)));
        return module ? exit_clean : exit_failure;
    }
    const auto traced = trace_definitions(*session, linked, std::move(wanted), {});
    if (!traced) return complain(traced.error().message), exit_failure;
    for (const std::string& notice : session->notices) complain(notice);
    for (const Traced& one : *traced) print_story(linked, one, session->config.ticket_patterns);
    if (options.timings) fmt::print(stderr, "{}", session->watch.text());
    return exit_clean;
}

}  // namespace driftline
