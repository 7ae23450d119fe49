#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <set>

#include "base/text.h"
#include "model/symbols.h"
#include "rules/support.h"
#include "rules/undocumented/wording.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

bool is_changelog(std::string_view path_in_module) {
    const std::string name = lower(path_in_module.substr(path_in_module.rfind('/') + 1));
    if (path_in_module.starts_with("readme/newsfragments/")) return !name.starts_with('.');   // .gitkeep: a place for news, and no news
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

std::vector<int> all_numbers(std::string_view version) {
    std::vector<int> numbers;
    for (const std::string_view part : split(version, '.')) numbers.push_back(std::atoi(std::string(part).c_str()));
    return numbers;
}

// "16.0.2.1.4" and "2.1.4" as {2, 1, 4}.
std::vector<int> numbers_of(std::string_view version) {
    std::vector<int> numbers = all_numbers(version);
    if (numbers.size() == 5) numbers.erase(numbers.begin(), numbers.begin() + 2);
    return numbers;
}

// "* [14.0][MIG] acme", "First version": nothing that a version brought.
bool is_beginning(std::string_view line) {
    const std::string low = lower(line);
    static constexpr std::array words = {"[mig]", "migrat", "[add]", "[port]", "ported", "first version", "initial", "first release", "start of", "started"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return low.find(word) != low.npos; });
}

// "12.06.2021", "2021-06-12", "06/2021": an entry's date, and not "2019-20".
bool is_date(std::string_view word) {
    while (word.ends_with('.') || word.ends_with('-') || word.ends_with('/')) word.remove_suffix(1);
    for (const char separator : {'-', '.', '/'}) {
        std::vector<std::string_view> parts = split(word, separator);
        const auto is_year = [](std::string_view part) { return part.size() == 4 && (part.starts_with("20") || part.starts_with("19")); };
        if (!is_year(parts.front())) std::reverse(parts.begin(), parts.end());
        if (parts.size() < 2 || parts.size() > 3 || !is_year(parts.front())) continue;
        const int most = parts.size() == 2 ? 12 : 31;
        if (std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view part) { return !part.empty() && part.size() <= 2 && std::atoi(std::string(part).c_str()) <= most; })) return true;
    }
    return false;
}

// "# 1.2", "v1.2:": the heading of one who counts with two numbers.
bool begins_with_number(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" #=[*-"), line.size()));
    if (line.starts_with('v') || line.starts_with('V')) line.remove_prefix(1);
    const std::vector<std::string_view> parts = split(line.substr(0, line.find_first_not_of("0123456789.")), '.');
    return parts.size() == 2 && std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
}

struct Entry {
    std::vector<int> version;            // as it is written
    bool beginning = false, other = false;   // a line says that the module began, or was ported; one says something else
};

struct Versions {
    bool named = false, any_series = false, our_series = false;
    bool told_apart = false;             // by a date or a short version, where none is named
    bool grown = false;                  // it says more than that the module began, and began anew in each series
    std::vector<int> newest;             // of ours
    std::vector<Entry> entries;
};

Versions versions_in(std::string_view changelog, const std::string& series) {
    Versions found;
    for (const std::string_view line : split(changelog, '\n')) {
        bool heading = false;
        for (size_t i = 0; i < line.size();) {
            const size_t end = std::min(line.find_first_not_of("0123456789.-/", i), line.size());
            std::string_view word = line.substr(i, end - i);
            found.told_apart |= is_date(word);
            word = word.substr(0, word.find_first_not_of("0123456789."));
            while (word.ends_with('.')) word.remove_suffix(1);
            if (is_version(word)) {
                const std::vector<int> numbers = numbers_of(word);
                if (!heading) found.entries.push_back({all_numbers(word)});
                found.named = heading = true;
                found.grown |= numbers > std::vector<int>{1, 0, 0};
                if (split(word, '.').size() < 5 || word.starts_with(series + ".")) found.newest = std::max(found.newest, numbers);
            }
            found.any_series |= is_series(word);
            found.our_series |= word == series;
            i = end + 1;
        }
        const bool text = std::any_of(line.begin(), line.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)); });
        found.told_apart |= begins_with_number(line);
        found.grown |= text && !heading && !is_beginning(line);
        if (found.entries.empty() || !text) continue;
        if (is_beginning(line)) found.entries.back().beginning = true;
        else if (!heading) found.entries.back().other = true;
    }
    return found;
}

