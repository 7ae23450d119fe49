// Which files of a tree are Odoo's: modules by manifest, what a module loads, and the framework's own Python.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/bundles.h"
#include "frameworks/odoo/manifest.h"
#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/scripts/script_text.h"

namespace driftline::odoo {
namespace {

constexpr std::string_view manifest_names[] = {"__manifest__.py", "__openerp__.py"};

std::string_view parent(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string below(std::string_view folder, std::string_view path) { return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path); }

// The folders of the packages named odoo (or openerp) that hold a release.py and the base module, relative to the root.
std::vector<std::string> core_packages(const SourceSet& source) {
    std::vector<std::string> packages;
    for (const SourceFile& file : source.files()) {
        if (base_name(file.path) != "release.py") continue;
        const std::string package(parent(file.path));
        for (const std::string_view name : manifest_names)
            if (source.find(below(package, fmt::format("addons/base/{}", name)))) {
                packages.push_back(package);
                break;
            }
    }
    // What PATH names wins (a core in a folder of a repository), then the one nearest to the root.
    const auto outside = [&](const std::string& package) { return !source.subfolder().empty() && !(package + "/").starts_with(source.subfolder() + "/"); };
    std::sort(packages.begin(), packages.end(), [&](const std::string& a, const std::string& b) {
        return std::tuple(outside(a), a.size(), a) < std::tuple(outside(b), b.size(), b);
    });
    return packages;
}

struct ModuleFolder {
    std::string path, name;
    const SourceFile* manifest = nullptr;
    bool core = false;
};

// MODULE_NAME_RE of odoo/modules/module.py; a folder whose name cannot be imported is no module.
bool is_module_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

// No add-ons path leads below these: archives, documentation, test data, packaging copies.
bool is_archive(std::string_view path) {
    for (const std::string_view part : split(path, '/'))
        if (part == "docs" || part == "doc" || part == "tests" || part == "node_modules" || part == "setup" || part == "static" || part == ".git" || part == "archive" ||
            part == "archived" || part == "site-packages")
            return true;
    return false;
}

class Planner {
public:
    Planner(const SourceSet& source, int jobs) : source_(source), jobs_(jobs) {}

    Result<SourcePlan> run() {
        packages_ = core_packages(source_);
        if (!packages_.empty()) plan_core();
        find_modules();
        for (const ModuleFolder& module : modules_) read_manifest(module);
        assign_files();
        if (plan_.is_core) list_scripts();
        return std::move(plan_);
    }

private:
    void plan_core() {
        plan_.is_core = true;
        const auto bytes = source_.read(below(packages_[0], "release.py"));
        if (!bytes) return plan_.notices.push_back(bytes.error().message);
        parser_.parse(*bytes, tree_);
        plan_.version = core_series(tree_).value_or("");
        if (plan_.version.empty()) plan_.notices.push_back(fmt::format("{}: no version_info found; give the series in driftline.toml", below(packages_[0], "release.py")));
    }

    // Rank of the add-ons folder a core module stands in: <package>/addons before <beside package>/addons; -1 if in neither.
    int core_rank(std::string_view module_path) const {
        if (packages_.empty()) return -1;
        const std::string_view folder = parent(module_path);
        if (folder == below(packages_[0], "addons")) return 0;
        if (folder == below(parent(packages_[0]), "addons")) return 1;
        return -1;
    }

    void find_modules() {
        std::vector<ModuleFolder> found;
        for (const SourceFile& file : source_.files()) {
            const std::string_view name = base_name(file.path);
            if (name != manifest_names[0] && name != manifest_names[1]) continue;
            const std::string_view folder = parent(file.path);
            const std::string_view module = folder.empty() ? base_name(source_.root()) : base_name(folder);
            if (!is_module_name(module) || file.skip != SkipReason::none) continue;
            if (!found.empty() && found.back().path == folder) continue;   // both manifests: the new name wins, and sorts first
            found.push_back({std::string(folder), std::string(module), &file, core_rank(folder) >= 0});
        }
        drop_nested_and_archived(found);
        drop_core_doubles(found);
    }

    void drop_nested_and_archived(std::vector<ModuleFolder>& found) {
        std::set<std::string, std::less<>> folders;
        for (const ModuleFolder& module : found) folders.insert(module.path);
        std::erase_if(found, [&](const ModuleFolder& module) {
            bool nested = false;
            for (std::string_view up = parent(module.path); !up.empty() && !nested; up = parent(up)) nested = folders.contains(up);
            if (!nested && (module.core || !is_archive(parent(module.path)))) return false;
            if (nested) nested_.insert(module.path);
            ++plan_.files_not_loaded[nested ? "module inside a module" : "module outside any add-ons path (docs, archive, setup)"];
            return true;
        });
    }

