#include <fmt/format.h>

#include "check/rule.h"
#include "commands/commands.h"
#include "nearest.h"
#include "session.h"

namespace driftline {

int run_explain(const Options& options) {
    const Rule* rule = find_rule(options.subject);
    if (rule == nullptr) {
        std::vector<std::string_view> names;
        for (const Rule* known : all_rules()) {
            names.push_back(known->id);
            names.push_back(known->slug);
        }
        complain(fmt::format("there is no rule {}; did you mean {}? `driftline rules` lists them", options.subject, nearest(options.subject, names)));
        return exit_failure;
    }
    fmt::print("{} {} ({})\n\n{}\n\nWhy it matters\n{}\n\nHow to fix\n{}\n", rule->id, rule->slug, text(rule->severity), rule->summary, rule->why, rule->fix);
    if (!rule->example.empty()) fmt::print("\nExample\n{}\n", rule->example);
    fmt::print("\nTo accept one: `driftline: allow[{}] reason` in a comment at that line, or an [[allow]] in driftline.toml.\n", rule->slug);
    return exit_clean;
}

int run_rules_list(const Options&) {
    for (const Rule* rule : all_rules()) fmt::print("{:<6} {:<28} {:<8} {}\n", rule->id, rule->slug, text(rule->severity), rule->summary);
    return exit_clean;
}

}  // namespace driftline
