#include <fmt/format.h>

#include "rules/undocumented/register_place.h"

namespace driftline {

namespace {

constexpr int64_t patience = 30;   // days after which it is a warning

void check(const Program&, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr || options.today.empty()) return;
    const Register& known = options.evidence->customizations();
    for (const RegisterEntry& entry : known.entries) {
        const int64_t late = days_between(entry.review_by, options.today);
        if (late <= 0 || !entry.vanished.empty()) continue;
        Finding finding = at_line(known.path, entry.line, entry.symbols.front());
        finding.severity = late >= patience ? Severity::warning : Severity::info;
        finding.message = fmt::format("{} was to be reviewed by {}, {} ago{}", entry.symbols.front(), entry.review_by, count_of(size_t(late), "day"),
                                      entry.owner.empty() ? "" : fmt::format("; {} answers for it", entry.owner));
        finding.fix = "Decide whether it stays, and write the day into reviewed and the next one into review_by.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(review_overdue) = {
    "DL207", "review-overdue", Severity::info,
    "A customization was to be looked at again by now",
    "Somebody promised to decide again: whether the core does it by itself now, whether the reason still holds. A warning from 30 days on.",
    "Look at it, then write reviewed = today and the next review_by.",
    "```toml\n[[customization]]\nsymbol = \"sale.order.action_confirm\"\nreview_by = 2025-06-30\n```\n",
    check};

}  // namespace driftline
