// Files that are part of the program, put in at build time (cmake/embed.cmake).
#pragma once
#include <string_view>

namespace driftline {

struct EmbeddedFile {
    std::string_view path, text;
};

}  // namespace driftline
