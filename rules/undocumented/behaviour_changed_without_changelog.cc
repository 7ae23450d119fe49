#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "model/symbols.h"
#include "rules/support.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

bool is_changelog(std::string_view path_in_module) {
    const std::string name = lower(path_in_module.substr(path_in_module.rfind('/') + 1));
    if (path_in_module.starts_with("readme/newsfragments/")) return true;
    const bool placed = path_in_module.find('/') == path_in_module.npos || path_in_module.starts_with("readme/");
    return placed && (name.starts_with("changelog") || name.starts_with("history") || name.starts_with("changes"));
}

// All changelog files of a module as one text; "" if it keeps none.
std::string changelog(const SourceSet& source, std::string_view folder) {
    std::string all;
    const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
    for (const SourceFile& file : source.files())
        if (file.path.starts_with(prefix) && is_changelog(std::string_view(file.path).substr(prefix.size())))
            if (const Result<std::string> bytes = source.read(file)) all += file.path.substr(prefix.size()) + "\n" + *bytes;
    return all;
}

// No date, no number.
bool is_version(std::string_view word) {
    const std::vector<std::string_view> parts = split(word, '.');
    return parts.size() >= 3 && parts.size() <= 5 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return !part.empty() && part.size() < 4; });
}

// "13.0": where a changelog names no version, the series it speaks of.
bool is_series(std::string_view word) {
    const std::vector<std::string_view> parts = split(word, '.');
    return parts.size() == 2 && parts[0].size() == 2 && parts[1] == "0";
}

// "2.1" of "16.0.2.1.4" and of "2.1.4": what a changelog has a heading for; "" of another series' versions.
std::string release_of(std::string_view version, const std::string& series) {
    if (version.starts_with(series + ".")) version.remove_prefix(series.size() + 1);
    const std::vector<std::string_view> parts = split(version, '.');
    return is_version(version) && parts.size() < 5 ? fmt::format("{}.{}", parts[0], parts[1]) : std::string();
}

// A changelog that does not know the version before the change was given up earlier: by the port to this series, most often.
bool kept(std::string_view changelog, std::string_view version, const std::string& series) {
    if (changelog.find("readme/newsfragments/") != changelog.npos) return true;
    const std::string release = release_of(version, series);
    bool names_versions = false, names_series = false, ours = false;
    for (size_t i = 0; i < changelog.size();) {
        const size_t end = std::min(changelog.find_first_not_of("0123456789.", i), changelog.size());
        std::string_view word = changelog.substr(i, end - i);
        while (word.ends_with('.')) word.remove_suffix(1);
        if (is_version(word)) {
            names_versions = true;
            if (!release.empty() && release_of(word, series) == release) return true;
        }
        names_series |= is_series(word);
        ours |= word == series;
        i = end + 1;
    }
    return !names_versions && (ours || !names_series);
}

using Digests = std::map<std::string, uint64_t>;   // method -> digest, of what is loaded

std::map<Index, Digests> behaviour(const Program& program, const std::set<Index>& wanted) {
    const Facts& facts = program.world.facts;
    std::map<Index, Digests> modules;
    for (Index m = 0; m < facts.methods.size(); ++m) {
        const MethodRow& row = facts.methods[m];
        const Index module = program.world.module_of(row.at);
        if (module == no_row || !wanted.contains(module) || facts.files[row.at.file].flags & file_not_loaded) continue;
        modules[module][symbol_key(facts, {SymbolRef::Column::method, m, module, row.at}, "")] += row.body_digest * 31 + row.signature_digest;
    }
    return modules;
}

std::vector<std::string> changed_methods(const Digests& before, const Digests& now) {
    std::vector<std::string> changed;
    const auto name = [](const std::string& key) { return key.substr(key.find(' ') + 1); };
    for (const auto& [key, digest] : now)
        if (const auto hit = before.find(key); hit == before.end() || hit->second != digest) changed.push_back(name(key));
    for (const auto& [key, digest] : before)
        if (!now.contains(key)) changed.push_back(name(key));
    std::sort(changed.begin(), changed.end());
    return changed;
}

void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    std::vector<Revisions::Pair> silent;   // modules whose changelog says nothing new
    std::set<Index> before, now;
    for (const Revisions::Pair& pair : revisions.modules()) {
        if (pair.base == no_row) continue;
        const ModuleRow& module = revisions.base.world.facts.modules[pair.base];
        const std::string old = changelog(revisions.base_source, revisions.base.world.str(module.path));
        if (old.empty() || !kept(old, revisions.base.world.str(module.version), revisions.base.world.version) || old != changelog(revisions.head_source, revisions.head.world.str(revisions.head.world.facts.modules[pair.head].path))) continue;
        silent.push_back(pair);
        before.insert(pair.base);
        now.insert(pair.head);
    }
    if (silent.empty()) return;
    auto old = behaviour(revisions.base, before), current = behaviour(revisions.head, now);
    for (const Revisions::Pair& pair : silent) {
        const std::vector<std::string> changed = changed_methods(old[pair.base], current[pair.head]);
        if (changed.empty()) continue;
        Finding finding = begin_finding(pair.head, SymbolKind::module, std::string(module_name(revisions.head, pair.head)), revisions.head.world.facts.modules[pair.head].at);
        finding.severity = Severity::warning;
        finding.message = fmt::format("{} keeps a changelog, and it says nothing of this change: {}", finding.symbol, listed(changed, named));
        finding.fix = "Write a line for those who use it, or a newsfragment.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(behaviour_changed_without_changelog) = {
    "DL205", "behaviour-changed-without-changelog", Severity::warning,
    "Methods changed in a module that keeps a changelog, and the changelog did not",
    "A changelog with holes is worse than none: people rely on it. Only for modules that keep one (CHANGELOG, HISTORY, CHANGES, readme/newsfragments) and have kept it up to the "
    "version that is changed; layout, comments and docstrings are no change.",
    "Write a line, or a newsfragment.",
    "", nullptr, nullptr, change};

}  // namespace driftline
