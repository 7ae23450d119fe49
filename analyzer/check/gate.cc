#include "check/gate.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "check/rule.h"

namespace driftline {
namespace {

constexpr std::array<std::string_view, gate_lines> names = {"new_error", "new_likely_error", "new_warning", "protected_without_super", "replaced_without_register",
                                                            "undocumented_override", "suppression_without_reason", "suppression_added", "version_lowered", "core_moved"};
constexpr std::array<std::string_view, 3> actions = {"ignore", "comment", "fail"};

constexpr std::string_view protected_rule = "DL110", suppression_rule = "DL210", replaced_rule = "DL101", copied_rule = "DL113";
// Two modules that override one symbol are found in every grown repository; one more is what a change can still avoid.
constexpr std::string_view error_when_new = "DL112";

GateLine line_of(const Finding& finding) {
    if (finding.rule->id == protected_rule && finding.severity == Severity::error) return GateLine::protected_without_super;
    if (finding.rule->id == undocumented_rule) return GateLine::undocumented_override;
    if (finding.rule->id == suppression_rule) return GateLine::suppression_without_reason;
    if (finding.severity != Severity::error) return GateLine::new_warning;
    return finding.certainty == Certainty::exact ? GateLine::new_error : GateLine::new_likely_error;
}

}  // namespace

std::string_view text(GateLine line) { return names[size_t(line)]; }

bool gate_line(std::string_view name, GateLine& line) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return false;
    line = GateLine(found - names.begin());
    return true;
}

bool gate_action(std::string_view name, GateAction& action) {
    const auto found = std::find(actions.begin(), actions.end(), name);
    if (found == actions.end()) return false;
    action = GateAction(found - actions.begin());
    return true;
}

GatePolicy observing() {
    GatePolicy policy;
    policy.fill(GateAction::comment);
    return policy;
}

bool gate_preset(std::string_view name, GatePolicy& policy) {
    policy = observing();
    if (name == "observe") return true;
    if (name != "standard" && name != "strict") return false;
    for (const GateLine line : {GateLine::new_error, GateLine::protected_without_super, GateLine::suppression_without_reason}) policy[size_t(line)] = GateAction::fail;
    if (name == "strict") policy[size_t(GateLine::replaced_without_register)] = GateAction::fail;
    return true;
}

GateVerdict judge(const GateOptions& options, const Program& program, Introduced& introduced) {
    GateVerdict verdict;
    const auto ignored = [&](GateLine line) { return options.policy[size_t(line)] == GateAction::ignore; };
    const auto count = [&](GateLine line) { ++verdict.counts[size_t(line)]; };
    for (Finding& finding : introduced.findings)
        if (finding.rule->id == error_when_new) finding.severity = Severity::error;
    std::erase_if(introduced.findings, [&](const Finding& finding) { return ignored(line_of(finding)); });
    for (const Finding& finding : introduced.findings) count(line_of(finding));

    for (const Introduced::Overriding& row : introduced.overrides) {
        const Override& override_ = program.overrides[row.row];
        if (override_.behaviour != Behaviour::extends && !fills_in(program.world.facts, override_) && !ignored(GateLine::replaced_without_register) && !(options.registered && options.registered(override_)))
            count(GateLine::replaced_without_register);
    }
    const auto suppression = [](const Introduced::Allowed& row) { return trim(row.reason).empty() ? GateLine::suppression_without_reason : GateLine::suppression_added; };
    std::erase_if(introduced.allowed, [&](const auto& row) { return ignored(suppression(row)); });
    // A rule may speak of the same comments.
    const bool told = verdict.counts[size_t(GateLine::suppression_without_reason)] > 0;
    for (const auto& row : introduced.allowed)
        if (suppression(row) == GateLine::suppression_added || !told) count(suppression(row));
    if (ignored(GateLine::suppression_added)) introduced.settings.clear();
    verdict.counts[size_t(GateLine::suppression_added)] += introduced.settings.size();
    if (ignored(GateLine::version_lowered)) introduced.lowered.clear();
    verdict.counts[size_t(GateLine::version_lowered)] = introduced.lowered.size();
    if (ignored(GateLine::core_moved)) introduced.moved.clear();
    verdict.counts[size_t(GateLine::core_moved)] = introduced.moved.size();

    for (size_t i = 0; i < gate_lines; ++i)
        if (verdict.counts[i] > 0 && options.policy[i] == GateAction::fail) verdict.failing.push_back(GateLine(i));
    return verdict;
}

