// What the tests of sources ask of a set, in one word each.
#pragma once
#include <algorithm>
#include <memory>
#include <string>

#include "harness/catch.h"
#include "source/source_set.h"

namespace driftline {

inline std::unique_ptr<SourceSet> opened(const std::string& argument, const SourceOptions& options = {}) {
    Result<std::unique_ptr<SourceSet>> set = open_source(argument, options);
    if (!set) FAIL(set.error().message);
    return std::move(*set);
}

inline std::string failure(const std::string& argument, const SourceOptions& options = {}) {
    Result<std::unique_ptr<SourceSet>> set = open_source(argument, options);
    return set ? "" : set.error().message;
}

// The paths that are read, in order, one string.
inline std::string listed(const SourceSet& set) {
    std::string out;
    for (const SourceFile& file : set.files())
        if (file.skip == SkipReason::none) out += (out.empty() ? "" : " ") + file.path;
    return out;
}

inline std::string bytes(const SourceSet& set, std::string_view path) {
    Result<std::string> read = set.read(path);
    return read ? *read : "error: " + read.error().message;
}

inline SkipReason skip(const SourceSet& set, std::string_view path) {
    const SourceFile* file = set.find(path);
    REQUIRE(file);
    return file->skip;
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline bool any_contains(const std::vector<std::string>& lines, std::string_view part) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return contains(line, part); });
}

inline Digest content(const SourceSet& set, std::string_view path) {
    const SourceFile* file = set.find(path);
    REQUIRE(file);
    return file->content;
}

inline SourceOptions staged() {
    SourceOptions options;
    options.staged = true;
    return options;
}

}  // namespace driftline
