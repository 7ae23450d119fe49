#include "base/toml_text.h"

#include "base/text.h"

namespace driftline {

std::string toml_string(std::string_view text) {
    std::string made;
    for (const char c : is_valid_utf8(text) ? std::string(text) : printable(text)) {
        if (c == '"' || c == '\\') made += '\\';
        if (c == '\n') made += "\\n";
        else if (c == '\t') made += "\\t";
        else made += c;
    }
    return '"' + escaped_json(made) + '"';   // TOML has the \u escapes of JSON
}

}  // namespace driftline
