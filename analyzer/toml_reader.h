// Reading TOML that people write: an unknown key or a wrong type is an error that names file, line and remedy.
// The one place that includes toml++.
#pragma once
#include <toml++/toml.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "nearest.h"

namespace driftline {

// What a reader throws; caught where the file is read, never further: it spares every reader a check per value.
struct TomlRejected {
    std::string message;
};

class TomlReader {
public:
    explicit TomlReader(std::string file) : file_(std::move(file)) {}

    [[noreturn]] void reject(const toml::node& node, const std::string& what) const {
        throw TomlRejected{fmt::format("{}:{}: {}", file_, node.source().begin.line, what)};
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
    // "2026-12-31"; "" without the key.
    std::string date(const toml::table& table, std::string_view key) const {
        const toml::node* node = table.get(key);
        if (node == nullptr) return "";
        const auto date = node->value<toml::date>();
        if (!date) reject(*node, fmt::format("{} must be a date such as 2026-12-31, without quotes", key));
        return fmt::format("{:04}-{:02}-{:02}", date->year, int(date->month), int(date->day));
    }
    const toml::table* section(const toml::table& table, std::string_view key) const {
        const toml::node* node = table.get(key);
        if (node != nullptr && !node->is_table()) reject(*node, fmt::format("{} must be a table: write [{}]", key, key));
        return node == nullptr ? nullptr : node->as_table();
    }

private:
    std::string file_;
};

}  // namespace driftline
