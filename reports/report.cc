#include "reports/report.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace driftline {

const std::vector<Writer>& all_writers() {
    static const std::vector<Writer> writers{{"text", write_text},     {"json", write_json},     {"sarif", write_sarif}, {"markdown", write_markdown},
                                             {"github", write_github}, {"gitlab", write_gitlab}, {"junit", write_junit}};
    return writers;
}

std::string_view file_path(const World& world, const At& at) {
    return at.file == no_row ? std::string_view() : world.str(world.facts.files[at.file].path);
}

CorePlaceText place_of(const World& world, const SymbolRef& symbol) {
    CorePlaceText place;
    std::string_view path = file_path(world, symbol.at);
    const Index module = symbol.module != no_row ? symbol.module : world.module_of(symbol.at);
    if (module != no_row) {
        const ModuleRow& row = world.facts.modules[module];
        place.module = world.str(row.name);
        const std::string_view folder = world.str(row.path);
        if (!folder.empty() && path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') path.remove_prefix(folder.size() + 1);
    }
    place.path = path;
    place.line = symbol.at.line;
    return place;
}

std::string core_text(const Finding& finding) {
    for (const Related& other : finding.related)
        if (other.role != Related::Role::custom && !other.path.empty())
            return fmt::format("{} {}{}{}:{}", other.role == Related::Role::library ? "library" : "core", other.module, other.module.empty() ? "" : "/", other.path, other.line);
    return "";
}

namespace {
// Whether a message says "sale/models/sale_order.py:12", and not as a part of another place.
bool names(std::string_view message, std::string_view place) {
    const auto word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/'; };
    for (size_t at = message.find(place); at != std::string_view::npos; at = message.find(place, at + 1)) {
        const size_t end = at + place.size();
        if ((at == 0 || !word(message[at - 1])) && (end == message.size() || !word(message[end]))) return true;
    }
    return false;
}
}  // namespace

std::vector<std::string> related_lines(const Report& report, const Finding& finding) {
    std::vector<std::string> lines;
    for (const Related& other : finding.related) {
        const std::string at = fmt::format("{}{}{}:{}", other.module, other.module.empty() ? "" : "/", other.path, other.line);
        if (other.path.empty() || other.line == 0 || names(finding.message, at)) continue;
        std::string side = "core";
        if (other.role == Related::Role::custom) side = "also";
        else if (other.role == Related::Role::library) side = "library";
        else if (report.upgrade != nullptr) side = other.role == Related::Role::target ? report.target.version : report.core.version;
        std::string_view told = other.text;
        if (told.starts_with(side)) told.remove_prefix(side.size());
        if (told.starts_with(": ")) told.remove_prefix(2);
        std::string line = fmt::format("{}: {}", side, at);
        if (!told.empty()) line += told.front() == '(' ? fmt::format(" {}", told) : fmt::format(" ({})", told);
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
        if (lines.size() == 3) break;
    }
    return lines;
}

std::string more_places(const Finding& finding) {
    const size_t more = finding.places.size() - 1;
    return more == 0 ? "" : fmt::format("{} more {} this cause.", more, more == 1 ? "place shares" : "places share");
}

std::vector<const Finding*> worst_first(const Report& report) {
    std::vector<const Finding*> worst;
    for (const Finding& finding : report.findings)
        if (finding.severity != Severity::info) worst.push_back(&finding);
    std::stable_sort(worst.begin(), worst.end(), [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
    return worst;
}

std::string rules_of(const Finding& finding) { return finding.also.empty() ? std::string(finding.rule->id) : fmt::format("{} {}", finding.rule->id, finding.also); }

std::vector<Index> listed_modules(const World& world) {
    std::vector<Index> listed;
    for (Index i = 0; i < world.modules.size(); ++i)
        if (world.modules[i].reported || world.libraries[world.modules[i].library].role == "custom") listed.push_back(i);
    const auto path = [&](Index i) { return world.str(world.facts.modules[i].path); };
    std::stable_sort(listed.begin(), listed.end(), [&](Index a, Index b) { return path(a) < path(b); });
    return listed;
}

}  // namespace driftline
