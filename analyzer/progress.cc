#include "progress.h"

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.h"

namespace driftline {

ProgressLine::ProgressLine(std::string what) : what_(printable(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (terminal_ && percent_.load() >= 0) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::show(size_t done, size_t all) {
    if (!terminal_ || all == 0) return;
    const int percent = int(done * 100 / all);
    int before = percent_.load();
    if (percent > before && percent_.compare_exchange_strong(before, percent)) fmt::print(stderr, "\r\x1b[K{} {} %", what_, percent);
}

}  // namespace driftline
