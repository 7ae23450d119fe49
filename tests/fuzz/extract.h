#pragma once
#include <string_view>

#include "facts/facts.h"

namespace driftline::fuzz {

// Extracts a file's facts from any bytes and aborts if one of them points nowhere. Not for several threads.
void extract_anything(FileKind kind, std::string_view bytes);

}  // namespace driftline::fuzz
