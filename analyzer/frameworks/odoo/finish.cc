// What of a module is loaded, and in which order: Python by imports from __init__.py, data by the manifest's lists.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/python/extract_python.h"

namespace driftline::odoo {
namespace {

class Loader {
public:
    explicit Loader(Facts& facts) : facts_(facts), imports_(facts.files.size()) {
        for (Index f = 0; f < facts.files.size(); ++f) {
            const FileRow& file = facts.files[f];
            if (file.kind == FileKind::python && file.module != no_row) by_path_.emplace(facts.str(file.python_path), f);
        }
        for (const BindingRow& binding : facts.bindings) {
            const bool imports = binding.kind == BindingKind::import || binding.kind == BindingKind::star_import;
            if (imports && binding.guarded != binding_for_types) imports_[binding.at.file].push_back(binding.target);
        }
        for (const UseRow& use : facts.uses)   // imports inside functions run later, but they run
            if (use.kind == UseKind::import) late_.push_back({use.at.file, use.root, use.path});
    }

    void run() {
        import_all_of_unreadable();
        for (Index m = 0; m < facts_.modules.size(); ++m) {
            next_ = 0;
            module_ = m;
            enter("odoo.addons." + std::string(facts_.str(facts_.modules[m].name)));
        }
        for (const Late& late : late_) {
            const FileRow& file = facts_.files[late.file];
            if (file.module == no_row || file.load_order == 0) continue;
            module_ = file.module;
            next_ = 100000;   // after everything a plain import brings
            enter(facts_.str(late.root));
            enter(std::string(facts_.str(late.root)) + "." + std::string(facts_.str(late.path)));
        }
    }

private:
    struct Late { Index file; Name root, path; };

    // A package whose __init__ cannot be read may import anything: what stands below it is not lost with it.
    void import_all_of_unreadable() {
        for (Index p = 0; p < facts_.files.size(); ++p) {
            const FileRow& package = facts_.files[p];
            if (!(package.flags & file_unreadable) || package.module == no_row || !facts_.str(package.path).ends_with("__init__.py")) continue;
            const std::string below = std::string(facts_.str(package.python_path)) + ".";
            for (const FileRow& file : facts_.files)
                if (file.module == package.module && facts_.str(file.python_path).starts_with(below)) imports_[p].push_back(file.python_path);
        }
    }

    // Importing a.b.c runs a, a.b and a.b.c; a name imported from a module may be a submodule or not.
    void enter(std::string_view dotted) {
        for (size_t dot = dotted.find('.', std::string_view("odoo.addons.").size());; dot = dotted.find('.', dot + 1)) {
            const auto hit = by_path_.find(std::string(dotted.substr(0, dot)));
            if (hit != by_path_.end()) load(hit->second);
            if (dot == std::string_view::npos) return;
        }
    }

    void load(Index root) {
        std::vector<std::pair<Index, size_t>> stack;   // file, next import: recursion without the machine's stack
        const auto start = [&](Index f) {
            FileRow& file = facts_.files[f];
            if (file.module != module_ || file.load_order != 0) return;
            file.load_order = 1;   // being loaded: a cycle stops here
            stack.emplace_back(f, 0);
        };
        start(root);
        while (!stack.empty()) {
            const Index f = stack.back().first;
            if (stack.back().second == imports_[f].size()) {
                facts_.files[f].load_order = ++next_;
                stack.pop_back();
                continue;
            }
            // The packages on the way first, each run to its end: one may import what is asked for, after others of its own.
            const Index next = first_unloaded(facts_.str(imports_[f][stack.back().second]));
            if (next == no_row) ++stack.back().second;
            else start(next);
        }
    }

    // Of a, a.b and a.b.c, the first that is this module's and not begun yet.
    Index first_unloaded(std::string_view dotted) const {
        if (!dotted.starts_with("odoo.addons.")) return no_row;
        for (size_t dot = dotted.find('.', std::string_view("odoo.addons.").size());; dot = dotted.find('.', dot + 1)) {
            const auto hit = by_path_.find(std::string(dotted.substr(0, dot)));
            if (hit != by_path_.end() && facts_.files[hit->second].module == module_ && facts_.files[hit->second].load_order == 0) return hit->second;
            if (dot == std::string_view::npos) return no_row;
        }
    }

    Facts& facts_;
    std::vector<std::vector<Name>> imports_;
    std::vector<Late> late_;
    std::unordered_map<std::string, Index> by_path_;
    Index module_ = no_row;
    uint32_t next_ = 0;
};

// Data files load in the manifest's order, after all Python; demo data after data.
void order_data(Facts& facts) {
    std::unordered_map<std::string, Index> by_path;
    for (Index f = 0; f < facts.files.size(); ++f)
        if (facts.files[f].kind == FileKind::xml || facts.files[f].kind == FileKind::csv) by_path.emplace(facts.str(facts.files[f].path), f);
    for (Index m = 0; m < facts.modules.size(); ++m) {
        ModuleRow& module = facts.modules[m];
        const std::string folder = facts.str(module.path).empty() ? "" : std::string(facts.str(module.path)) + "/";
        uint32_t next = 0, listed = 0, found = 0;
        for (const List list : {module.data, module.demo})
            for (const Name path : facts.items(list)) {
                ++listed;
                const auto hit = by_path.find(folder + std::string(facts.str(path)));
                if (hit == by_path.end()) continue;
                ++found;
                FileRow& file = facts.files[hit->second];
                if (file.load_order == 0) file.load_order = ++next;
            }
        if (listed > 0 && found == 0) module.flags |= module_no_data_files;
    }
}

bool in_client_folder(const Facts& facts, const FileRow& file) {
    const std::string_view folder = facts.str(facts.modules[file.module].path), path = facts.str(file.path);
    return is_client_template(path.substr(folder.empty() ? 0 : folder.size() + 1));
}

}  // namespace

void finish(Facts& facts, std::map<std::string, uint64_t>& files_not_loaded) {
    Loader(facts).run();
    order_data(facts);
    for (FileRow& file : facts.files) {
        const bool can_load = file.kind == FileKind::python || file.kind == FileKind::xml || file.kind == FileKind::csv;
        if (!can_load || file.module == no_row) continue;
        const bool installable = facts.modules[file.module].flags & module_installable;
        if (installable && (file.load_order != 0 || (file.kind == FileKind::xml && in_client_folder(facts, file)))) continue;   // which bundle loads it is not read
        file.flags |= file_not_loaded;
        ++files_not_loaded[file.load_order != 0 ? "module not installable" : file.kind == FileKind::python ? "not imported" : "not in the manifest"];
    }
}

}  // namespace driftline::odoo
