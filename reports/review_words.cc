// What a review says in the language of its readers, where it is not the page that says it.
#include <fmt/format.h>

#include "reports/review.h"

namespace driftline {
namespace {

std::string english(const DecisionAsked& d, const std::string& product) {
    using Kind = DecisionAsked::Kind;
    const bool one = d.count == 1;
    switch (d.kind) {
        case Kind::redesign: return fmt::format("{}: what it was built on is gone. Build it anew, use what {} offers now, or drop it?", d.subject, product);
        case Kind::keep_or_drop:
            if (d.registered) return fmt::format("{} was to go, and is still there: do it now, or decide again?", d.subject);
            return fmt::format("{} replaces {} of {}, and nobody wrote down why: keep {}, use the standard, or drop?", d.subject, one ? "1 part" : fmt::format("{} parts", d.count), product, one ? "it" : "them");
        case Kind::delete_:
            if (d.subject == redundant_rules[0]) return fmt::format("Delete {} that nothing calls any more?", one ? "1 change" : fmt::format("{} changes", d.count));
            return fmt::format("Delete {} that the target version makes redundant?", one ? "1 change" : fmt::format("{} changes", d.count));
        case Kind::access: return fmt::format("Provide the source of {}? Without it nobody can judge what depends on {}.", d.subject, one ? "it" : "them");
        case Kind::core_edits: return fmt::format("{} itself was edited in {}: carry {} over, move {} into a module, or drop {}?", product, one ? "1 place" : fmt::format("{} places", d.count), one ? "it" : "them", one ? "it" : "them", one ? "it" : "them");
        case Kind::vendor: return fmt::format("Ask the {} of {} for the target version, or replace {}?", one ? "vendor" : "vendors", d.subject, one ? "it" : "them");
        case Kind::review: break;
    }
    if (one) return fmt::format("The review of {} is overdue: keep, use the standard, or drop?", d.subject);
    return fmt::format("{} reviews are overdue: keep, use the standard, or drop?", d.count);
}

std::string german(const DecisionAsked& d, const std::string& product) {
    using Kind = DecisionAsked::Kind;
    const bool one = d.count == 1;
    switch (d.kind) {
        case Kind::redesign: return fmt::format("{}: Die Grundlage ist entfallen. Neu bauen, nutzen, was {} heute bietet, oder weglassen?", d.subject, product);
        case Kind::keep_or_drop:
            if (d.registered) return fmt::format("{} sollte entfallen und ist noch da: jetzt umsetzen oder neu entscheiden?", d.subject);
            return fmt::format("{} ersetzt {} von {}, und niemand hat aufgeschrieben, warum: behalten, Standard nutzen oder weglassen?", d.subject, one ? "1 Teil" : fmt::format("{} Teile", d.count), product);
        case Kind::delete_:
            if (d.subject == redundant_rules[0]) return fmt::format("{} löschen, die nichts mehr aufruft?", one ? "1 Anpassung" : fmt::format("{} Anpassungen", d.count));
            return fmt::format("{} löschen, die mit der Zielversion überflüssig {}?", one ? "1 Anpassung" : fmt::format("{} Anpassungen", d.count), one ? "wird" : "werden");
        case Kind::access: return fmt::format("Den Quelltext von {} bereitstellen? Ohne ihn lässt sich nicht beurteilen, was davon abhängt.", d.subject);
        case Kind::core_edits: return fmt::format("{} selbst wurde an {} geändert: übertragen, in ein Modul verlegen oder weglassen?", product, one ? "1 Stelle" : fmt::format("{} Stellen", d.count));
        case Kind::vendor: return fmt::format("Hersteller von {} nach der Zielversion fragen oder ersetzen?", d.subject);
        case Kind::review: break;
    }
    if (one) return fmt::format("Die Überprüfung von {} ist überfällig: behalten, Standard nutzen oder weglassen?", d.subject);
    return fmt::format("{} Überprüfungen sind überfällig: behalten, Standard nutzen oder weglassen?", d.count);
}

std::string some(uint64_t count, std::string_view one, std::string_view many) { return fmt::format("{} {}", count, count == 1 ? one : many); }

GroupWords english_group(const DecisionAsked& d, const DecisionGroup& g, const std::string& product) {
    using Kind = DecisionAsked::Kind;
    switch (d.kind) {
        case Kind::redesign: return {fmt::format("Build anew, use what {} offers now, or drop?", product), fmt::format("What {} built on is gone.", some(g.size, "module was", "modules were"))};
        case Kind::keep_or_drop:
            if (d.registered) return {"Do now what was decided, or decide again?", fmt::format("By the register {} to go, and {} still there.", some(g.size, "customization was", "customizations were"), g.size == 1 ? "is" : "are")};
            return {"Keep, use the standard, or drop?", fmt::format("{} {} of {}, and nobody wrote down why.", some(g.size, "module replaces", "modules replace"), some(g.count, "part", "parts"), product)};
        case Kind::delete_: return {"Delete what is not needed?", fmt::format("{} can go.", some(g.count, "change", "changes"))};
        case Kind::core_edits: return {"Carry over, move into a module, or drop?", fmt::format("{} itself was edited in {}.", product, some(g.count, "place", "places"))};
        case Kind::access: return {"Provide the source?", fmt::format("{} could not be read.", some(g.count, "module", "modules"))};
        case Kind::vendor: return {"Ask the vendor, or replace?", fmt::format("{} bought.", some(g.count, "module is", "modules are"))};
        case Kind::review: break;
    }
    return {"Keep, use the standard, or drop?", fmt::format("{} overdue.", some(g.count, "review is", "reviews are"))};
}

GroupWords german_group(const DecisionAsked& d, const DecisionGroup& g, const std::string& product) {
    using Kind = DecisionAsked::Kind;
    switch (d.kind) {
        case Kind::redesign: return {fmt::format("Neu bauen, nutzen, was {} heute bietet, oder weglassen?", product), fmt::format("Die Grundlage von {} ist entfallen.", some(g.size, "Modul", "Modulen"))};
        case Kind::keep_or_drop:
            if (d.registered) return {"Jetzt umsetzen, was entschieden ist, oder neu entscheiden?", fmt::format("Laut Register {} entfallen und {} noch da.", some(g.size, "Anpassung sollte", "Anpassungen sollten"), g.size == 1 ? "ist" : "sind")};
            return {"Behalten, Standard nutzen oder weglassen?", fmt::format("{} {} von {}, und niemand hat aufgeschrieben, warum.", some(g.size, "Modul ersetzt", "Module ersetzen"), some(g.count, "Teil", "Teile"), product)};
        case Kind::delete_: return {"Löschen, was nicht gebraucht wird?", fmt::format("{} entfallen.", some(g.count, "Anpassung kann", "Anpassungen können"))};
        case Kind::core_edits: return {"Übertragen, in ein Modul verlegen oder weglassen?", fmt::format("{} selbst wurde an {} geändert.", product, some(g.count, "Stelle", "Stellen"))};
        case Kind::access: return {"Den Quelltext bereitstellen?", fmt::format("{} nicht lesbar.", some(g.count, "Modul war", "Module waren"))};
        case Kind::vendor: return {"Den Hersteller fragen oder ersetzen?", fmt::format("{} gekauft.", some(g.count, "Modul ist", "Module sind"))};
        case Kind::review: break;
    }
    return {"Behalten, Standard nutzen oder weglassen?", fmt::format("{} überfällig.", some(g.count, "Überprüfung ist", "Überprüfungen sind"))};
}

}  // namespace

std::string question(const DecisionAsked& decision, const Report& report, std::string_view language) {
    return language == "de" ? german(decision, report.title) : english(decision, report.title);
}

GroupWords group_words(const DecisionAsked& first, const DecisionGroup& group, const Report& report, std::string_view language) {
    return language == "de" ? german_group(first, group, report.title) : english_group(first, group, report.title);
}

bool named_by_subject(const DecisionAsked& decision) { return decision.kind == DecisionAsked::Kind::redesign || decision.kind == DecisionAsked::Kind::keep_or_drop; }

}  // namespace driftline
