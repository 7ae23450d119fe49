#include "reports/text_lines.h"
#include "reports/plan_view.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "base/version.h"

namespace driftline {

std::string counted(uint64_t count, std::string_view one, std::string_view many) { return fmt::format("{} {}", count, count == 1 ? one : many); }

std::string folded(const std::string& text, size_t begin, size_t indent) {
    constexpr size_t width = 150;
    std::string made;
    size_t column = begin;
    for (const std::string_view word : split(text, ' ')) {
        if (column > indent && column + word.size() >= width && column != begin) {
            made += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column != begin || !made.empty()) {
            made += ' ';
            ++column;
        }
        made += word;
        column += word.size();
    }
    std::replace(made.begin(), made.end(), no_break, ' ');
    return made;
}

std::string TextLines::paint(Colour colour, std::string_view text) const {
    if (!options_.colours) return std::string(text);
    static constexpr const char* codes[] = {"31", "33", "1", "2"};
    return fmt::format("\x1b[{}m{}\x1b[0m", codes[size_t(colour)], text);
}

void TextLines::heading() {
    const std::string_view path = report_.repository;
    const size_t slash = path.find_last_of('/');
    std::string text = fmt::format("driftline {}  {}", version, slash == std::string_view::npos ? path : path.substr(slash + 1));
    if (!report_.revision.empty()) text += "@" + report_.revision.substr(0, 7);
    text += "   " + report_.title;
    text += report_.has_core ? " " + report_.core.version : ": no core";
    if (!report_.core.commit.empty()) text += "@" + report_.core.commit.substr(0, 7);
    if (report_.upgrade != nullptr) text += " -> " + report_.target.version;
    if (!report_.target.commit.empty()) text += "@" + report_.target.commit.substr(0, 7);
    std::map<std::string, size_t> modules;
    for (const ModuleInfo& module : world_.modules) ++modules[world_.libraries[module.library].role];
    if (modules["library"] > 0) text += fmt::format("   libraries: {}", counted(modules["library"], "module", "modules"));
    line("{}", paint(Colour::dim, one_line(text)));
}

void TextLines::statistics() {
    std::map<std::string_view, std::array<size_t, 3>> counts;
    std::map<std::string_view, const Rule*> rules;
    for (const Finding& finding : report_.findings) {
        ++counts[finding.rule->id][size_t(finding.severity)];
        rules[finding.rule->id] = finding.rule;
    }
    line("");
    line("{:<6} {:<31} {:>7} {:>9} {:>7}", "rule", "", "errors", "warnings", "infos");
    for (const auto& [id, count] : counts) line("{:<6} {:<31} {:>7} {:>9} {:>7}", id, rules[id]->slug, count[2], count[1], count[0]);
}

void TextLines::not_judged(const Program& program, std::string_view name, std::string_view option) {
    const World& world = program.world;
    std::set<Index> modules;
    for (Index module = 0; module < world.modules.size(); ++module)
        if (world.modules[module].reported && !world.modules[module].missing.empty()) modules.insert(module);
    if (modules.empty()) return;
    std::vector<std::pair<std::string, uint64_t>> missing(program.ledger.missing_modules.begin(), program.ledger.missing_modules.end());
    if (missing.empty()) {
        std::set<std::string> names;
        for (const Index module : modules)
            for (const Name name : world.modules[module].missing) names.emplace(world.str(name));
        for (const std::string& name : names) missing.emplace_back(name, 0);
    }
    std::stable_sort(missing.begin(), missing.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> parts;
    for (size_t i = 0; i < missing.size() && i < 8; ++i)
        parts.push_back(missing[i].second > 0 ? fmt::format("{} ({})", missing[i].first, missing[i].second) : missing[i].first);
    if (missing.size() > parts.size()) parts.push_back(fmt::format("{} more", missing.size() - parts.size()));
    label(name, fmt::format("{} in full; not readable: {}; add them with {}", counted(modules.size(), "module is not judged", "modules are not judged"), one_line(join(parts, ", ")), option));
}

void TextLines::ledger(const Ledger& ledger, std::string_view name) {
    Ledger::Row all;
    for (const auto& [kind, row] : ledger.by_kind) {
        all.extracted += row.extracted, all.bound += row.bound, all.own += row.own, all.guarded += row.guarded;
        for (const auto& [reason, count] : row.unresolved) all.unresolved[reason] += count;
    }
    uint64_t unresolved = 0;
    std::vector<std::string> reasons;
    for (const auto& [reason, count] : all.unresolved) {
        unresolved += count;
        reasons.push_back(fmt::format("{} {}", count, text(reason)));
    }
    label(name, fmt::format("{} references and overrides = {} bound + {} own + {} unresolved + {} guarded", all.extracted, all.bound, all.own, unresolved, all.guarded));
    if (!reasons.empty()) label("", "unresolved: " + join(reasons, ", "));
}

void TextLines::files(std::string_view name, const std::map<std::string, uint64_t>& counts) {
    uint64_t all = 0;
    std::vector<std::string> reasons;
    for (const auto& [reason, count] : counts) {
        all += count;
        reasons.push_back(fmt::format("{} {}", count, reason));
    }
    if (all > 0) label(name, one_line(fmt::format("{}: {}", counted(all, "file", "files"), join(reasons, ", "))));
}

void TextLines::notices() {
    for (const std::string& notice : report_.notices) {
        if (!report_.has_core && notice.ends_with(report_.core_command)) continue;   // said with the verdict
        line("{} {}", paint(Colour::bold, "notice:"), one_line(notice));
    }
}

}  // namespace driftline
