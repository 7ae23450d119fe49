#include "rules/undocumented/renamed_field.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/text.h"
#include "model/nearby_text.h"

namespace driftline {

namespace {

constexpr size_t telling_words = 3;   // that a line has besides the name: `return rec.size` could stand anywhere

// Parts of names that say of what kind a field is, not which.
bool is_filler(std::string_view word) {
    static constexpr std::array fillers = {"id", "ids", "is", "has", "x", "the", "of", "to", "use", "no", "date", "name", "type", "state", "count", "default", "custom", "value", "enable", "allow"};
    return word.size() < 2 || std::find(fillers.begin(), fillers.end(), word) != fillers.end();
}

std::set<std::string_view> telling(std::string_view name) {
    std::set<std::string_view> words;
    for (const std::string_view word : split(name, '_'))
        if (!is_filler(word)) words.insert(word);
    return words;
}

// Most of what both are made of, or one slip of the pen apart.
bool alike(std::string_view a, std::string_view b) {
    const auto one = telling(a), two = telling(b);
    const size_t shared = size_t(std::count_if(one.begin(), one.end(), [&](std::string_view word) { return two.contains(word); }));
    if (shared > 0 && shared * 2 >= std::max(one.size(), two.size())) return true;
    const auto head = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const size_t left = size_t(head.first - a.begin());
    const size_t room = std::min(a.size(), b.size()) - left;
    size_t right = 0;
    while (right < room && a[a.size() - 1 - right] == b[b.size() - 1 - right]) ++right;
    const size_t longer = std::max(a.size(), b.size());
    return longer >= 6 && (longer - left - right) * 6 <= longer;
}

std::set<std::string_view> identifiers(std::string_view line) {
    std::set<std::string_view> words;
    for (size_t i = 0; i < line.size();) {
        const auto in_word = [&](size_t at) { return at < line.size() && (std::isalnum(static_cast<unsigned char>(line[at])) || line[at] == '_'); };
        size_t end = i;
        while (in_word(end)) ++end;
        if (end > i) words.insert(line.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return words;
}

}  // namespace

int rename_evidence(std::string_view gone, const StoredField& before, std::string_view fresh, const StoredField& now) {
    int evidence = 0;
    if (!before.label.empty() && lower(before.label) == lower(now.label)) evidence += 4;
    if (!before.help.empty() && before.help == now.help) evidence += 4;
    if (!before.telling.empty() && before.telling == now.telling) evidence += 2;
    if (alike(gone, fresh)) evidence += 2;
    return evidence;
}

bool use_renamed(std::string_view before, std::string_view now, std::string_view gone, std::string_view fresh) {
    std::set<std::string_view> spoke;
    for (const std::string_view line : split(now, '\n'))
        if (names_word(line, fresh)) spoke.insert(trim(line));
    for (const std::string_view line : split(before, '\n')) {
        if (!names_word(line, gone)) continue;
        const auto words = identifiers(line);
        if (words.size() > telling_words && spoke.contains(trim(replace_all(std::string(line), gone, fresh)))) return true;
    }
    return false;
}

}  // namespace driftline
