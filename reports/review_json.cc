// The scan's JSON with `review` beside it: the contract of the page, reports/html/src/review.ts.
#include "base/version.h"
#include "reports/report_json.h"
#include "reports/review.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json hours(const std::optional<Minutes>& minutes) { return minutes ? hours_json(*minutes) : Json(nullptr); }

Json figures(const std::optional<Figures>& f) {
    if (!f) return nullptr;
    return {{"modules", f->modules}, {"lines", f->lines}, {"overrides", f->overrides}, {"replaces", f->replaces}, {"protected", or_null(f->protected_)}, {"undocumented", f->undocumented},
            {"blockers", or_null(f->blockers)}, {"silent", or_null(f->silent)}, {"redundant", or_null(f->redundant)}, {"hours", hours(f->minutes)}};
}

Json moment(const Moment& m) { return {{"label", m.label}, {"date", m.date}, {"commit", m.commit}, {"subject", m.subject}}; }

Json commit(const ReviewCommit& c) { return {{"commit", c.commit}, {"date", c.date}, {"author", c.author}, {"subject", c.subject}, {"ticket", c.ticket}}; }
Json commit(const std::optional<ReviewCommit>& c) { return c ? commit(*c) : Json(nullptr); }

std::string_view core_of(TrendPoint::Core core) { return core == TrendPoint::Core::pinned ? "pinned" : core == TrendPoint::Core::today ? "today" : "none"; }

Json trend(const std::vector<TrendPoint>& points) {
    Json list = Json::array();
    for (const TrendPoint& point : points) {
        Json one = moment(point.moment);
        one["figures"] = figures(point.figures);
        one["core"] = core_of(point.core);
        one["core_version"] = point.core_version;
        one["note"] = point.note;
        list.push_back(std::move(one));
    }
    return list;
}

Json entry(const RegisterState& state) {
    if (state.entry == nullptr) return nullptr;
    const RegisterEntry& e = *state.entry;
    return {{"decision", text(e.decision)}, {"owner", e.owner}, {"ticket", e.ticket}, {"reason", e.reason}, {"added", e.added}, {"reviewed", e.reviewed}, {"review_by", e.review_by},
            {"overdue", state.overdue}, {"line", e.line}};
}

Json story(const Story& s, const Documented& known) {
    Json chain = Json::array();
    for (const Story::Link& link : s.chain)
        chain.push_back({{"module", link.module}, {"path", link.path}, {"line", link.line}, {"calls_super", text(link.calls_super)}, {"ours", link.ours}});
    return {{"id", s.id}, {"area", s.area}, {"model", s.model}, {"introduced", commit(s.introduced)}, {"changed", commit(s.changed)}, {"changes", s.changes}, {"register", entry(s.entry)},
            {"owner", s.owner}, {"reason", known.whole_reason()}, {"chain", std::move(chain)}, {"counted", s.counted},
            {"code", {{"ours", or_null(s.ours)}, {"core", or_null(s.core)}, {"target", or_null(s.target)}, {"merged", or_null(s.merged)}, {"conflicts", s.conflicts}}}, {"findings", s.findings}};
}

Json core_edits(const std::optional<CorePatches>& core) {
    if (!core) return nullptr;
    Json patches = Json::array();
    for (const CorePatch& patch : core->patches) {
        Json edits = Json::array();
        for (const CoreEdit& e : patch.edits)
            edits.push_back({{"path", e.path}, {"line", e.line}, {"added", e.added}, {"removed", e.removed}, {"outcome", text(e.fate)}, {"diff", e.diff}, {"conflict", e.conflict}});
        patches.push_back({{"commit", commit(patch.commit)}, {"edits", std::move(edits)}});
    }
    return {{"pristine", core->pristine}, {"files_compared", core->files_compared}, {"before", or_null(core->before)}, {"before_unknown", core->before_unknown}, {"patches", std::move(patches)}};
}

