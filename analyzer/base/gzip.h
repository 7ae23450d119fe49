// The one place that includes zlib.
#pragma once
#include <string>
#include <string_view>

namespace driftline {

// As `gzip -9n`: no name and no time in it, so the same bytes give the same file.
std::string gzip(std::string_view bytes);

}  // namespace driftline
