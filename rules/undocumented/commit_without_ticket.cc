#include <fmt/format.h>

#include "model/reason.h"
#include "rules/undocumented/register_place.h"

namespace driftline {

namespace {

void change(const Revisions& revisions, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr || options.evidence->ticket_patterns().empty()) return;
    uint32_t order = 0;
    for (const auto& [commit, path] : revisions.commits) {
        ++order;
        if (commit.parents.size() > 1 || names_ticket(commit.message, options.evidence->ticket_patterns())) continue;   // a merge brings what others did
        Finding finding = at_line(path, 1, commit.id.hex().substr(0, 10));
        finding.places.front().at.begin = finding.places.front().at.end = order;   // two commits may touch the same file
        finding.severity = Severity::warning;
        finding.message = fmt::format("commit {} of {} names no ticket: {}", finding.symbol, commit.author, commit.subject());
        finding.fix = "Name the ticket in the message: git commit --amend, or git rebase -i.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(commit_without_ticket) = {
    "DL213", "commit-without-ticket", Severity::warning,
    "A commit that names no ticket",
    "The commit is the last place where a reason survives. Only where the configuration says what a ticket looks like ([evidence] ticket), and only for the commits of a "
    "change (`driftline check`); merges are passed over.",
    "Name the ticket in the message.",
    "", nullptr, nullptr, change};

}  // namespace driftline
