#include "check/core_edit_findings.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "check/rule.h"
#include "model/reason.h"

namespace driftline {
namespace {

std::string counted(size_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

Place place_of(const CoreEdit& edit) {
    Place place;
    place.path = edit.path;
    place.line = place.end_line = std::max(edit.line, 1u);
    place.at.begin = place.at.end = place.at.line = place.line;
    place.scope = edit.path;
    return place;
}

std::string named(const std::vector<std::string>& names) {
    constexpr size_t most = 3;
    std::vector<std::string> shown(names.begin(), names.begin() + std::ptrdiff_t(std::min(most, names.size())));
    return join(shown, ", ") + (names.size() > most ? fmt::format(" and {} more", names.size() - most) : "");
}

// "2 apply, 1 conflict, 1 is upstream already"
std::string fates(const std::vector<const CoreEdit*>& edits) {
    std::array<size_t, 5> counts{};
    for (const CoreEdit* edit : edits) ++counts[size_t(edit->fate)];
    if (counts[0] == edits.size()) return "";
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {}, {"applies to the target", "apply to the target"}, {"conflicts there", "conflict there"}, {"is upstream already", "are upstream already"}, {"is in a file that is gone there", "are in files that are gone there"}};
    std::vector<std::string> parts;
    for (size_t i = 1; i < counts.size(); ++i)
        if (counts[i] > 0) parts.push_back(fmt::format("{} {}", counts[i], counts[i] == 1 ? words[i].first : words[i].second));
    return "; " + join(parts, ", ");
}

Finding of_group(const std::string& symbol, const std::vector<const CoreEdit*>& edits, const Commit* commit, const std::vector<Regex>& tickets) {
    Finding finding;
    finding.rule = find_rule("DL202");
    finding.severity = Severity::warning;
    finding.effect = Effect::none;
    finding.symbol = symbol;
    finding.kind = SymbolKind::module;
    std::vector<std::string> files;
    size_t removed = 0, added = 0;
    for (const CoreEdit* edit : edits) {
        finding.places.push_back(place_of(*edit));
        if (files.empty() || files.back() != edit->path) files.push_back(edit->path);
        removed += edit->removed;
        added += edit->added;
    }
    const std::string size = fmt::format("{} in {} ({}), +{} -{} lines", counted(edits.size(), "edit"), counted(files.size(), "file"), named(files), added, removed);
    if (commit != nullptr) {
        const std::string ticket = find_ticket(commit->message, tickets);
        finding.message = fmt::format("commit {} of {} ({}{}) edits the core: {}; {}{}", symbol, commit->date(), commit->author, ticket.empty() ? ", no ticket" : ", " + ticket, commit->subject(), size,
                                      fates(edits));
    } else {
        finding.message = fmt::format("{} is edited in place: {}{}", symbol.empty() ? "the framework" : symbol, size, fates(edits));
    }
    finding.fix = "Move it into a module that extends the core, or send it upstream; every update of the core overwrites it.";
    return finding;
}

Finding of_patch(const CoreEdit& edit) {
    Finding finding;
    finding.rule = find_rule("DL323");
    finding.kind = SymbolKind::python;
    finding.symbol = edit.path;
    finding.cause = std::to_string(edit.line);
    finding.places.push_back(place_of(edit));
    const std::string what = edit.file_added ? "the file that was added" : edit.file_removed ? "the removed file" : fmt::format("the edit (+{} -{} lines)", edit.added, edit.removed);
    if (edit.fate == PatchFate::upstream) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is in the target already", what);
        finding.fix = "Drop it.";
        return finding;
    }
    finding.severity = Severity::error;
    finding.effect = Effect::silent;
    finding.message = edit.fate == PatchFate::file_gone ? fmt::format("{} is in a file that the target does not have", what) : fmt::format("{} conflicts with what the target changed there", what);
    if (!edit.conflict.empty()) finding.related.push_back({Related::Role::target, "", "", edit.conflict, 0});
    finding.fix = "Decide whether the target still needs it; if so write it as a module that extends the core.";
    return finding;
}

// As for other findings: rule, symbol, path and ordinal, no line numbers.
void finish(std::vector<Finding>& findings) {
    std::map<std::string, uint32_t> ordinals;
    for (Finding& finding : findings)
        for (Place& place : finding.places) {
            const std::string key = fmt::format("{}\x1f{}\x1f{}", finding.rule->id, finding.symbol, place.path);
            place.fingerprint = digest128(fmt::format("{}\x1f{}", key, ordinals[key]++)).hex();
        }
}

}  // namespace

std::vector<Finding> core_edit_findings(const CoreEdits& edits, const std::vector<Regex>& ticket_patterns, const std::function<std::string(const std::string& path)>& area_of) {
    std::map<ObjectId, const Commit*> commits;
    for (const Commit& commit : edits.commits) commits.emplace(commit.id, &commit);
    std::map<ObjectId, std::vector<const CoreEdit*>> by_commit;
    std::map<std::string, std::vector<const CoreEdit*>> by_area;
    for (const CoreEdit& edit : edits.edits) {
        if (commits.contains(edit.commit)) by_commit[edit.commit].push_back(&edit);
        else by_area[area_of(edit.path)].push_back(&edit);
    }
    std::vector<Finding> findings;
    for (const Commit& commit : edits.commits)
        if (const auto hit = by_commit.find(commit.id); hit != by_commit.end()) findings.push_back(of_group(commit.id.hex().substr(0, 10), hit->second, &commit, ticket_patterns));
    for (const auto& [area, group] : by_area) findings.push_back(of_group(area, group, nullptr, ticket_patterns));
    for (const CoreEdit& edit : edits.edits)
        if (edit.fate != PatchFate::unknown && edit.fate != PatchFate::applies) findings.push_back(of_patch(edit));
    std::erase_if(findings, [](const Finding& f) { return f.rule == nullptr; });
    finish(findings);
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        const Place &x = a.places.front(), &y = b.places.front();
        return std::tuple(std::string_view(x.path), x.line, a.rule->id) < std::tuple(std::string_view(y.path), y.line, b.rule->id);
    });
    return findings;
}

}  // namespace driftline
