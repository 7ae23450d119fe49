#include "model/delta_names.h"

#include <algorithm>

#include "base/digest.h"

namespace driftline {

DeltaNames::DeltaNames() { offsets_.own() = {0, 0}; }

void DeltaNames::reserve(size_t names, size_t bytes) {
    offsets_.own().reserve(names + 1);
    letters_.own().reserve(bytes);
}

Name DeltaNames::add(std::string_view text) {
    if (text.empty()) return no_name;
    std::vector<char>& letters = letters_.own();
    letters.insert(letters.end(), text.begin(), text.end());
    offsets_.push_back(uint32_t(letters.size()));
    return Name(size() - 1);
}

size_t DeltaNames::slot(std::string_view text) const {
    size_t i = digest64(text) & (table_.size() - 1);
    while (table_[i] != no_name && this->text(table_[i]) != text) i = (i + 1) & (table_.size() - 1);
    return i;
}

Name DeltaNames::intern(std::string_view text) {
    if (text.empty()) return no_name;
    if ((interned_ + 1) * 2 > table_.size()) {
        std::vector<Name> old(std::max<size_t>(64, table_.size() * 2), no_name);
        old.swap(table_);
        for (const Name name : old)
            if (name != no_name) table_[slot(this->text(name))] = name;
    }
    Name& known = table_[slot(text)];
    if (known == no_name) {
        ++interned_;
        known = add(text);
    }
    return known;
}

}  // namespace driftline
