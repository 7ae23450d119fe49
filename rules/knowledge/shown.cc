#include "rules/knowledge/shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/text.h"
#include "rules/support.h"

namespace driftline::knowledge {
namespace {

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

struct Place { std::string_view module, path; };   // of "addons/web/models/ir_http.py" or "odoo/addons/base/rng/common.rng"; module "" of the framework itself
Place place_in(std::string_view path) {
    constexpr std::string_view folder = "addons/";
    const size_t addons = path.find(folder);
    if (addons == path.npos) return {"", path};
    path.remove_prefix(addons + folder.size());
    const size_t slash = std::min(path.find('/'), path.size() - 1);
    return {path.substr(0, slash), path.substr(slash + 1)};
}

class Finder {
public:
    explicit Finder(const Upgrade& upgrade) : program_{upgrade.target}, facts_{program_.world.facts}, read_{upgrade.read_target} {}

    std::optional<Related> operator()(const Change& change) const {
        const std::string_view source = source_of(change).path;
        root_package_ = std::string{source.substr(0, source.find('/'))} + ".";
        if (!read_ || source.empty() || change.anchors.empty()) return std::nullopt;
        const Place place = place_in(source);
        const auto module = program_.world.module_by_name.find(place.module);
        if (!place.module.empty() && module == program_.world.module_by_name.end()) return std::nullopt;
        const Index row = place.module.empty() ? no_row : module->second;
        std::vector<std::string> files = candidates(row, place.path);
        // What is no code is no row: styles, scripts, schemas.
        if (row != no_row && std::find(files.begin(), files.end(), place.path) == files.end()) files.insert(files.begin(), std::string{place.path});
        const std::string folder = row == no_row ? std::string{} : fmt::format("{}/", facts_.str(facts_.modules[row].path));
        for (const std::string& anchor : change.anchors)
            for (const std::string& file : files)
                if (const uint32_t line = line_of(folder + file, anchor)) return related(place.module, file, line, source_of(change).says);
        return std::nullopt;
    }

private:
    static Related related(std::string_view module, std::string_view path, uint32_t line, std::string_view text) {
        Related made;
        made.role = Related::Role::target;
        made.module = module;
        made.path = path;
        made.line = line;
        made.text = text;
        return made;
    }

    // Python files of the module or the framework, by their paths in it: the one that is named, others called alike, all others.
    std::vector<std::string> candidates(Index module, std::string_view named) const {
        std::vector<std::string> files;
        for (Index file = 0; file < facts_.files.size(); ++file) {
            const FileRow& row = facts_.files[file];
            // The framework's own files are those of no module whose import path says so; files of ours may be of no module, too.
            const bool ours = row.module == no_row && !facts_.str(row.python_path).starts_with(root_package_);
            if (row.python_path == no_name || facts_.str(row.python_path).empty() || row.module != module || ours) continue;
            files.push_back(path_in_module(program_, file));
        }
        std::sort(files.begin(), files.end());
        std::stable_sort(files.begin(), files.end(), [&](const std::string& a, const std::string& b) { return rank(a, named) < rank(b, named); });
        return files;
    }
    static int rank(std::string_view path, std::string_view named) {
        if (path == named || (named.ends_with(path) && named[named.size() - path.size() - 1] == '/')) return 0;
        return file_name(path) == file_name(named) ? 1 : 2;
    }

    uint32_t line_of(const std::string& path, std::string_view anchor) const {
        const auto [known, added] = texts_.try_emplace(path);
        if (added) known->second = read_(path);
        const size_t found = known->second.find(anchor);
        return found == std::string::npos ? 0 : 1 + uint32_t(std::count(known->second.begin(), known->second.begin() + std::ptrdiff_t(found), '\n'));
    }

    const Program& program_;
    const Facts& facts_;
    const std::function<std::string(std::string_view)>& read_;
    mutable std::string root_package_;   // "odoo." of "odoo/http.py"
    mutable std::map<std::string, std::string> texts_;
};

struct Known {
    explicit Known(const Upgrade& upgrade) : finder(upgrade) {}
    std::mutex mutex;
    Finder finder;   // one for all rows: many look into the same files
    std::map<const Change*, std::optional<Related>> places;
};

}  // namespace

Source source_of(const Change& change) {
    const std::string_view source = change.source;
    const size_t colon = source.find(':'), space = source.find(' ');
    if (colon == source.npos || colon > space) return {};
    return {source.substr(0, colon), space == source.npos ? std::string_view{} : source.substr(space + 1)};
}

std::optional<Related> shown_at(const Upgrade& upgrade, const Change& change) {
    Known& known = *upgrade.memo.get<std::shared_ptr<Known>>([&] { return std::make_shared<Known>(upgrade); });
    const std::lock_guard lock(known.mutex);
    const auto [entry, added] = known.places.try_emplace(&change);
    if (added) entry->second = known.finder(change);
    return entry->second;
}

std::string since(const Upgrade& upgrade, const Change& change) {
    const auto target = series(upgrade.target.world.version);
    if (target && *target == change.to) return {};
    return fmt::format(" (since {}.{})", change.to.major, change.to.minor);
}

}  // namespace driftline::knowledge
