#include "frameworks/odoo/scripts/script_index.h"

#include <algorithm>

#include "base/text.h"
#include "frameworks/odoo/scripts/extract_script.h"

namespace driftline::odoo {

bool ScriptIndex::Script::has(std::string_view name) const {
    const auto words = split(exports, ' ');
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return word == name || word == "*"; });
}

ScriptIndex::ScriptIndex(const World& world) {
    const Facts& facts = world.facts;
    for (Index m = 0; m < facts.modules.size(); ++m) {
        if (facts.modules[m].scripts.count == 0 || !world.modules[m].linked) continue;
        for (const Name script : facts.items(facts.modules[m].scripts)) {
            const std::string_view entry = facts.str(script), name = entry.substr(0, entry.find(' '));
            if (name.starts_with(service_prefix)) {
                services_[name].push_back(m);
                continue;
            }
            scripts_.try_emplace(name, Script{m, entry.substr(std::min(name.size() + 1, entry.size()))});
        }
    }
    computed_ = services_.contains("service:*");
    const auto added = facts.names.find(service_added);
    if (!added) return;
    for (const UseRow& use : facts.uses) {
        if (use.kind != UseKind::script || use.root != *added) continue;
        const std::string_view service = facts.str(use.path);
        if (service == "*") computed_ = true;
        else ours_.insert(service);
    }
}

const std::vector<Index>& ScriptIndex::adding(std::string_view service) const {
    static const std::vector<Index> none;
    const auto known = services_.find(service);
    return known == services_.end() ? none : known->second;
}

const ScriptIndex::Script* ScriptIndex::find(std::string_view name) const {
    const auto known = scripts_.find(name);
    return known == scripts_.end() ? nullptr : &known->second;
}

std::string_view ScriptIndex::owner(std::string_view name) {
    return name.starts_with('@') ? name.substr(1, name.find('/') - 1) : name.substr(0, std::min(name.find_first_of("./"), name.size()));
}

}  // namespace driftline::odoo
