#include "make_review.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "check/decisions_asked.h"
#include "check/governance.h"
#include "installed_file.h"
#include "model/reason.h"
#include "plan_upgrade.h"
#include "review_core.h"
#include "review_name.h"
#include "review_past.h"
#include "review_stories.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

constexpr size_t largest_logo = 200u << 10;      // bytes: it is part of a page that is sent by mail
constexpr size_t most_period_commits = 20'000, most_commits_listed = 500, most_line = 200'000;

// A picture of the repository itself: nothing outside of it gets into a page that is sent around.
Result<std::string> read_logo(const Session& session, const SourceSet& custom) {
    const std::string& name = session.config.review.logo;
    if (name.empty()) return std::string();
    const auto wrong = [&](std::string_view what) { return Error{fmt::format("{}: review.logo {} {}", session.config.file, name, what)}; };
    const std::string_view type = lower(fs::path(name).extension().string()) == ".png" ? "image/png" : lower(fs::path(name).extension().string()) == ".svg" ? "image/svg+xml"
                                  : lower(fs::path(name).extension().string()) == ".jpg" || lower(fs::path(name).extension().string()) == ".jpeg" ? "image/jpeg" : "";
    if (type.empty()) return wrong("is neither png, svg nor jpeg");
    std::error_code error;
    const fs::path file = fs::canonical(fs::path(session.config.folder) / name, error), root = fs::weakly_canonical(custom.root());
    if (error || !fs::is_regular_file(file) || file.lexically_relative(root).string().starts_with("..")) return wrong("is no file of this repository; correct the path, or add the file");
    const uint64_t size = fs::file_size(file, error);
    if (error || size == 0 || size > largest_logo) return wrong(fmt::format("has {} bytes; at most {} fit into the page", size, largest_logo));
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (bytes.size() != size) return wrong("cannot be read; look at its rights");
    return fmt::format("data:{};base64,{}", type, base64(bytes));
}

