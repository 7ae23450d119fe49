#include "load_core.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "model/facts_cache.h"
#include "model/slice.h"
#include "progress.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

const Framework* framework_named(std::string_view name) {
    for (const Framework* framework : all_frameworks())
        if (framework->name == name) return framework;
    return nullptr;
}

const Framework* framework_of_core(const SourceSet& source) {
    for (const Framework* framework : all_frameworks())
        if (framework->core_version(source)) return framework;
    return nullptr;
}

// Exported with --no-source.
bool without_source(const Facts& facts) { return facts.pack && facts.pack->size() > 0 && facts.pack->get({0, 1}).empty(); }

// A snapshot whose key is no longer what we would give it comes from another version of the program.
Result<LoadedCore> load_file(const std::string& file, const std::string& key, const std::string& name, const std::string& argument) {
    Result<Library> library = load_snapshot(file);
    if (!library) return library.error();
    const Framework* framework = framework_named(library->framework);
    if (framework == nullptr || Store::key(*library, *framework) != key) return Error{fmt::format("{} was stored by another version of driftline", file)};
    library->info.stored = true;
    library->info.role = "core";
    library->info.name = name;
    return LoadedCore{std::move(*library), framework, key, argument};
}

std::optional<LoadedCore> load_by_ticket(Session& session, const Digest& state, const std::string& argument) {
    const auto key = session.store.ticket(state);
    std::error_code ignored;
    if (!key || !fs::exists(session.store.file(*key), ignored)) return std::nullopt;
    Result<LoadedCore> core = load_file(session.store.file(*key), *key, argument, argument);
    session.watch.lap("load the stored core");
    if (core) return std::move(*core);
    session.notices.push_back(fmt::format("the core is read again: {}", core.error().message));
    return std::nullopt;
}

bool enters_core(std::string_view folder) {
    return std::any_of(all_frameworks().begin(), all_frameworks().end(), [&](const Framework* framework) { return framework->enters(folder); });
}

// The core as it was when it was last stored: of a changed one, only the changed files are parsed.
std::optional<StoredFacts> stored_before(const Session& session, const std::string& argument, const Framework& framework) {
    const auto key = session.store.latest(argument);
    if (!key) return std::nullopt;
    Result<Library> library = load_snapshot(session.store.file(*key));
    if (!library || Store::key(*library, framework) != *key) return std::nullopt;
    Facts& facts = library->facts;
    if (facts.pack) {   // in one piece with what is new
        facts.text = facts.pack->get({0, facts.pack->size()}) + facts.text;
        facts.pack = nullptr;
    }
    return std::optional<StoredFacts>(std::in_place, std::move(*library));
}

Result<LoadedCore> load_from(Session& session, const Location& location) {
    const std::string path = absolute_path(location.path);
    const bool folder = location.revision.empty();
    const std::string argument = folder ? path : path + "@" + location.revision;
    // The state is taken before reading: a core that changes meanwhile is read again next time.
    Digest state = folder ? folder_state(path, session.jobs, enters_core) : Digest();
    session.watch.lap("look at the core");
    if (folder)
        if (auto core = load_by_ticket(session, state, argument)) return std::move(*core);
    SourceOptions options = reading_options(session, location);
    options.enters = enters_core;
    if (!folder) {   // the commit alone says whether it is stored; listing its tree takes longer than loading
        options.identity_only = true;
        const auto identity = open_source(argument, options);
        if (!identity) return identity.error();
        options.identity_only = false;
        state = digest128(fmt::format("commit {} {}", (*identity)->revision(), (*identity)->subfolder()));
        if (auto core = load_by_ticket(session, state, argument)) return std::move(*core);
    }
    const auto source = open_source(argument, options);
    if (!source) return source.error();
    const Framework* framework = framework_of_core(**source);
    if (framework == nullptr)
        return Error{fmt::format("{} is no core of {}: give its checkout, an installed package's folder, or the name of a stored core", argument, framework_names())};
    const std::optional<StoredFacts> previous = stored_before(session, argument, *framework);
    Result<Library> library = read_library(session, **source, *framework, "", "core", argument, previous ? &*previous : nullptr);
    if (!library) return library.error();
    session.watch.lap("read the core");
    LoadedCore core{std::move(*library), framework, "", argument};
    const Result<std::string> key = session.store.save(core.library, *framework);
    if (key) core.key = *key;
    const Result<uint64_t> ticket = key ? session.store.write_ticket(state, *key) : Result<uint64_t>(key.error());
    if (!ticket) session.notices.push_back(fmt::format("the core could not be stored, so the next run reads it again: {}", ticket.error().message));
    if (key) session.store.write_latest(argument, *key);
    session.watch.lap("store the core");
    return core;
}