    // A core in two copies: the package's own folder comes first, as in Odoo; a copy that lacks its data files never wins.
    void drop_core_doubles(std::vector<ModuleFolder>& found) {
        std::stable_sort(found.begin(), found.end(), [&](const ModuleFolder& a, const ModuleFolder& b) {
            return std::pair(a.core ? core_rank(a.path) : 2, a.path) < std::pair(b.core ? core_rank(b.path) : 2, b.path);
        });
        std::unordered_map<std::string, size_t> seen;
        for (ModuleFolder& module : found) {
            if (module.core) {
                const auto [entry, fresh] = seen.emplace(module.name, modules_.size());
                if (!fresh) {
                    ++plan_.files_not_loaded["module that another copy of the core comes before"];
                    continue;
                }
            }
            modules_.push_back(std::move(module));
        }
        std::sort(modules_.begin(), modules_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    }

    void read_manifest(const ModuleFolder& module) {
        FileContext context;
        context.module = module.name;
        context.path = std::string(base_name(module.manifest->path));
        context.kind = FileKind::manifest;
        Facts facts;
        FileRow row;
        row.path = facts.name(module.manifest->path);
        row.kind = FileKind::manifest;
        facts.files.push_back(row);
        const auto bytes = source_.read(*module.manifest);
        if (bytes) {
            facts.files[0].content = digest128(*bytes);
            facts.files[0].bytes = uint32_t(bytes->size());
            facts.files[0].lines = uint32_t(std::count(bytes->begin(), bytes->end(), '\n'));
            parser_.parse(*bytes, tree_);
            if (tree_.has_error) {
                facts.files[0].flags |= file_parse_error;
                facts.files[0].error_line = tree_.first_error_line;
            }
            extract_manifest(context, tree_, facts);
        } else {
            plan_.notices.push_back(bytes.error().message);
            facts.files[0].flags |= file_unreadable;
        }
        if (facts.modules.empty()) facts.modules.push_back({});
        ModuleRow& made = facts.modules[0];
        made.name = facts.name(module.name);
        made.path = facts.name(module.path);
        made.at.file = 0;
        facts.files[0].module = 0;
        if (module.core && !is_foreign(facts, made)) made.flags |= module_core;
        append_facts(plan_.manifests, facts);
    }

    // Add-ons that people dropped into a core folder: unlike the core's own, their versions start with a series ("16.0.1.0.0"),
    // or they are sold or OCA's. Checked on 14 and 19, where no core module does.
    static bool is_foreign(const Facts& facts, const ModuleRow& module) {
        const auto parts = split(facts.str(module.version), '.');
        const bool series = parts.size() >= 4 && parts[1] == "0" && parts[0].size() <= 2;
        return series || facts.str(module.license) == "OPL-1" || facts.str(module.author).find("(OCA)") != std::string_view::npos;
    }

    void assign_files() {
        std::unordered_map<std::string_view, Index> by_folder;
        for (size_t i = 0; i < modules_.size(); ++i) by_folder.emplace(modules_[i].path, Index(i));
        std::vector<std::unordered_map<std::string_view, bool>> data(modules_.size());   // path -> is demo
        for (size_t i = 0; i < modules_.size(); ++i) {
            const ModuleRow& row = plan_.manifests.modules[i];
            for (const Name n : plan_.manifests.items(row.demo)) data[i].emplace(plan_.manifests.str(n), true);
            for (const Name n : plan_.manifests.items(row.data)) data[i][plan_.manifests.str(n)] = false;
        }
        for (size_t f = 0; f < source_.files().size(); ++f) {
            const SourceFile& file = source_.files()[f];
            if (plan_.is_core && stands_in_nested(file.path)) continue;
            const auto module = module_of(file.path, by_folder);
            if (module) plan_module_file(f, *module, data[*module]);
            else plan_framework_file(f);
        }
    }

    // An add-on that somebody dropped into another's folder: nothing loads it, and it is none of the other's.
    bool stands_in_nested(std::string_view path) const {
        if (nested_.empty()) return false;
        for (std::string_view folder = parent(path); !folder.empty(); folder = parent(folder))
            if (nested_.contains(folder)) return true;
        return false;
    }

    static std::optional<Index> module_of(std::string_view path, const std::unordered_map<std::string_view, Index>& by_folder) {
        for (std::string_view folder = parent(path);; folder = parent(folder)) {
            const auto hit = by_folder.find(folder);
            if (hit != by_folder.end()) return hit->second;
            if (folder.empty()) return std::nullopt;
        }
    }

    void plan_module_file(size_t index, Index module, const std::unordered_map<std::string_view, bool>& data) {
        const SourceFile& file = source_.files()[index];
        const ModuleFolder& folder = modules_[module];
        if (&file == folder.manifest) return;
        PlannedFile planned;
        planned.source = index;
        planned.context.words = !plan_.is_core;
        planned.module = module;
        planned.context.module = folder.name;
        planned.context.path = folder.path.empty() ? file.path : file.path.substr(folder.path.size() + 1);
        const std::string_view path = planned.context.path;
        const std::string_view extension = path.substr(std::min(path.size(), path.rfind('.')));
        if (is_client_template(path)) {
            planned.context.kind = FileKind::xml;
            if (file.skip == SkipReason::none) plan_.files.push_back(std::move(planned));
            return;
        }
        if (path.starts_with("static/") || extension == ".js" || extension == ".scss" || extension == ".css") {
            if (extension == ".js" && path.starts_with("static/") && path.find("/lib/") == std::string_view::npos) ++plan_.manifests.modules[module].script_files;
            if (extension == ".js") plan_script(std::move(planned), file.skip == SkipReason::none);
            return;
        }
        const auto listed = data.find(path);
        if (extension == ".py") {
            if (base_name(path) == "__manifest__.py" || base_name(path) == "__openerp__.py") return;
            const std::string_view top = path.substr(0, path.find('/'));
            if (top == "tests" && path.size() > top.size()) { ++plan_.files_not_loaded["tests"]; return; }
            if (top == "migrations" || top == "upgrades") { ++plan_.files_not_loaded["migration scripts"]; return; }
            planned.context.kind = FileKind::python;
            set_python_path(planned.context, fmt::format("odoo.addons.{}", folder.name), path);
        } else if (listed != data.end() && (extension == ".xml" || extension == ".csv")) {
            planned.context.kind = extension == ".xml" ? FileKind::xml : FileKind::csv;
            planned.context.demo = listed->second;
        } else if (extension == ".xml" && !path.starts_with("tests/")) {
            planned.context.kind = FileKind::xml;   // no manifest names it: code may still load it, so its ids are worth knowing
            planned.context.data = false;
        } else {
            if (extension == ".xml") ++plan_.files_not_loaded["tests"];
            return;
        }
        if (file.skip == SkipReason::none) plan_.files.push_back(std::move(planned));
    }

    // A core's scripts are only told by name (list_scripts); of ours those count that a bundle has. Where the manifest has no
    // bundles, templates may name them (to 14.0), which the facts of these tell.
    void plan_script(PlannedFile planned, bool readable) {
        if (!script_module(planned.context.module, planned.context.path)) return;
        if (plan_.is_core) return scripts_.push_back({planned.source, planned.module, readable});
        if (!readable || planned.context.path.find("/tests/") != std::string::npos) return;
        const ModuleRow& manifest = plan_.manifests.modules[planned.module];
        const auto is_read = [](std::string_view bundle) { return bundle.find('.') != bundle.npos && bundle.find("test") == bundle.npos; };   // the key "qweb" of old is no bundle
        const auto assets = plan_.manifests.items(manifest.assets);
        bool bundles = false;
        for (size_t i = 0; i + 1 < assets.size() && !bundles; i += 2) bundles = is_read(plan_.manifests.str(assets[i]));
        std::set<std::string_view> holding = bundles_with(plan_.manifests, manifest, planned.context.module, planned.context.path);
        std::erase_if(holding, [&](std::string_view bundle) { return !is_read(bundle); });
        if (bundles && holding.empty()) return;
        planned.context.data = bundles;
        planned.context.kind = FileKind::script;
        plan_.files.push_back(std::move(planned));
    }

    void list_scripts() {
        std::vector<std::vector<std::string>> provides(scripts_.size());
        parallel_for(scripts_.size(), jobs_, [&](size_t i, int) {
            const ModuleFolder& module = modules_[scripts_[i].module];
            const SourceFile& file = source_.files()[scripts_[i].file];
            const std::string_view path = std::string_view(file.path).substr(module.path.empty() ? 0 : module.path.size() + 1);
            provides[i] = {*script_module(module.name, path) + " *"};   // it is there, with nobody knows what
            if (!scripts_[i].readable) return;
            if (const auto bytes = source_.read(file)) provides[i] = provided(module.name, path, *bytes, plan_.version);
        });
        std::vector<std::vector<Name>> by_module(modules_.size());
        for (size_t i = 0; i < scripts_.size(); ++i)
            for (const std::string& entry : provides[i]) by_module[scripts_[i].module].push_back(plan_.manifests.name(entry));
        for (size_t m = 0; m < by_module.size(); ++m) plan_.manifests.modules[m].scripts = plan_.manifests.list(by_module[m]);
    }

    void plan_framework_file(size_t index) {
        const SourceFile& file = source_.files()[index];
        if (packages_.empty() || !file.path.ends_with(".py") || file.skip != SkipReason::none) return;
        const std::string& package = packages_[0];
        if (!package.empty() && !file.path.starts_with(package + "/")) return;
        const std::string_view path = package.empty() ? std::string_view(file.path) : std::string_view(file.path).substr(package.size() + 1);
        const std::string_view top = path.substr(0, path.find('/'));
        if (top == "addons" || top == "tests" || top == "upgrade_code" || top == "upgrade" || (package.empty() && top == "setup")) return;
        PlannedFile planned;
        planned.source = index;
        planned.context.kind = FileKind::python;
        planned.context.path = file.path;
        set_python_path(planned.context, "odoo", path);
        plan_.files.push_back(std::move(planned));
    }

    static void set_python_path(FileContext& context, std::string_view prefix, std::string_view path) {
        std::string dotted = replace_all(path.substr(0, path.size() - 3), "/", ".");
        context.is_package = dotted == "__init__" || dotted.ends_with(".__init__");
        if (context.is_package) dotted.erase(dotted == "__init__" ? 0 : dotted.size() - std::string_view(".__init__").size());
        context.python_path = dotted.empty() ? std::string(prefix) : fmt::format("{}.{}", prefix, dotted);
    }

    struct Script {
        size_t file;      // of the source
        Index module;
        bool readable;    // not too large, not minified
    };

    const SourceSet& source_;
    const int jobs_;
    SourcePlan plan_;
    std::vector<std::string> packages_;
    std::set<std::string, std::less<>> nested_;   // folders of modules inside modules
    std::vector<ModuleFolder> modules_;
    std::vector<Script> scripts_;   // of a core
    PythonParser parser_;
    PythonTree tree_;
};

}  // namespace

bool wants(std::string_view path) { return path.ends_with(".py") || path.ends_with(".xml") || path.ends_with(".csv"); }

bool is_client_template(std::string_view path) { return path.starts_with("static/src/") && path.ends_with(".xml") && path.find("/lib/") == std::string_view::npos; }

// Pictures, styles and translations: half of a core's folders.
bool enters(std::string_view folder) {
    static constexpr std::string_view not_read[] = {"lib", "img", "fonts", "scss", "css"};
    const std::string_view name = base_name(folder);
    if (name == "i18n") return false;
    const size_t at = folder.starts_with("static/") ? 0 : folder.find("/static/");
    if (at == std::string_view::npos) return true;
    // Templates that scripts render lie among the scripts.
    const std::string_view below = folder.substr(folder.find("static/", at) + std::string_view("static/").size());
    return (below == "src" || below.starts_with("src/")) && std::find(std::begin(not_read), std::end(not_read), name) == std::end(not_read);
}

bool recognizes(const SourceSet& source) {
    return std::any_of(source.files().begin(), source.files().end(), [](const SourceFile& file) {
        const std::string_view name = base_name(file.path);
        return name == manifest_names[0] || name == manifest_names[1];
    });
}

std::optional<std::string> core_version(const SourceSet& source) {
    const auto packages = core_packages(source);
    if (packages.empty()) return std::nullopt;
    const auto bytes = source.read(below(packages[0], "release.py"));
    if (!bytes) return std::nullopt;
    PythonParser parser;
    PythonTree tree;
    parser.parse(*bytes, tree);
    return core_series(tree).value_or("");
}

Result<SourcePlan> plan(const SourceSet& source, const BuildOptions& options) { return Planner(source, options.jobs).run(); }

}  // namespace driftline::odoo
