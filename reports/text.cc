// For people: the verdict first, then what to look at, module by module, then what it rests on.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/text_lines.h"
#include "reports/plan_view.h"

namespace driftline {
namespace {

class TextWriter : TextLines {
public:
    TextWriter(const Report& report, const WriteOptions& options) : TextLines(report, options) {
        for (const Finding& finding : report.findings)
            if (finding.severity != Severity::info && finding.rule->id != unresolved_today) {
                told_.emplace(finding.module, finding.symbol);
                for (const Place& place : finding.places) shown_.emplace(place.path, place.line);
            }
    }

    std::string write() {
        heading();
        verdict();
        if (options_.statistics) statistics();
        else findings();
        summary();
        return std::move(out_);
    }

private:
    static constexpr size_t max_quiet = 6;   // replacing overrides of a module no finding speaks of; data modules have hundreds

    // "103 modules: 61 own, 30 community, 12 not installable; 143 overrides, 139 extend, 4 replace the core: here"
    void verdict() {
        const std::vector<Index> modules = listed_modules(world_);
        if (modules.empty() && report_.program.overrides.empty() && report_.has_core) return;   // the edits of a core: there are no modules of ours
        std::map<Origin, size_t> origins;
        for (const Index module : modules) ++origins[world_.modules[module].origin];
        std::vector<std::string> parts;
        for (const auto& [origin, count] : origins) parts.push_back(fmt::format("{} {}", count, origin_text(origin)));
        std::string text = counted(modules.size(), "module", "modules") + ": " + join(parts, ", ");
        if (report_.has_core) {
            std::array<size_t, 4> behaviours{};
            for (const Override& row : report_.program.overrides) ++behaviours[size_t(row.behaviour)];
            text += fmt::format("; {}, {} extend", counted(report_.program.overrides.size(), "override", "overrides"), behaviours[size_t(Behaviour::extends)]);
            std::vector<std::string> severe;
            if (const size_t n = behaviours[size_t(Behaviour::replaces)] + behaviours[size_t(Behaviour::bypasses)]; n > 0) severe.push_back(fmt::format("{} replace", n));
            if (const size_t n = behaviours[size_t(Behaviour::patches)]; n > 0) severe.push_back(fmt::format("{} patch", n));
            if (!severe.empty()) text += ", " + paint(Colour::bold, join(severe, " and ") + " the core: here");
        }
        line("{}", text);
        if (!report_.has_core) line("No core was found, so overrides cannot be told. Type: {}", paint(Colour::bold, report_.core_command));
    }

    std::string finding_lines(const Finding& finding) const {
        const Place& first = finding.places.front();
        const Colour colour = finding.severity == Severity::error ? Colour::red : Colour::yellow;
        const std::string more = finding.places.size() > 1 ? fmt::format(" +{}", finding.places.size() - 1) : "";
        std::string text = fmt::format("  {}:{}:{}{}  {}  {}  {}", one_line(first.path), first.line, first.column, more, paint(colour, driftline::text(finding.severity)),
                                       one_line(finding.message), paint(Colour::dim, finding.rule->id));
        if (const std::string core = core_text(finding); !core.empty()) text += "\n      " + paint(Colour::dim, one_line(core));
        return text + "\n";
    }

    // A replacing override no finding speaks of: the reader was promised all of them.
    std::string override_lines(const Override& row) const {
        const std::string_view path = file_path(world_, row.custom.at);
        const CorePlaceText core = place_of(world_, row.core);
        return fmt::format("  {}:{}  {}  {} {}\n      {}\n", one_line(path), row.custom.at.line, text(row.behaviour), text(row.kind), one_line(row.symbol),
                           paint(Colour::dim, one_line(fmt::format("{} {}{}{}:{}", row.of_library ? "library" : "core", core.module, core.module.empty() ? "" : "/", core.path, core.line))));
    }

