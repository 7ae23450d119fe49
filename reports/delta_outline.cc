#include "reports/delta_outline.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace driftline {
namespace {

constexpr size_t longest_value = 60;

bool is_data(SymbolKind kind) { return kind == SymbolKind::record || kind == SymbolKind::view || kind == SymbolKind::template_; }

bool is_shown(const Change& c) {
    return !(c.flags & (change_demo | change_implicit)) && c.via == Via::declared && c.kind != SymbolKind::sql && !(c.kind == SymbolKind::python && c.name == no_name);
}

std::string shortened(std::string_view value) {
    std::string text = one_line(value);
    if (text.size() <= longest_value) return text;
    text.resize(longest_value);
    while (!text.empty() && !is_valid_utf8(text)) text.pop_back();
    return text + "...";
}

std::string place(const Delta& delta, const ChangeSide& side) {
    if (side.line == 0) return "";
    return fmt::format("{}{}{}:{}", delta.module(side), delta.module(side).empty() ? "" : "/", delta.path(side), side.line);
}

std::string attribute(std::string_view what, std::string_view before, std::string_view after) {
    if (what == "callers") return fmt::format("the core does not call it any more ({} mentions before)", before);
    if (what == "arch") return "structure";
    if (what.starts_with("body")) return fmt::format("{} ({} -> {})", what, before, after);
    if (before.empty()) return fmt::format("{}: new {}", what, shortened(after));
    if (after.empty()) return fmt::format("{}: without {}", what, shortened(before));
    return fmt::format("{}: {} -> {}", what, shortened(before), shortened(after));
}

std::string told(const Delta& delta, const Change& c) {
    switch (c.change) {
        case ChangeKind::removed: return c.flags & change_inherited ? "is no longer defined here; what it overrode is still there" : "is gone";
        case ChangeKind::moved: return fmt::format("is defined by module {} now", delta.str(c.to_module));
        case ChangeKind::renamed: {
            const bool elsewhere = c.to_owner != c.owner && c.kind != SymbolKind::module && c.kind != SymbolKind::model;
            const std::string to = elsewhere ? fmt::format("{}.{}", delta.str(c.to_owner), delta.str(c.to_name)) : std::string(delta.str(c.to_name));
            const bool merged = c.kind == SymbolKind::module && c.attributes.count > 0;
            return fmt::format("{} {}, {:.2f} alike: {}", merged ? "went into" : "is now", to, c.score / 1000.0, delta.str(c.evidence));
        }
        case ChangeKind::changed: {
            std::string text;
            const auto items = delta.items(c.attributes);
            for (size_t i = 0; i + 2 < items.size(); i += 3) text += (text.empty() ? "" : "; ") + attribute(delta.str(items[i]), delta.str(items[i + 1]), delta.str(items[i + 2]));
            return text;
        }
        case ChangeKind::added: break;
    }
    return "";
}

std::string section_of(const Delta& delta, const Change& c) {
    if (c.kind == SymbolKind::model) return std::string(delta.str(c.name));
    if (c.kind == SymbolKind::field || c.kind == SymbolKind::method) return std::string(delta.str(c.owner));
    if (is_data(c.kind)) return fmt::format("data of {}", delta.str(c.owner));
    if (c.kind == SymbolKind::module) return "modules";
    if (c.kind == SymbolKind::route) return "routes";
    return fmt::format("Python of {}", c.module == no_name ? std::string_view("the framework") : delta.str(c.module));
}

DeltaLine line(const Delta& delta, const Change& c) {
    const bool dotted = c.kind == SymbolKind::python;
    const std::string what = dotted ? fmt::format("{}.{}", delta.str(c.owner), delta.str(c.name)) : fmt::format("{} {}", text(c.kind), delta.str(c.name));
    return {c.change, one_line(what), one_line(told(delta, c)), one_line(place(delta, c.from)), one_line(place(delta, c.to))};
}

int rank(ChangeKind change) {   // what went comes first, what came last
    switch (change) {
        case ChangeKind::removed: return 0;
        case ChangeKind::renamed: return 1;
        case ChangeKind::moved: return 2;
        case ChangeKind::changed: return 3;
        case ChangeKind::added: break;
    }
    return 4;
}

}  // namespace

bool DeltaFilter::passes(const Delta& delta, const Change& change) const {
    const auto among = [&](const std::vector<std::string>& wanted, Name name) { return name != no_name && std::find(wanted.begin(), wanted.end(), delta.str(name)) != wanted.end(); };
    if (!modules.empty()) {
        bool any = among(modules, change.module) || among(modules, change.to_module);
        if (change.kind == SymbolKind::module) any = any || among(modules, change.name) || among(modules, change.to_name);
        for (const Name module : delta.items(change.modules)) any = any || among(modules, module);
        if (!any) return false;
    }
    if (models.empty()) return true;
    if (change.kind == SymbolKind::model) return among(models, change.name) || among(models, change.to_name);
    if (change.kind == SymbolKind::field || change.kind == SymbolKind::method) return among(models, change.owner) || among(models, change.to_owner);
    return among(models, change.model);
}

void DeltaCounts::count(ChangeKind change) {
    uint64_t* const counters[] = {&added, &removed, &renamed, &moved, &changed};
    ++*counters[size_t(change)];
}

DeltaOutline outline(const Delta& delta, const DeltaFilter& filter) {
    DeltaOutline made;
    made.title = one_line(fmt::format("{} {} -> {}", delta.framework, delta.from.version, delta.to.version));
    made.short_of_changes = filter.modules.empty() && filter.models.empty();
    std::map<SymbolKind, DeltaCounts> kinds;
    std::map<std::string, DeltaSection> sections;
    for (const Change& c : delta.changes) {
        if (!is_shown(c) || !filter.passes(delta, c)) continue;
        kinds[c.kind].count(c.change);
        if (c.kind != SymbolKind::module && c.module != no_name) made.modules[one_line(delta.str(c.module))].count(c.change);
        const bool in_particular = c.change == ChangeKind::changed || c.change == ChangeKind::added || c.kind == SymbolKind::python || c.kind == SymbolKind::record;
        if (made.short_of_changes && in_particular) continue;
        DeltaSection& section = sections[section_of(delta, c)];
        section.lines.push_back(line(delta, c));
    }
    for (const auto& [kind, counts] : kinds) made.kinds.emplace_back(text(kind), counts);
    for (auto& [title, section] : sections) {
        section.title = one_line(title);
        std::stable_sort(section.lines.begin(), section.lines.end(), [](const DeltaLine& a, const DeltaLine& b) { return rank(a.change) < rank(b.change); });
        made.sections.push_back(std::move(section));
    }
    return made;
}

}  // namespace driftline
