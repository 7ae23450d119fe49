#include "model/documentation.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace driftline {
namespace {

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// What comes behind is about the module's use, not about what it is for.
bool ends_introduction(std::string_view line) {
    static constexpr std::array headings = {"installation", "install", "setup", "configuration", "configure", "bug tracker", "known issues", "credits", "contributors", "authors", "maintainer", "maintainers",
                                            "changelog", "change log", "license", "licence", "support", "development", "tests", "testing"};
    while (line.starts_with("#") || line.starts_with("=")) line.remove_prefix(1);
    while (line.ends_with("#") || line.ends_with(":")) line.remove_suffix(1);
    return std::find(headings.begin(), headings.end(), lower(trim(line))) != headings.end();
}

// ".. image::", "   :alt: ...", "|badge1| |badge2|", "[![...", "<!-- ... -->": about the page.
bool is_decoration(std::string_view line) {
    static constexpr std::array starts = {"..", ":", "|badge", "![", "[![", "<!--", "<img"};
    return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return line.starts_with(start); });
}

}  // namespace

bool is_documentation(std::string_view path) {
    const std::string name = lower(base_name(path));
    if (path.starts_with("readme/") || path.starts_with("doc/") || path.starts_with("docs/")) return name.ends_with(".rst") || name.ends_with(".md") || name.ends_with(".txt");
    if (path.find('/') != path.npos) return false;
    return is_readme(path) || name.starts_with("changelog") || name.starts_with("changes") || name.starts_with("history") || name.starts_with("release_notes");
}

bool is_description(std::string_view path) {
    const std::string whole = lower(path);
    return whole.starts_with("readme/description.") || whole.starts_with("readme/context.");
}

bool is_readme(std::string_view path) { return path.find('/') == path.npos && lower(path).starts_with("readme"); }

// A literal, so that looking for its quotes is enough.
std::string description_of(std::string_view manifest) {
    for (const std::string_view key : {"'description'", "\"description\""}) {
        const size_t at = manifest.find(key);
        if (at == manifest.npos) continue;
        const size_t begin = manifest.find_first_of("\"'", at + key.size());
        if (begin == manifest.npos) return {};
        const std::string quote = manifest.substr(begin, 3) == std::string(3, manifest[begin]) ? std::string(3, manifest[begin]) : std::string(1, manifest[begin]);
        const size_t end = manifest.find(quote, begin + quote.size());
        return std::string(manifest.substr(begin + quote.size(), end == manifest.npos ? end : end - begin - quote.size()));
    }
    return {};
}

std::string introduction_of(std::string_view readme) {
    std::string text;
    for (const std::string_view line : split(readme, '\n')) {
        if (ends_introduction(trim(line))) break;
        if (!is_decoration(trim(line))) text.append(line).append("\n");
    }
    return text;
}

}  // namespace driftline
