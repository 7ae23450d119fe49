#include "quick_check.h"

#include <algorithm>
#include <set>

#include "frameworks/upstream.h"
#include "load_core.h"
#include "model/facts_compare.h"

namespace driftline {
namespace {

constexpr size_t most_paths = 50;   // beyond that the whole is linked anyhow

// Files that say what the whole is made of, and not what a module says.
bool steers(const Framework& framework, std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    static constexpr std::string_view names[] = {"driftline.toml", ".driftline.toml", "driftline-baseline.json", ".gitmodules"};
    if (std::find(std::begin(names), std::end(names), name) != std::end(names) || name.ends_with(".toml") || name.ends_with(".conf")) return true;
    const Upstream* upstream = find_upstream(framework.name);
    return upstream != nullptr && std::find(upstream->pin_files.begin(), upstream->pin_files.end(), path) != upstream->pin_files.end();
}

// The innermost folder around a path that is a module by itself; "" if there is none.
std::string module_folder(const SourceSet& source, const Framework& framework, std::string folder) {
    for (size_t slash = folder.rfind('/'); slash != std::string::npos; slash = folder.rfind('/')) {
        folder.resize(slash);
        if (framework.recognizes(*part_of(source, {folder}))) return folder;
    }
    return "";
}

struct Touched {
    const Framework* framework = nullptr;
    std::vector<std::string> folders;
    bool known = true;   // all that matters lies in these folders
};

Touched touched(const SourceSet& staged, const std::vector<std::string>& paths) {
    Touched found;
    for (const Framework* framework : all_frameworks())
        if (framework->recognizes(staged)) found.framework = framework;
    found.known = found.framework != nullptr && paths.size() <= most_paths;
    std::set<std::string> folders;
    for (const std::string& path : paths) {
        if (!found.known) break;
        if (steers(*found.framework, path)) found.known = false;
        else if (found.framework->wants(path)) {
            const std::string folder = module_folder(staged, *found.framework, path);
            if (folder.empty()) found.known = false;   // a module that went, or a file of none
            folders.insert(folder);
        }
    }
    found.folders.assign(folders.begin(), folders.end());
    return found;
}

}  // namespace

bool quickly_nothing_new(Session& session, const Revision& base, const State& base_state) {
    const std::string& folder = session.options.path;
    const auto paths = paths_changed(folder, base, Revision());   // the index
    if (!paths) return false;
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    options.staged = true;
    options.wants = [](std::string_view) { return false; };   // names first; sizes below
    const auto names = open_source(folder, options);
    if (!names) return false;
    const Touched where = touched(**names, *paths);
    session.watch.lap("see what is staged");
    if (!where.known) return false;
    if (where.folders.empty()) return true;   // pictures, translations, texts

    options.wants = nullptr;
    options.below = where.folders;
    const auto now = open_source(folder, options);
    options.staged = false;
    const auto before = open_source(folder + "@" + base.commit, options);
    if (!now || !before) return false;
    Session quiet;   // what is left out here is told by the whole run, when it matters
    quiet.options = session.options;
    quiet.config = session.config;
    quiet.store = session.store;
    const Result<Library> old = read_library(quiet, **before, *where.framework, "custom", "custom", folder), fresh = read_library(quiet, **now, *where.framework, "custom", "custom", folder);
    session.watch.lap("read what is staged");
    if (!old || !fresh || old->files_not_read != fresh->files_not_read || old->notices != fresh->notices) return false;
    std::set<std::pair<std::string_view, std::string_view>> replacing;
    for (const State::Overriding& row : base_state.overrides)
        if (row.behaviour != Behaviour::extends) replacing.emplace(row.module, std::string_view(row.symbol).substr(row.symbol.rfind('.') + 1));
    const bool nothing = says_nothing_new(old->facts, fresh->facts, [&](std::string_view module, std::string_view method) { return replacing.contains({module, method}); });
    session.watch.lap("compare what is staged");
    return nothing;
}

}  // namespace driftline
