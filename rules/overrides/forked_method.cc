#include <fmt/format.h>

#include <algorithm>

#include "rules/support.h"

namespace driftline {

namespace {

constexpr double much_alike = 0.85;
constexpr uint32_t long_enough = 8;   // statements: a short body is alike by chance
constexpr size_t lines_shown = 12;

// A line that was changed is one removed and one added.
size_t changed_count(const Fork& fork) {
    const auto added = size_t(std::count_if(fork.changed_lines.begin(), fork.changed_lines.end(), [](const std::string& line) { return line.starts_with('+'); }));
    return std::max(added, fork.changed_lines.size() - added);
}

std::string changed_text(const Fork& fork) {
    std::string text = "what was changed:";
    for (size_t i = 0; i < fork.changed_lines.size() && i < lines_shown; ++i) text += "\n" + fork.changed_lines[i];
    if (fork.changed_lines.size() > lines_shown) text += fmt::format("\n... {} more", fork.changed_lines.size() - lines_shown);
    return text;
}

// What was changed where super() does not reach has no smaller method either.
std::string fix_of(const Program& program, const Fork& fork, bool explained) {
    if (fork.changed_lines.empty()) return "Delete the copy.";
    if (!fork.changed_within.empty())
        return fmt::format("The change sits in {}(), a function inside the body, which super() does not reach: compare the copy with {}'s body at each update.", fork.changed_within,
                           whose(program.overrides[fork.override_]));
    if (explained) return fmt::format("Keep only the change if super() can be called; else compare the copy with {}'s body at each update.", whose(program.overrides[fork.override_]));
    return "Keep only the change: call super() and adjust its result or input, or override a smaller method it calls.";
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    for (const auto& fork : program.forks) {
        const Override& o = program.overrides[fork.override_];
        Finding finding = begin_finding(program, o);
        const bool identical = fork.changed_lines.empty();
        finding.severity = fork.similarity >= much_alike && fork.statements >= long_enough ? Severity::warning : Severity::info;
        finding.certainty = Certainty::likely;
        finding.effect = Effect::silent;
        finding.message = fmt::format("{} is a copy of {}'s body ({}), {}: what is fixed there does not arrive here", o.symbol, whose(o), where(program, o.core),
                                      identical ? std::string{"unchanged"} : fmt::format("{:.2f} alike with {} changed", fork.similarity, count_of(changed_count(fork), "line")));
        const EvidenceLevel level = options.evidence ? options.evidence->of(fork.override_).level : EvidenceLevel::none;
        finding.fix = fix_of(program, fork, level == EvidenceLevel::comment || level == EvidenceLevel::register_);
        if (!identical && !finding.related.empty()) finding.related.front().text = changed_text(fork);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(forked_method) = {
    "DL113", "forked-method", Severity::warning,
    "An override is a copy of the core's body with few changes",
    "A copy freezes the core's method at the day it was made. Every later fix has to be copied by hand, and nothing says when. A warning from 0.85 alike and 8 "
    "statements on; below, information.",
    "Keep only the change: call super() and adjust, or override a smaller method that the core's body calls.",
    "", check};

}  // namespace driftline
