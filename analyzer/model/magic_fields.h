// Fields that the framework makes for every model, by code instead of class attributes (BaseModel._add_magic_fields and what took its place).
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

namespace driftline {

inline bool is_magic_field(std::string_view name) {
    static constexpr std::array<std::string_view, 7> names{"id", "display_name", "create_uid", "create_date", "write_uid", "write_date", "__last_update"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace driftline
