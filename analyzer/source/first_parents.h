// The commits that a branch consists of: from its head along the first parents, with the day each came to it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace driftline {

struct LineCommit {
    std::string id;          // 40 hexadecimal digits
    int64_t committed = 0;   // of the committer, seconds since 1970
};

struct FirstParentLine {
    std::vector<LineCommit> commits;   // the newest first, at most `most`
    bool cut = false;                  // this clone ends before the history does
};

// `folder`: of a work tree, in one, or a bare repository; `commit` of it. Reads headers of commits only. Any thread.
Result<FirstParentLine> first_parents(const std::string& folder, const std::string& commit, size_t most);

}  // namespace driftline
