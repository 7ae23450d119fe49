#include <algorithm>

#include <fmt/format.h>

#include "reports/delta_outline.h"

namespace driftline {
namespace {

std::string counts(const DeltaCounts& c) { return fmt::format("{:>8} {:>8} {:>8} {:>8} {:>8}", c.removed, c.renamed, c.moved, c.changed, c.added); }

constexpr std::string_view heads = "    gone  renamed    moved  changed      new";

std::string places(const DeltaLine& line) {
    return line.from + (line.from.empty() || line.to.empty() ? "" : " -> ") + line.to;
}

char mark(ChangeKind change) {
    switch (change) {
        case ChangeKind::removed: return '-';
        case ChangeKind::added: return '+';
        case ChangeKind::changed: return '~';
        default: return '>';
    }
}

}  // namespace

std::string write_delta_text(const Delta& delta, const DeltaFilter& filter) {
    const DeltaOutline made = outline(delta, filter);
    std::string out = made.title + "\n";
    if (made.kinds.empty()) return out + "\nnothing differs\n";
    out += fmt::format("\n{:<40}{}\n", "", heads);
    for (const auto& [kind, count] : made.kinds) out += fmt::format("{:<40}{}\n", kind, counts(count));
    out += fmt::format("\n{:<40}{}\n", "module", heads);
    for (const auto& [module, count] : made.modules) out += fmt::format("{:<40}{}\n", module, counts(count));
    for (const DeltaSection& section : made.sections) {
        out += fmt::format("\n{}\n", section.title);
        for (const DeltaLine& line : section.lines) {
            out += fmt::format(" {} {}{}{}\n", mark(line.change), line.what, line.told.empty() ? "" : line.change == ChangeKind::changed ? ": " : " ", line.told);
            if (const std::string at = places(line); !at.empty()) out += fmt::format("     {}\n", at);
        }
    }
    if (made.short_of_changes) out += fmt::format("\n{}\n", delta_more);
    return out;
}

}  // namespace driftline