std::string quoted(const std::string& word) {
    if (!word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@:+=,~") == std::string::npos) return word;
    return "'" + replace_all(word, "'", "'\\''") + "'";
}

// What shows the same state's findings in a terminal. `path`: of that state.
std::string scan_of(const Options& o, const std::string& path, const Linked& linked) {
    std::string text = "driftline scan " + quoted(path);
    if (!linked.core.empty()) text += " --core " + quoted(linked.core);
    for (const std::string& library : linked.libraries) text += " --library " + quoted(library);
    if (!o.to.empty()) text += " --to " + quoted(o.to);
    for (const std::string& library : o.libraries_to) text += " --library-to " + quoted(library);
    return text;
}

// What makes this page again.
std::string command_of(const Options& o, const std::string& path, const Linked& linked, const Period* period) {
    std::string text = "driftline review " + quoted(path);
    const auto add = [&](std::string_view flag, const std::string& value) {
        if (!value.empty()) text += fmt::format(" {} {}", flag, quoted(value));
    };
    add("--core", linked.core);
    for (const std::string& library : linked.libraries) add("--library", library);
    add("--to", o.to);
    for (const std::string& library : o.libraries_to) add("--library-to", library);
    if (period != nullptr) add("--quarter", period->label);
    add("--since", o.since);
    add("--pristine", o.pristine);
    add("--installed", o.installed);
    return text;
}

class Reviewer {
public:
    explicit Reviewer(Session& session) : session_(session), path_(session.options.path), today_(today()) {}

    Result<std::unique_ptr<Reviewed>> make() {
        if (const auto found = find_when(); !found) return found.error();
        if (const auto read = read_database(); !read) return read.error();
        auto made = std::make_unique<Reviewed>();
        if (const auto now = look_at_today(*made); !now) return now.error();
        look_back(*made);
        Review& review = made->review;
        const InUse in_use = in_use_of(made->linked->program.world);
        review.governance = govern({made->linked->program, *made->linked->evidence, made->checked.findings, session_.config.allow, config_path(*made->linked), in_use, today_});
        if (period_) add_commits_without_ticket(review.governance);
        review.governance.core_edits = review_core(session_, *made->linked, period_ ? &*period_ : nullptr);
        mark_counted(made->linked->program, in_use, review.stories);
        review.decisions = ask_decisions({made->linked->program, *made->linked->evidence, made->checked.findings, made->plan ? &*made->plan : nullptr, in_use, today_,
                                          (period_ ? period_->quarter : quarter_of(today_)).before(-1).last(), review.governance.core_edits ? &*review.governance.core_edits : nullptr, made->linked->target ? &made->linked->target->ledger : nullptr, &session_.config.effort});
        review.installed = std::move(installed_);
        session_.watch.lap("decisions and governance");
        return made;
    }

private:
    // Without git there is one moment only.
    Result<bool> find_when() {
        const Location location = parse_location(session_.options.path);
        auto history = History::open(location.path, location.revision.empty() ? "HEAD" : location.revision);
        if (!history) {
            if (!session_.options.since.empty() || !session_.options.quarter.empty()) return Error{fmt::format("{}; without its history neither --since nor --quarter can be told", history.error().message)};
            session_.notices.push_back(fmt::format("without a history there is nothing to compare with: {}", history.error().message));
            return true;
        }
        history_ = std::move(*history);
        Result<FirstParentLine> line = first_parents(location.path, history_->head().hex(), most_line);
        if (!line) return line.error();
        line_.emplace(*history_, std::move(*line));
        Result<Period> period = find_period(session_.options.quarter, session_.options.since, today_, *history_, *line_, session_.notices);
        if (!period) return period.error();
        period_ = std::move(*period);
        if (!period_->until_commit.empty()) session_.options.path = location.path + "@" + period_->until_commit;
        return true;
    }

    Result<bool> read_database() {
        const std::string file = session_.options.installed.empty() ? configured_path(session_.config, session_.config.installed) : session_.options.installed;
        if (file.empty()) return true;
        Result<Installed> installed = read_installed(file);
        if (!installed) return installed.error();
        installed_ = std::move(*installed);
        return true;
    }

    InUse in_use_of(const World& world) const {
        if (!installed_) return {};
        return [this, &world](Index module) { return installed_->in_use(world.str(world.facts.modules[module].name)); };
    }
    InUseByName in_use() const {
        if (!installed_) return {};
        return [this](std::string_view module) { return installed_->in_use(module); };
    }

    static std::string config_path_of(const Session& session, const Linked& linked) { return fs::path(session.config.file).lexically_relative(linked.custom->root()).string(); }
    std::string config_path(const Linked& linked) const { return session_.config.file.empty() ? "" : config_path_of(session_, linked); }

    Result<bool> look_at_today(Reviewed& made) {
        auto linked = link_program(session_);
        if (!linked) return linked.error();
        made.linked = std::move(*linked);
        if (!made.linked->custom) return Error{fmt::format("{} holds no modules; give the folder of your repository", session_.options.path)};
        const Result<std::string> logo = read_logo(session_, *made.linked->custom);
        if (!logo) return logo.error();
        const std::vector<Traced> traced = trace_all(session_, *made.linked);
        made.checked = check_program(session_, *made.linked);
        const World& world = made.linked->program.world;
        const InUse in_use = in_use_of(world);
        if (made.linked->upgrade) made.plan = plan_upgrade(session_, *made.linked, made.checked, nullptr, in_use);
        Review& review = made.review;
        review.logo = *logo;
        head(made);
        review.now = figures_of(made.linked->program, *made.linked->evidence, &made.checked.findings, made.plan ? &*made.plan : nullptr, in_use);
        review.stories = tell_stories(session_, *made.linked, made.checked.findings, traced, today_);
        for (Index i = 0; i < world.modules.size(); ++i)
            if (world.modules[i].reported) review.owners.emplace(world.str(world.facts.modules[i].name), made.linked->evidence->owner_of(i));
        return true;
    }

    void head(Reviewed& made) {
        Review& review = made.review;
        const SourceSet& custom = *made.linked->custom;
        review.title = session_.config.review.title.empty() ? repository_name(custom.root(), custom.is_git() ? origin_address(custom.root()) : "") : session_.config.review.title;
        review.language = session_.config.review.language;
        review.generated = today_;
        review.command = command_of(session_.options, path_, *made.linked, period_ ? &*period_ : nullptr);
        review.scan_command = scan_of(session_.options, session_.options.path, *made.linked);
        review.label = period_ ? period_->label : quarter_of(today_).text();
        review.until = {review.label, today_, custom.revision(), ""};
        if (history_)
            if (const auto id = history_->resolve(custom.revision()))
                if (const auto commit = history_->commit(*id)) review.until = moment_of(*commit, line_->day_of(*commit), review.label);
        // A working tree is of today, whatever its last commit.
        if (period_ && period_->until_commit.empty() && parse_location(session_.options.path).revision.empty()) review.until.date = today_;
    }

    void look_back(Reviewed& made) {
        Review& review = made.review;
        if (!period_ || made.linked->custom->revision().empty()) {
            review.trend.push_back({review.until, review.now, made.linked->has_core ? TrendPoint::Core::today : TrendPoint::Core::none, made.linked->program.world.version, ""});
            return;
        }
        if (period_->since) compare_with(*period_->since, made);
        session_.watch.lap("the state before");
        review.trend = walk_quarters(session_, *made.linked, *line_, period_->quarter, session_.config.review.quarters - 1, in_use());
        if (review.before)
            for (TrendPoint& point : review.trend)
                if (point.moment.commit == review.since->commit) point.figures = review.before;
        TrendPoint now{review.until, review.now, TrendPoint::Core::none, made.linked->program.world.version, ""};
        const auto id = history_->resolve(made.linked->custom->revision());
        const auto commit = id ? history_->commit(*id) : Result<Commit>(Error{});
        if (made.linked->has_core) now.core = commit ? past_core(session_, *made.linked, *commit).from : TrendPoint::Core::today;
        review.trend.push_back(std::move(now));
        session_.watch.lap("the quarters before");
    }

    // The same questions to the tree as it was, of the core it ran on.
    void compare_with(const Commit& since, Reviewed& made) {
        Review& review = made.review;
        review.since = moment_of(since, line_->day_of(since), quarter_of(line_->day_of(since)).text());
        Session past = past_session(session_, *made.linked, since, past_core(session_, *made.linked, since));
        const auto then = link_program(past);
        if (!then) return session_.notices.push_back(fmt::format("the state before could not be read: {}", then.error().message));
        const Checked checked = check_program(past, **then);
        const InUse in_use = in_use_of((*then)->program.world);
        std::optional<Plan> plan;
        if ((*then)->upgrade) plan = plan_upgrade(past, **then, checked, nullptr, in_use);
        review.before = figures_of((*then)->program, *(*then)->evidence, &checked.findings, plan ? &*plan : nullptr, in_use);
        compare_findings((*then)->program.world, checked.findings, made.checked.findings, review);
    }

    // What is inventory is no news.
    static void compare_findings(const World& then, const std::vector<Finding>& before, const std::vector<Finding>& now, Review& review) {
        const auto known = [](const std::vector<Finding>& findings) {
            std::set<std::string_view> prints;
            for (const Finding& finding : findings)
                for (const Place& place : finding.places) prints.insert(place.fingerprint);
            return prints;
        };
        const auto none_of = [](const Finding& finding, const std::set<std::string_view>& prints) {
            return finding.severity != Severity::info && std::none_of(finding.places.begin(), finding.places.end(), [&](const Place& place) { return prints.contains(place.fingerprint); });
        };
        const auto old = known(before), fresh = known(now);
        for (size_t i = 0; i < now.size(); ++i)
            if (none_of(now[i], old)) review.added.push_back(i);
        for (const Finding& finding : before)
            if (none_of(finding, fresh))
                review.removed.push_back({std::string(finding.rule->id), finding.symbol, finding.module == no_row ? "" : std::string(then.str(then.facts.modules[finding.module].name)), finding.message});
    }

    static void mark_counted(const Program& program, const InUse& in_use, std::vector<Story>& stories) {
        for (size_t i = 0; i < stories.size(); ++i) stories[i].counted = !program.overrides[i].silent_same && (!in_use || in_use(program.overrides[i].module));
    }

    void add_commits_without_ticket(Governance& governance) {
        if (session_.config.ticket_patterns.empty() || !period_->since) return;
        const ObjectId from = period_->until_commit.empty() ? history_->head() : history_->resolve(period_->until_commit).value_or(history_->head());
        governance.without_ticket.emplace();
        for (const ObjectId& id : history_->walk(from, period_->since->id, most_period_commits)) {
            const Result<Commit> commit = history_->commit(id);
            if (!commit || commit->parents.size() > 1 || names_ticket(commit->message, session_.config.ticket_patterns)) continue;
            if (governance.without_ticket->size() == most_commits_listed) {
                session_.notices.push_back(fmt::format("more than {} commits of the period name no ticket; the newest are listed", most_commits_listed));
                break;
            }
            governance.without_ticket->push_back(review_commit(*commit, session_.config.ticket_patterns));
        }
    }

    Session& session_;
    const std::string path_, today_;
    std::unique_ptr<History> history_;
    std::optional<FirstParents> line_;
    std::optional<Period> period_;
    std::optional<Installed> installed_;
};

}  // namespace

Result<std::unique_ptr<Reviewed>> make_review(Session& session) { return Reviewer(session).make(); }

}  // namespace driftline
