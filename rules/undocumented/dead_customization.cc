#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/judged.h"
#include "rules/support.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Files that are there to be run by hand or by tools.
bool is_aside(std::string_view path) {
    for (const std::string_view part : split(path, '/'))
        if (part == "tests" || part == "test" || part == "scripts" || part == "tools" || part == "tool" || part == "bin" || part == "doc" || part == "docs" || part == "examples" ||
            part == "setup.py" || part == "conftest.py" || part == "static" || part == "lib" || part == "migrations" || part == "upgrades")
            return true;
    return false;
}

class DeadFiles {
public:
    DeadFiles(const Program& program, const CheckOptions& options) : program_(program), facts_(program.world.facts), options_(options) {}

    void run(std::vector<Finding>& findings) {
        std::vector<Index> dead;
        for (Index f = 0; f < facts_.files.size(); ++f) {
            const FileRow& file = facts_.files[f];
            if (!judged(program_.world, file.module) || !(file.flags & file_not_loaded) || file.flags & (file_unreadable | file_parse_error) || is_aside(path_in_module(program_, f))) continue;
            dead.push_back(f);
        }
        if (dead.empty()) return;
        gather(dead);
        for (const Index f : dead) {
            if (facts_.files[f].kind == FileKind::python) python(f, findings);
            else if (facts_.files[f].kind == FileKind::xml) data(f, findings);
        }
    }

private:
    void gather(const std::vector<Index>& dead) {
        const std::set<Index> wanted(dead.begin(), dead.end());
        for (const ClassRow& row : facts_.classes)
            if (wanted.contains(row.at.file) && row.model_kind != ModelKind::none && !facts_.str(row.model).empty()) defined_[row.at.file].emplace_back(facts_.str(row.model));
        for (const RecordRow& row : facts_.records)
            if (wanted.contains(row.at.file) && !facts_.str(row.xmlid).empty()) defined_[row.at.file].emplace_back(facts_.str(row.xmlid));
        const auto is_code = [&](const auto& entry) { return facts_.files[entry.first].kind == FileKind::python; };
        if (std::none_of(defined_.begin(), defined_.end(), is_code)) return;
        // Whoever imports a file of another module loads it, and a name that nobody can follow may be any.
        std::vector<bool> seen(facts_.names.size());   // few names, each imported by hundreds
        const auto imports = [&](Name name) {
            if (seen[size_t(name)]) return;
            seen[size_t(name)] = true;
            imported_.insert(facts_.str(name));
        };
        for (const BindingRow& row : facts_.bindings)
            if (row.kind == BindingKind::import || row.kind == BindingKind::star_import) imports(row.target);
        for (const UseRow& row : facts_.uses)
            if (row.kind == UseKind::import) imports(row.root);
    }

    bool imported(std::string_view python_path) const {
        return imported_.contains(python_path) ||
               std::any_of(imported_.begin(), imported_.end(), [&](std::string_view one) { return one.size() > python_path.size() && one.starts_with(python_path) && one[python_path.size()] == '.'; });
    }

    // A file's name in the module's Python (convert_file, importlib, get_resource_path) may be how it is loaded.
    bool mentioned(Index file) {
        const Index module = facts_.files[file].module;
        const auto [entry, fresh] = code_.try_emplace(module);
        if (fresh && options_.text_of)
            for (Index f = 0; f < facts_.files.size(); ++f)
                if (facts_.files[f].module == module && facts_.files[f].kind == FileKind::python && !(facts_.files[f].flags & file_not_loaded)) entry->second += options_.text_of(f);
        const std::string_view name = base_name(facts_.str(facts_.files[file].path));
        return entry->second.find(name) != std::string::npos || entry->second.find("importlib") != std::string::npos || entry->second.find("__import__") != std::string::npos;
    }

