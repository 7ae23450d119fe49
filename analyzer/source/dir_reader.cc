#include "source/dir_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

// Bounds of the search for checkouts in folders that are not part of the set, which may hold anything.
constexpr size_t max_searched_folders = 20'000;
constexpr int max_searched_depth = 6;

bool is_within(const std::string& path, const std::string& root) {
    return path == root || root == "/" || (path.starts_with(root) && path[root.size()] == '/');
}

SkipReason skip_of_disk_link(const std::string& root, const fs::path& link) {
    std::error_code error;
    const fs::path real = fs::canonical(link, error);
    if (error) return SkipReason::not_a_file;  // leads nowhere, or in a circle
    return is_within(real.string(), root) ? SkipReason::duplicate_link : SkipReason::outside_link;
}

class Walk {
public:
    Walk(const std::string& root, const DiskFilter& filter, const SourceOptions& options) : root_(root), filter_(filter), options_(options) {}

    DiskListing run() {
        pending_.push_back({"", 0, false});
        while (!pending_.empty()) {
            const Folder folder = std::move(pending_.back());
            pending_.pop_back();
            visit(folder);
        }
        std::sort(listing_.files.begin(), listing_.files.end(), [](const DiskFile& a, const DiskFile& b) { return a.file.path < b.file.path; });
        std::sort(listing_.nested.begin(), listing_.nested.end());
        return std::move(listing_);
    }

private:
    struct Folder {
        std::string path;   // below root, "" = root
        int depth;          // levels below the last folder that is part of the set
        bool search_only;   // look for checkouts, take no file
    };

    void visit(const Folder& folder) {
        const fs::path absolute = folder.path.empty() ? fs::path(root_) : fs::path(root_) / folder.path;
        std::error_code error;
        std::vector<fs::directory_entry> entries;   // all before any: one named .git makes the folder a checkout of its own
        bool checkout = false;
        for (fs::directory_iterator it(absolute, error); !error && it != fs::directory_iterator(); it.increment(error)) {
            if (it->path().filename() == ".git") checkout = true;
            else entries.push_back(*it);
        }
        if (checkout && !folder.path.empty()) {
            listing_.nested.push_back(folder.path);
            return;
        }
        for (const fs::directory_entry& entry : entries) {
            const std::string name = entry.path().filename().string();
            add(folder, entry, folder.path.empty() ? name : folder.path + "/" + name);
        }
        if (error && !folder.search_only)
            listing_.notices.push_back(fmt::format("{}: folder cannot be read ({})", absolute.string(), error.message()));
    }

    void add(const Folder& folder, const fs::directory_entry& entry, std::string path) {
        std::error_code error;
        const bool link = entry.is_symlink(error);   // the listing tells the type; symlink_status() would ask the disk again
        if (!link && entry.is_directory(error)) {
            if (options_.enters && !options_.enters(path)) return;
            const bool search_only = folder.search_only || !filter_.enter(path);
            if (!search_only) pending_.push_back({std::move(path), 0, false});
            else if (may_search(folder, path)) pending_.push_back({std::move(path), folder.depth + 1, true});
            return;
        }
        if (folder.search_only || !filter_.take(path)) return;
        DiskFile found;
        found.file.path = std::move(path);
        if (link) found.file.skip = skip_of_disk_link(root_, entry.path());
        else if (!entry.is_regular_file(error)) found.file.skip = SkipReason::not_a_file;
        else stat_file(entry.path(), found);
        listing_.files.push_back(std::move(found));
    }

    void stat_file(const fs::path& absolute, DiskFile& found) {
        found.file.skip = skip_by_name(found.file.path);
        if (found.file.skip != SkipReason::none || (options_.wants && !options_.wants(found.file.path))) return;
        struct stat status {};
        if (::lstat(absolute.c_str(), &status) != 0) {
            found.file.skip = SkipReason::unreadable;
            return;
        }
        found.file.size = static_cast<uint64_t>(status.st_size);
        found.seconds = status.st_mtim.tv_sec;
        found.nanoseconds = status.st_mtim.tv_nsec;
        if (found.file.size > options_.max_file_size) found.file.skip = SkipReason::too_large;
    }

