// `driftline check`: what a change introduces or makes worse, and whether the gate lets it pass.
#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "base_state.h"
#include "baseline_file.h"
#include "change_settings.h"
#include "check/revealed.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "core_bump.h"
#include "load_history.h"
#include "model/judged.h"
#include "narrow_check.h"
#include "register_file.h"

namespace driftline {
namespace {

// The two states a change lies between.
struct Range {
    Revision base, head;          // head.commit "" = the index; of a working tree: its HEAD, whose tree may not be what is read
    bool head_is_tree = false;    // head.tree is exactly what is read
    std::string base_name, head_name;
    std::vector<std::string> paths;  // that differ, where head_is_tree
    std::vector<std::string> also;   // commits whose work is merged in: no news either
};

std::string short_name(const Revision& revision) { return revision.empty ? "nothing" : (revision.commit.empty() ? revision.tree : revision.commit).substr(0, 7); }

Result<Range> staged_range(const std::string& folder) {
    Range range;
    Result<Revision> head = head_revision(folder);
    if (!head) return head.error();
    Result<Revision> staged = staged_revision(folder, *head, range.paths);
    if (!staged) return staged.error();
    range.base = std::move(*head);
    range.head = std::move(*staged);
    range.head_is_tree = !range.head.tree.empty();
    range.head_name = "the index";
    range.also = merge_heads(folder);
    return range;
}

Result<Range> base_range(Session& session, const Location& location) {
    Range range;
    Result<Revision> head = location.revision.empty() ? head_revision(location.path) : resolve_revision(location.path, location.revision);
    if (!head) return head.error();
    Result<Revision> asked = resolve_revision(location.path, session.options.base);
    if (!asked) return asked.error();
    Result<BranchPoint> point = branch_point(location.path, *asked, *head);
    if (!point) return point.error();
    if (!point->note.empty()) session.notices.push_back(point->note);
    range.base = std::move(point->revision);
    range.head = std::move(*head);
    range.head_is_tree = !location.revision.empty();
    if (range.head_is_tree) {
        Result<std::vector<std::string>> paths = paths_changed(location.path, range.base, range.head);
        if (!paths) return paths.error();
        range.paths = std::move(*paths);
    }
    range.head_name = short_name(range.head);
    return range;
}

Result<Range> find_range(Session& session) {
    const Location location = parse_location(session.options.path);
    if (session.options.staged && !location.revision.empty()) return Error{"--staged reads the index: leave out @" + location.revision};
    Result<Range> range = session.options.staged ? staged_range(location.path) : base_range(session, location);
    if (range) range->base_name = short_name(range->base);
    return range;
}

// The commit hook never stands in the way of somebody who has not set the core up yet.
int without_core(const Session& session, const Linked& linked) {
    if (!session.options.staged) return complain(fmt::format("no core was found, so nothing can be compared; type: {}", linked.core_command)), exit_failure;
    fmt::print("driftline: no core was found, so this commit was not checked; once: {}\n", printable(linked.core_command));
    return exit_clean;
}

// Formats whose empty report needs nothing of what would have to be read.
bool may_be_brief(const Options& options) { return options.format == "text" || options.format == "markdown" || options.format == "github"; }

int nothing_new(const Session& session, const std::string& why) {
    const std::string text = session.options.format == "text" ? fmt::format("This change adds no override and no finding: {}\n", why) : "";
    return deliver(text, session.options.output) ? exit_clean : exit_failure;
}

// Rows of modules that `head` does not speak of; with `reported` those of the others.
void drop_modules(const State& head, State& state, bool reported) {
    const auto dropped = [&](const std::string& name) {
        return reported == std::any_of(head.modules.begin(), head.modules.end(), [&](const State::Module& module) { return module.name == name; });
    };
    std::erase_if(state.modules, [&](const auto& row) { return dropped(row.name); });
    std::erase_if(state.overrides, [&](const auto& row) { return dropped(row.module); });
    std::erase_if(state.places, [&](const auto& row) { return dropped(row.module); });
    std::erase_if(state.allowed, [&](const auto& row) { return dropped(row.module); });
}

// What several bases hold together: a commit that ends a merge brings in neither's work as news.
void add_state(State& into, State&& from) {
    const auto append = [](auto& rows, auto& more) { std::move(more.begin(), more.end(), std::back_inserter(rows)); };
    append(into.overrides, from.overrides);
    append(into.places, from.places);
    append(into.allowed, from.allowed);
}

// Of a merge under way, what it brings in as well.
Result<State> base_state(const Session& session, const Linked& head, const Linked* base, const Range& range, const Digest& maker) {
    State state = state_of_base(session, base, range.base, maker);
    for (const std::string& commit : range.also) {
        const Result<Revision> merged = resolve_revision(parse_location(session.options.path).path, commit);
        if (!merged) continue;
        const auto other = link_base(session, head, *merged);
        if (!other) return other.error();
        add_state(state, state_of_base(session, other->get(), *merged, maker));
    }
    return state;
}

// Which overrides are new, or lost their reason, is told by the comparison: it knows what was moved or renamed.
bool is_new(const Program& program, const Introduced& introduced, const Finding& finding, const Place& place) {
    const auto speaks_of = [&](Index row) {
        const Override& o = program.overrides[row];
        const At& at = o.custom.at;
        return o.symbol == finding.symbol && at.file == place.at.file && at.begin <= place.at.begin && place.at.begin <= std::max(at.begin, at.end);
    };
    return std::any_of(introduced.overrides.begin(), introduced.overrides.end(), [&](const Introduced::Overriding& row) { return !row.worse && speaks_of(row.row); }) ||
           std::any_of(introduced.unexplained.begin(), introduced.unexplained.end(), speaks_of);
}

// What rules say of the change itself, without what the baseline knows.
void add_change_findings(Session& session, const Linked* base, const Linked& head, const std::set<std::string>& baseline, Introduced& introduced) {
    std::erase_if(introduced.findings, [](const Finding& finding) { return finding.rule->change != nullptr; });   // such a rule says itself what is new
    for (Finding& finding : check_change(session, base, head, introduced.unexplained)) {
        const bool of_override = finding.rule->id == undocumented_rule;
        std::erase_if(finding.places, [&](const Place& place) { return baseline.contains(place.fingerprint) || (of_override && !is_new(head.program, introduced, finding, place)); });
        if (finding.severity != Severity::info && !finding.places.empty()) introduced.findings.push_back(std::move(finding));
    }
    std::stable_sort(introduced.findings.begin(), introduced.findings.end(), [](const Finding& a, const Finding& b) {
        const Place &x = a.places.front(), &y = b.places.front();
        return std::tuple(std::string_view(x.path), x.line, a.rule->id) < std::tuple(std::string_view(y.path), y.line, b.rule->id);
    });
}

GateOptions gate_options(const Session& session, const Linked& linked) {
    GateOptions gate;
    gate.policy = session.config.gate;
    if (!session.options.preset.empty()) gate_preset(session.options.preset, gate.policy);
    gate.registered = [&linked](const Override& row) {
        const World& world = linked.program.world;
        return linked.evidence && linked.evidence->customizations().find(row.symbol, row.module == no_row ? std::string_view() : world.str(world.facts.modules[row.module].name)) != nullptr;
    };
    return gate;
}

std::string written(const Report& report, const Options& options) {
    const WriteOptions how{wants_colours(options), false};
    if (options.format == "text") return write_gate(report, how);
    if (options.format == "markdown") return write_comment(report, how);
    const auto& writers = all_writers();
    return std::find_if(writers.begin(), writers.end(), [&](const Writer& w) { return w.format == options.format; })->write(report, how);
}

// A commit that is being made has no message yet.
void add_reasons_of_commits(Session& session, const Linked& linked, const Range& range, const Introduced& introduced) {
    if (range.head.commit.empty() || !linked.evidence || !linked.custom->is_git()) return;
    std::vector<Index> rows = introduced.unexplained;
    for (const Introduced::Overriding& row : introduced.overrides)
        if (!row.worse) rows.push_back(row.row);
    add_commits_of_change(session, linked, rows);
    session.watch.lap("read the commits");
}

// `base`: of the modules that `checked` is about.
int report_change(Session& session, const Linked& linked, const Linked* linked_base, const Checked& checked, const State& head, const State& base, const Range& range) {
    const auto baseline = load_baseline(session, linked.custom->root());
    if (!baseline) return complain(baseline.error().message), exit_failure;
    Introduced introduced = compare_states(base, head, linked.program, checked.findings, *baseline);
    if (linked_base != nullptr) judge_revealed(linked_base->program, linked.program, introduced);
    add_reasons_of_commits(session, linked, range, introduced);
    if (range.also.empty()) add_change_findings(session, linked_base, linked, *baseline, introduced);   // of a merge the parents' commits told it
    add_bumps(session, linked, range.base, range.head, introduced);
    introduced.settings = settings_weakened(session, linked.custom->root(), range.base, *baseline);
    const std::string preset = session.options.preset.empty() ? session.config.gate_preset : session.options.preset;
    const GateVerdict verdict = judge(gate_options(session, linked), linked.program, introduced);
    tell_together(introduced);

    const Checked news{introduced.findings, checked.suppressed};
    const GateReport about{introduced, verdict, range.base_name, range.head_name, preset};
    Report report = make_report(session, linked, news);
    report.gate = &about;
    if (!deliver(written(report, session.options), session.options.output)) return exit_failure;
    session.watch.lap("report");
    return verdict.failing.empty() || session.options.exit_zero ? exit_clean : exit_findings;
}

int judge_change(Session& session, const Linked& linked, const Range& range) {
    const Checked checked = check_program(session, linked);
    const State head = state_of(linked.program, checked.findings, linked.evidence.get());
    const Digest maker = state_maker(session, linked);
    if (range.head_is_tree && session.options.modules.empty()) store_state(session, range.head, maker, head);
    const auto linked_base = link_base(session, linked, range.base);
    if (!linked_base) return complain(linked_base.error().message), exit_failure;
    Result<State> base = base_state(session, linked, linked_base->get(), range, maker);
    if (!base) return complain(base.error().message), exit_failure;
    note_latest(session, range.base, maker);
    if (range.head_is_tree && session.options.modules.empty()) note_latest(session, range.head, maker);
    session.watch.lap("the base's result");
    if (!session.options.modules.empty()) drop_modules(head, *base, false);   // the others take no part
    return report_change(session, linked, linked_base->get(), checked, head, *base, range);
}

// An entry of the register may have lost what it speaks of: that takes all overrides to tell.
bool loses_overrides(const State& base, const State& head) {
    std::multiset<std::string_view> now;
    for (const State::Overriding& row : head.overrides) now.insert(row.symbol);
    return std::any_of(base.overrides.begin(), base.overrides.end(), [&](const State::Overriding& row) {
        const auto hit = now.find(row.symbol);
        if (hit != now.end()) now.erase(hit);
        return hit == now.end();
    });
}

// What was not judged is what it was. nullopt: the whole has to be linked after all.
std::optional<int> judge_narrowly(Session& session, Narrowed&& narrowed, const Range& range) {
    Checked checked = check_program(session, *narrowed.head);
    const World& world = narrowed.head->program.world;   // what is said of the others, or of the repository as a whole, is what was said
    std::erase_if(checked.findings, [&](const Finding& finding) { return finding.module == no_row || !judged(world, finding.module); });
    const State head = state_of(narrowed.head->program, checked.findings, narrowed.head->evidence.get());
    State base = narrowed.base_state, whole = std::move(narrowed.base_state);
    drop_modules(head, base, false);
    if (narrowed.head->custom->find(register_name) != nullptr && loses_overrides(base, head)) return std::nullopt;
    drop_modules(head, whole, true);
    add_state(whole, State(head));
    whole.modules.insert(whole.modules.end(), head.modules.begin(), head.modules.end());
    const Digest maker = state_maker(session, *narrowed.head);
    store_state(session, range.head, maker, whole);
    note_latest(session, range.head, maker);
    return report_change(session, *narrowed.head, narrowed.base.get(), checked, head, base, range);
}

// Said, and nothing of what was read is taken apart.
int finish(const Session& session, int code) {
    if (session.options.timings) fmt::print(stderr, "{}", session.watch.text());
    return leave(code);
}

bool may_be_narrow(const Range& range) { return range.also.empty() && range.head_is_tree && range.head.tree != range.base.tree; }

std::optional<int> try_narrowly(Session& session, const Range& range, NarrowCheck& narrow) {
    const size_t said = session.notices.size();
    std::optional<Narrowed> narrowed = narrow.run();
    session.notices.resize(narrowed ? session.notices.size() : said);
    if (!narrowed) return std::nullopt;
    if (!narrowed->nothing_new) {
        const std::optional<int> code = judge_narrowly(session, std::move(*narrowed), range);
        return code ? finish(session, *code) : code;
    }
    inherit_state(session, range.base, range.head);
    return finish(session, nothing_new(session, "what it changes says nothing new"));
}

bool holds_modules(const Session& session, const Revision& revision) {
    if (revision.empty) return false;
    SourceOptions names;
    names.wants = [](std::string_view) { return false; };
    const auto source = open_source(parse_location(session.options.path).path + "@" + (revision.commit.empty() ? revision.tree : revision.commit), names);
    return source && std::any_of(all_frameworks().begin(), all_frameworks().end(), [&](const Framework* framework) { return framework->recognizes(**source); });
}

// The commit hook never stands in the way. A gate that is asked about the wrong folder must not look as if it had passed.
int without_modules(const Session& session, const Range& range, const std::string& why) {
    if (holds_modules(session, range.base)) return fmt::print("This change leaves no modules to check\n"), exit_clean;
    if (!session.options.staged) return complain(why), exit_failure;
    fmt::print("driftline: there are no modules here, so this commit was not checked\n");
    return exit_clean;
}

}  // namespace

int run_check(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const bool brief = may_be_brief(options), short_way = brief && !options.whole;
    NarrowCheck narrow(*session);
    Result<Range> range = Error{};
    bool looked = false;
    parallel_for(2, session->jobs, [&](size_t side, int) {
        if (side == 0) {
            if (short_way) narrow.load_core();
            return;
        }
        range = find_range(*session);
        session->watch.lap("find the base");
        looked = short_way && range && may_be_narrow(*range) && narrow.look(range->base, range->head, range->paths);
    });
    if (!range) return complain(range.error().message), exit_failure;
    if (brief && range->head_is_tree && !range->head.tree.empty() && range->head.tree == range->base.tree)
        return finish(*session, nothing_new(*session, fmt::format("{} is what {} was", range->head_name, range->base_name)));
    if (looked)
        if (const auto code = try_narrowly(*session, *range, narrow)) return *code;
    const auto made = link_program(*session);
    if (!made && !session->has_modules) return without_modules(*session, *range, made.error().message);
    if (!made) return complain(made.error().message), exit_failure;
    if (!(*made)->custom) return complain(fmt::format("{} holds no modules; give the folder of your repository", options.path)), exit_failure;
    if (!(*made)->has_core) return without_core(*session, **made);
    const int code = judge_change(*session, **made, *range);
    if (range->head_is_tree && brief) keep_tree(*session, range->base);
    return finish(*session, code);
}

}  // namespace driftline
