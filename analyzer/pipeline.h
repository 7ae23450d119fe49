// From a session to a linked and checked program: what `scan` and `chain` share.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/finding.h"
#include "load_core.h"
#include "model/evidence.h"
#include "model/framework.h"
#include "model/upgrade.h"
#include "session.h"

namespace driftline {

// What the configuration names is relative to its folder; a name of a stored core is no path.
std::string configured_path(const Config& config, const std::string& path);

struct Linked {
    const Framework* framework = nullptr;
    std::unique_ptr<SourceSet> custom;   // null: only a core was read
    Program program;
    bool has_core = false;
    std::string core_path;               // as people know it: a folder, PATH@REV or a stored name
    std::string core_command;            // without a core: what to type
    std::string core;                    // what was read, as arguments: with them another tree is read alike
    std::vector<std::string> libraries;
    Digest surroundings;                 // of the content of all that was read beside the custom tree itself
    // With --to:
    std::unique_ptr<Program> target;
    std::unique_ptr<Delta> delta;
    std::unique_ptr<Upgrade> upgrade;    // of program, target and delta
    std::string target_path;
    std::unique_ptr<Evidence> evidence;  // of program
};
Result<std::unique_ptr<Linked>> link_program(Session& session);   // behind a pointer: `upgrade` refers into it

// A custom tree that was read already, in parts: of two modules of one name the first part's counts, where none of `joined` does: those stand
// before all parts, and one that a part replaces has to be marked as not installable. What is stored was kept from an earlier run, and is not judged again.
struct OwnTree {
    const Framework* framework = nullptr;
    std::unique_ptr<SourceSet> source;
    std::vector<Library> parts;
    std::optional<LoadedCore> core;      // read already; used if it is the one that is asked for
    std::string core_argument;
    std::optional<Program> joined;       // of `core`, whose facts are here then, and what else was read before: as if parts held it, too
};
// The same from there on. REQUIRES: a part at least; no target beside `joined`.
Result<std::unique_ptr<Linked>> link_tree(Session& session, OwnTree tree);

// PATH@BASE: the same tree as it was at --base.
std::string base_argument(const Options& options);

struct Checked {
    std::vector<Finding> findings;       // sorted
    uint64_t suppressed = 0;             // places
};
// REQUIRES: `linked` has its evidence.
Checked check_program(Session& session, const Linked& linked);

// What rules say of the change from `base` (null: there was nothing) to `head`; finished and suppressed as above. REQUIRES: both
// have a custom tree, and `head` its evidence.
std::vector<Finding> check_change(Session& session, const Linked* base, const Linked& head, std::vector<Index> unexplained);

// Bytes of a file of the program's world: from the custom tree, else from the folder it was read from; "" if they are gone.
std::function<std::string(Index file)> text_of(const Linked& linked);

// A stage as text, for `--print`. REQUIRES: `stage` is one that the command line accepts.
std::string print_stage(const std::string& stage, const Linked& linked, int jobs);

}  // namespace driftline