// The last two entries are ports: whatever was repaired in the series between them, nobody wrote it down.
bool only_ports_of_late(std::vector<Entry> entries) {
    if (entries.size() < 2) return false;
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.version > b.version; });
    return std::all_of(entries.begin(), entries.begin() + 2, [](const Entry& entry) { return entry.beginning && !entry.other && entry.version.size() == 5; });
}

// A line is written at every version. One that ends two versions before the one that is changed was given up, by the port to this series
// most often; and who wrote down the ports alone never kept one.
bool kept(std::string_view changelog, std::string_view version, const std::string& series) {
    if (changelog.find("readme/newsfragments/") != changelog.npos) return true;
    const Versions found = versions_in(changelog.substr(std::min(changelog.find('\n'), changelog.size())), series);
    if (!found.named) return found.our_series || (!found.any_series && found.told_apart);
    std::vector<int> next = found.newest;
    // Whoever wrote one entry, and none for the version after it, wrote one entry.
    const bool several = std::any_of(found.entries.begin(), found.entries.end(), [&](const Entry& entry) { return entry.version != found.entries.front().version; });
    if (next.size() == 3 && several) ++next.back();
    const bool ours = split(version, '.').size() < 5 || version.starts_with(series + ".");
    return found.grown && !only_ports_of_late(found.entries) && ours && !next.empty() && (next >= numbers_of(version));
}

struct Defined {
    uint64_t digest = 0;
    std::vector<Index> methods;
};
using Methods = std::map<std::string, Defined>;   // by method, of what is loaded

std::map<Index, Methods> behaviour(const Program& program, const std::set<Index>& wanted) {
    const Facts& facts = program.world.facts;
    std::map<Index, Methods> modules;
    for (Index m = 0; m < facts.methods.size(); ++m) {
        const MethodRow& row = facts.methods[m];
        const Index module = program.world.module_of(row.at);
        if (module == no_row || !wanted.contains(module) || facts.files[row.at.file].flags & file_not_loaded) continue;
        Defined& defined = modules[module][symbol_key(facts, {SymbolRef::Column::method, m, module, row.at}, "")];
        defined.digest += row.body_digest * 31 + row.signature_digest;
        defined.methods.push_back(m);
    }
    return modules;
}

std::string behaviour_text(const Program& program, const Defined& defined) {
    std::string all;
    for (const Index method : defined.methods) {
        const std::string text = behaviour_text(program, method);
        if (text.empty()) return {};
        all += text;
    }
    return all;
}

// A private method with another name and the same body, its own name apart: what it overrides is called so now, or nobody outside notices.
bool is_renamed(const Revisions& revisions, const std::string& old_key, const Defined& old, const std::string& key, const Defined& now) {
    const size_t dot = key.rfind('.'), old_dot = old_key.rfind('.');
    if (dot == key.npos || old_dot == old_key.npos || key.substr(0, dot) != old_key.substr(0, old_dot)) return false;
    if (old_key[old_dot + 1] != '_' || key[dot + 1] != '_') return false;
    const std::string before = behaviour_text(revisions.base, old);
    return !before.empty() && replace_all(before, old_key.substr(old_dot + 1), key.substr(dot + 1)) == behaviour_text(revisions.head, now);
}

std::vector<std::string> changed_methods(const Revisions& revisions, const Methods& before, const Methods& now) {
    constexpr size_t most_renamed = 20;
    std::vector<std::string> changed;
    const auto name = [](const std::string& key) { return key.substr(key.find(' ') + 1); };
    std::map<std::string, const Defined*> gone;
    for (const auto& [key, defined] : before)
        if (!now.contains(key)) gone.emplace(key, &defined);
    const bool ask = gone.size() <= most_renamed;
    for (const auto& [key, defined] : now) {
        const auto hit = before.find(key);
        if (hit != before.end() && hit->second.digest == defined.digest) continue;
        if (hit == before.end() && ask && std::erase_if(gone, [&](const auto& old) { return is_renamed(revisions, old.first, *old.second, key, defined); }) > 0) continue;
        const std::string text = hit == before.end() ? "" : behaviour_text(revisions.head, defined);
        if (text.empty() || text != behaviour_text(revisions.base, hit->second)) changed.push_back(name(key));
    }
    for (const auto& [key, defined] : gone) changed.push_back(name(key));
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
        const std::vector<std::string> changed = changed_methods(revisions, old[pair.base], current[pair.head]);
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
    "version that is changed; layout, comments, docstrings and the words of messages are no change.",
    "Write a line, or a newsfragment.",
    "", nullptr, nullptr, change};

}  // namespace driftline
