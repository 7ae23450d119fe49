#include "base/base64.h"

#include <cstdint>

namespace driftline {

std::string base64(std::string_view bytes) {
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr size_t group = 3;
    std::string made;
    made.reserve((bytes.size() + 2) / group * 4);
    for (size_t at = 0; at < bytes.size(); at += group) {
        const std::string_view part = bytes.substr(at, group);
        uint32_t value = 0;
        for (size_t i = 0; i < group; ++i) value = value << 8 | (i < part.size() ? uint8_t(part[i]) : 0u);
        for (size_t i = 0; i <= group; ++i) made += i <= part.size() ? digits[value >> (18 - 6 * i) & 63] : '=';
    }
    return made;
}

}  // namespace driftline
