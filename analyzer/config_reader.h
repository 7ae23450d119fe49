// Values of a TOML table, each checked as it is read; what is wrong names file, line and remedy. For config*.cc only.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

#include <fmt/format.h>

#include "check/effort.h"
#include "nearest.h"

namespace driftline {

class ConfigReader {
public:
    // Thrown and caught inside the readers of configuration only: it spares each of them a check per value.
    struct Rejected {
        std::string message;
    };

    explicit ConfigReader(std::string file) : file_(std::move(file)) {}

    [[noreturn]] void reject(const toml::node& node, const std::string& what) const {
        throw Rejected{fmt::format("{}:{}: {}", file_, node.source().begin.line, what)};
    }
    void only(const toml::table& table, const std::string& where, std::initializer_list<std::string_view> known) const {
        for (const auto& [key, node] : table) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            reject(node, fmt::format("there is no key {}{}; did you mean {}{}?", where, key.str(), where, nearest(key.str(), known)));
        }
    }
    std::string text(const toml::table& table, std::string_view key, std::string fallback = "") const {
        const toml::node* node = table.get(key);
        if (node == nullptr) return fallback;
        if (!node->is_string()) reject(*node, fmt::format("{} must be a string", key));
        return node->ref<std::string>();
    }
    std::vector<std::string> texts(const toml::table& table, std::string_view key) const {
        const toml::node* node = table.get(key);
        if (node == nullptr) return {};
        if (node->is_string()) return {node->ref<std::string>()};
        const toml::array* array = node->as_array();
        if (array == nullptr) reject(*node, fmt::format("{} must be a list of strings", key));
        std::vector<std::string> values;
        for (const toml::node& item : *array) {
            if (!item.is_string()) reject(item, fmt::format("{} must hold strings only", key));
            values.push_back(item.ref<std::string>());
        }
        return values;
    }
    const toml::table* section(const toml::table& table, std::string_view key) const {
        const toml::node* node = table.get(key);
        if (node != nullptr && !node->is_table()) reject(*node, fmt::format("{} must be a table: write [{}]", key, key));
        return node == nullptr ? nullptr : node->as_table();
    }

private:
    std::string file_;
};

// A table as in rules/knowledge/effort.toml; what it does not name stays as it is. `where`: "effort." or "".
void read_effort(const ConfigReader& reader, const toml::table& table, const std::string& where, Effort& effort);

}  // namespace driftline
