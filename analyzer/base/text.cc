#include "base/text.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace driftline {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (size_t begin = 0;;) {
        const size_t end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

std::vector<std::string_view> quoted_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    for (size_t begin = text.find_first_of("'\""); begin != text.npos;) {
        const size_t end = text.find(text[begin], begin + 1);
        if (end == text.npos) break;
        parts.push_back(text.substr(begin + 1, end - begin - 1));
        begin = text.find_first_of("'\"", end + 1);
    }
    return parts;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    for (size_t begin = 0;;) {
        const size_t hit = from.empty() ? std::string_view::npos : text.find(from, begin);
        result.append(text.substr(begin, hit - begin));
        if (hit == std::string_view::npos) return result;
        result.append(to);
        begin = hit + from.size();
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) { return fmt::format("{}", fmt::join(parts, separator)); }

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return result;
}

namespace {
// Length of the well-formed UTF-8 sequence at the start of bytes, 0 if there is none.
size_t sequence(std::string_view bytes) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const size_t length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
    if (length == 0 || bytes.size() < length) return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return length;
}

// The code point of a sequence of at most three bytes, if it steers how text is shown and is not seen itself; else 0.
uint32_t steering(std::string_view sequence) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(sequence[i]); };
    uint32_t c = byte(0);
    if (sequence.size() == 2) c = (c & 0x1Fu) << 6 | (byte(1) & 0x3Fu);
    else if (sequence.size() == 3) c = (c & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    else if (sequence.size() == 4) return 0;
    const bool control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
    const bool direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || direction ? c : 0;
}

// "##[error]", "##vso[...]", "##teamcity[...]": a build's log takes them for a command wherever they stand in a line (GitHub's
// runner: ActionCommand.TryParse).
bool log_command(std::string_view text) {
    if (!text.starts_with("##")) return false;
    size_t end = 2;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    return end < text.size() && text[end] == '[';
}
}  // namespace

bool is_valid_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t length = sequence(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string printable(std::string_view bytes) {
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const size_t length = sequence(bytes);
        if (length == 0) result += "\xEF\xBF\xBD";
        else if (bytes[0] == '\0') result += "\\x00";
        else if (bytes[0] == '#' && log_command(bytes)) result += "\\x23";
        else if (const uint32_t c = steering(bytes.substr(0, length)); c != 0) result += c < 0x100 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{:04x}", c);
        else result.append(bytes.substr(0, length));
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

std::string escaped_json(std::string_view json) {
    std::string result;
    result.reserve(json.size());
    size_t kept = 0;
    for (size_t at = 0; at < json.size();) {
        const bool command = json[at] == '#' && log_command(json.substr(at));
        if (static_cast<unsigned char>(json[at]) < 0x7F && json[at] >= ' ' && !command) {
            ++at;
            continue;
        }
        const size_t length = std::max<size_t>(sequence(json.substr(at)), 1);
        if (const uint32_t unseen = command ? '#' : steering(json.substr(at, length)); unseen != 0) {
            result.append(json.substr(kept, at - kept)) += fmt::format("\\u{:04x}", unseen);
            kept = at + length;
        }
        at += length;
    }
    result.append(json.substr(kept));
    return result;
}

std::string one_line(std::string_view bytes) {
    // The runner takes "::" at the start of a line for a command, however far it is indented; any word may come to stand there.
    const std::string line = replace_all(replace_all(printable(bytes), "\n", " "), " ::", " \\x3a:");
    return line.starts_with("::") ? "\\x3a" + line.substr(1) : line;
}

bool glob_match(std::string_view pattern, std::string_view path) {
    // One place to come back to per kind of star: what an earlier one could take instead, the last one can reach as well. So no pattern takes
    // long, wherever it comes from.
    struct Star { size_t after = std::string_view::npos, taken = 0; };   // where the pattern goes on, and where what it takes ends
    Star within, across;
    bool folders = false;   // across: whole ones ("**/"), or anything
    size_t p = 0, t = 0;
    while (t < path.size()) {
        if (pattern.substr(p).starts_with("**")) {
            folders = pattern.substr(p).starts_with("**/") && (p == 0 || pattern[p - 1] == '/');
            p += folders ? 3 : 2;
            across = {p, t};
            within = {};
        } else if (p < pattern.size() && pattern[p] == '*') {
            within = {++p, t};
        } else if (p < pattern.size() && (pattern[p] == path[t] || (pattern[p] == '?' && path[t] != '/'))) {
            ++p, ++t;
        } else if (within.after != pattern.npos && path[within.taken] != '/') {
            p = within.after;
            t = ++within.taken;
        } else if (across.after != pattern.npos) {
            const size_t slash = folders ? path.find('/', across.taken) : across.taken;
            if (slash == path.npos) return false;
            p = across.after;
            t = across.taken = slash + 1;
            within = {};
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', std::min(p, pattern.size())) == pattern.npos;
}

}  // namespace driftline
