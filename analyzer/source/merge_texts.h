// Differences of two texts and merges of three, line by line (git's own algorithms, through libgit2; no repository is
// needed). Safe to call from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace driftline {

struct DiffOptions {
    std::string before, after;           // labels: what stands behind "--- " and "+++ "
    uint32_t before_line = 1, after_line = 1;   // 1-based line, in its file, that each text begins at
    uint32_t context = 3;                // unchanged lines around a change
    size_t most_lines = 0;               // below the labels; the rest becomes one line, "... 12 more lines"; 0 = all
};

// A unified diff; "" if the texts are equal or are not text.
std::string unified_diff(std::string_view before, std::string_view after, const DiffOptions& options);

struct MergeLabels { std::string base, ours, theirs; };
struct Merge {
    std::string text;         // where both sides changed the same lines: both, and the base, between git's conflict markers
    uint32_t conflicts = 0;
};
// What `ours` becomes when it takes over what changed from `base` to `theirs`. Texts that are not text are merged to nothing.
Merge merge_texts(std::string_view base, std::string_view ours, std::string_view theirs, const MergeLabels& labels);

}  // namespace driftline
