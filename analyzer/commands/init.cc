#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "base/toml_text.h"
#include "commands/commands.h"
#include "load_core.h"
#include "locate_core.h"
#include "model/write_file.h"
#include "session.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

std::string list_of(const std::vector<std::string>& items) {
    std::vector<std::string> quoted_items;
    for (const std::string& item : items) quoted_items.push_back(toml_string(item));
    return "[" + join(quoted_items, ", ") + "]";
}

// The file is shared with others: what lies near is named from the repository.
std::string shareable(const std::string& path, const std::string& root) {
    const std::string near = fs::path(path).lexically_relative(root).string();
    return near.empty() || near.starts_with("../../../") ? path : near;
}

struct Discovered {
    std::string series;
    LocatedCore core;
    std::vector<std::string> addons_paths;                     // folders that hold modules, relative; most modules first
    std::vector<std::pair<std::string, size_t>> authors;       // with their modules, most first
};

Discovered discover(const Library& library, const Upstream* upstream, const std::string& root) {
    Discovered found;
    std::map<std::string, size_t> folders, authors;
    for (const ModuleRow& module : library.facts.modules) {
        const std::string parent = fs::path(library.facts.str(module.path)).parent_path().string();
        ++folders[parent.empty() ? "." : parent];
        for (const std::string_view author : split(library.facts.str(module.author), ','))
            if (!trim(author).empty()) ++authors[std::string(trim(author))];
    }
    found.authors.assign(authors.begin(), authors.end());
    std::stable_sort(found.authors.begin(), found.authors.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [folder, count] : folders)
        if (is_valid_utf8(folder)) found.addons_paths.push_back(folder);   // TOML cannot name another
    std::stable_sort(found.addons_paths.begin(), found.addons_paths.end(), [&](const auto& a, const auto& b) { return folders[a] > folders[b]; });
    if (upstream == nullptr) return found;
    found.series = upstream->series(library.facts);
    found.core = locate_core(*upstream, root, found.series);
    if (!found.core.path.empty()) found.core.path = shareable(found.core.path, root);
    for (std::string& path : found.core.libraries) path = shareable(path, root);
    return found;
}

std::string configuration(const Discovered& found, const Framework& framework, size_t modules) {
    std::string text = fmt::format("# What driftline found: {} modules of {}{}. Every line may go; see docs/configuration.md.\n\n", modules, framework.name,
                                   found.series.empty() ? "" : " " + found.series);
    text += "# The core these modules run on: a folder, a checkout and revision such as ../core@abc123, or the name of a stored core.\n";
    if (!found.core.path.empty()) text += fmt::format("# Found as {}.\ncore = {}\n", found.core.why, toml_string(found.core.path));
    else text += fmt::format("# None was found; `driftline core fetch {} {}` downloads one.\n# core = {}\n", framework.name, found.series.empty() ? "SERIES" : found.series,
                             toml_string(found.series.empty() ? "SERIES" : found.series));
    text += "\n# More modules the code depends on: folders or PATH@REV.\n";
    text += found.core.libraries.empty() ? "# libraries = [\"../community\"]\n" : fmt::format("libraries = {}\n", list_of(found.core.libraries));
    text += fmt::format("\n# Folders with modules; those outside the repository are read as libraries.\naddons_paths = {}\n", list_of(found.addons_paths));
    text += "\n# Rules by id, slug or the beginning of an id; `driftline rules` lists them.\n# select = [\"ALL\"]\n# ignore = [\"DL113\"]\n";
    text += "\n# From which severity on `driftline scan` exits with 1: error, warning, info or never.\nfail_on = \"error\"\n";
    text += "\n# Symbols nobody should override, besides the built-in ones.\n# protected = [\"sale.order.action_confirm\"]\n";
    text += "\n# Whose code a module is, where its manifest does not tell. Authors found here:\n";
    for (size_t i = 0; i < found.authors.size() && i < 10; ++i) text += fmt::format("#   {} ({} modules)\n", one_line(found.authors[i].first), found.authors[i].second);
    text += "# [origin.own]\n# author = [\"...\"]\n# [origin.community]\n# path = [\"vendor/**\"]\n";
    text += "\n# A finding that is accepted, for files without comments.\n# [[allow]]\n# rule = \"record-overwritten\"\n# path = \"*/security/*.csv\"\n# reason = \"...\"\n# expires = 2030-01-31\n";
    return text;
}

}  // namespace

int run_init(const Options& options) {
    Session session;
    session.options = options;
    session.store = Store(Store::default_folder());
    const Location location = parse_location(options.path);
    const auto source = open_source(location.path, {});
    if (!source) return complain(source.error().message), exit_failure;
    const std::string& root = (*source)->root();
    for (const char* name : {"driftline.toml", ".driftline.toml"})
        if (fs::exists(root + "/" + name)) return complain(fmt::format("{}/{} is there already and stays as it is", root, name)), exit_failure;
    for (const Framework* framework : all_frameworks()) {
        if (!framework->recognizes(**source)) continue;
        const auto library = read_library(session, **source, *framework, "custom", "custom", options.path);
        if (!library) return complain(library.error().message), exit_failure;
        const Discovered found = discover(*library, find_upstream(framework->name), root);
        const auto written = write_file(root + "/driftline.toml", {configuration(found, *framework, library->facts.modules.size())});
        if (!written) return complain(written.error().message), exit_failure;
        fmt::print("{}/driftline.toml is written: {} modules, {}\n", printable(root), library->facts.modules.size(),
                   found.core.path.empty() ? "no core found" : "core " + printable(found.core.path));
        return exit_clean;
    }
    complain(fmt::format("{} holds no modules of {}; give the folder of your repository", options.path, framework_names()));
    return exit_failure;
}

}  // namespace driftline
