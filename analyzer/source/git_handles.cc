#include "source/git_handles.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <filesystem>

#include "base/text.h"

// Where libgit2 was built with Mbed TLS (Debian, Ubuntu), its start decodes each certificate that the machine trusts: half of what opening a repository
// costs, and no setting spares it. Nothing here speaks to a server, so the program's own function, found before the library's, trusts none.
// Weak: a library that is linked statically has its own, and keeps it.
extern "C" [[gnu::weak, gnu::used, gnu::visibility("default")]] int mbedtls_x509_crt_parse_file(void*, const char*) { return 0; }

namespace driftline {
namespace fs = std::filesystem;
namespace {

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

std::string real(const char* path) {
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    return without_slash(error ? std::string(path) : canonical.string());
}

Error cannot_open(const std::string& folder) {
    const std::string why = last_error();
    if (why.find("extension") != std::string::npos || why.find("repository version") != std::string::npos || why.find("object format") != std::string::npos)
        return {fmt::format("{}: its git repository is of a kind this program cannot read ({}); scan a copy of its files instead: "
                            "git -C {} archive HEAD | tar -x -C FOLDER",
                            folder, why, folder)};
    return {fmt::format("{}: its git repository cannot be opened ({}); see git -C {} status", folder, why, folder)};
}

}  // namespace

void initialise_git() {
    [[maybe_unused]] static const bool ready = [] {
        git_libgit2_init();
        // We only read, and containers mount repositories of other users.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        // Extensions that change nothing about reading objects and files.
        const char* harmless[] = {"worktreeconfig", "preciousobjects", "partialclone", "relativeworktrees"};
        git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, std::size(harmless));
        return true;
    }();
}

std::string last_error() {
    const git_error* error = git_error_last();
    return error && error->message ? replace_all(printable(trim(error->message)), "\n", " ") : "no reason given";
}

std::string hex(const git_oid& id) {
    char text[GIT_OID_HEXSZ];
    git_oid_fmt(text, &id);
    return {text, GIT_OID_HEXSZ};
}

Result<Repository> discover(const std::string& folder, RepositoryInfo& info) {
    initialise_git();
    git_repository* opened = nullptr;
    const int outcome = git_repository_open_ext(&opened, folder.c_str(), 0, nullptr);
    Repository repository(opened);
    if (outcome == GIT_ENOTFOUND) return Repository();
    if (outcome != 0) return cannot_open(folder);

    info.git_folder = git_repository_path(opened);
    // Without a config file no repository says that it is bare; asked for itself, the folder of objects has no files beside it.
    info.bare = git_repository_is_bare(opened) == 1 || folder == real(info.git_folder.c_str());
    info.root = info.bare ? real(info.git_folder.c_str()) : real(git_repository_workdir(opened));
    if (folder.size() > info.root.size() && folder.starts_with(info.root)) info.subfolder = folder.substr(info.root == "/" ? 1 : info.root.size() + 1);
    if (info.bare) info.subfolder.clear();
    if (git_repository_is_shallow(opened) == 1)
        info.notices.push_back(fmt::format("{}: a shallow clone; history ends early (git -C {} fetch --unshallow brings the rest)", info.root, info.root));
    return repository;
}

Result<std::shared_ptr<const Opened>> open_again(const std::string& folder) {
    struct Last {
        std::string folder;
        std::array<int64_t, 4> written{};
        std::shared_ptr<const Opened> opened;
    };
    thread_local Last last;
    const auto written = [](const Opened& opened) {
        struct stat status {};
        if (::stat(opened.info.git_folder.c_str(), &status) != 0) return std::array<int64_t, 4>{};
        return std::array<int64_t, 4>{int64_t(status.st_dev), int64_t(status.st_ino), status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
    };
    if (last.opened && last.folder == folder && last.written == written(*last.opened)) return last.opened;
    auto opened = std::make_shared<Opened>();
    Result<Repository> found = discover(folder, opened->info);
    if (!found) return found.error();
    opened->repository = std::move(*found);
    if (opened->repository) last = {folder, written(*opened), opened};
    return std::shared_ptr<const Opened>(std::move(opened));
}

Index index_of(git_repository* repository) {
    git_index* raw = nullptr;
    if (git_repository_index(&raw, repository) != 0) return Index();
    Index index(raw);
    if (git_index_read(raw, 0) != 0) return Index();   // if it was written to since
    return index;
}

}  // namespace driftline
