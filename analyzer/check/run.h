// Runs the rules over a program: in parallel, one task a rule, with the same findings in the same order for any
// number of threads.
#pragma once
#include <string>
#include <vector>

#include "check/rule.h"

namespace driftline {

// Selectors are a rule's id ("DL101"), the beginning of one ("DL1"), a slug, or "ALL". No select = all. Of a select
// and an ignore that both match a rule the longer one wins, so that `--ignore DL1 --select DL101` keeps DL101.
struct Selection {
    std::vector<std::string> select, ignore;
    bool chooses(const Rule& rule) const;
    std::vector<std::string> unknown() const;   // selectors that match no rule: a usage error
};

// Findings that share rule, symbol, module, `cause` and severity are one: a finding with all their places. (Severity is
// part of it so that what a finding says is true of each of its places.) Sorted by (path, byte, rule, symbol) of the
// first place. Places hold bytes only: finish_findings() adds what people read.
// `upgrade`: null unless there is a target; then `program` is its current one.
std::vector<Finding> run_rules(const Program& program, const Upgrade* upgrade, const CheckOptions& options, const Selection& selection, int jobs);

// What rules say of a change (Rule::change), likewise grouped and sorted; places are those of the head's program.
std::vector<Finding> run_change_rules(const Revisions& revisions, const CheckOptions& options, const Selection& selection, int jobs);

}  // namespace driftline
