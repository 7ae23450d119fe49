#include "frameworks/odoo/compare/word_search.h"

#include <algorithm>

namespace driftline::odoo {

namespace {
// Of more or shorter names too little can be jumped over.
constexpr size_t most_names = 250, fewest_letters = 6;
}

WordSearch::WordSearch(const std::vector<std::string_view>& names) : none_(names.empty()), ending_(1024) {
    if (none_) return;
    shortest_ = 255;
    for (const std::string_view name : names) shortest_ = std::min(shortest_, name.size());
    if (shortest_ < fewest_letters || names.size() > most_names) {
        shortest_ = 0;
        return;
    }
    jump_.assign(0x8000, uint8_t(shortest_ - block + 1));
    for (const std::string_view name : names)
        for (size_t end = block; end <= shortest_; ++end) {
            uint8_t& jump = jump_[place(name, end)];
            jump = std::min(jump, uint8_t(shortest_ - end));
            if (end == shortest_) ending_[place(name, end) & (ending_.size() - 1)].push_back(name);
        }
}

bool WordSearch::may_say(std::string_view text) const {
    if (none_) return false;
    if (shortest_ == 0) return true;
    for (size_t end = shortest_; end <= text.size();) {
        const size_t at = place(text, end);
        if (const uint8_t jump = jump_[at]; jump > 0) {
            end += jump;
            continue;
        }
        for (const std::string_view name : ending_[at & (ending_.size() - 1)])
            if (text.substr(end - shortest_, name.size()) == name) return true;
        ++end;
    }
    return false;
}

}  // namespace driftline::odoo
