// A rule = one .cc under rules/: its metadata and a check. `explain`, the rule index and SARIF help come from this struct.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"
#include "check/revisions.h"
#include "model/evidence.h"
#include "model/upgrade.h"

namespace driftline {

struct CheckOptions {
    std::vector<std::string> protected_symbols;   // patterns, added to the built-in ones
    bool hide_modules_not_reported = true;
    // The bytes of a custom file, for what facts do not hold (long texts, manifests' keys). May be empty; thread-safe.
    std::function<std::string(Index file)> text_of = {};
    // The bytes of a custom module's stylesheets, which facts hold nothing of. May be empty; thread-safe.
    std::function<std::vector<std::string>(Index module)> styles_of = {};
    const Evidence* evidence = nullptr;           // of the same program; null: rules about documentation say nothing
    std::string today = {};                       // "2026-11-25"; "" = nothing is overdue
    int jobs = 1;                                 // threads, for what one rule splits
};

struct Rule {
    std::string_view id, slug;       // "DL101", "method-replaced"
    Severity severity;               // its usual one; a check may lower or raise it per decisions
    std::string_view summary;        // one line
    std::string_view why, fix;       // for `explain`
    std::string_view example;        // Markdown, may be empty
    void (*check)(const Program& program, const CheckOptions& options, std::vector<Finding>& findings);   // of one core; may be null
    // Of two cores; may be null. Places are those of the current program.
    void (*compare)(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) = nullptr;
    // Of two revisions of the custom tree, for the gate; may be null. Places are those of the head; `options` are the head's.
    void (*change)(const Revisions& revisions, const CheckOptions& options, std::vector<Finding>& findings) = nullptr;
};

const std::vector<const Rule*>& all_rules();          // sorted by id
const Rule* find_rule(std::string_view id_or_slug);   // nullptr if none
void register_rule(const Rule* rule);                 // before main(): see DRIFTLINE_RULE

// DRIFTLINE_RULE(name) = {...}; at namespace scope registers the rule. Rule objects are linked whole.
struct RuleRegistrar { explicit RuleRegistrar(const Rule& rule) { register_rule(&rule); } };
#define DRIFTLINE_RULE(name) \
    extern const Rule name; \
    static const RuleRegistrar registrar_##name{name}; \
    const Rule name

}  // namespace driftline
