#include "check/idle_suppressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/text.h"

namespace driftline {

namespace {

constexpr std::string_view rule_id = "DL211";

// Every rule that the slugs name exists, was chosen, and says something in this run.
bool ran(std::string_view slugs, const Selection& selection, const IdleOptions& options) {
    if (slugs.empty()) return true;
    for (const std::string_view one : split(slugs, ',')) {
        const Rule* rule = find_rule(trim(one));
        if (rule == nullptr || !selection.chooses(*rule)) return false;
        if (rule->check == nullptr && !(rule->compare != nullptr && options.upgrade)) return false;
    }
    return true;
}

Finding idle(const Rule* rule, Index module, std::string symbol, std::string message, std::string fix) {
    Finding finding;
    finding.rule = rule;
    finding.severity = Severity::warning;
    finding.module = module;
    finding.kind = SymbolKind::module;
    finding.symbol = std::move(symbol);
    finding.message = std::move(message);
    finding.fix = std::move(fix);
    finding.places.push_back({});
    return finding;
}

Finding of_entry(const Rule* rule, const AllowEntry& entry, const IdleOptions& options, std::string message, std::string fix) {
    Finding finding = idle(rule, no_row, entry.slug, std::move(message), std::move(fix));
    Place& place = finding.places.front();
    place.path = options.config_path;
    place.at.begin = place.at.end = place.at.line = place.line = place.end_line = entry.line;
    return finding;
}

bool closed(const Program& program) {
    return std::all_of(program.world.modules.begin(), program.world.modules.end(), [](const ModuleInfo& m) {
        return m.reported ? m.missing.empty() : !(m.origin == Origin::own && m.linked);
    });
}

}  // namespace

void add_idle_suppressions(const Program& program, const Suppressed& suppressed, const std::vector<AllowEntry>& allowed, const Selection& selection, const IdleOptions& options,
                           const TextOf& text_of, std::vector<Finding>& findings) {
    const Rule* rule = find_rule(rule_id);
    if (rule == nullptr || !selection.chooses(*rule)) return;
    const World& world = program.world;
    std::vector<Finding> found;
    for (const Index i : suppressed.idle_comments) {
        const RemarkRow& remark = world.facts.remarks[i];
        const Index module = world.module_of(remark.at);
        const std::string slug(world.str(remark.slug));
        if (world.facts.files[remark.at.file].flags & file_not_loaded || !world.modules[module].missing.empty() || !ran(slug, selection, options)) continue;
        found.push_back(idle(rule, module, slug, fmt::format("allow[{}] suppresses nothing any more: what it allowed is gone", slug), "Delete the comment."));
        found.back().places.front().at = remark.at;
    }
    for (const size_t i : suppressed.expired_entries)
        found.push_back(of_entry(rule, allowed[i], options, fmt::format("the [[allow]] of {} expired on {} and suppresses nothing", allowed[i].slug, allowed[i].expires),
                                 "Mend what it allowed, or decide again and give it a new day."));
    if (closed(program))
        for (const size_t i : suppressed.idle_entries)
            if (ran(allowed[i].slug, selection, options))
                found.push_back(of_entry(rule, allowed[i], options, fmt::format("the [[allow]] of {} matches no finding", allowed[i].slug), "Delete it, or correct its path and symbol."));
    if (found.empty()) return;
    finish_findings(program, text_of, found);
    std::move(found.begin(), found.end(), std::back_inserter(findings));
    // run_rules() sorts by path, place, rule and symbol; what has no file there comes first, as its path is empty.
    const auto key = [&](const Finding& f) {
        const Place& place = f.places.front();
        const std::string_view path = place.at.file == no_row ? std::string_view() : world.str(world.facts.files[place.at.file].path);
        return std::tuple(path, place.at.begin, place.at.end, f.rule->id, std::string_view(f.symbol));
    };
    std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

}  // namespace driftline
