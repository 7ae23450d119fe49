// Does a text say one of a few names? Wu and Manber's search: nearly all of the text is jumped over.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace driftline::odoo {

class WordSearch {
public:
    explicit WordSearch(const std::vector<std::string_view>& names);
    // May say yes where the name is only a part of a word, or where its last letters are another's; never no where it stands.
    bool may_say(std::string_view text) const;

private:
    static constexpr size_t block = 3;         // letters looked at together
    static size_t place(std::string_view text, size_t end) {   // of the letters before `end`
        uint32_t letters = 0;
        std::memcpy(&letters, text.data() + end - block, block);
        return letters * 0x9E3779B1 >> 17;
    }
    size_t shortest_ = 0;                      // of the names, at most 255 letters; 0: not worth searching
    bool none_ = true;
    std::vector<uint8_t> jump_;                // by place of the last letters of the window: how far no name can end
    std::vector<std::vector<std::string_view>> ending_;   // by place modulo its size: names whose window ends so
};

}  // namespace driftline::odoo
