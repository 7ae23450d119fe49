// A core that carries local edits, compared with the pristine one: every edited hunk, who made it where the fork's history
// tells, and what becomes of it on another core.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/history.h"
#include "source/source_set.h"

namespace driftline {

// What becomes of an edit on the target: merged three ways, with the pristine text as the base.
enum class PatchFate : uint8_t { unknown /* no target */, applies, conflicts, upstream /* the target has it: drop it */, file_gone };
std::string_view text(PatchFate value);   // "", "applies", "conflicts", "upstream", "file gone"

struct CoreEdit {
    std::string path;            // in the fork
    uint32_t line = 0;           // 1-based, in the fork; 0: the file is gone there
    uint32_t removed = 0, added = 0;   // lines
    bool file_added = false, file_removed = false;
    std::string diff;            // unified, shortened
    ObjectId commit;             // the local commit it came with; null = not known
    PatchFate fate = PatchFate::unknown;
    std::string conflict;        // conflicts: the text between git's markers, shortened
};

struct CoreEdits {
    std::vector<CoreEdit> edits;          // sorted by path and line
    std::vector<Commit> commits;          // that edits name, oldest first
    uint64_t files_compared = 0, only_line_ends = 0, files_missing = 0;   // missing: in pristine only, and nothing a server loads
    std::vector<std::string> notices;
};

struct EditedCoreOptions {
    std::string fork_folder, pristine_folder, target_folder;   // of the core in each source set; "" = its root
    const SourceSet* target = nullptr;                         // may be null
    const History* history = nullptr;                          // of the fork; may be null
    std::optional<ObjectId> base;                              // commits that upstream has, too, are not local
    bool (*wants)(std::string_view path) = nullptr;            // files that a server loads: a missing one is an edit
    int jobs = 1;
};

// Files of folders (modules) that only the fork has are no edits: they are modules of its own.
CoreEdits compare_cores_text(const SourceSet& fork, const SourceSet& pristine, const EditedCoreOptions& options);

}  // namespace driftline
