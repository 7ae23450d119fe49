#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "check/merge_copy.h"
#include "rules/upgrade/bodies.h"
#include "source/merge_texts.h"

namespace driftline {

namespace {

// Lines of code; comments and empty lines are none.
std::multiset<std::string> code_lines(std::string_view text) {
    std::multiset<std::string> lines;
    for (const std::string_view line : split(text, '\n'))
        if (std::string code = spelled(line); !code.empty() && !code.starts_with('#')) lines.insert(std::move(code));
    return lines;
}

// Lines of `a` that `b` lacks.
std::vector<std::string> without(const std::multiset<std::string>& a, const std::multiset<std::string>& b) {
    std::vector<std::string> left;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left));
    return left;
}

// What the target changed and the copy has not: lines the target added that are not in it, lines the target dropped that are.
size_t missed(const std::string& base, const std::string& ours, const std::string& theirs) {
    const auto before = code_lines(base), copy = code_lines(ours), after = code_lines(theirs);
    const auto added = without(after, before), dropped = without(before, after);
    const auto lacks = std::count_if(added.begin(), added.end(), [&](const std::string& line) { return !copy.contains(line); });
    const auto keeps = std::count_if(dropped.begin(), dropped.end(), [&](const std::string& line) { return copy.contains(line); });
    return size_t(std::max(lacks, keeps));
}

void add_patch(const Upgrade& upgrade, const Override& o, const MethodText& base, const MethodText& ours, const MethodText& theirs, Finding& finding) {
    const Merge merge = merge_copy(base.text, ours.text, theirs.text, {today(upgrade), "custom", then(upgrade)});
    const std::string path(upgrade.current.world.str(upgrade.current.world.facts.files[o.custom.at.file].path));
    finding.patch = unified_diff(ours.text, merge.text, {"a/" + path, "b/" + path, ours.line, ours.line, 3, 0});
    if (finding.patch.empty()) return;
    finding.message += merge.conflicts ? fmt::format("; a merge has {}", count_of(merge.conflicts, "conflict")) : std::string{"; a merge has no conflict"};
    finding.fix = "Merge the change (the JSON report holds the patch), or better, keep only what is yours: call super() and adjust its result or input.";
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts &current = upgrade.current.world.facts, &target = upgrade.target.world.facts;
    for (const auto& fork : upgrade.current.forks) {
        const Override& o = upgrade.current.overrides[fork.override_];
        const Override* there = in_both(upgrade, o.module) ? upgrade.override_(o) : nullptr;
        const auto change = there ? changed_body(upgrade, o, *there) : std::nullopt;
        // What was copied is the nearest definition; if that is as it was, so is the copy.
        if (!change || !change->target || change->current.row != o.core.row) continue;
        const MethodText base = method_text(current, o.core.row), ours = method_text(current, o.custom.row), theirs = method_text(target, change->target.row);
        const bool same = current.methods[o.custom.row].body_digest == target.methods[change->target.row].body_digest;   // DL324
        const size_t lines = same || theirs.text.empty() ? 0 : missed(base.text, ours.text, theirs.text);
        if (lines == 0) continue;
        Finding finding = begin_finding(upgrade.current, o);
        finding.severity = Severity::warning;
        finding.certainty = Certainty::likely;
        finding.effect = Effect::silent;
        finding.related.push_back(related_then(upgrade, change->target, "what the original is now"));
        finding.diff = method_diff(upgrade, change->current, change->target);
        finding.message = fmt::format("{} is a copy of {}'s body, {:.2f} alike, and {} changed {} of it that the copy does not have ({})", o.symbol, whose(o), fork.similarity,
                                      then(upgrade), count_of(lines, "line"), where(upgrade.target, change->target));
        finding.fix = "Take the change over, or better, keep only what is yours: call super() and adjust its result or input.";
        add_patch(upgrade, o, base, ours, theirs, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(forked_method_behind) = {
    "DL304", "forked-method-behind", Severity::warning,
    "A copy of a core method whose original changed",
    "The copy was made from the core's body, so what the target changed in it was most likely meant for the copy as well: a fix, a renamed field, a new step. "
    "Nothing fails where it is missing. The report offers a three-way merge of today's core, the target's core and the copy; where both sides changed the same lines it "
    "marks the conflict.",
    "Merge the change; or keep only what is yours: call super() and adjust its result or input.",
    "", nullptr, compare};

}  // namespace driftline
