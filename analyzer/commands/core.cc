#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "frameworks/upstream.h"
#include "load_core.h"
#include "model/mapped_file.h"
#include "model/write_file.h"
#include "run_program.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

int fail(const std::string& message) {
    complain(message);
    return exit_failure;
}

std::string size_text(uint64_t bytes) { return fmt::format("{:.1f} MB", double(bytes) / 1e6); }

// Gives a stored core its name and says so; a name that meant another core now means this one.
int give_name(Session& session, std::string name, const std::string& version, const std::string& key, const std::string& argument) {
    if (name.empty()) name = version;
    if (!is_store_name(name)) return fail(fmt::format("{} is no name for a core: use letters, digits, '.', '-' and '_' with --name", name));
    const auto before = session.store.find(name);
    if (const auto written = session.store.write_name(name, key, argument); !written) return fail(written.error().message);
    const bool other = before && before->name == name && before->key != key;
    fmt::print("{}{}; use it with --core {}\n", name, other ? " now names another core than before" : " is stored", name);
    return exit_clean;
}

int add(Session& session, const std::string& argument) {
    Result<LoadedCore> core = load_core(session, argument);
    if (!core) return fail(core.error().message);
    for (const std::string& notice : session.notices) complain(notice);
    if (core->key.empty()) return exit_failure;
    return give_name(session, session.options.name, core->library.info.version, core->key, core->argument);
}

int list(const Session& session) {
    const auto entries = session.store.entries();
    if (entries.empty()) fmt::print("no core is stored yet; `driftline core add PATH` stores one, `driftline scan` stores those it meets\n");
    for (const Store::Entry& entry : entries) {
        const auto heading = read_snapshot_heading(entry.file);
        const std::string name = entry.name.empty() ? entry.key.substr(0, 8) : entry.name;
        if (!heading) {
            fmt::print("{:<16} cannot be used: {}\n", name, printable(heading.error().message));
            continue;
        }
        fmt::print("{:<16} {} {:<8} {:<10} {:>5} modules {:>9}  {}{}\n", name, heading->framework, heading->version, heading->commit.substr(0, 8), heading->modules,
                   size_text(heading->bytes), printable(entry.argument.empty() ? heading->path : entry.argument), heading->source ? "" : "  (no source)");
    }
    return exit_clean;
}

Result<Store::Entry> stored(const Session& session) {
    const auto entry = session.store.find(session.options.name);
    if (entry) return *entry;
    return Error{fmt::format("no core is stored as {}; `driftline core list` shows what there is", session.options.name)};
}

int show(const Session& session) {
    const auto entry = stored(session);
    if (!entry) return fail(entry.error().message);
    const auto heading = read_snapshot_heading(entry->file);
    if (!heading) return fail(fmt::format("{}; `driftline core add` stores it again", heading.error().message));
    fmt::print("name       {}\nframework  {} {}\ncommit     {}\nread from  {}\nmodules    {}\nfiles      {}\nsize       {}\nsource     {}\nfile       {}\n",
               entry->name.empty() ? "(none)" : entry->name, heading->framework, heading->version, heading->commit.empty() ? "(none)" : heading->commit,
               printable(entry->argument.empty() ? heading->path : entry->argument), heading->modules, heading->files, size_text(heading->bytes),
               heading->source ? "kept" : "left out", entry->file);
    return exit_clean;
}

int remove(Session& session) {
    const auto entry = stored(session);
    if (!entry) return fail(entry.error().message);
    session.store.remove(*entry);
    fmt::print("{} is forgotten\n", session.options.name);
    return exit_clean;
}

int write_out(const Session& session) {
    const auto entry = stored(session);
    if (!entry) return fail(entry.error().message);
    const Result<Library> library = load_snapshot(entry->file);
    if (!library) return fail(library.error().message);
    const auto written = save_snapshot(*library, fs::absolute(session.options.file).string(), {!session.options.no_source});
    if (!written) return fail(written.error().message);
    fmt::print("{} is written to {}, {}\n", session.options.name, printable(session.options.file), size_text(*written));
    return exit_clean;
}

int read_in(Session& session) {
    const auto heading = read_snapshot_heading(session.options.file);
    Result<Library> library = heading ? load_snapshot(session.options.file) : Result<Library>(heading.error());
    if (!library) return fail(fmt::format("{}; export it again with this version of driftline", library.error().message));
    for (const Framework* framework : all_frameworks()) {
        if (framework->name != heading->framework) continue;
        const std::string key = Store::key(*library, *framework);
        // As it is, with or without source; one that has it is not replaced by one that has not.
        const auto known = read_snapshot_heading(session.store.file(key));
        if (!known || (heading->source && !known->source)) {
            const auto bytes = MappedFile::open(session.options.file);
            const auto written = bytes ? write_file(session.store.file(key), {(*bytes)->bytes()}) : Result<uint64_t>(bytes.error());
            if (!written) return fail(written.error().message);
        }
        return give_name(session, session.options.name, library->info.version, key, "");
    }
    return fail(fmt::format("{} holds a core of {}, which this driftline does not know", session.options.file, heading->framework));
}

// Nothing else in the program uses the network.
int fetch(Session& session) {
    const Options& options = session.options;
    const Upstream* upstream = find_upstream(options.framework);
    if (upstream == nullptr) return fail(fmt::format("there is no framework {} to fetch; there is {}", options.framework, framework_names()));
    // What looks like an option to git must not reach it as one.
    if (!is_store_name(options.series)) return fail(fmt::format("{} is no series; write one such as 16.0", options.series));
    const std::string folder = session.store.folder() + "/fetched/" + options.framework + "-" + options.series;
    std::error_code failed;
    fs::create_directories(fs::path(folder).parent_path(), failed);
    if (failed || !session.store.usable()) return fail("there is no cache folder to fetch into: set XDG_CACHE_HOME");
    fs::remove_all(folder, failed);
    const Result<int> code = run_program({"git", "clone", "--depth", "1", "--branch", options.series, std::string(upstream->clone_url), folder});
    if (!code) return fail(code.error().message);
    if (*code != 0) return fail(fmt::format("git could not clone {} of {}: its message stands above", options.series, upstream->clone_url));
    return add(session, folder);
}

}  // namespace

int run_core(const Options& options) {
    Options isolated = options;
    isolated.isolated = true;   // a repository's configuration has no say in the user's cache
    Result<Session> session = open_session(isolated);
    if (!session) return fail(session.error().message);
    switch (options.command) {
        case Command::core_add: return add(*session, options.path);
        case Command::core_list: return list(*session);
        case Command::core_show: return show(*session);
        case Command::core_remove: return remove(*session);
        case Command::core_export: return write_out(*session);
        case Command::core_import: return read_in(*session);
        case Command::core_diff: return run_core_diff(*session);
        default: return fetch(*session);
    }
}

}  // namespace driftline
