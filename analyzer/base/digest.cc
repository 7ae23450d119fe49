#include "base/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace driftline {

std::string Digest::hex() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(32, '0');
    for (int i = 0; i < 16; ++i) {
        text[15 - i] = digits[(high >> (4 * i)) & 15];
        text[31 - i] = digits[(low >> (4 * i)) & 15];
    }
    return text;
}

uint64_t digest64(std::string_view bytes, uint64_t seed) { return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed); }

uint64_t digest64(std::span<const std::string_view> parts) {
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (const std::string_view part : parts) XXH3_64bits_update(&state, part.data(), part.size());
    return XXH3_64bits_digest(&state);
}

Digest digest128(std::string_view bytes) {
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.high64, hash.low64};
}

Digest digest_combine(std::span<const Digest> parts) {
    return digest128({reinterpret_cast<const char*>(parts.data()), parts.size_bytes()});
}

}  // namespace driftline
