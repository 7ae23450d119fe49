// Content digests (XXH3). Not cryptographic: they find equal content, they do not authenticate it.
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace driftline {

struct Digest {
    uint64_t high = 0, low = 0;
    auto operator<=>(const Digest&) const = default;
    std::string hex() const;  // 32 lower-case digits
};

uint64_t digest64(std::string_view bytes, uint64_t seed = 0);
uint64_t digest64(std::span<const std::string_view> parts);   // as if they were one
Digest digest128(std::string_view bytes);
Digest digest_combine(std::span<const Digest> parts);  // depends on order

}  // namespace driftline
