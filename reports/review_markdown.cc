// The review for a wiki page or an issue: the verdict, what is asked, the plan, the inventory by area, governance, what was not seen.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/line_writer.h"
#include "reports/markdown.h"
#include "reports/plan_view.h"
#include "reports/review.h"

namespace driftline {
namespace {

class MarkdownReview : LineWriter {
public:
    MarkdownReview(const Report& report, const Review& review) : report_(report), review_(review), german_(review.language == "de") {}

    std::string write() {
        head();
        verdict();
        trend();
        changes();
        decisions();
        plan();
        inventory();
        governance();
        core_edits();
        unseen();
        method();
        return std::move(out_);
    }

private:
    std::string_view say(std::string_view english, std::string_view german) const { return german_ ? german : english; }
    static std::string prose(std::string_view text) { return markdown_prose(text); }
    static std::string code(std::string_view text) { return markdown_code(text, true); }
    static std::string number(const std::optional<uint64_t>& value) { return value ? std::to_string(*value) : "-"; }
    static std::string core(const CoreInfo& info) { return info.commit.empty() ? info.version : info.version + "@" + info.commit.substr(0, 7); }
    // A day and the year of somebody's project hold eight hours of work.
    static std::string days(const Minutes& m) { return fmt::format("{:.1f}-{:.1f}", m.low / 480, m.high / 480); }

    void head() {
        line("# {}: {}\n", prose(review_.title), prose(review_.label));
        if (report_.upgrade == nullptr) line("{} {}.", report_.title, prose(core(report_.core)));
        else line("{} {} {} {}.", report_.title, prose(core(report_.core)), say("to", "auf"), prose(core(report_.target)));
        if (report_.plan != nullptr && !report_.plan->bump)
            line("\n**{}: {} {}** ({}). {}: {}.", say("Cost now", "Aufwand heute"), days(report_.plan->minutes), say("person-days", "Personentage"), prose(total_text(*report_.plan)), say("Not in it", "Nicht enthalten"),
                 prose(join(left_out(*report_.plan), ", ")));
    }

    void row(std::string_view what, std::optional<uint64_t> now, std::optional<uint64_t> before, std::string_view why) {
        std::string change = now && before ? fmt::format("{:+}", int64_t(*now) - int64_t(*before)) : "";
        if (change == "+0") change = "0";
        line("| {} | {} | {} | {} | {} |", what, number(now), number(before), change, why);
    }

    void verdict() {
        const Figures& now = review_.now;
        const Figures* old = review_.before ? &*review_.before : nullptr;
        const auto was = [&](auto member) { return old == nullptr ? std::optional<uint64_t>() : std::optional<uint64_t>(old->*member); };
        line("\n| | {} | {} | | {} |\n| --- | ---: | ---: | ---: | --- |", say("now", "jetzt"), review_.since ? prose(review_.since->date) : std::string(say("before", "vorher")), say("why it matters", "warum es zählt"));
        row(say("Changes to the standard", "Änderungen am Standard"), now.overrides, was(&Figures::overrides), say("each is checked again at every upgrade", "jede wird bei jedem Upgrade erneut geprüft"));
        row(say("that replace it", "die ihn ersetzen"), now.replaces, was(&Figures::replaces), say("you do not receive fixes there", "dort kommen keine Korrekturen an"));
        row(say("in invoicing, tax and access rights", "in Rechnung, Steuer und Zugriffsrechten"), now.protected_, old != nullptr ? old->protected_ : std::nullopt, say("audit-relevant", "prüfungsrelevant"));
        row(say("Without a written reason", "Ohne schriftlichen Grund"), now.undocumented, was(&Figures::undocumented), say("nobody can decide whether to keep them", "niemand kann entscheiden, ob sie bleiben"));
        if (now.blockers) {
            row(say("Blockers for the target", "Hindernisse für die Zielversion"), now.blockers, old != nullptr ? old->blockers : std::nullopt, say("to be mended before the upgrade", "vor dem Upgrade zu beheben"));
            row(say("Will stop, no error message", "Fallen aus, ohne Fehlermeldung"), now.silent, old != nullptr ? old->silent : std::nullopt, say("the expensive kind, found by users", "die teuren, die erst Anwender finden"));
        }
        if (review_.governance.core_edits) row(say("Edits inside the core itself", "Eingriffe in den Kern selbst"), review_.governance.core_edits->count(), review_.governance.core_edits->before, say("lost at every update unless carried over", "bei jeder Aktualisierung verloren, wenn niemand sie überträgt"));
        row(say("Can be deleted", "Können entfallen"), now.redundant, old != nullptr ? old->redundant : std::nullopt, say("less to maintain", "weniger Pflege"));
    }