// Our own files that were left out are named, the first few of each reason; a core's and a library's are only counted.
void name_skipped(const SourceSet& source, std::vector<std::string>& notices) {
    constexpr size_t named = 5;
    size_t large = 0, unreadable = 0;
    for (const SourceFile& file : source.files()) {
        if (file.skip == SkipReason::too_large && (file.path.ends_with(".py") || file.path.ends_with(".xml") || file.path.ends_with(".csv"))) {
            if (++large <= named) notices.push_back(fmt::format("{} was not read: {} bytes are more than limits.max_file_size of driftline.toml", file.path, file.size));
        } else if (file.skip == SkipReason::unreadable) {
            if (++unreadable <= named) notices.push_back(fmt::format("{} cannot be read; look at its rights, or at `git fsck` for a revision", file.path));
        }
    }
    if (large > named) notices.push_back(fmt::format("{} more files are too large", large - named));
    if (unreadable > named) notices.push_back(fmt::format("{} more files cannot be read", unreadable - named));
}

}  // namespace

std::string framework_names() {
    std::vector<std::string> names;
    for (const Framework* framework : all_frameworks()) names.emplace_back(framework->name);
    return join(names, " or ");
}

SourceOptions reading_options(const Session& session, const Location& location) {
    const fs::path folder = location.path;
    std::error_code ignored;
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    // Two thirds of a core's files are pictures and translations: nobody needs their sizes.
    options.wants = [](std::string_view path) {
        return std::any_of(all_frameworks().begin(), all_frameworks().end(), [&](const Framework* framework) { return framework->wants(path); });
    };
    const bool bare = fs::is_regular_file(folder / "HEAD", ignored) && fs::is_directory(folder / "objects", ignored);
    options.git = !location.revision.empty() || bare || fs::exists(folder / ".git", ignored);
    return options;
}

Result<Library> read_library(Session& session, const SourceSet& source, const Framework& framework, std::string_view cache, std::string role, std::string name,
                             const StoredFacts* previous) {
    std::optional<FactsCache> facts;
    if (session.store.usable() && !cache.empty()) facts.emplace(session.store.facts_folder(cache));
    ProgressLine progress(fmt::format("reading {}", name));
    BuildOptions options;
    options.jobs = session.jobs;
    options.cache = facts ? &*facts : nullptr;
    options.previous = previous;
    options.progress = [&progress](size_t done, size_t all) { progress.show(done, all); };
    Result<Library> library = build_library(source, framework, options);
    if (facts) facts->flush(session.notices);
    if (!library) return library;
    if (role == "custom") name_skipped(source, session.notices);
    library->info.role = std::move(role);
    library->info.name = std::move(name);
    return library;
}

Result<LoadedCore> load_stored(Session& session, const Store::Entry& entry) {
    const std::string name = entry.name.empty() ? entry.key.substr(0, 8) : entry.name;
    Result<LoadedCore> core = load_file(entry.file, entry.key, name, entry.argument);
    session.watch.lap("load the stored core");
    if (core && without_source(core->library.facts))
        session.notices.push_back(fmt::format("stored core {} holds no source text: copies of its methods (DL113) are not found, and changes to its views are not judged", name));
    if (core) return core;
    const std::string why = core.error().message;
    std::error_code ignored;
    if (entry.argument.empty() || !fs::exists(parse_location(entry.argument).path, ignored))
        return Error{fmt::format("stored core {} cannot be used: {}; store it again with `driftline core add PATH --name {}`", name, why, name)};
    session.notices.push_back(fmt::format("stored core {} is read again from {}: {}", name, entry.argument, why));
    core = load_from(session, parse_location(entry.argument));
    if (core && !core->key.empty() && !entry.name.empty())
        if (const auto renamed = session.store.write_name(entry.name, core->key, core->argument); !renamed) session.notices.push_back(renamed.error().message);
    return core;
}

Result<LoadedCore> load_core(Session& session, const std::string& argument) {
    const Location location = parse_location(argument);
    std::error_code ignored;
    if (fs::exists(location.path, ignored)) return load_from(session, location);
    if (is_store_name(argument))
        if (const auto entry = session.store.find(argument)) return load_stored(session, *entry);
    std::vector<std::string> names;
    for (const Store::Entry& entry : session.store.entries())
        if (!entry.name.empty()) names.push_back(entry.name);
    return Error{fmt::format("there is no folder and no stored core called {} (stored: {}); give a checkout, CHECKOUT@REV, or a name that `driftline core list` shows",
                             argument, names.empty() ? "none" : join(names, ", "))};
}

}  // namespace driftline
