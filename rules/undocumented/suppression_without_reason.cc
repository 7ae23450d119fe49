#include <fmt/format.h>

#include "base/text.h"
#include "rules/support.h"

namespace driftline {

namespace {

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    for (const RemarkRow& remark : facts.remarks) {
        const Index module = program.world.module_of(remark.at);
        if (remark.kind != RemarkRow::allow || !program.world.custom(module) || !trim(facts.str(remark.reason)).empty()) continue;
        Finding finding = begin_finding(module, SymbolKind::module, std::string(facts.str(remark.slug)), remark.at);
        finding.severity = Severity::error;
        finding.message = fmt::format("allow[{}] gives no reason, so it suppresses nothing", facts.str(remark.slug));
        finding.fix = "Write the reason after the bracket: who accepted it, and why.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(suppression_without_reason) = {
    "DL210", "suppression-without-reason", Severity::error,
    "A comment suppresses a finding and does not say why",
    "What is suppressed is never looked at again. Without a reason nobody can tell a decision from a shortcut, so such a comment suppresses nothing.",
    "Write the reason after the bracket.",
    "```python\ndef action_confirm(self):  # driftline: allow[method-replaced]\n```\n",
    check};

}  // namespace driftline
