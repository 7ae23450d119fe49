// Files on disk: plain folders, and what a working tree shares with them.
#pragma once
#include "source/source_set.h"

namespace driftline {

// By its name alone: libraries shipped with the code, and minified files.
SkipReason skip_by_name(std::string_view path);

// Where a symlink leads, told by its text alone (for links in a repository's objects). `link` is its path.
SkipReason skip_of_link(std::string_view link, std::string_view target);

struct DiskFile {
    SourceFile file;
    int64_t seconds = 0;      // last change; 0 for files not wanted
    int64_t nanoseconds = 0;
};

// What of a folder belongs to the set. A folder that is not entered is still searched for checkouts (not for files).
struct DiskFilter {
    std::function<bool(const std::string& path)> enter = [](const std::string&) { return true; };
    std::function<bool(const std::string& path)> take = [](const std::string&) { return true; };
};

struct DiskListing {
    std::vector<DiskFile> files;       // sorted by path
    std::vector<std::string> nested;   // folders with a `.git` of their own, sorted
    std::vector<std::string> notices;
};

// Walks `root` (absolute, real). Links are listed and never followed; `.git` is left out.
DiskListing list_disk(const std::string& root, const DiskFilter& filter, const SourceOptions& options);

// Reads a regular file, never through a link and never more than `max_size` bytes.
Result<std::string> read_disk(const std::string& root, std::string_view path, uint64_t max_size);

// A set whose files lie below `root` on disk.
class DiskSource : public SourceSet {
public:
    DiskSource(std::string root, DiskListing listing, uint64_t max_file_size);
    using SourceSet::read;
    Result<std::string> read(const SourceFile& file) const override;

private:
    uint64_t max_file_size_;
};

std::unique_ptr<SourceSet> open_folder(std::string root, const SourceOptions& options);

}  // namespace driftline
