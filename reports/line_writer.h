// What writers of text and Markdown share: a text that grows by lines.
#pragma once
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace driftline {

class LineWriter {
protected:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
        out_ += '\n';
    }

    std::string out_;
};

}  // namespace driftline
