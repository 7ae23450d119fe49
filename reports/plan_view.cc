#include "reports/plan_view.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/text_lines.h"

namespace driftline {
namespace {

bool is_cause(const Finding& finding) { return finding.rule->compare != nullptr && finding.severity != Severity::info; }

size_t section_of(Effect effect) {
    switch (effect) {
        case Effect::silent: return 0;
        case Effect::crash_install: return 1;
        case Effect::crash_run: return 2;
        default: return 3;
    }
}

// "a, b, c and 12 more"
std::string listed(std::vector<std::string> names, size_t most) {
    std::sort(names.begin(), names.end());
    if (names.size() <= most) return join(names, ", ");
    const size_t more = names.size() - most;
    names.resize(most);
    return fmt::format("{} and {} more", join(names, ", "), more);
}

std::vector<const PlanModule*> in_state(const Plan& plan, PlanState state) {
    std::vector<const PlanModule*> found;
    for (const PlanModule& module : plan.modules)
        if (module.state == state) found.push_back(&module);
    return found;
}

std::vector<std::string> names_of(const std::vector<const PlanModule*>& modules) {
    std::vector<std::string> names;
    for (const PlanModule* module : modules) names.push_back(module->name);
    return names;
}

std::string take_text(const std::vector<const PlanModule*>& modules, size_t most) {
    std::vector<std::string> edited;
    size_t unknown = 0;
    std::set<std::string> libraries;
    for (const PlanModule* module : modules) {
        const UpstreamCopy& copy = *module->upstream;
        libraries.insert(copy.library);
        if (copy.edits.empty()) continue;
        if (copy.compared_with_target) ++unknown;
        else edited.push_back(fmt::format("{} ({})", module->name, counted(copy.edits.size(), "file", "files")));
    }
    std::string text = fmt::format("{} has {}: {}", listed({libraries.begin(), libraries.end()}, 2), modules.size() == 1 ? "it" : "them", listed(names_of(modules), most));
    if (!edited.empty()) text += fmt::format("; edited here, patches in the JSON: {}", listed(edited, most));
    if (unknown > 0) text += fmt::format("; --library with today's version of {} tells local edits from the port", unknown == 1 ? "one of them" : fmt::format("{} of them", unknown));
    return text;
}

// Modules by what they lack, or by the first reason there is.
std::string reasons_text(const std::vector<const PlanModule*>& modules, size_t most) {
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const PlanModule* module : modules) by_reason[join(module->reasons, "; ")].push_back(module->name);
    std::vector<std::pair<std::string, std::vector<std::string>>> reasons(by_reason.begin(), by_reason.end());
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
    std::vector<std::string> parts;
    for (size_t i = 0; i < reasons.size() && i < most; ++i)
        parts.push_back(fmt::format("{}{}{}", listed(reasons[i].second, most), reasons[i].first.empty() ? "" : ": ", reasons[i].first));
    std::string text = join(parts, " | ");
    if (reasons.size() > parts.size()) text += fmt::format(" | {} more", reasons.size() - parts.size());
    return text;
}

// What to read first, so that they can be judged; then what no option helps with.
std::string not_judged_text(const std::vector<const PlanModule*>& modules, size_t most) {
    std::map<std::string, size_t> needed;
    std::vector<std::string> scripts, waiting;
    for (const PlanModule* module : modules) {
        for (const std::string& name : module->missing) ++needed[name];
        if (!module->missing.empty()) continue;
        if (module->script_files > 0 && module->reasons.size() == 1) scripts.push_back(fmt::format("{} ({})", module->name, module->script_files));
        else waiting.push_back(fmt::format("{}: {}", module->name, join(module->reasons, "; ")));
    }
    std::vector<std::pair<std::string, size_t>> names(needed.begin(), needed.end());
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> parts;
    for (size_t i = 0; i < names.size() && i < most; ++i) parts.push_back(names[i].second > 1 ? fmt::format("{} ({} modules)", names[i].first, names[i].second) : names[i].first);
    std::string text = parts.empty() ? "" : "need " + join(parts, ", ");
    if (names.size() > parts.size()) text += fmt::format(" and {} more", names.size() - parts.size());
    if (!text.empty()) text += ": add them with --library and --library-to";
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : " | ") + more; };
    if (!waiting.empty()) add(listed(waiting, most));
    if (!scripts.empty()) add("scripts and assets in " + listed(scripts, most));
    return text;
}

}  // namespace

