// The figures of a plan: the built-in table, and [effort] of a configuration over it.
#include <cassert>

#include "check/rule.h"
#include "config_effort.h"
#include "embedded/effort.h"

namespace driftline {
namespace {

class EffortReader {
public:
    EffortReader(const TomlReader& reader, std::string where, Effort& effort) : reader_(reader), where_(std::move(where)), effort_(effort) {}

    void read(const toml::table& root) {
        reader_.only(root, where_, {"base", "places", "effect", "mechanical", "redesign", "rule", "work", "state"});
        const std::vector<std::string> effects{"crash-install", "crash-run", "silent", "deprecated"};
        table(root, "base", {"module", "test"}, effort_.base);
        table(root, "effect", effects, effort_.effect);
        table(root, "mechanical", effects, effort_.mechanical);
        table(root, "redesign", {"cause"}, effort_.redesign);
        table(root, "rule", rules(), effort_.rule);
        table(root, "state", {"take-upstream", "take-upstream-edit", "ask-vendor", "no-known-blocker", "drop"}, effort_.state);
        places(root);
        if (const toml::table* work = reader_.section(root, "work"))
            for (const auto& [key, node] : *work) {
                known("work", key.str(), node, rules());
                effort_.work[std::string(key.str())] = kinds(node);
            }
    }

private:
    // The built-in table may speak of rules that a build leaves out (tests do), so only people's own are held to those there are.
    std::vector<std::string> rules() const {
        std::vector<std::string> ids;
        for (const Rule* rule : all_rules())
            if (rule->compare != nullptr || where_.empty()) ids.emplace_back(rule->id);
        return ids;
    }

    void known(const std::string& section, std::string_view key, const toml::node& node, const std::vector<std::string>& keys) const {
        if (where_.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) return;
        reader_.reject(node, fmt::format("there is no key {}{}.{}; did you mean {}{}.{}?", where_, section, key, where_, section, nearest(key, keys)));
    }

    void table(const toml::table& root, const std::string& section, const std::vector<std::string>& keys, Effort::Table& into) const {
        const toml::table* rows = reader_.section(root, section);
        if (rows == nullptr) return;
        for (const auto& [key, node] : *rows) {
            known(section, key.str(), node, keys);
            into[std::string(key.str())] = minutes(key.str(), node);
        }
    }

    void places(const toml::table& root) const {
        const toml::table* rows = reader_.section(root, "places");
        if (rows == nullptr) return;
        reader_.only(*rows, where_ + "places.", {"mechanical", "other", "most"});
        for (const char* key : {"mechanical", "other"})
            if (const toml::node* node = rows->get(key)) effort_.places[key] = minutes(key, *node);
        if (const toml::node* node = rows->get("most")) {
            const auto count = node->value_exact<int64_t>();
            if (!count || *count < 0 || *count > 1'000'000) reader_.reject(*node, "most must be a number of places");
            effort_.most_places = uint32_t(*count);
        }
    }

    Minutes minutes(std::string_view key, const toml::node& node) const {
        constexpr double most = 60.0 * 24 * 365;
        const toml::array* pair = node.as_array();
        if (pair == nullptr || pair->size() != 2 || !pair->get(0)->is_number() || !pair->get(1)->is_number()) reader_.reject(node, fmt::format("{} must be two numbers of minutes: [10, 30]", key));
        const Minutes made{*pair->get(0)->value<double>(), *pair->get(1)->value<double>()};
        if (!(made.low >= 0 && made.high >= made.low && made.high <= most)) reader_.reject(node, fmt::format("{} must be two numbers of minutes, the smaller one first: [10, 30]", key));
        return made;
    }

    Effort::PerRule kinds(const toml::node& node) const {
        const toml::array* pair = node.as_array();
        if (pair == nullptr) return {kind(node), kind(node)};
        if (pair->size() != 2) reader_.reject(node, "write one kind of work, or two: where the finding is certain and names a successor, and where not");
        return {kind(*pair->get(0)), kind(*pair->get(1))};
    }

    Work kind(const toml::node& node) const {
        if (!node.is_string()) reader_.reject(node, "a kind of work must be a string: mechanical, review or redesign");
        const std::string& name = node.ref<std::string>();
        const auto found = std::find(work_names.begin(), work_names.end(), name);
        if (found == work_names.end()) reader_.reject(node, fmt::format("there is no kind of work {}; did you mean {}?", name, nearest(name, work_names)));
        return Work(found - work_names.begin());
    }

    const TomlReader& reader_;
    std::string where_;
    Effort& effort_;
};

}  // namespace

void read_effort(const TomlReader& reader, const toml::table& table, const std::string& where, Effort& effort) { EffortReader(reader, where, effort).read(table); }

Effort default_effort() {
    Effort effort;
    const EmbeddedFile& file = embedded::effort().front();
    try {
        read_effort(TomlReader(std::string(file.path)), toml::parse(file.text), "", effort);
    } catch (const TomlRejected&) {
        assert(!"effort.toml is as its own reader wants it");
    } catch (const toml::parse_error&) {
        assert(!"effort.toml is TOML");
    }
    return effort;
}

}  // namespace driftline