namespace {

// Some places of a cause are sure and others likely: one line, as grave as the sure ones.
void join_places(std::vector<Finding>& findings) {
    std::map<std::tuple<const Rule*, Index, std::string, std::string>, Finding*> causes;
    std::vector<bool> joined(findings.size());
    for (const Severity severity : {Severity::error, Severity::warning})
        for (size_t i = 0; i < findings.size(); ++i) {
            Finding& finding = findings[i];
            if (finding.severity != severity) continue;
            const auto [cause, first] = causes.try_emplace({finding.rule, finding.module, finding.symbol, finding.cause}, &finding);
            if (first) continue;
            Finding& into = *cause->second;
            if (const size_t end = finding.message.rfind(": "); finding.effect != into.effect && end != std::string::npos) into.message += fmt::format("; elsewhere {}", finding.message.substr(end + 2));
            for (Place& place : finding.places) {
                const auto same = [&](const Place& other) { return other.path == place.path && other.line == place.line; };
                if (std::none_of(into.places.begin(), into.places.end(), same)) into.places.push_back(std::move(place));
            }
            joined[i] = true;
        }
    size_t i = 0;
    std::erase_if(findings, [&](const Finding&) { return joined[i++]; });
}

}  // namespace

namespace {

// Overrides of one class that nobody explained: whoever writes down why does it once.
void join_unexplained(std::vector<Finding>& findings) {
    constexpr std::string_view joint = ", and ";   // "..., and nothing that names it says why"
    const auto end_of = [](std::string_view text, std::string_view by) { return text.substr(std::min(text.rfind(by), text.size())); };
    std::map<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>, std::vector<size_t>> classes;
    for (size_t i = 0; i < findings.size(); ++i) {
        const Finding& finding = findings[i];
        const Place& first = finding.places.front();
        const std::string_view owner = std::string_view(first.scope).substr(0, first.scope.find('.'));
        const bool member = finding.kind == SymbolKind::method || finding.kind == SymbolKind::field;
        if (finding.rule->id != undocumented_rule || !member || owner.empty() || finding.severity == Severity::info) continue;
        const std::string_view symbol = finding.symbol;
        classes[{first.path, owner, symbol.substr(0, symbol.rfind('.')), end_of(finding.message, joint)}].push_back(i);
    }
    std::vector<bool> joined(findings.size());
    for (const auto& [key, rows] : classes) {
        if (rows.size() < 2) continue;
        Finding into = findings[rows.front()];
        std::vector<std::string> others;
        for (const size_t row : rows) {
            if (row == rows.front()) continue;
            Finding& one = findings[row];
            others.push_back(one.symbol.substr(one.symbol.rfind('.') + 1));
            for (Place& place : one.places) {
                place.symbol = symbol_of(one, place);
                into.places.push_back(std::move(place));
            }
            joined[row] = true;
        }
        const std::string last = others.back();
        others.pop_back();
        into.message += fmt::format("; the same of {}{} in this class", others.empty() ? "" : join(others, ", ") + " and ", last);
        into.fix = replace_all(into.fix, "in a comment beside it", "in the class's docstring, in a comment beside each");
        findings[rows.front()] = std::move(into);
    }
    size_t i = 0;
    std::erase_if(findings, [&](const Finding&) { return joined[i++]; });
}

}  // namespace

void tell_together(Introduced& introduced) {
    std::vector<Finding>& findings = introduced.findings;
    join_places(findings);
    using Key = std::tuple<std::string_view, uint32_t, Index, std::string_view>;
    const auto key = [](const Finding& finding) { return Key(finding.places.front().path, finding.places.front().line, finding.module, finding.symbol); };
    const auto is = [](const Finding& finding, std::string_view rule) { return finding.rule->id == rule; };
    std::vector<bool> told(findings.size());
    const auto fold = [&](std::string_view rule, const auto& takes, const auto& sentence) {
        std::map<Key, Finding*> others;
        for (size_t i = 0; i < findings.size(); ++i)
            if (!told[i] && !is(findings[i], rule) && takes(findings[i])) others.emplace(key(findings[i]), &findings[i]);
        for (size_t i = 0; i < findings.size(); ++i) {
            const auto other = is(findings[i], rule) ? others.find(key(findings[i])) : others.end();
            if (other == others.end()) continue;
            Finding& into = *other->second;
            into.message += fmt::format("; {}", sentence(findings[i]));
            into.fix = is(findings[i], copied_rule) || into.fix.empty() ? findings[i].fix : fmt::format("{} {}", into.fix, findings[i].fix);
            into.also += fmt::format("{}{}", into.also.empty() ? "" : " ", rule);
            told[i] = true;
        }
    };
    // "... is replaced" and "... is a copy of the core's body": the copy has the better advice.
    fold(copied_rule, [&](const Finding& finding) { return is(finding, replaced_rule); }, [](const Finding& finding) { return "it" + finding.message.substr(finding.symbol.size()); });
    fold(undocumented_rule, [](const Finding&) { return true; }, [](const Finding& finding) {
        constexpr std::string_view joint = ", and ";   // "..., and nothing that names it says why"
        const size_t end = finding.message.rfind(joint);
        return end == std::string::npos ? finding.message : finding.message.substr(end + joint.size());
    });
    size_t i = 0;
    std::erase_if(findings, [&](const Finding&) { return told[i++]; });
    join_unexplained(findings);
}

}  // namespace driftline
