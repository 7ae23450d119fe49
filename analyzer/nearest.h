// "Did you mean ...?"
#pragma once
#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

// Edits (insert, delete, replace a byte) that turn one text into the other.
inline size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t(0));
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size(); ++j) {
            const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

// The candidate with the fewest edits from `text`, the first of equals; "" without candidates.
template <class Candidates>
std::string nearest(std::string_view text, const Candidates& candidates) {
    std::string best;
    size_t fewest = SIZE_MAX;
    for (const auto& candidate : candidates) {
        const size_t edits = edit_distance(text.substr(0, 200), std::string_view(candidate).substr(0, 200));
        if (edits >= fewest) continue;
        fewest = edits;
        best = std::string(candidate);
    }
    return best;
}

}  // namespace driftline