    void python(Index f, std::vector<Finding>& findings) {
        const auto defines = defined_.find(f);
        if (defines == defined_.end() || imported(facts_.str(facts_.files[f].python_path)) || mentioned(f)) return;
        add(f, fmt::format("no __init__.py imports {}, so what it says about {} never happens", path_in_module(program_, f), models(defines->second)),
            "Import it, or delete it: it looks like code that runs.", findings);
    }

    void data(Index f, std::vector<Finding>& findings) {
        const auto defines = defined_.find(f);
        if (defines == defined_.end() || mentioned(f)) return;
        add(f, fmt::format("the manifest does not name {}, so {} ({}) {} not exist", path_in_module(program_, f), count_of(defines->second.size(), "record"), listed(defines->second, named),
                           defines->second.size() == 1 ? "does" : "do"),
            "Name it in the manifest's data, or delete it.", findings);
    }

    static std::string models(std::vector<std::string> names) {
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return listed(names, named);
    }

    void add(Index f, std::string message, std::string fix, std::vector<Finding>& findings) const {
        Finding finding = begin_finding(facts_.files[f].module, SymbolKind::module, path_in_module(program_, f), {f, 0, 0, 1});
        finding.severity = Severity::warning;
        finding.message = std::move(message);
        finding.fix = std::move(fix);
        findings.push_back(std::move(finding));
    }

    const Program& program_;
    const Facts& facts_;
    const CheckOptions& options_;
    std::map<Index, std::vector<std::string>> defined_;
    std::set<std::string_view, std::less<>> imported_;
    std::map<Index, std::string> code_;
};

// An extension whose model is not its parent's is never applied to it (ir_ui_view.py, _get_inheriting_views_domain). Opened
// by its own id it is: the combination climbs from there to the parent without a look at models (_get_combined_archs).
void unreached_views(const Program& program, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    const auto opened = [&](Name xmlid, uint16_t but = 0) {   // few views are asked about
        return std::any_of(facts.uses.begin(), facts.uses.end(), [&](const UseRow& use) { return use.kind == UseKind::xmlid && use.root == xmlid && !(use.flags & but); });
    };
    // Who opens a view gets all extensions below it that have its model.
    const auto parent_opened = [&](const ViewRow* view) {
        constexpr int most = 20;
        for (int up = 0; up < most; ++up) {
            const auto parent = std::find_if(facts.views.begin(), facts.views.end(), [&](const ViewRow& row) { return row.xmlid == view->inherit && row.xmlid != no_name; });
            if (parent == facts.views.end() || parent->model != view->model) return false;
            if (opened(parent->xmlid, use_inherit)) return true;
            view = &*parent;
        }
        return false;
    };
    Index last = no_row;
    for (const SpecLink& spec : program.specs) {
        if (spec.status != SpecStatus::not_applied || spec.reason != Reason::inactive || spec.view == last || spec.certainty != Certainty::exact) continue;
        last = spec.view;
        const ViewRow& view = facts.views[spec.view];
        if (!spec.message.starts_with("never applied: ") || opened(view.xmlid) || parent_opened(&view)) continue;   // switched off on purpose; opened by somebody
        Finding finding = begin_finding(program.world.module_of(view.at), SymbolKind::view, std::string(program.world.str(view.xmlid)), view.at);
        finding.severity = Severity::warning;
        finding.message = fmt::format("{} is {}", finding.symbol, spec.message);
        finding.fix = "Open it by its id, or delete it; if all who see the parent shall see it, give it the parent's model.";
        findings.push_back(std::move(finding));
    }
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    DeadFiles(program, options).run(findings);
    unreached_views(program, findings);
}

}  // namespace

DRIFTLINE_RULE(dead_customization) = {
    "DL212", "dead-customization", Severity::warning,
    "Code or data that is never loaded",
    "A Python file with models that no __init__.py imports, an XML file with records that no manifest names, a view whose model is not that of the view it extends and that nobody opens by its id: they "
    "look like customizations, are read and migrated as such, and do nothing. Files whose name stands in the module's code, and modules that import by computed names, "
    "are not judged.",
    "Load it or delete it.",
    "", check};

}  // namespace driftline
