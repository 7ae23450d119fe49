#include "source/source_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "source/dir_reader.h"
#include "source/git_reader.h"

namespace driftline {
namespace fs = std::filesystem;

std::string_view skip_reason_text(SkipReason reason) {
    switch (reason) {
        case SkipReason::none: return "read";
        case SkipReason::outside_link: return "symlink leaves the tree";
        case SkipReason::too_large: return "larger than the limit";
        case SkipReason::vendored: return "vendored library";
        case SkipReason::minified: return "minified";
        case SkipReason::not_a_file: return "not a regular file";
        case SkipReason::duplicate_link: return "symlink to a place in the same tree";
        case SkipReason::unreadable: return "cannot be read";
    }
    return "";
}

Location parse_location(std::string_view argument) {
    const auto exists = [](std::string_view path) {
        std::error_code error;
        return !path.empty() && fs::exists(fs::path(path), error);
    };
    if (!exists(argument))
        for (size_t at = argument.rfind('@'); at != std::string_view::npos && at != 0; at = argument.rfind('@', at - 1))
            if (at + 1 < argument.size() && exists(argument.substr(0, at)))
                return {std::string(argument.substr(0, at)), std::string(argument.substr(at + 1))};
    return {std::string(argument), ""};
}

std::vector<std::string> stylesheets_below(const SourceSet& source, std::string_view folder) {
    const std::string prefix = folder.empty() ? std::string{} : std::string{folder} + "/";
    std::vector<std::string> texts;
    auto file = std::lower_bound(source.files().begin(), source.files().end(), prefix, [](const SourceFile& f, const std::string& wanted) { return f.path < wanted; });
    for (; file != source.files().end() && file->path.starts_with(prefix); ++file) {
        const std::string_view path = file->path;
        if (file->skip != SkipReason::none || !(path.ends_with(".css") || path.ends_with(".scss") || path.ends_with(".less"))) continue;
        if (Result<std::string> bytes = source.read(*file)) texts.push_back(std::move(*bytes));
    }
    return texts;
}

bool lies_in(std::string_view path, const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) { return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/'; });
}

namespace {

class Part : public SourceSet {
public:
    Part(const SourceSet& whole, const std::vector<std::string>& folders) : whole_(whole) {
        root_ = whole.root();
        revision_ = whole.revision();
        git_ = whole.is_git();
        for (const SourceFile& file : whole.files())
            if (lies_in(file.path, folders)) files_.push_back(file);
    }
    using SourceSet::read;
    Result<std::string> read(const SourceFile& file) const override { return whole_.read(std::string_view(file.path)); }

private:
    const SourceSet& whole_;
};

}  // namespace

std::unique_ptr<SourceSet> part_of(const SourceSet& whole, const std::vector<std::string>& folders) { return std::make_unique<Part>(whole, folders); }

const SourceFile* SourceSet::find(std::string_view path) const {
    const auto found = std::lower_bound(files_.begin(), files_.end(), path, [](const SourceFile& f, std::string_view p) { return f.path < p; });
    return found != files_.end() && found->path == path ? &*found : nullptr;
}

Result<std::string> SourceSet::read(std::string_view path) const {
    if (const SourceFile* file = find(path)) return read(*file);
    return Error{fmt::format("{}{}{}: no such file", root_, root_.empty() ? "" : "/", path)};
}

Result<std::unique_ptr<SourceSet>> open_source(std::string_view argument, const SourceOptions& options) {
    const Location location = parse_location(argument);
    std::error_code error;
    const fs::path real = fs::canonical(location.path, error);
    if (error) return Error{fmt::format("{}: {}; give a folder, a repository, or PATH@REVISION", argument, error == std::errc::no_such_file_or_directory ? "does not exist" : error.message())};
    if (!fs::is_directory(real, error)) return Error{fmt::format("{}: is not a folder; give a folder or a repository", location.path)};

    if (options.git) {
        Result<std::unique_ptr<SourceSet>> set = open_repository(real.string(), location.revision, options);
        if (!set || *set) return set;
    }
    if (!location.revision.empty())
        return Error{fmt::format("{}: is not in a git repository, so it has no revision {}; leave out @{}", location.path, location.revision, location.revision)};
    if (options.staged) return Error{fmt::format("{}: is not in a git repository, so nothing is staged", location.path)};
    return open_folder(real.string(), options);
}

}  // namespace driftline
