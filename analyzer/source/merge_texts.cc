#include "source/merge_texts.h"

#include <fmt/format.h>

#include "source/git_handles.h"

namespace driftline {
namespace {

using Patch = std::unique_ptr<git_patch, Release<git_patch_free>>;

// Counts its own lines: hunk headers included, labels not.
class DiffWriter {
public:
    explicit DiffWriter(const DiffOptions& options) : options_(options) {}

    void line(std::string_view text) {
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
        if (options_.most_lines == 0 || ++lines_ <= options_.most_lines) (out_ += text) += '\n';
        else ++hidden_;
    }
    void hunk(const git_diff_hunk& hunk) {
        // A side without lines is named by the line before it.
        const auto at = [](int start, uint32_t first) { return start + int(first) - 1; };
        line(fmt::format("@@ -{},{} +{},{} @@", at(hunk.old_start, options_.before_line), hunk.old_lines, at(hunk.new_start, options_.after_line), hunk.new_lines));
    }
    std::string finish() const {
        if (out_.empty()) return {};
        const std::string more = hidden_ ? fmt::format("... {} more line{}\n", hidden_, hidden_ == 1 ? "" : "s") : std::string();
        return fmt::format("--- {}\n+++ {}\n{}{}", options_.before, options_.after, out_, more);
    }

private:
    const DiffOptions& options_;
    std::string out_;
    size_t lines_ = 0, hidden_ = 0;
};

void write_hunks(git_patch* patch, DiffWriter& out) {
    for (size_t h = 0; h < git_patch_num_hunks(patch); ++h) {
        const git_diff_hunk* hunk = nullptr;
        size_t lines = 0;
        if (git_patch_get_hunk(&hunk, &lines, patch, h) != 0) continue;
        out.hunk(*hunk);
        for (size_t l = 0; l < lines; ++l) {
            const git_diff_line* line = nullptr;
            if (git_patch_get_line_in_hunk(&line, patch, h, l) != 0) continue;
            const bool content = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION || line->origin == GIT_DIFF_LINE_DELETION;
            if (content) out.line(std::string(1, line->origin) + std::string(line->content, line->content_len));
        }
    }
}

git_merge_file_input input(std::string_view text) {
    git_merge_file_input made = GIT_MERGE_FILE_INPUT_INIT;
    made.ptr = text.data();
    made.size = text.size();
    return made;
}

uint32_t count_lines_starting(std::string_view text, std::string_view with) {
    uint32_t count = text.starts_with(with) ? 1 : 0;
    for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        if (text.substr(at + 1).starts_with(with)) ++count;
    return count;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const DiffOptions& options) {
    initialise_git();
    git_diff_options how = GIT_DIFF_OPTIONS_INIT;
    how.context_lines = options.context;
    git_patch* made = nullptr;
    if (git_patch_from_buffers(&made, before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &how) != 0) return {};
    const Patch patch(made);
    DiffWriter out(options);
    write_hunks(patch.get(), out);
    return out.finish();
}

std::vector<TextHunk> diff_hunks(std::string_view before, std::string_view after) {
    initialise_git();
    git_diff_options how = GIT_DIFF_OPTIONS_INIT;
    how.context_lines = 0;
    how.interhunk_lines = 0;
    std::vector<TextHunk> hunks;
    git_patch* made = nullptr;
    if (git_patch_from_buffers(&made, before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &how) != 0) return hunks;
    const Patch patch(made);
    for (size_t h = 0; h < git_patch_num_hunks(made); ++h) {
        const git_diff_hunk* hunk = nullptr;
        if (git_patch_get_hunk(&hunk, nullptr, made, h) != 0) continue;
        hunks.push_back({uint32_t(hunk->old_start), uint32_t(hunk->old_lines), uint32_t(hunk->new_start), uint32_t(hunk->new_lines)});
    }
    return hunks;
}

Merge merge_texts(std::string_view base, std::string_view ours, std::string_view theirs, const MergeLabels& labels) {
    initialise_git();
    const git_merge_file_input inputs[] = {input(base), input(ours), input(theirs)};
    git_merge_file_options how = GIT_MERGE_FILE_OPTIONS_INIT;
    how.ancestor_label = labels.base.c_str();
    how.our_label = labels.ours.c_str();
    how.their_label = labels.theirs.c_str();
    how.flags = GIT_MERGE_FILE_STYLE_DIFF3;
    git_merge_file_result result{};
    Merge merge;
    if (git_merge_file(&result, &inputs[0], &inputs[1], &inputs[2], &how) != 0) return merge;
    if (result.ptr != nullptr) merge.text.assign(result.ptr, result.len);
    if (result.automergeable == 0) merge.conflicts = count_lines_starting(merge.text, "<<<<<<< ");
    git_merge_file_result_free(&result);
    return merge;
}

}  // namespace driftline