    void trend() {
        if (review_.trend.size() < 2) return;
        line("\n## {}\n", say("Trend", "Verlauf"));
        line("| {} | {} | {} | {} | {} | {} | |\n| --- | --- | ---: | ---: | ---: | --- | --- |", say("quarter", "Quartal"), say("commit", "Commit"), say("changes", "Änderungen"), say("replace", "ersetzen"),
             say("no reason", "ohne Grund"), say("core", "Kern"));
        for (const TrendPoint& point : review_.trend) {
            const std::string_view against = point.core == TrendPoint::Core::pinned ? say("as pinned then", "wie damals festgelegt") : point.core == TrendPoint::Core::today ? say("today's", "heutiger") : "-";
            if (point.figures)
                line("| {} | {} | {} | {} | {} | {} {} | {} |", prose(point.moment.label), code(point.moment.commit.substr(0, 7)), point.figures->overrides, point.figures->replaces, point.figures->undocumented,
                     prose(point.core_version), against, prose(point.note));
            else
                line("| {} | {} | - | - | - | | {} |", prose(point.moment.label), code(point.moment.commit.substr(0, 7)), prose(point.note));
        }
    }

    void changes() {
        constexpr size_t most = 30;
        if (!review_.since || (review_.added.empty() && review_.removed.empty())) return;
        line("\n## {}\n", say("Worse and better", "Schlechter und besser"));
        line("{} {}, {} {}.\n", review_.added.size(), say("findings are new", "Befunde sind neu"), review_.removed.size(), say("are gone", "sind weg"));
        for (size_t i = 0; i < std::min(most, review_.added.size()); ++i) {
            const Finding& finding = report_.findings[review_.added[i]];
            line("- {} {} {} ({})", say("new:", "neu:"), code(fmt::format("{}:{}", finding.places.front().path, finding.places.front().line)), prose(finding.message), finding.rule->id);
        }
        for (size_t i = 0; i < std::min(most, review_.removed.size()); ++i)
            line("- {} {} {} ({})", say("gone:", "weg:"), code(review_.removed[i].module), prose(review_.removed[i].message), prose(review_.removed[i].rule));
    }

    void decisions() {
        line("\n## {}\n", say("Your decisions", "Ihre Entscheidungen"));
        if (review_.decisions.empty()) return line("{}", say("None are asked for.", "Es stehen keine an."));
        size_t number = 0;
        for (const DecisionGroup& group : groups_of(review_.decisions)) {
            const GroupWords words = group_words(review_.decisions[group.first], group, report_, review_.language);
            line("{}### {}. {}\n", number > 0 ? "\n" : "", number + 1, prose(group.size > 1 ? words.title : question(review_.decisions[group.first], report_, review_.language)));
            ++number;
            if (group.size == 1) {
                alone(review_.decisions[group.first]);
                continue;
            }
            line("{}\n", prose(words.text));
            line("| | {} | {} | {} | {} |\n| --- | ---: | --- | --- | ---: |", say("count", "Anzahl"), say("owner", "zuständig"), say("by", "bis"), say("hours", "Stunden"));
            for (size_t i = group.first; i < group.first + group.size; ++i) decision(review_.decisions[i]);
        }
    }

    void alone(const DecisionAsked& one) {
        line("{}: {}; {}: {}; {}: {}", say("Owner", "Zuständig"), one.owner.empty() ? "-" : prose(one.owner), say("by", "bis"), one.by.empty() ? "-" : prose(one.by), say("hours", "Stunden"), one.cost ? hours(*one.cost) : "-");
    }

    void decision(const DecisionAsked& one) {
        const std::string name = named_by_subject(one) ? code(one.subject) : prose(question(one, report_, review_.language));
        line("| {} | {} | {} | {} | {} |", name, one.count, one.owner.empty() ? "-" : prose(one.owner), one.by.empty() ? "-" : prose(one.by), one.cost ? hours(*one.cost) : "-");
    }

    void plan() {
        if (report_.plan == nullptr) return;
        line("\n## {}\n", say("Upgrade", "Upgrade"));
        if (report_.plan->bump) return line("{}.", prose(bump_text(*report_.plan->bump)));
        line("| {} | {} | |\n| --- | ---: | --- |", say("state", "Stand"), say("modules", "Module"));
        for (const StateLine& state : state_lines(report_, SIZE_MAX)) line("| {} | {} | {} |", lower(state.label), state.count, prose(state.text));
        line("\n| # | {} | {} | {} | {} |\n| ---: | --- | --- | --- | ---: |", say("module", "Modul"), say("state", "Stand"), say("silent/install/use", "still/Installation/Betrieb"), say("hours", "Stunden"));
        size_t number = 0;
        for (const PlanModule& module : report_.plan->modules) {
            if (module.state == PlanState::done || module.state == PlanState::drop) continue;
            line("| {} | {} | {} | {}/{}/{} | {} |", ++number, code(module.name), text(module.state), module.causes.silent, module.causes.install, module.causes.run, hours(module.minutes));
        }
    }

