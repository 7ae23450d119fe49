#include "rules/knowledge/words.h"

namespace driftline::knowledge {

Words::Words(const std::vector<std::string_view>& words) {
    for (const std::string_view word : words)
        for (const char c : word)
            if (uint8_t& letter = letters_[uint8_t(c)]; letter == 0) letter = uint8_t(alphabet_++);
    next_.resize(alphabet_);
    ends_.resize(1);
    for (size_t w = 0; w < words.size(); ++w) {
        size_t state = 0;
        for (const char c : words[w]) {
            const size_t edge = state * alphabet_ + letters_[uint8_t(c)];
            if (next_[edge] == 0) {
                next_[edge] = uint16_t(ends_.size());
                ends_.emplace_back();
                next_.resize(next_.size() + alphabet_);
            }
            state = next_[edge];
        }
        ends_[state].push_back(uint16_t(w));
        sizes_.push_back(words[w].size());
    }
    // By depth: where a state has no edge, its longest proper suffix that is a state has one.
    std::vector<uint16_t> suffix(ends_.size()), queue;
    for (size_t letter = 1; letter < alphabet_; ++letter)
        if (next_[letter] != 0) queue.push_back(next_[letter]);
    for (size_t i = 0; i < queue.size(); ++i) {
        const size_t state = queue[i], shorter = suffix[state];
        ends_[state].insert(ends_[state].end(), ends_[shorter].begin(), ends_[shorter].end());
        for (size_t letter = 0; letter < alphabet_; ++letter) {
            uint16_t& edge = next_[state * alphabet_ + letter];
            const uint16_t other = next_[shorter * alphabet_ + letter];
            if (edge == 0) {
                edge = other;
            } else {
                suffix[edge] = other;
                queue.push_back(edge);
            }
        }
    }
    for (const auto& words_there : ends_) any_ends_.push_back(!words_there.empty());
}

bool Words::find(std::string_view text, std::vector<std::vector<size_t>>& hits) const {
    hits.resize(sizes_.size());
    for (auto& offsets : hits) offsets.clear();
    bool any = false;
    const uint16_t* const next = next_.data();   // what is written below is none of these
    const uint8_t* const letters = letters_.data();
    const uint8_t* const any_ends = any_ends_.data();
    const size_t alphabet = alphabet_;
    size_t state = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        state = next[state * alphabet + letters[uint8_t(text[i])]];
        if (!any_ends[state]) continue;
        for (const uint16_t word : ends_[state]) {
            const size_t offset = i + 1 - sizes_[word];
            if (!hits[word].empty() && offset < hits[word].back() + sizes_[word]) continue;
            hits[word].push_back(offset);
            any = true;
        }
    }
    return any;
}

}  // namespace driftline::knowledge
