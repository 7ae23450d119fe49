// The figures of a plan: the built-in table, and [effort] of a configuration over it.
#include <cassert>

#include "check/rule.h"
#include "config.h"
#include "config_effort.h"
#include "embedded/effort.h"

namespace driftline {
namespace {

// "[20, 60]": minutes, from and to.
void read_minutes(const TomlReader& reader, const toml::table& table, std::string_view key, Minutes& minutes) {
    constexpr int64_t most = 60 * 24 * 365;
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const toml::array* pair = node->as_array();
    if (pair == nullptr || pair->size() != 2 || !pair->get(0)->is_integer() || !pair->get(1)->is_integer()) reader.reject(*node, fmt::format("{} must be two numbers of minutes: [10, 30]", key));
    const int64_t low = pair->get(0)->ref<int64_t>(), high = pair->get(1)->ref<int64_t>();
    if (low < 0 || high < low || high > most) reader.reject(*node, fmt::format("{} must be two numbers of minutes, the smaller one first: [10, 30]", key));
    minutes = {uint32_t(low), uint32_t(high)};
}

Work read_work(const TomlReader& reader, const toml::node& node) {
    if (!node.is_string()) reader.reject(node, "a kind of work must be a string: mechanical, review or redesign");
    const std::string& name = node.ref<std::string>();
    const auto known = std::find(work_names.begin(), work_names.end(), name);
    if (known == work_names.end()) reader.reject(node, fmt::format("there is no kind of work {}; did you mean {}?", name, nearest(name, work_names)));
    return Work(known - work_names.begin());
}

void read_rules(const TomlReader& reader, const toml::table& rules, const std::string& where, Effort& effort) {
    std::vector<std::string> known;
    for (const auto& [id, row] : effort.rules) known.push_back(id);
    for (const Rule* rule : all_rules()) known.emplace_back(rule->id);
    for (const auto& [key, node] : rules) {
        const std::string name(key.str()), id = name.substr(0, name.find('/'));
        const bool built_in = where.empty();
        if (!built_in && std::find(known.begin(), known.end(), id) == known.end())
            reader.reject(node, fmt::format("there is no key {}rules.{}; did you mean {}rules.{}?", where, name, where, nearest(id, known)));
        const toml::array* pair = node.as_array();
        if (pair != nullptr && pair->size() != 2) reader.reject(node, fmt::format("{} must be one kind of work, or two: with a certain successor, and without", name));
        effort.rules[name] = pair != nullptr ? Effort::PerRule{read_work(reader, *pair->get(0)), read_work(reader, *pair->get(1))}
                                             : Effort::PerRule{read_work(reader, node), read_work(reader, node)};
    }
}

}  // namespace

void read_effort(const TomlReader& reader, const toml::table& table, const std::string& where, Effort& effort) {
    reader.only(table, where, {"module", "take", "patch", "work", "rules"});
    read_minutes(reader, table, "module", effort.module);
    read_minutes(reader, table, "take", effort.take);
    read_minutes(reader, table, "patch", effort.patch);
    if (const toml::table* work = reader.section(table, "work")) {
        reader.only(*work, where + "work.", {"mechanical", "review", "redesign"});
        for (size_t i = 0; i < work_names.size(); ++i) {
            const toml::table* kind = reader.section(*work, work_names[i]);
            if (kind == nullptr) continue;
            reader.only(*kind, fmt::format("{}work.{}.", where, work_names[i]), {"cause", "place"});
            read_minutes(reader, *kind, "cause", effort.work[i].cause);
            read_minutes(reader, *kind, "place", effort.work[i].place);
        }
    }
    if (const toml::table* rules = reader.section(table, "rules")) read_rules(reader, *rules, where, effort);
}

Effort default_effort() {
    Effort effort;
    try {
        read_effort(TomlReader("rules/knowledge/effort.toml"), toml::parse(embedded::effort().front().text), "", effort);
    } catch (const TomlRejected&) {
        assert(!"rules/knowledge/effort.toml is as its own reader wants it");
    } catch (const toml::parse_error&) {
        assert(!"rules/knowledge/effort.toml is TOML");
    }
    return effort;
}

}  // namespace driftline
