#include "rules/security/groups.h"

#include <vector>

#include "base/text.h"

namespace driftline {

Groups::Groups(const Program& program) {
    const Facts& facts = program.world.facts;
    std::map<std::string, std::set<std::string>, std::less<>> direct;
    const bool privileges = program.world.version >= "19";
    const auto model = facts.names.find("res.groups");
    for (const RecordRow& record : facts.records) {
        if (!model || record.model != *model || record.xmlid == no_name || (record.flags & record_demo) || !takes_part(program, record.at)) continue;
        std::set<std::string>& implied = direct[std::string(facts.str(record.xmlid))];
        // To 18 a hidden category, from 19 on no privilege: groups that people are not put into by hand.
        const ValueRow *category = value_of(facts, record, "category_id"), *privilege = value_of(facts, record, "privilege_id");
        if (category != nullptr && facts.str(category->value) == "base.module_category_hidden") features_.emplace(facts.str(record.xmlid));
        const bool defines = facts.str(record.xmlid).starts_with(std::string(module_name(program, program.world.module_of(record.at))) + ".");   // others add to it
        if (privileges && defines && privilege == nullptr && category == nullptr && !Groups::everyone(facts.str(record.xmlid))) features_.emplace(facts.str(record.xmlid));
        if (const ValueRow* value = value_of(facts, record, "implied_ids"); value != nullptr)
            for (std::string& id : references_in(program, record, facts.str(value->value))) implied.insert(std::move(id));
        if (const ValueRow* value = value_of(facts, record, "implied_by_ids"); value != nullptr)
            for (const std::string& id : references_in(program, record, facts.str(value->value))) direct[id].insert(std::string(facts.str(record.xmlid)));
    }
    for (const auto& [group, implied] : direct) {
        std::set<std::string>& all = all_[group];
        std::vector<std::string> open{group};
        while (!open.empty()) {
            const std::string one = std::move(open.back());
            open.pop_back();
            if (!all.insert(one).second) continue;
            if (const auto more = direct.find(one); more != direct.end()) open.insert(open.end(), more->second.begin(), more->second.end());
        }
    }
    // res.config.settings: group_x = fields.Boolean(implied_group='sale.group_x')
    const auto option = facts.names.find("implied_group");
    for (Index f = 0; option && f < facts.fields.size(); ++f) {
        const FieldRow& field = facts.fields[f];
        const auto options = facts.items(field.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2) {
            if (options[i] != *option) continue;
            std::string_view id = facts.str(options[i + 1]);
            if (id.size() > 2) features_.emplace(id.substr(1, id.size() - 2));
        }
    }
    for (const char* technical : {"base.group_no_one", "base.group_multi_company", "base.group_multi_currency", "base.group_user"}) features_.emplace(technical);
}

bool Groups::implies(std::string_view group, std::string_view implied) const {
    if (implied.empty() || group == implied) return true;
    const auto found = all_.find(group);
    return found != all_.end() && found->second.contains(std::string(implied));
}

bool Groups::feature(std::string_view group) const { return features_.contains(group); }

bool Groups::everyone(std::string_view group) { return group.empty() || group == "base.group_public" || group == "base.group_portal" || group == "base.group_user"; }

std::string_view Groups::called(std::string_view group) {
    if (group.empty()) return "everyone, visitors of the website included";
    if (group == "base.group_public") return "visitors without a login";
    if (group == "base.group_portal") return "portal users";
    if (group == "base.group_user") return "every internal user";
    return group;
}

}  // namespace driftline
