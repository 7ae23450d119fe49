#include "store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "base/version.h"
#include "model/checked_file.h"
#include "model/write_file.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

std::string slurp(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) files.push_back(it->path());
    std::sort(files.begin(), files.end());
    return files;
}

// Pictures, fonts, scripts and translations are never read: that they are there is all that could matter. They are two thirds
// of a core's files, and asking for the times of each costs more than all the rest of an unchanged run.
bool is_inert(std::string_view path) {
    static constexpr std::string_view kinds[] = {".po", ".pot", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf",
                                                 ".eot", ".pdf", ".css", ".scss", ".less", ".md", ".rst", ".mp3", ".mp4", ".zip", ".xlsx", ".pyc", ".js", ".map"};
    const size_t dot = path.find_last_of("./");
    return dot != std::string_view::npos && std::find(std::begin(kinds), std::end(kinds), path.substr(dot)) != std::end(kinds);
}

struct Listing {
    Digest state;                       // of the names below and what stat() says of them; the folder's own path is part of it
    std::vector<std::string> folders;   // absolute, sorted
};

Listing list_folder(const std::string& folder) {
    Listing listing;
    DIR* stream = opendir(folder.c_str());
    if (stream == nullptr) return listing;
    struct Line { std::string name; std::array<int64_t, 5> said; };   // size and times
    std::vector<Line> lines;
    while (const dirent* entry = readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == ".." || name == ".git" || name == "__pycache__") continue;
        struct stat info{};
        const bool inert = entry->d_type == DT_REG && is_inert(name);
        const bool asked = !inert && entry->d_type != DT_DIR && fstatat(dirfd(stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0;
        // Some file systems tell no type in a listing.
        if (entry->d_type == DT_DIR || (asked && S_ISDIR(info.st_mode))) listing.folders.push_back(fmt::format("{}/{}", folder, name));
        // The change time too: copies and checkouts that keep the modification time still show.
        else lines.push_back({std::string(name), {info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec}});
    }
    closedir(stream);
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.name < b.name; });
    std::sort(listing.folders.begin(), listing.folders.end());
    std::string all = folder + "\n";
    for (const Line& line : lines) all.append(line.name).append("\n").append(reinterpret_cast<const char*>(line.said.data()), sizeof line.said);
    listing.state = digest128(all);
    return listing;
}

}  // namespace

std::string Store::default_folder() {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') return std::string(cache) + "/driftline";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return std::string(home) + "/.cache/driftline";
    return "";
}

std::vector<Store::Entry> Store::entries() const {
    std::vector<Entry> all;
    for (const fs::path& path : files_of(folder_ + "/names")) {
        const std::string content = slurp(path);
        const auto lines = split(content, '\n');
        if (lines.size() < 2 || !is_store_name(path.filename().string())) continue;
        all.push_back({path.filename().string(), std::string(lines[0]), file(std::string(lines[0])), std::string(lines[1])});
    }
    const size_t named = all.size();
    for (const fs::path& path : files_of(folder_ + "/cores")) {
        const std::string key = path.stem().string();
        const auto is_key = [&](const Entry& entry) { return entry.key == key; };
        if (path.extension() == ".core" && std::none_of(all.begin(), all.begin() + long(named), is_key)) all.push_back({"", key, path.string(), ""});
    }
    return all;
}

std::optional<Store::Entry> Store::find(std::string_view name_or_key) const {
    const std::vector<Entry> all = entries();
    for (const Entry& entry : all)
        if (entry.name == name_or_key) return entry;
    if (name_or_key.size() >= 6)
        for (const Entry& entry : all)
            if (entry.key.starts_with(name_or_key)) return entry;
    return std::nullopt;
}

std::string Store::key(const Library& library, const Framework& framework) {
    // The program's own version is part of it: a snapshot is rebuilt, never migrated.
    const Digest maker = digest128(fmt::format("{} {} {} {}", framework.name, framework.extractor_version, version, library.info.version));
    const Digest parts[] = {library.content, maker};
    return digest_combine(parts).hex();
}

