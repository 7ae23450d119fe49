// Differences of two texts and merges of three, line by line (git's own algorithms, through libgit2; no repository is
// needed). Safe to call from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

struct DiffOptions {
    std::string before, after;           // labels: what stands behind "--- " and "+++ "
    uint32_t before_line = 1, after_line = 1;   // 1-based line, in its file, that each text begins at
    uint32_t context = 3;                // unchanged lines around a change
    size_t most_lines = 0;               // below the labels; the rest becomes one line, "... 12 more lines"; 0 = all
};

// A unified diff; "" if the texts are equal or are not text.
std::string unified_diff(std::string_view before, std::string_view after, const DiffOptions& options);

// A run of changed lines, without context. Lines count from 1; on a side without lines `line` is the one before.
struct TextHunk { uint32_t before_line = 0, before_lines = 0, after_line = 0, after_lines = 0; };
std::vector<TextHunk> diff_hunks(std::string_view before, std::string_view after);   // none if the texts are equal or are not text

struct MergeLabels { std::string base, ours, theirs; };
struct Merge {
    std::string text;         // where both sides changed the same lines: both, and the base, between git's conflict markers
    uint32_t conflicts = 0;
};
// What `ours` becomes when it takes over what changed from `base` to `theirs`. Texts that are not text are merged to nothing.
Merge merge_texts(std::string_view base, std::string_view ours, std::string_view theirs, const MergeLabels& labels);

}  // namespace driftline
