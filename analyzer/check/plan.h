// The plan of an upgrade: what becomes of each module, in which order, how long that takes, and what nobody can say.
// Plain values that refer to nothing, so that the plan of an earlier revision outlives the program it was made from.
// Immutable once made. Words and their order: PlanState.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/effort.h"
#include "model/upgrade.h"

namespace driftline {

enum class PlanState : uint8_t {
    take_upstream,      // the target's library has the module itself
    ask_vendor,         // somebody sells it
    no_known_blocker,   // everything was judged and nothing is known to break: as far as a static tool can say
    mechanical,         // search and replace
    review,             // somebody has to read both versions
    redesign,           // what it was built on is gone
    not_judged,         // it has parts that were not read: modules out of reach, scripts
    drop,               // not installed today, or redundant
    done,               // written for the target already
};
inline constexpr size_t plan_states = 9;
std::string_view text(PlanState value);   // "take-upstream", ...

// Errors and warnings of the upgrade, by what happens.
struct CauseCounts {
    uint32_t silent = 0, install = 0, run = 0, other = 0;
    uint32_t all() const { return silent + install + run + other; }
};

// A file of a copy that differs from the community's.
struct LocalEdit {
    enum class Kind : uint8_t { changed, added, removed };
    Kind kind = Kind::changed;
    std::string path;    // inside the module
    std::string patch;   // unified diff, theirs to ours; "" for bytes that are no text
};
std::string_view text(LocalEdit::Kind value);

struct UpstreamCopy {
    std::string library, version;   // the target's: the library as it was given, the module's version
    std::string compared_with, compared_version;   // a library as given; "" if none could be read
    bool compared_with_target = false;   // then the differences hold the port itself, too
    std::vector<LocalEdit> edits;        // sorted by path
};

struct PlanModule {
    std::string name, path, version;
    Origin origin = Origin::own;           // for the core of today
    PlanState state = PlanState::not_judged;
    std::vector<std::string> reasons;      // why it is in that state, where figures do not say it: "needs helpdesk"
    std::vector<std::string> missing;      // modules out of reach that it needs; sorted
    uint32_t script_files = 0;             // not analyzed
    CauseCounts causes;
    Minutes minutes;
    std::vector<std::string> needs, needed_by;   // modules of the plan; sorted
    std::optional<UpstreamCopy> upstream;
};

// Two states of one series: what a weekly update does to what we override.
struct Bump {
    uint32_t changed = 0, replaced = 0;    // core methods we override whose body changed; those among them that we replace
    uint32_t methods_gone = 0, anchors_moved = 0, anchors_gone = 0, copies_behind = 0, others = 0;
};

struct StateTotal {
    uint32_t modules = 0;
    Minutes minutes;
};
using StateTotals = std::array<StateTotal, plan_states>;

// The same tree at an earlier revision.
struct Progress {
    std::string revision;
    StateTotals then;
    std::vector<std::string> done, gone, added;   // modules: at the target since; no longer in the tree; not in it then
};

struct Plan {
    std::vector<PlanModule> modules;   // in the order to work in: what others need comes first
    StateTotals totals;
    Minutes minutes;                   // of all modules but those in not-judged
    uint32_t script_files = 0;         // of modules that are ours to port; not in the hours
    uint32_t broken_today = 0;         // findings that no upgrade is to blame for
    std::optional<Bump> bump;          // then modules have neither states nor hours
    std::optional<Progress> progress;
};

// A module of ours that the target's library has, and where.
struct Takeable {
    Index module = no_row;    // ours; of the current world
    Index target = no_row;    // of the target's world
    Index current = no_row;   // of the current world: a library's version for today; no_row without one
};
std::vector<Takeable> takeable_modules(const Upgrade& upgrade);

struct PlanInputs {
    const Effort& effort;
    std::vector<std::string> only_modules;     // empty: all of the custom tree
    std::map<Index, UpstreamCopy> copies;      // by module of the current world, for each takeable one
    const Plan* base = nullptr;                // of the same tree at `base_revision`
    std::string base_revision;
    std::function<bool(Index module)> in_use = {};   // of the current world; empty: all are
};

// `findings` of both programs, as they are reported.
Plan make_plan(const Upgrade& upgrade, const std::vector<Finding>& findings, const PlanInputs& inputs);

}  // namespace driftline
