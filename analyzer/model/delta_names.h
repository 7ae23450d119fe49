// The texts of a Delta, each under a number. Name{0} is the empty text. While it is made a text may get several numbers (`add`): to look
// every one of a hundred thousand up costs more than to keep a few twice. What numbers are compared by must come from one source.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/names.h"

namespace driftline {

// Rows of its own while they are made, those of a stored file afterwards: few of a large delta are ever looked at.
template <class Row>
class DeltaRows {
public:
    using value_type = Row;
    DeltaRows() = default;
    explicit DeltaRows(std::span<const Row> stored) : stored_(stored) {}
    std::vector<Row>& own() { return own_; }   // REQUIRES: made without a file
    void push_back(const Row& row) { own_.push_back(row); }
    const Row* data() const { return stored_.data() ? stored_.data() : own_.data(); }
    size_t size() const { return stored_.data() ? stored_.size() : own_.size(); }
    bool empty() const { return size() == 0; }
    const Row* begin() const { return data(); }
    const Row* end() const { return data() + size(); }
    const Row& operator[](size_t i) const { return data()[i]; }
    std::string_view bytes() const { return {reinterpret_cast<const char*>(data()), size() * sizeof(Row)}; }

private:
    std::vector<Row> own_;
    std::span<const Row> stored_;
};

class DeltaNames {
public:
    DeltaNames();
    // Of a stored file that outlives it: text i is letters[offsets[i] .. offsets[i + 1]).
    DeltaNames(std::span<const uint32_t> offsets, std::span<const char> letters) : offsets_(offsets), letters_(letters) {}

    Name add(std::string_view text);      // a number of its own
    Name intern(std::string_view text);   // the one that this very text got by `intern` before, if it did
    std::string_view text(Name name) const {
        const uint32_t begin = offsets_[size_t(name)];
        return {letters_.data() + begin, offsets_[size_t(name) + 1] - begin};
    }
    size_t size() const { return offsets_.size() - 1; }
    const DeltaRows<uint32_t>& offsets() const { return offsets_; }
    const DeltaRows<char>& letters() const { return letters_; }
    void reserve(size_t names, size_t bytes);

private:
    size_t slot(std::string_view text) const;

    DeltaRows<uint32_t> offsets_;
    DeltaRows<char> letters_;
    std::vector<Name> table_;   // open addressing; no_name: free
    size_t interned_ = 0;
};

}  // namespace driftline
