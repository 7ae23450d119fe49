// "reading X 45 %" on standard error, only on a terminal, so that logs stay clean.
#pragma once
#include <atomic>
#include <cstddef>
#include <string>

namespace driftline {

class ProgressLine {
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine();                      // wipes the line
    void show(size_t done, size_t all);   // from any thread

private:
    std::string what_;
    bool terminal_;
    std::atomic<int> percent_{-1};
};

}  // namespace driftline