Result<std::string> Store::save(Library& library, const Framework& framework) {
    if (folder_.empty()) return Error{"there is no cache folder: set XDG_CACHE_HOME"};
    std::string made = key(library, framework);
    const Result<uint64_t> saved = save_snapshot(library, file(made));
    if (!saved) return saved.error();
    return made;
}

std::optional<std::string> Store::ticket(const Digest& state) const {
    const std::string key = slurp(folder_ + "/tickets/" + state.hex());
    if (key.size() != 32 || !is_store_name(key)) return std::nullopt;
    return key;
}

Result<uint64_t> Store::write_ticket(const Digest& state, const std::string& key) { return write_file(folder_ + "/tickets/" + state.hex(), {key}); }

std::optional<std::string> Store::latest(const std::string& argument) const {
    const std::string key = slurp(folder_ + "/latest/" + digest128(argument).hex());
    if (key.size() != 32 || !is_store_name(key)) return std::nullopt;
    return key;
}

void Store::write_latest(const std::string& argument, const std::string& key) {
    const auto before = latest(argument);
    if (before == key || !write_file(folder_ + "/latest/" + digest128(argument).hex(), {key}) || !before) return;
    if (const auto old = find(*before); old && old->name.empty()) remove(*old);
}

Result<uint64_t> Store::write_name(const std::string& name, const std::string& key, const std::string& argument) {
    return write_file(folder_ + "/names/" + name, {key, "\n", argument, "\n"});
}

void Store::remove(const Entry& entry) {
    std::error_code ignored;
    if (!entry.name.empty()) fs::remove(folder_ + "/names/" + entry.name, ignored);
    for (const Entry& other : entries())
        if (!other.name.empty() && other.key == entry.key) return;
    remove_checked(entry.file);
    forget_deltas();
}

void Store::forget_deltas() const {
    for (const fs::path& path : files_of(folder_ + "/deltas")) {
        std::error_code ignored;
        const std::string name = path.stem().string();
        const auto keys = split(name, '-');
        const auto stored = [&](std::string_view key) { return fs::exists(file(std::string(key.substr(0, 32))), ignored); };
        if (path.extension() == ".delta" && !std::all_of(keys.begin(), keys.end(), stored)) remove_checked(path.string());
    }
}

bool is_store_name(std::string_view name) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '+'; };
    return !name.empty() && name.size() <= 100 && name[0] != '.' && name[0] != '-' && std::all_of(name.begin(), name.end(), allowed);
}

Digest folder_state(const std::string& folder, int jobs, const std::function<bool(std::string_view)>& enters) {
    // Level by level, the folders of one level in parallel: opening thousands of folders is what takes the time.
    std::vector<std::string> level{folder};
    Digest state;
    while (!level.empty()) {
        std::vector<Listing> listings(level.size());
        parallel_for(level.size(), jobs, [&](size_t i, int) { listings[i] = list_folder(level[i]); });
        std::vector<std::string> below;
        std::vector<Digest> parts{state};
        for (Listing& listing : listings) {
            parts.push_back(listing.state);
            std::copy_if(std::make_move_iterator(listing.folders.begin()), std::make_move_iterator(listing.folders.end()), std::back_inserter(below),
                         [&](const std::string& path) { return !enters || enters(path); });
        }
        state = digest_combine(parts);
        level = std::move(below);
    }
    // The commit is told in reports: HEAD, and the branch it names. Packed branches count by the pack's text.
    const fs::path git = fs::path(folder) / ".git";
    const std::string head = slurp(git / "HEAD");
    const std::string branch = head.starts_with("ref: ") ? slurp(git / std::string(trim(head.substr(5)))) + slurp(git / "packed-refs") : "";
    const Digest parts[] = {state, digest128(head), digest128(branch)};
    return digest_combine(parts);
}

}  // namespace driftline
