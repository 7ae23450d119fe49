// What a review shows beyond a scan: figures over time, the story of each override, the decisions asked for, governance, and
// what an installation says of itself. Plain values; made by the program (make_review.h), written by reports/review_*.
// The page's contract is reports/html/src/review.ts; names there and here are the same where they mean the same.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "check/figures.h"
#include "model/edited_core.h"
#include "model/register.h"

namespace driftline {

struct Moment {
    std::string label;             // "2026Q3"
    std::string date;              // ISO
    std::string commit, subject;   // "" without git
};

// One state of the tree on the way to today's.
struct TrendPoint {
    enum class Core : uint8_t { pinned /* what the repository says it ran on */, today, none };
    Moment moment;
    std::optional<Figures> figures;   // empty: that state could not be read
    Core core = Core::today;
    std::string core_version, note;
};

struct ReviewCommit { std::string commit, date, author, subject, ticket; };

struct RegisterState { const RegisterEntry* entry = nullptr; bool overdue = false; };

// Beside an override, at the same index.
struct Story {
    struct Link { std::string module, path; uint32_t line = 0; Super calls_super = Super::not_applicable; bool ours = false; };
    std::string id;                // for links: survives edits above it
    std::string area, model;       // the module whose symbol it changes; the model, "" where there is none
    std::optional<ReviewCommit> introduced, changed;
    uint32_t changes = 0;
    RegisterState entry;
    std::string owner;
    std::vector<Link> chain;       // in calling order
    std::optional<std::string> ours, core, target;   // texts of the definitions; empty: not there, or left out for size
    std::optional<std::string> merged;   // of a copy whose original changed: ours with what the target changed, conflicts between git's markers
    uint32_t conflicts = 0;        // of `merged`
    bool counted = true;           // false: it changes nothing, or its module is not in use; the figures leave it out
    std::vector<size_t> findings;  // indices
};

struct DecisionAsked {
    enum class Kind : uint8_t { keep_or_drop, delete_, access, vendor, review, redesign, core_edits };
    Kind kind = Kind::review;
    std::string subject;           // a module, modules, a rule: what the question names
    std::string owner, by;
    std::optional<Minutes> cost;
    uint64_t count = 0;
    std::string link;              // fragment of the page
    bool registered = false;       // keep_or_drop: the register says drop or upstream, and it is still there
};
std::string_view text(DecisionAsked::Kind value);   // "keep-or-drop", ...

// Decisions of one kind stand together: one question, asked of many modules.
struct DecisionGroup {
    size_t first = 0, size = 0;    // of Review::decisions
    uint64_t count = 0;            // of all of them
    Minutes cost;                  // of those that have one
    size_t costed = 0;             // how many have
};
std::vector<DecisionGroup> groups_of(const std::vector<DecisionAsked>& decisions);

// Local edits of the core itself, by the commit they came with.
struct CorePatch {
    std::optional<ReviewCommit> commit;           // empty: the history does not tell
    std::vector<CoreEdit> edits;
};
struct CorePatches {
    std::string pristine;                         // what the core was compared with: PATH or PATH@REV
    uint64_t files_compared = 0;
    std::vector<CorePatch> patches;               // the oldest first; without a commit last
    std::optional<uint64_t> before;               // edits at the period's start
    std::string_view before_unknown;              // why not: "no period", "no history", "pristine"; "" when known

    size_t count() const;                         // edits
    size_t count(PatchFate fate) const;
};

struct Governance {
    struct Overdue { std::string symbol, owner, review_by; uint32_t line = 0; };
    struct Suppression { std::string rule, path, reason, until; uint32_t line = 0; bool used = true; };
    std::map<std::string, uint64_t> documented;   // overrides by level of evidence
    std::vector<Overdue> overdue;
    std::vector<std::string> ownerless;           // modules
    std::optional<std::vector<ReviewCommit>> without_ticket;   // of the period; empty: no pattern is configured
    std::vector<Suppression> suppressions;
    std::optional<CorePatches> core_edits;        // empty: nobody looked, since no pristine core is known
    std::map<std::string, uint64_t> decisions;    // overrides by what the register decided: keep, upstream, drop, none
};

// What a database says of itself: the CSV that docs/installed.md describes.
struct Installed {
    struct Module { std::string name, state, version; };
    struct Change { std::string kind, model, name, module, changed, by; };   // made in the screens
    std::string file;
    std::vector<Module> modules;
    std::vector<Change> changes;

    bool in_use(std::string_view module) const;   // false: it is listed as not installed, or not listed at all
};

struct Review {
    struct Removed { std::string rule, symbol, module, message; };
    std::string title, logo, language, generated, command;   // logo: a data URI, "" for none
    std::string scan_command;      // the same state in a terminal; `--module NAME` may follow
    std::string label;
    std::optional<Moment> since;
    Moment until;
    Figures now;
    std::optional<Figures> before;
    std::vector<size_t> added;     // findings that were not there, indices
    std::vector<Removed> removed;
    std::vector<TrendPoint> trend; // the oldest first; the last is now
    std::vector<Story> stories;
    std::vector<DecisionAsked> decisions;
    Governance governance;
    std::optional<Installed> installed;
    std::map<std::string, std::string> owners;   // of modules
};

}  // namespace driftline
