#include "frameworks/odoo/compare/words.h"

#include <algorithm>

namespace driftline::odoo {

Words::Words(const Names& from, const Names& to) : from_names_(from), to_names_(to), base_(from.size() + to.size()), to_(to.size()), now_(from.size(), unknown) {
    const auto own = [&](size_t i) { return Word(from.size() + i); };
    size_t f = 0;
    std::string_view ours = from.text(Name(f));
    for (size_t t = 0; t < to.frozen(); ++t) {
        const std::string_view text = to.text(Name(t));
        int order = 1;   // of the first name that does not come before it
        while (f < from.frozen() && (order = ours.compare(text)) < 0) ours = from.text(Name(std::min(++f, from.size() - 1)));
        to_[t] = f < from.frozen() && order == 0 ? Word(f) : own(t);
    }
    // Names that were joined later stand in no order.
    const bool all_frozen = from.frozen() == from.size();
    for (size_t t = all_frozen ? to.frozen() : 0; t < to.size(); ++t) {
        const auto known = from.find(to.text(Name(t)));
        to_[t] = known ? Word(*known) : own(t);
    }
    for (size_t t = 0; t < to.size(); ++t)
        if (to_[t] < from.size()) now_[to_[t]] = Name(t);
}

std::string_view Words::text(Word word) const {
    if (word < from_names_.size()) return from_names_.text(Name(word));
    if (word < base_) return to_names_.text(Name(word - from_names_.size()));
    return made_[word - base_];
}

Word Words::find(std::string_view text) const {
    if (const auto name = from_names_.find(text)) return Word(*name);
    if (const auto name = to_names_.find(text)) return Word(from_names_.size() + size_t(*name));
    const auto hit = made_index_.find(std::string(text));
    return hit == made_index_.end() ? no_word : hit->second;
}

Word Words::make(std::string_view text) {
    if (text.empty()) return no_word;
    if (const Word known = find(text)) return known;
    const Word made = Word(base_ + made_.size());
    made_.emplace_back(text);
    made_index_.emplace(text, made);
    return made;
}

}  // namespace driftline::odoo