    void inventory() {
        struct Area { uint64_t overrides = 0, replaces = 0; std::map<std::string, uint64_t> modules; };
        std::map<std::string, Area> areas;
        const World& world = report_.program.world;
        for (size_t i = 0; i < report_.program.overrides.size(); ++i) {
            const Override& row = report_.program.overrides[i];
            if (row.silent_same) continue;
            Area& area = areas[review_.stories[i].area];
            ++area.overrides;
            area.replaces += replaces_standard(row);
            ++area.modules[std::string(world.str(world.facts.modules[row.module].name))];
        }
        line("\n## {}\n\n| {} | {} | {} | |\n| --- | ---: | ---: | --- |", say("Inventory", "Bestand"), say("core area", "Bereich"), say("changes", "Änderungen"), say("replace", "ersetzen"));
        std::vector<std::pair<std::string, Area>> sorted(areas.begin(), areas.end());
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second.overrides > b.second.overrides; });
        for (const auto& [name, area] : sorted) {
            std::vector<std::string> modules;
            for (const auto& [module, count] : area.modules) modules.push_back(fmt::format("{} {}", code(module), count));
            line("| {} | {} | {} | {} |", name.empty() ? "-" : code(name), area.overrides, area.replaces, join(modules, ", "));
        }
    }

    void governance() {
        const Governance& g = review_.governance;
        line("\n## {}\n", say("Governance", "Steuerung"));
        std::vector<std::string> levels;
        for (const auto& [level, count] : g.documented) levels.push_back(fmt::format("{} {}", level, count));
        line("- {}: {}", say("Reasons by source", "Gründe nach Quelle"), join(levels, ", "));
        line("- {}: {}", say("Modules nobody answers for", "Module ohne Zuständige"), g.ownerless.size());
        for (const auto& row : g.overdue) line("- {} {}: {} ({})", say("Overdue review, due", "Überfällig seit"), prose(row.review_by), code(row.symbol), row.owner.empty() ? "-" : prose(row.owner));
        if (g.without_ticket) line("- {}: {}", say("Commits of the period without a ticket", "Commits des Zeitraums ohne Ticket"), g.without_ticket->size());
        for (const auto& row : g.suppressions)
            line("- {} {}: {} {}{}", say("Suppressed at", "Unterdrückt in"), code(fmt::format("{}:{}", row.path, row.line)), code(row.rule), prose(row.reason), row.used ? "" : say(" (unused)", " (unbenutzt)"));
    }

    void core_edits() {
        if (!review_.governance.core_edits) return;
        const CorePatches& core = *review_.governance.core_edits;
        line("- {} {}: {}", say("Edits inside the core, against", "Eingriffe in den Kern, gegen"), code(core.pristine), core.count());
        for (const CorePatch& patch : core.patches) {
            if (patch.commit) line("  - {} {}, {}: {}{}", code(patch.commit->commit.substr(0, 10)), prose(patch.commit->date), prose(patch.commit->author), prose(patch.commit->subject), patch.commit->ticket.empty() ? std::string(say(" (no ticket)", " (kein Ticket)")) : fmt::format(" ({})", prose(patch.commit->ticket)));
            else line("  - {}", say("commit not known", "Commit nicht bekannt"));
            for (const CoreEdit& edit : patch.edits) line("    - {} +{} -{} {}", code(fmt::format("{}:{}", edit.path, edit.line)), edit.added, edit.removed, text(edit.fate));
        }
    }

    void unseen() {
        const Ledger& ledger = report_.program.ledger;
        line("\n## {}\n", say("What this review could not see", "Was diese Durchsicht nicht sehen konnte"));
        if (!review_.installed) line("- {}", say("Assumed: all modules are installed; changes made in the screens are not seen.", "Angenommen: alle Module sind installiert; Änderungen in den Masken sind nicht sichtbar."));
        else line("- {} {}", review_.installed->changes.size(), say("changes were made in the screens; their code was not read.", "Änderungen entstanden in den Masken; ihr Code wurde nicht gelesen."));
        if (!review_.governance.core_edits) line("- {}", say("Edits of the core were not looked for: name the pristine core with `--pristine`.", "Eingriffe in den Kern wurden nicht gesucht: `--pristine` nennt den unveränderten Kern."));
        for (const auto& [module, count] : ledger.missing_modules) line("- {} {}: {} {}", say("Not readable:", "Nicht lesbar:"), code(module), count, say("references are not judged", "Verweise sind nicht beurteilt"));
        if (ledger.script_files > 0) line("- {} {}", ledger.script_files, say("script and asset files are read for what they import and define only", "Skript- und Asset-Dateien sind nur auf Importe und Definitionen gelesen"));
        for (const auto* counts : {&ledger.files_not_read, &ledger.files_not_loaded})
            for (const auto& [reason, count] : *counts) line("- {} {}: {}", count, say("files not read", "Dateien nicht gelesen"), prose(reason));
        for (const std::string& notice : report_.notices) line("- {}", prose(notice));
    }

    void method() {
        line("\n## {}\n", say("Method", "Verfahren"));
        line("- {}: {} {} {}", say("Commit", "Commit"), code(report_.revision.empty() ? "-" : report_.revision), say("of", "vom"), prose(review_.until.date));
        line("- {}", code(review_.command));
    }

    const Report& report_;
    const Review& review_;
    const bool german_;
};

}  // namespace

std::string write_review_markdown(const Report& report, const Review& review) { return MarkdownReview(report, review).write(); }

}  // namespace driftline
