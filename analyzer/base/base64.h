#pragma once
#include <string>
#include <string_view>

namespace driftline {

std::string base64(std::string_view bytes);   // with padding, without line ends

}  // namespace driftline
