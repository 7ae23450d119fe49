// The JSON of a scan, for those who add to it. For files of reports/ alone.
#pragma once
#include <utility>

#include <nlohmann/json.hpp>

#include "reports/report.h"

namespace driftline {

// object("path", path, "line", line): made in one piece, with room for four fields more, since an ordered object copies all it holds
// whenever it grows.
inline void put_fields(nlohmann::ordered_json::object_t&) {}
template <class Value, class... Rest>
void put_fields(nlohmann::ordered_json::object_t& fields, const char* key, Value&& value, Rest&&... rest) {
    fields.emplace_back(key, std::forward<Value>(value));
    put_fields(fields, std::forward<Rest>(rest)...);
}
template <class... KeysAndValues>
nlohmann::ordered_json object(KeysAndValues&&... given) {
    nlohmann::ordered_json made = nlohmann::ordered_json::object();
    auto& fields = made.get_ref<nlohmann::ordered_json::object_t&>();
    fields.reserve(sizeof...(given) / 2 + 4);
    put_fields(fields, std::forward<KeysAndValues>(given)...);
    return made;
}

nlohmann::ordered_json report_json(const Report& report);
nlohmann::ordered_json hours_json(const Minutes& minutes);   // hours with one decimal
std::string dump_json(const nlohmann::ordered_json& json);   // lines, indented; bytes that are no UTF-8 become U+FFFD; see escaped_json()

}  // namespace driftline
