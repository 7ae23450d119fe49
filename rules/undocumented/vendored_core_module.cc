#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "rules/support.h"

namespace driftline {

namespace {

constexpr size_t named = 5;

std::map<std::string, Digest> contents(const Program& program, const std::vector<std::vector<Index>>& files, Index module) {
    std::map<std::string, Digest> found;
    for (const Index file : files[module]) found.emplace(path_in_module(program, file), program.world.facts.files[file].content);
    return found;
}

Finding of_copy(const Program& program, const std::vector<std::vector<Index>>& files, Index copy, Index core) {
    const auto ours = contents(program, files, copy), theirs = contents(program, files, core);
    std::vector<std::string> changed, added, removed;
    for (const auto& [path, content] : ours) {
        const auto hit = theirs.find(path);
        if (hit == theirs.end()) added.push_back(path);
        else if (hit->second != content) changed.push_back(path);
    }
    for (const auto& [path, content] : theirs)
        if (!ours.contains(path)) removed.push_back(path);

    const std::string name(module_name(program, copy));
    // Not one of the reported modules: the finding is about the repository.
    Finding finding = begin_finding(no_row, SymbolKind::module, name, program.world.facts.modules[copy].at);
    const bool same = changed.empty() && added.empty() && removed.empty();
    finding.severity = same ? Severity::info : Severity::warning;
    std::vector<std::string> what;
    if (!changed.empty()) what.push_back(fmt::format("{} differ ({})", count_of(changed.size(), "file"), listed(changed, named)));
    if (!added.empty()) what.push_back(fmt::format("{} are added ({})", count_of(added.size(), "file"), listed(added, named)));
    if (!removed.empty()) what.push_back(fmt::format("{} are missing ({})", count_of(removed.size(), "file"), listed(removed, named)));
    finding.message = same ? fmt::format("{} is a copy of the core's module, with the same {}: it hides the core's fixes from the day they differ", name, count_of(ours.size(), "file"))
                           : fmt::format("{} is a copy of the core's module: {}", name, listed(what, what.size()));
    finding.fix = same ? "Delete the copy." : "Move the changes into a module that extends it, and delete the copy; what is equal is only in the way.";
    finding.related.push_back(related_to(program, {SymbolRef::Column::module, core, core, program.world.facts.modules[core].at}, "the core's module"));
    return finding;
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const World& world = program.world;
    std::vector<std::vector<Index>> files;
    for (Index m = 0; m < world.modules.size(); ++m) {
        const auto core = world.module_by_name.find(world.str(world.facts.modules[m].name));
        if (world.modules[m].origin != Origin::core_copy || core == world.module_by_name.end() || world.facts.modules[m].at.file == no_row) continue;
        if (files.empty()) {
            files.resize(world.modules.size());
            for (Index f = 0; f < world.facts.files.size(); ++f)
                if (world.facts.files[f].module != no_row) files[world.facts.files[f].module].push_back(f);
        }
        findings.push_back(of_copy(program, files, m, core->second));
    }
}

}  // namespace

DRIFTLINE_RULE(vendored_core_module) = {
    "DL214", "vendored-core-module", Severity::warning,
    "A module of the core was copied into the repository",
    "A copy with the core's name takes the core's place on the add-ons path. The core's fixes and security updates to that module never arrive, and what was changed in the "
    "copy is not visible anywhere. The finding says which of the files that are read (Python and data) differ.",
    "Move the changes into a module that extends the core's, and delete the copy.",
    "", check};

}  // namespace driftline
