#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "commands/commands.h"
#include "model/write_file.h"
#include "session.h"

namespace driftline {

bool deliver(const std::string& text, const std::string& file) {
    if (file.empty()) {
        const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
        if (!written) complain("the report could not be written to standard output; use --output FILE");
        return written;
    }
    const Result<uint64_t> written = write_file(std::filesystem::absolute(file).string(), {text});
    if (!written) complain(written.error().message);
    return bool(written);
}

int leave(int code) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    std::fflush(nullptr);
    std::_Exit(code);
#endif
    return code;
}

}  // namespace driftline