std::vector<CauseSection> cause_sections(const Report& report) {
    std::vector<CauseSection> sections{{"SILENT", "nothing will crash", {}, 0, 0}, {"CRASH AT INSTALL", "", {}, 0, 0}, {"CRASH IN USE", "", {}, 0, 0}, {"TO LOOK AT", "", {}, 0, 0}};
    const World& world = report.program.world;
    std::map<std::tuple<size_t, std::string_view, std::string_view, std::string_view>, size_t> seen;
    std::map<std::tuple<size_t, std::string_view, std::string_view>, size_t> said;   // the same words of other symbols: one thing happened to all of them
    std::vector<std::set<std::string_view>> modules(sections.size());
    for (const Finding& finding : report.findings) {
        if (!is_cause(finding)) continue;
        const size_t section = section_of(finding.effect);
        auto& lines = sections[section].lines;
        const auto [at, fresh] = seen.try_emplace({section, finding.rule->id, finding.symbol, finding.cause}, lines.size());
        const auto [same, unsaid] = said.try_emplace({section, finding.rule->id, finding.message}, at->second);
        if (fresh && !unsaid) {
            at->second = same->second;
        } else if (fresh) {
            lines.push_back({&finding, 0, {}});
            sections[section].likely += finding.certainty == Certainty::likely;
        }
        CauseLine& line = lines[at->second];
        line.places += finding.places.size();
        const std::string_view module = finding.module == no_row ? std::string_view() : world.str(world.facts.modules[finding.module].name);
        if (line.modules.empty() || line.modules.back() != module) line.modules.emplace_back(module);
        modules[section].insert(module);
    }
    for (size_t i = 0; i < sections.size(); ++i) {
        sections[i].modules = modules[i].size();
        for (CauseLine& line : sections[i].lines) {
            std::sort(line.modules.begin(), line.modules.end());
            line.modules.erase(std::unique(line.modules.begin(), line.modules.end()), line.modules.end());
        }
        const auto rank = [](const CauseLine& line) { return std::tuple(-int(line.first->severity), line.first->certainty, -int64_t(line.modules.size()), -int64_t(line.places)); };
        std::stable_sort(sections[i].lines.begin(), sections[i].lines.end(), [&](const CauseLine& a, const CauseLine& b) { return rank(a) < rank(b); });
    }
    std::erase_if(sections, [](const CauseSection& section) { return section.lines.empty(); });
    return sections;
}

std::string hours(const Minutes& minutes) {
    const auto one = [](double value) {
        const double all = value / 60;
        if (all >= 10 || all == 0) return fmt::format("{:.0f}", all);
        const std::string text = fmt::format("{:.1f}", all);
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    };
    const std::string low = one(minutes.low), high = one(minutes.high);
    return low == high ? low : low + "-" + high;
}

std::string place_text(const CauseLine& cause) {
    const Place& first = cause.first->places.front();
    std::string text = fmt::format("{}:{}", one_line(first.path), first.line);
    if (cause.places > 1) text += fmt::format(" +{}", cause.places - 1);
    if (cause.modules.size() > 1) text += fmt::format(" in {} modules", cause.modules.size());
    return text;
}

std::string core_place_text(const Report& report, const Finding& finding) {
    for (const Related& other : finding.related) {
        if (other.role == Related::Role::custom || other.path.empty()) continue;
        const std::string& side = other.role == Related::Role::target ? report.target.version : report.core.version;
        return one_line(fmt::format("{}: {}{}{}:{}", other.role == Related::Role::library ? "library" : side, other.module, other.module.empty() ? "" : "/", other.path, other.line));
    }
    return "";
}

std::vector<StateLine> state_lines(const Report& report, size_t most_names) {
    const Plan& plan = *report.plan;
    std::vector<StateLine> lines;
    const auto add = [&](std::string label, PlanState state, auto&& text) {
        const auto modules = in_state(plan, state);
        if (!modules.empty()) lines.push_back({std::move(label), modules.size(), one_line(text(modules))});
    };
    const auto names = [&](const auto& modules) { return listed(names_of(modules), most_names); };
    const auto reasons = [&](const auto& modules) { return reasons_text(modules, most_names); };
    add("DONE", PlanState::done, names);
    add("TAKE UPSTREAM", PlanState::take_upstream, [&](const auto& modules) { return take_text(modules, most_names); });
    add("ASK VENDOR", PlanState::ask_vendor, reasons);
    add("NO KNOWN BLOCKER", PlanState::no_known_blocker, names);
    std::vector<std::string> kinds;
    size_t to_port = 0;
    for (const PlanState state : {PlanState::mechanical, PlanState::review, PlanState::redesign})
        if (const size_t count = plan.totals[size_t(state)].modules; count > 0) {
            to_port += count;
            kinds.push_back(fmt::format("{} {}", count, text(state)));
        }
    if (to_port > 0) lines.push_back({"TO PORT", to_port, join(kinds, ", ")});
    add("NOT JUDGED", PlanState::not_judged, [&](const auto& modules) { return not_judged_text(modules, most_names); });
    add("DROP", PlanState::drop, reasons);
    return lines;
}

