#include "frameworks/odoo/locate.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"

namespace driftline::odoo {
namespace {
namespace fs = std::filesystem;

constexpr size_t max_text = 1u << 20;   // a configuration file longer than this is none

std::vector<std::string> lines_of(const fs::path& file) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored) || fs::file_size(file, ignored) > max_text) return {};
    std::ifstream in(file, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    return lines;
}

class Search {
public:
    explicit Search(fs::path root) : root_(std::move(root)) {}

    void core(const fs::path& folder, const std::string& why) {
        const std::string path = existing(folder);
        if (!path.empty() && seen_.insert(path).second) found_.cores.push_back({path, why});
    }
    void library(const fs::path& folder) {
        const std::string path = existing(folder);
        if (!path.empty() && std::find(found_.libraries.begin(), found_.libraries.end(), path) == found_.libraries.end()) found_.libraries.push_back(path);
    }
    const fs::path& root() const { return root_; }
    Surroundings take() { return std::move(found_); }

private:
    static std::string existing(const fs::path& folder) {
        std::error_code ignored;
        const fs::path real = fs::weakly_canonical(folder, ignored);
        return !real.empty() && fs::is_directory(real, ignored) ? real.string() : "";
    }
    fs::path root_;
    Surroundings found_;
    std::set<std::string> seen_;
};

// addons_path = a,b with indented lines going on, in Odoo's configuration file.
void configuration_file(Search& search, const fs::path& file) {
    std::string value;
    bool inside = false;
    for (const std::string& line : lines_of(file)) {
        const bool indented = !line.empty() && (line[0] == ' ' || line[0] == '\t');
        const std::string_view text = trim(line);
        if (text.starts_with('#') || text.starts_with(';')) continue;
        if (inside && indented) value.append(",").append(text);
        else if (inside) break;
        else if (text.starts_with("addons_path"))
            if (const size_t equals = text.find('='); equals != std::string_view::npos && trim(text.substr(0, equals)) == "addons_path") {
                inside = true;
                value = text.substr(equals + 1);
            }
    }
    for (const std::string_view part : split(value, ',')) {
        const std::string_view path = trim(part);
        if (path.empty()) continue;
        // Odoo reads it relative to where it was started: the repository, or the file's own folder.
        for (const fs::path& base : {search.root(), file.parent_path()}) {
            search.core(base / path, "addons_path of " + file.filename().string());
            search.library(base / path);
        }
    }
}

// Keys at the left margin of git-aggregator's repos.yaml are folders: "./odoo:", "./OCA/web:".
void aggregated(Search& search, const fs::path& folder) {
    const std::string core = "repos.yaml";
    for (const char* name : {"repos.yaml", "repos.yml", "addons.yaml"})
        for (const std::string& line : lines_of(folder / name)) {
            const size_t colon = line.find(':');
            if (line.empty() || line[0] == '#' || line[0] == ' ' || line[0] == '-' || colon == std::string::npos) continue;
            std::string key(trim(line.substr(0, colon)));
            std::erase_if(key, [](char c) { return c == '"' || c == '\''; });
            if (key.empty() || key.find('*') != std::string::npos) continue;
            search.core(folder / key, core);
            search.library(folder / key);
        }
}

// "- ./odoo:/opt/odoo" and "source: ./odoo" mount folders of this machine.
void mounts(Search& search, const fs::path& file) {
    for (const std::string& line : lines_of(file)) {
        std::string text(trim(line));
        std::erase_if(text, [](char c) { return c == '"' || c == '\''; });
        std::string_view mount;
        if (text.starts_with("- ")) mount = trim(std::string_view(text).substr(2));
        if (mount.starts_with("source:")) mount.remove_prefix(7);
        else if (text.starts_with("source:")) mount = std::string_view(text).substr(7);
        mount = trim(mount.substr(0, mount.find(':')));
        if (!mount.starts_with('.') && !mount.starts_with('/')) continue;
        search.core(file.parent_path() / mount, "a mount of " + file.filename().string());
        search.library(file.parent_path() / mount);
    }
}

void submodules(Search& search) {
    for (const std::string& line : lines_of(search.root() / ".gitmodules")) {
        const std::string_view text = trim(line);
        if (const size_t equals = text.find('='); text.starts_with("path") && equals != std::string_view::npos)
            search.core(search.root() / trim(text.substr(equals + 1)), "a submodule");
    }
}

// odoo, then odoo-16.0, odoo16 ... in this folder.
void neighbours(Search& search, const fs::path& folder, const std::string& why) {
    for (const char* name : {"odoo", "src/odoo", "odoo/src/odoo", "odoo/custom/src/odoo", "OCB", "ocb"}) search.core(folder / name, why);
    std::vector<fs::path> others;
    std::error_code failed;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        const std::string name = lower(it->path().filename().string());
        if (name.starts_with("odoo") || name.starts_with("ocb")) others.push_back(it->path());
    }
    std::sort(others.begin(), others.end());
    for (const fs::path& other : others) search.core(other, why);
}

void installed(Search& search) {
    const auto packages = [&](const fs::path& library) {
        std::vector<fs::path> pythons;
        std::error_code failed;
        for (fs::directory_iterator it(library, failed), end; !failed && it != end; it.increment(failed))
            if (it->path().filename().string().starts_with("python3")) pythons.push_back(it->path());
        std::sort(pythons.begin(), pythons.end());
        for (const fs::path& python : pythons)
            for (const char* folder : {"site-packages", "dist-packages"}) search.core(python / folder / "odoo", "an installed package");
    };
    if (const char* environment = std::getenv("VIRTUAL_ENV")) packages(fs::path(environment) / "lib");
    for (const char* folder : {".venv/lib", "venv/lib", "env/lib"}) packages(search.root() / folder);
    for (const char* folder : {"/usr/local/lib", "/usr/lib"}) packages(folder);
}

}  // namespace

Surroundings look_around(const std::string& folder) {
    Search search(folder);
    const fs::path& root = search.root();
    for (const char* name : {"odoo.conf", ".odoorc", "config/odoo.conf", "conf/odoo.conf", "etc/odoo.conf", "debian/odoo.conf", "odoo/odoo.conf"})
        configuration_file(search, root / name);
    // Odoo.sh lays out /home/odoo/src/{odoo,enterprise,themes,user}; user is the repository.
    if (root.parent_path().filename() == "src") {
        search.core(root.parent_path() / "odoo", "the src folder of Odoo.sh");
        for (const char* name : {"enterprise", "themes", "design-themes"}) search.library(root.parent_path() / name);
    }
    for (const char* name : {"odoo/custom/src", "."}) aggregated(search, root / name);
    for (const char* name : {"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "devel.yaml", "common.yaml"}) mounts(search, root / name);
    search.core(root, "the tree itself");
    neighbours(search, root, "inside the tree");
    submodules(search);
    fs::path above = root;
    for (int level = 0; level < 2 && above.has_relative_path(); ++level) {
        above = above.parent_path();
        if (above.has_relative_path()) neighbours(search, above, level == 0 ? "beside the tree" : "above the tree");
    }
    installed(search);
    return search.take();
}

}  // namespace driftline::odoo