Json governance(const Governance& g) {
    Json overdue = Json::array(), suppressions = Json::array(), commits;
    for (const auto& row : g.overdue) overdue.push_back({{"symbol", row.symbol}, {"owner", row.owner}, {"review_by", row.review_by}, {"line", row.line}});
    for (const auto& row : g.suppressions)
        suppressions.push_back({{"rule", row.rule}, {"path", row.path}, {"line", row.line}, {"reason", row.reason}, {"until", row.until}, {"used", row.used}});
    if (g.without_ticket) {
        commits = Json::array();
        for (const ReviewCommit& one : *g.without_ticket) commits.push_back(commit(one));
    }
    return {{"documented", g.documented}, {"overdue", std::move(overdue)}, {"ownerless", g.ownerless}, {"without_ticket", std::move(commits)}, {"suppressions", std::move(suppressions)},
            {"core_edits", core_edits(g.core_edits)}, {"decisions", g.decisions}};
}

Json installed(const std::optional<Installed>& value) {
    if (!value) return nullptr;
    Json modules = Json::array(), changes = Json::array();
    for (const auto& row : value->modules) modules.push_back({{"name", row.name}, {"state", row.state}, {"version", row.version}});
    for (const auto& row : value->changes)
        changes.push_back({{"kind", row.kind}, {"model", row.model}, {"name", row.name}, {"module", row.module}, {"changed", row.changed}, {"by", row.by}});
    return {{"file", value->file}, {"modules", std::move(modules)}, {"screen_changes", std::move(changes)}};
}

Json decision_groups(const Report& report, const Review& review) {
    Json groups = Json::array();
    for (const DecisionGroup& group : groups_of(review.decisions)) {
        const GroupWords words = group_words(review.decisions[group.first], group, report, review.language);
        groups.push_back({{"title", words.title}, {"text", words.text}, {"first", group.first}, {"size", group.size}, {"count", group.count},
                          {"cost", group.costed > 0 ? hours_json(group.cost) : Json(nullptr)}, {"costed", group.costed}});
    }
    return groups;
}

// What the rules of these findings say of themselves, for readers who know no numbers.
Json rules(const std::vector<Finding>& findings) {
    std::map<std::string_view, const Rule*> known;
    for (const Finding& finding : findings) known.emplace(finding.rule->id, finding.rule);
    Json json = Json::object();
    for (const auto& [id, rule] : known) json[std::string(id)] = {{"summary", rule->summary}, {"why", rule->why}, {"fix", rule->fix}};
    return json;
}

Json review_part(const Report& report, const Review& review) {
    Json stories = Json::array(), decisions = Json::array(), removed = Json::array();
    for (size_t i = 0; i < review.stories.size(); ++i) stories.push_back(story(review.stories[i], report.evidence->of(i)));
    for (const DecisionAsked& one : review.decisions)
        decisions.push_back({{"question", question(one, report, review.language)}, {"subject", named_by_subject(one) ? one.subject : ""}, {"kind", text(one.kind)}, {"owner", one.owner}, {"by", one.by}, {"cost", hours(one.cost)}, {"count", one.count}, {"link", one.link}});
    for (const Review::Removed& gone : review.removed) removed.push_back({{"rule", gone.rule}, {"symbol", gone.symbol}, {"module", gone.module}, {"message", gone.message}});
    return {{"title", review.title}, {"logo", review.logo}, {"language", review.language}, {"generated", review.generated}, {"command", review.command}, {"scan_command", review.scan_command}, {"tool_version", version},
            {"period", {{"label", review.label}, {"since", review.since ? moment(*review.since) : Json(nullptr)}, {"until", moment(review.until)}}},
            {"now", figures(review.now)}, {"before", figures(review.before)}, {"changes", {{"added", review.added}, {"removed", std::move(removed)}}}, {"trend", trend(review.trend)},
            {"stories", std::move(stories)}, {"decisions", std::move(decisions)}, {"decision_groups", decision_groups(report, review)}, {"governance", governance(review.governance)}, {"installed", installed(review.installed)},
            {"module_owners", review.owners}, {"rules", rules(report.findings)}};
}

}  // namespace

std::string write_review_json(const Report& report, const Review& review) {
    Json json = report_json(report);
    json["review"] = review_part(report, review);
    return dump_json(json);
}

}  // namespace driftline