std::string bump_text(const Bump& bump) {
    std::vector<std::string> parts;
    if (bump.changed > 0) {
        parts.push_back(fmt::format("changes {} you override", counted(bump.changed, "core method", "core methods")));
        if (bump.replaced > 0) parts.back() += fmt::format(", {} of which you replace", bump.replaced);
    }
    if (bump.methods_gone > 0) parts.push_back(fmt::format("removes {} you override", counted(bump.methods_gone, "method", "methods")));
    if (bump.anchors_moved > 0) parts.push_back(fmt::format("moves {}", counted(bump.anchors_moved, "anchor", "anchors")));
    if (bump.anchors_gone > 0) parts.push_back(fmt::format("removes {}", counted(bump.anchors_gone, "anchor", "anchors")));
    if (bump.copies_behind > 0) parts.push_back(fmt::format("changes {} you copied", counted(bump.copies_behind, "method", "methods")));
    if (bump.others > 0) parts.push_back(fmt::format("breaks {} more", counted(bump.others, "thing", "things")));
    return parts.empty() ? "this bump changes nothing you override, anchor in or copied" : "this bump " + join(parts, "; ");
}

std::string progress_text(const Plan& plan) {
    const Progress& progress = *plan.progress;
    std::vector<std::string> left;
    uint32_t count = 0;
    Minutes then, now;
    for (size_t i = 0; i < plan_states; ++i) {
        const auto state = PlanState(i);
        if (state == PlanState::done || state == PlanState::drop) continue;
        then += progress.then[i].minutes;
        now += plan.totals[i].minutes;
        if (plan.totals[i].modules == 0) continue;
        count += plan.totals[i].modules;
        left.push_back(fmt::format("{} {}", plan.totals[i].modules, text(state)));
    }
    std::string text = fmt::format("since {}: {} done", progress.revision, counted(progress.done.size(), "module", "modules"));
    if (!progress.gone.empty()) text += fmt::format(", {} gone", progress.gone.size());
    if (!progress.added.empty()) text += fmt::format(", {} new", progress.added.size());
    text += fmt::format(", {} left", count);
    if (!left.empty()) text += fmt::format(": {}", join(left, ", "));
    return text + fmt::format("; {} h left of {}", hours(now), hours(then));
}

std::vector<std::string> left_out(const Plan& plan) {
    std::vector<std::string> parts;
    if (const StateTotal& total = plan.totals[size_t(PlanState::not_judged)]; total.modules > 0)
        parts.push_back(fmt::format("{} not judged ({} h of them are known)", counted(total.modules, "module", "modules"), hours(total.minutes)));
    if (const uint32_t count = plan.totals[size_t(PlanState::ask_vendor)].modules; count > 0) parts.push_back(fmt::format("the vendors' work on {}", counted(count, "module", "modules")));
    if (plan.script_files > 0) parts.push_back(counted(plan.script_files, "JavaScript or asset file", "JavaScript and asset files"));
    for (const char* never : {"data migration", "user tests", "training"}) parts.emplace_back(never);
    return parts;
}

std::vector<std::string> info_counts(const Report& report) {
    std::map<std::string_view, std::pair<const Rule*, size_t>> counts;
    for (const Finding& finding : report.findings)
        if (finding.rule->compare != nullptr && finding.severity == Severity::info) {
            auto& [rule, count] = counts[finding.rule->id];
            rule = finding.rule;
            count += finding.places.size();
        }
    std::vector<std::string> parts;
    for (const auto& [id, row] : counts) parts.push_back(fmt::format("{} {} ({})", row.second, row.first->slug, id));
    return parts;
}

std::vector<std::string> hours_by_state(const Plan& plan) {
    std::vector<std::string> parts;
    for (size_t i = 0; i < plan_states; ++i)
        if (const StateTotal& total = plan.totals[i]; PlanState(i) != PlanState::not_judged && total.minutes.high > 0) parts.push_back(fmt::format("{} {}", text(PlanState(i)), hours(total.minutes)));
    return parts;
}

std::string total_text(const Plan& plan) {
    uint32_t counted_in = 0;
    for (size_t i = 0; i < plan_states; ++i)
        if (PlanState(i) != PlanState::not_judged && PlanState(i) != PlanState::done) counted_in += plan.totals[i].modules;
    const uint32_t open = counted_in + plan.totals[size_t(PlanState::not_judged)].modules;
    return fmt::format("{} h for {} of {}", hours(plan.minutes), counted_in, counted(open, "module", "modules"));
}

std::vector<std::string> next_steps(const Report& report) {
    std::vector<std::string> steps;
    const auto sections = cause_sections(report);
    if (!sections.empty()) steps.push_back(fmt::format("driftline explain {}", sections.front().lines.front().first->rule->id));
    const PlanModule* longest = nullptr;
    for (const PlanModule& module : report.plan->modules)
        if (module.causes.all() > 0 && (longest == nullptr || module.minutes.high > longest->minutes.high)) longest = &module;
    if (longest != nullptr && report.modules.empty()) steps.push_back("--module " + longest->name);
    steps.emplace_back("--output-format markdown");
    return steps;
}

}  // namespace driftline
