#include "reports/markdown.h"

#include <fmt/format.h>

#include "base/text.h"

namespace driftline {

std::string markdown_prose(std::string_view text) {
    std::string made;
    for (const char c : printable(text)) {
        static constexpr std::string_view special = "&<>@#`*_[]()|~\\!:";
        if (c == '\n' || c == '\t') made += ' ';
        else if (special.find(c) != std::string_view::npos) made += fmt::format("&#{};", int(c));
        else made += c;
    }
    return replace_all(made, "www.", "www&#46;");
}

// It may hold anything but backticks and line ends.
std::string markdown_code(std::string_view text, bool in_table) {
    std::string made = replace_all(replace_all(printable(text), "`", "'"), "\n", " ");
    if (in_table) made = replace_all(made, "|", "/");
    if (made.size() > 200) made = made.substr(0, made.find_last_of(" ./", 200)) + "...";
    return "`" + made + "`";
}

}  // namespace driftline