    void findings() {
        struct Group { std::string lines, quiet; size_t quiet_count = 0; };
        std::map<Index, Group> groups;
        for (const Finding& finding : report_.findings)
            if (finding.severity != Severity::info && finding.rule->id != unresolved_today) groups[finding.module].lines += finding_lines(finding);
        for (const Override& row : report_.program.overrides)
            if (row.behaviour != Behaviour::extends && !shown_.contains({std::string(file_path(world_, row.custom.at)), row.custom.at.line}) && !told_.contains({row.module, row.symbol}))
                if (Group& group = groups[row.module]; ++group.quiet_count <= max_quiet) group.quiet += override_lines(row);
        std::vector<Index> order;
        for (const auto& [module, group] : groups) order.push_back(module);
        std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return module_path(a) < module_path(b); });
        for (const Index module : order) {
            line("");
            line("{}", module_heading(module));
            out_ += groups[module].lines;
            out_ += groups[module].quiet;
            if (const size_t count = groups[module].quiet_count; count > max_quiet) line("  ... {} more that replace the core: --output-format json", count - max_quiet);
        }
        unresolved();
    }

    std::string_view module_path(Index module) const { return module == no_row ? std::string_view() : world_.str(world_.facts.modules[module].path); }

    std::string module_heading(Index module) const {
        if (module == no_row) return paint(Colour::bold, "(no module)");
        std::array<size_t, 4> behaviours{};
        size_t all = 0;
        for (const Override& row : report_.program.overrides)
            if (row.module == module) ++behaviours[size_t(row.behaviour)], ++all;
        std::string text = paint(Colour::bold, one_line(world_.str(world_.facts.modules[module].name))) + "  " + std::string(origin_text(world_.modules[module].origin));
        if (all == 0) return text;
        text += fmt::format(", {}: {} extend", counted(all, "override", "overrides"), behaviours[size_t(Behaviour::extends)]);
        static constexpr std::string_view verbs[] = {"extend", "replace", "bypass", "patch"};
        for (size_t i = 1; i < behaviours.size(); ++i)
            if (behaviours[i] > 0) text += fmt::format(", {} {}", behaviours[i], verbs[i]);
        return text;
    }

    // What is broken already, with or without an upgrade.
    void unresolved() {
        std::string lines;
        for (const Finding& finding : report_.findings)
            if (finding.rule->id == unresolved_today && finding.severity != Severity::info) lines += finding_lines(finding);
        if (lines.empty()) return;
        line("");
        line("{}", paint(Colour::bold, "Broken today: nothing that is read defines these"));
        out_ += lines;
    }

    void summary() {
        line("");
        overrides_table();
        severities();
        not_judged(report_.program, "not judged", "--library PATH");
        ledger(report_.program.ledger, "ledger");
        files("not read", report_.program.ledger.files_not_read);
        files("not loaded", report_.program.ledger.files_not_loaded);
        label("JavaScript", fmt::format("only what it imports and defines is read ({})", counted(report_.program.ledger.script_files, "file of scripts and assets", "files of scripts and assets")));
        notices();
    }

    void overrides_table() {
        std::map<SymbolKind, std::array<size_t, 4>> kinds;
        for (const Override& row : report_.program.overrides) ++kinds[row.kind][size_t(row.behaviour)];
        for (const auto& [kind, count] : kinds) {
            std::vector<std::string> parts;
            for (const Behaviour behaviour : {Behaviour::extends, Behaviour::replaces, Behaviour::bypasses, Behaviour::patches})
                if (count[size_t(behaviour)] > 0) parts.push_back(fmt::format("{} {}", count[size_t(behaviour)], text(behaviour)));
            label(kind == kinds.begin()->first ? "overrides" : "", fmt::format("{:<9} {}", text(kind), join(parts, ", ")));
        }
    }

    void severities() {
        std::array<size_t, 3> count{};
        size_t today = 0;
        for (const Finding& finding : report_.findings) {
            if (finding.rule->id == unresolved_today) ++today;
            else ++count[size_t(finding.severity)];
        }
        label("findings", fmt::format("{}, {}, {} (inventory: --output-format json)", counted(count[2], "error", "errors"), counted(count[1], "warning", "warnings"),
                                      counted(count[0], "info", "infos")));
        if (today > 0) label("DL116", fmt::format("{} broken today, whatever the core's version", counted(today, "reference is", "references are")));
        if (report_.suppressed > 0) label("suppressed", fmt::format("{} allowed by comments or driftline.toml", counted(report_.suppressed, "place", "places")));
    }

    std::set<std::pair<std::string, uint32_t>> shown_;   // places findings speak of
    std::set<std::pair<Index, std::string>> told_;       // module and symbol they are about
};

}  // namespace

std::string write_text(const Report& report, const WriteOptions& options) {
    return report.plan != nullptr ? write_text_plan(report, options) : TextWriter(report, options).write();
}

}  // namespace driftline
