// Names that say something although nobody knows what they are asked of (UseKind::word): two words, and not short, are hardly anything else's.
#pragma once
#include <algorithm>
#include <string_view>

namespace driftline::odoo {

inline bool is_plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

inline bool is_telling_name(std::string_view name) {
    constexpr size_t shortest = 8;
    return name.size() >= shortest && !name.starts_with("__") && name.find('_') != std::string_view::npos && is_plain_name(name);
}

}  // namespace driftline::odoo
