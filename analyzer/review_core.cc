#include "review_core.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "find_core_edits.h"
#include "review_past.h"
#include "review_stories.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

constexpr size_t most_line = 200'000;
constexpr std::string_view automatic = "auto";

// PATH or PATH@REV of what is named: a stored core is read from where it came.
std::string source_of(const Session& session, const std::string& core) {
    std::error_code ignored;
    if (core.empty() || fs::exists(parse_location(core).path, ignored)) return core;
    const auto stored = session.store.find(core);
    return stored ? stored->argument : "";
}

CorePatches patches_of(const CoreEdits& found, const std::string& pristine, const std::vector<Regex>& ticket_patterns) {
    CorePatches made{pristine, found.files_compared, {}, {}, {}};
    std::map<ObjectId, size_t> at;
    for (const Commit& commit : found.commits) {
        at.emplace(commit.id, made.patches.size());
        made.patches.push_back({review_commit(commit, ticket_patterns), {}});
    }
    CorePatch unknown;
    for (const CoreEdit& edit : found.edits) {
        const auto known = at.find(edit.commit);
        (known == at.end() ? unknown : made.patches[known->second]).edits.push_back(edit);
    }
    if (!unknown.edits.empty()) made.patches.push_back(std::move(unknown));
    return made;
}

// The core as it was when the period began: what the repository was pinned to then, else the last commit of the core's own branch.
std::string core_then(const Session& session, const Linked& linked, const Period& period, const std::string& core) {
    const PastCore pinned = past_core(session, linked, *period.since);
    if (pinned.from == TrendPoint::Core::pinned && pinned.argument != linked.core) return source_of(session, pinned.argument);
    const Location location = parse_location(core);
    const auto history = History::open(location.path, location.revision.empty() ? "HEAD" : location.revision);
    if (!history) return "";
    Result<FirstParentLine> line = first_parents(location.path, (*history)->head().hex(), most_line);
    if (!line) return "";
    const std::optional<Commit> commit = FirstParents(**history, std::move(*line)).last_before(period.begin);
    return commit ? location.path + "@" + commit->id.hex() : "";
}

// The pristine core of a named one: where the core of then left its branch. "" where its history does not hold both.
std::string pristine_then(const std::string& core, const std::string& pristine) {
    const Location then = parse_location(core), named = parse_location(pristine);
    const auto theirs = History::open(named.path, named.revision.empty() ? "HEAD" : named.revision), ours = History::open(then.path, then.revision.empty() ? "HEAD" : then.revision);
    if (!theirs || !ours) return "";
    const auto tip = (*ours)->resolve((*theirs)->head().hex());
    const auto base = tip ? (*ours)->merge_base((*ours)->head(), *tip) : std::nullopt;
    return base ? then.path + "@" + base->hex() : "";
}

void compare_with_then(Session& session, const Linked& linked, const Period* period, const std::string& core, const std::string& pristine, CorePatches& made) {
    if (period == nullptr || !period->since) return void(made.before_unknown = "no period");
    const std::string then = core_then(session, linked, *period, core);
    if (then.empty()) return void(made.before_unknown = "no history");
    const bool named = !pristine.empty() && pristine != automatic;
    const std::string against = named ? pristine_then(then, pristine) : pristine;
    made.before_unknown = "pristine";
    if (named && against.empty()) return;
    const Result<EditedCore> edited = find_core_edits(session, {then, against, ""});
    if (!edited) return;
    made.before = edited->edits.edits.size();
    made.before_unknown = "";
}

}  // namespace

std::optional<CorePatches> review_core(Session& session, const Linked& linked, const Period* period) {
    const std::string named = session.options.pristine.empty() ? session.config.pristine : session.options.pristine;
    const std::string pristine = named.empty() || named == automatic ? named : source_of(session, session.options.pristine.empty() ? configured_path(session.config, named) : named);
    const std::string core = source_of(session, linked.core);
    const auto not_looked = [&](std::string_view why) {
        if (!named.empty()) session.notices.push_back(fmt::format("edits of the core were not looked for: {}", why));
        return std::nullopt;
    };
    if (core.empty() || (!named.empty() && pristine.empty())) return not_looked(fmt::format("the files of {} are not here", core.empty() ? linked.core_path : named));
    const Result<EditedCore> edited = find_core_edits(session, {core, pristine, source_of(session, linked.target_path)});
    if (!edited) return not_looked(edited.error().message);
    session.notices.insert(session.notices.end(), edited->edits.notices.begin(), edited->edits.notices.end());
    CorePatches made = patches_of(edited->edits, edited->pristine, session.config.ticket_patterns);
    compare_with_then(session, linked, period, core, pristine, made);
    return made;
}

}  // namespace driftline
