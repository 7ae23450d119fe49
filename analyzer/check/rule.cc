#include "check/rule.h"

#include <algorithm>

namespace driftline {

namespace {

// A function's static, since rules register before main() in an order nobody fixes.
std::vector<const Rule*>& registry() {
    static std::vector<const Rule*> rules;
    return rules;
}

}  // namespace

std::string_view text(Severity value) {
    switch (value) {
        case Severity::info: return "info";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return "";
}

void register_rule(const Rule* rule) { registry().push_back(rule); }

const std::vector<const Rule*>& all_rules() {
    static const std::vector<const Rule*> sorted = [] {
        auto rules = registry();
        std::sort(rules.begin(), rules.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
        return rules;
    }();
    return sorted;
}

const Rule* find_rule(std::string_view id_or_slug) {
    for (const Rule* rule : all_rules())
        if (rule->id == id_or_slug || rule->slug == id_or_slug) return rule;
    return nullptr;
}

}  // namespace driftline
