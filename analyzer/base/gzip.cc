#include "base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <stdexcept>

namespace driftline {

std::string gzip(std::string_view bytes) {
    constexpr int gzip_format = 16 + MAX_WBITS, memory = 9;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_format, memory, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string made;
    char buffer[1 << 16];
    int state = Z_OK;
    for (size_t at = 0; state != Z_STREAM_END;) {
        if (stream.avail_in == 0) {
            const size_t part = std::min(bytes.size() - at, size_t(INT_MAX));
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));   // zlib's signature; it only reads
            stream.avail_in = uInt(part);
            at += part;
        }
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = sizeof buffer;
        state = deflate(&stream, at == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        made.append(buffer, sizeof buffer - stream.avail_out);
    }
    deflateEnd(&stream);
    return made;
}

}  // namespace driftline
