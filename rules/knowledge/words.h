// Many words looked for in one pass over a text (Aho and Corasick's automaton).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace driftline::knowledge {

class Words {
public:
    // Not empty, each once; fewer than 60,000 bytes together.
    explicit Words(const std::vector<std::string_view>& words);

    // Offsets by word, in order; an occurrence that overlaps the one before of the same word is left out. `hits` is used again.
    // False if there are none.
    bool find(std::string_view text, std::vector<std::vector<size_t>>& hits) const;

private:
    std::vector<size_t> sizes_;
    std::array<uint8_t, 256> letters_{};             // bytes that no word has are letter 0
    size_t alphabet_ = 1;
    std::vector<uint16_t> next_;                     // state * alphabet_ + letter
    std::vector<std::vector<uint16_t>> ends_;        // by state: the words that end there
    std::vector<uint8_t> any_ends_;                  // by state
};

}  // namespace driftline::knowledge
