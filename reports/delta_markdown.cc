#include <fmt/format.h>

#include "reports/delta_outline.h"
#include "reports/markdown.h"

namespace driftline {
namespace {

std::string row(std::string_view name, const DeltaCounts& c) { return fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, c.removed, c.renamed, c.moved, c.changed, c.added); }

// Names of the core are code; what could be read as markup is not.
std::string code(std::string_view text) { return markdown_code(text); }
std::string plain(std::string_view text) { return markdown_prose(text); }

}  // namespace

std::string write_delta_markdown(const Delta& delta, const DeltaFilter& filter) {
    const DeltaOutline made = outline(delta, filter);
    std::string out = fmt::format("# {}\n", plain(made.title));
    if (made.kinds.empty()) return out + "\nNothing differs.\n";
    constexpr std::string_view head = "gone | renamed | moved | changed | new |\n| --- | ---: | ---: | ---: | ---: | ---: |\n";
    out += fmt::format("\n| kind | {}", head);
    for (const auto& [kind, count] : made.kinds) out += row(kind, count);
    out += fmt::format("\n| module | {}", head);
    for (const auto& [module, count] : made.modules) out += row(plain(module), count);
    for (const DeltaSection& section : made.sections) {
        out += fmt::format("\n## {}\n\n", plain(section.title));
        for (const DeltaLine& line : section.lines) {
            out += fmt::format("- {} {}", code(line.what), line.change == ChangeKind::added ? "is new" : plain(line.told));
            if (!line.from.empty()) out += " " + code(line.from);
            if (!line.to.empty()) out += (line.from.empty() ? " " : " → ") + code(line.to);
            out += "\n";
        }
    }
    if (made.short_of_changes) out += fmt::format("\n{}\n", plain(delta_more));
    return out;
}

}  // namespace driftline
