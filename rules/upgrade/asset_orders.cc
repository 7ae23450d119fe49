#include "rules/upgrade/asset_orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "rules/overrides/unbound.h"
#include "rules/support.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/scripts_then.h"
#include "rules/upgrade/sides.h"
#include "syntax/python_tree.h"

namespace driftline {
namespace {

constexpr std::array<std::string_view, 4> orders{"after", "before", "replace", "remove"};   // those that look for a file

std::string_view plain(std::string_view literal) {
    literal = trim(literal);
    if (literal.size() < 2 || (literal[0] != '\'' && literal[0] != '"') || literal.back() != literal[0]) return {};
    return literal.substr(1, literal.size() - 2);
}
std::string_view without_slash(std::string_view path) { return path.starts_with('/') ? path.substr(1) : path; }
bool is_glob(std::string_view path) { return path.find_first_of("*?[]") != path.npos; }

// The files of one side's core that bundles may have.
class Side {
public:
    Side(const Program& program, const ScriptNames& scripts) : world_(program.world), scripts_(scripts) {
        for (Index module = 0; module < world_.facts.modules.size(); ++module) {
            if (!world_.modules[module].linked) continue;
            const auto assets = world_.facts.items(world_.facts.modules[module].assets);
            for (size_t i = 0; i + 1 < assets.size(); i += 2) {
                const std::string_view pattern = without_slash(world_.str(assets[i + 1]));
                if (pattern.starts_with('!')) continue;
                if (is_glob(pattern)) patterns_.insert(pattern);
                else listed_.insert(pattern);
            }
        }
        for (const FileRow& file : world_.facts.files) {
            if (file.kind != FileKind::xml || file.module == no_row || world_.modules[file.module].origin != Origin::core) continue;
            const ModuleRow& module = world_.facts.modules[file.module];
            const std::string_view path = world_.str(file.path), folder = world_.str(module.path);
            const std::string_view inside = path.substr(folder.empty() ? 0 : folder.size() + 1);
            if (inside.starts_with("static/src/")) templates_.insert(fmt::format("{}/{}", world_.str(module.name), inside));
        }
    }
    bool is_core(std::string_view module) const {
        const auto known = world_.module_by_name.find(module);
        return known != world_.module_by_name.end() && world_.modules[known->second].origin == Origin::core;
    }
    // Some bundle has it: it is named, or a pattern meets it and nothing tells that there is no such file.
    bool may_have(std::string_view file) const {
        if (listed_.contains(file)) return true;
        if (!is_absent(file)) return std::any_of(patterns_.begin(), patterns_.end(), [&](std::string_view pattern) { return glob_match(pattern, file); });
        return false;
    }

private:
    // Of scripts and templates of static/src the core's facts have all.
    bool is_absent(std::string_view file) const {
        const size_t slash = file.find('/');
        constexpr std::string_view sources = "/static/src/";
        if (slash == file.npos || !file.substr(slash).starts_with(sources) || file.find("/lib/") != file.npos || file.find("/tests/") != file.npos) return false;
        if (file.ends_with(".xml")) return !templates_.contains(std::string(file));
        if (!file.ends_with(".js")) return false;
        std::string name = fmt::format("@{}/{}", file.substr(0, slash), file.substr(slash + sources.size(), file.size() - slash - sources.size() - 3));
        if (name.ends_with("/index")) name.resize(name.size() - 6);
        return scripts_.find(name) == nullptr;
    }

    const World& world_;
    const ScriptNames& scripts_;
    std::set<std::string_view> listed_, patterns_;
    std::set<std::string> templates_;
};

struct Today : Side { using Side::Side; };
struct Then : Side { using Side::Side; };

class Manifest {
public:
    Manifest(const Upgrade& upgrade, Index module, const PythonTree& tree, std::vector<Finding>& findings) : upgrade_(upgrade), module_(module), tree_(tree), findings_(findings) {}

    void read() {
        for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
            if (tree_[id].kind != Py::pair || plain(tree_.text(tree_.child(id, PyField::key))) != "assets") continue;
            const NodeId bundles = tree_.child(id, PyField::value);
            if (bundles == no_node || tree_[bundles].kind != Py::dictionary) return;
            for (NodeId pair = tree_.first_child(bundles); pair != no_node; pair = tree_.next_sibling(pair))
                if (tree_[pair].kind == Py::pair) read_bundle(plain(tree_.text(tree_.child(pair, PyField::key))), tree_.child(pair, PyField::value));
            return;
        }
    }

private:
    void read_bundle(std::string_view bundle, NodeId files) {
        if (files == no_node || !loads_bundle(upgrade_, bundle)) return;
        for (NodeId item = tree_.first_child(files); item != no_node; item = tree_.next_sibling(item)) {
            if (tree_[item].kind != Py::tuple && tree_[item].kind != Py::list) continue;
            std::vector<NodeId> strings;
            for (NodeId part = tree_.first_child(item); part != no_node; part = tree_.next_sibling(part))
                if (tree_[part].kind == Py::string) strings.push_back(part);
            if (strings.size() < 2) continue;
            const std::string_view order = plain(tree_.text(strings[0]));
            if (std::find(orders.begin(), orders.end(), order) != orders.end()) look_for(bundle, order, strings[1]);
        }
    }
    void look_for(std::string_view bundle, std::string_view order, NodeId named) {
        const std::string_view file = without_slash(plain(tree_.text(named)));
        const std::string_view owner = file.substr(0, file.find('/'));
        if (file.empty() || is_glob(file)) return;
        const Then& then_side = upgrade_.memo.get<Then>([&] { return Then(upgrade_.target, scripts_then(upgrade_)); });
        if (!then_side.is_core(owner) || then_side.may_have(file)) return;
        const Today& today_side = upgrade_.memo.get<Today>([&] { return Today(upgrade_.current, scripts_today(upgrade_)); });
        if (!today_side.is_core(owner) || !today_side.may_have(file)) return;
        const PyNode& node = tree_[named];
        Finding& finding = findings_.emplace_back(begin_finding(module_, SymbolKind::asset_bundle, std::string(file), {upgrade_.current.world.facts.modules[module_].at.file, node.begin, node.end, node.line}));
        finding.severity = Severity::error;
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("{} has no {} any more, which (\"{}\", ...) looks for in {}: \"File(s) ... not found in bundle\" is raised, so the bundle is never made, and every page that loads it is an error 500",
                                      then(upgrade_), file, order, bundle);
        finding.fix = order == "remove" ? "Leave the order out, or name the file that took its place." : "Name the file that took its place, or list your own file without an order.";
    }

    const Upgrade& upgrade_;
    const Index module_;
    const PythonTree& tree_;
    std::vector<Finding>& findings_;
};

}  // namespace

void tell_lost_orders(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    if (!options.text_of || series(upgrade.target) < first_with_bundles) return;
    const World& world = upgrade.current.world;
    PythonParser parser;
    for (Index module = 0; module < world.facts.modules.size(); ++module) {
        const ModuleRow& row = world.facts.modules[module];
        if (!world.modules[module].reported || !world.modules[module].linked || row.assets.count == 0 || row.at.file == no_row || !in_both(upgrade, module)) continue;
        const std::string text = options.text_of(row.at.file);
        if (std::none_of(orders.begin(), orders.end(), [&](std::string_view order) { return text.find(order) != text.npos; })) continue;
        PythonTree tree;
        parser.parse(text, tree);
        Manifest(upgrade, module, tree, findings).read();
    }
}

}  // namespace driftline