    // Package folders are large and hold no checkout that somebody works in.
    bool may_search(const Folder& folder, const std::string& path) {
        const std::string name = path.substr(path.rfind('/') + 1);
        if (name == "node_modules" || name == "__pycache__" || name == "site-packages" || folder.depth >= max_searched_depth) return false;
        if (searched_ == max_searched_folders)
            listing_.notices.push_back(fmt::format("{}: more than {} ignored folders; the rest is not searched for checkouts", root_, searched_));
        return searched_++ < max_searched_folders;
    }

    const std::string& root_;
    const DiskFilter& filter_;
    const SourceOptions& options_;
    DiskListing listing_;
    std::vector<Folder> pending_;
    size_t searched_ = 0;
};

struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

}  // namespace

SkipReason skip_by_name(std::string_view path) {
    if (path.starts_with("node_modules/") || path.find("/node_modules/") != std::string_view::npos) return SkipReason::vendored;
    if (path.ends_with(".min.js") || path.ends_with(".min.css")) return SkipReason::minified;
    const size_t served = path.starts_with("static/") ? 0 : path.find("/static/");
    if (path.ends_with(".js") && served != std::string_view::npos && path.find("/lib/", served) != std::string_view::npos) return SkipReason::vendored;
    return SkipReason::none;
}

SkipReason skip_of_link(std::string_view link, std::string_view target) {
    if (target.starts_with('/')) return SkipReason::outside_link;
    std::vector<std::string_view> parts = split(link, '/');
    parts.pop_back();
    for (const std::string_view part : split(target, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(part);
        } else {
            if (parts.empty()) return SkipReason::outside_link;
            parts.pop_back();
        }
    }
    return SkipReason::duplicate_link;
}

DiskListing list_disk(const std::string& root, const DiskFilter& filter, const SourceOptions& options) { return Walk(root, filter, options).run(); }

Result<std::string> read_disk(const std::string& root, std::string_view path, uint64_t max_size) {
    const std::string absolute = fmt::format("{}/{}", root, path);
    // A file may have become a link or a pipe since it was listed.
    const Descriptor file{::open(absolute.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (file.number < 0) {
        if (errno == ENOENT) return Error{fmt::format("{}: removed while it was being read; run again", absolute)};
        return Error{fmt::format("{}: cannot be read ({})", absolute, std::strerror(errno))};
    }
    struct stat status {};
    if (::fstat(file.number, &status) != 0 || !S_ISREG(status.st_mode)) return Error{fmt::format("{}: is no longer a regular file; run again", absolute)};

    std::string bytes;
    bytes.resize(std::min(static_cast<uint64_t>(status.st_size), max_size) + 1);  // one more, to see whether it ends there
    size_t filled = 0;
    for (;;) {
        const ssize_t count = ::read(file.number, bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error{fmt::format("{}: cannot be read ({})", absolute, std::strerror(errno))};
        if (count == 0) break;
        filled += static_cast<size_t>(count);
        if (filled > max_size) return Error{fmt::format("{}: larger than {} bytes", absolute, max_size)};
        if (filled == bytes.size()) bytes.resize(bytes.size() * 2);
    }
    bytes.resize(filled);
    return bytes;
}

DiskSource::DiskSource(std::string root, DiskListing listing, uint64_t max_file_size) : max_file_size_(max_file_size) {
    root_ = std::move(root);
    files_.reserve(listing.files.size());
    for (DiskFile& found : listing.files) files_.push_back(std::move(found.file));
    nested_ = std::move(listing.nested);
    notices_ = std::move(listing.notices);
}

Result<std::string> DiskSource::read(const SourceFile& file) const {
    if (file.skip != SkipReason::none) return Error{fmt::format("{}/{}: {}", root_, file.path, skip_reason_text(file.skip))};
    return read_disk(root_, file.path, max_file_size_);
}

std::unique_ptr<SourceSet> open_folder(std::string root, const SourceOptions& options) {
    DiskListing listing = list_disk(root, {}, options);
    return std::make_unique<DiskSource>(std::move(root), std::move(listing), options.max_file_size);
}

}  // namespace driftline
