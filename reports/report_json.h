// The JSON of a scan, for those who add to it. For files of reports/ alone.
#pragma once
#include <nlohmann/json.hpp>

#include "reports/report.h"

namespace driftline {

nlohmann::ordered_json report_json(const Report& report);
nlohmann::ordered_json hours_json(const Minutes& minutes);   // hours with one decimal
std::string dump_json(const nlohmann::ordered_json& json);   // bytes that are no UTF-8 become U+FFFD; see escaped_json()

}  // namespace driftline
