// Interned UTF-8 strings. A Name is an index into one Names table; ids of different tables never mix.
//
// A table has a frozen part (sorted, possibly in mapped memory: id = rank, so id order = text order there)
// and an appended part (ids in order of first use). Name{0} is always the empty string.
// Not thread-safe while interning; any number of threads may read a table nobody appends to.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

enum class Name : uint32_t {};
inline constexpr Name no_name{0};

class Names {
public:
    Names();
    // The frozen part: offsets.size() - 1 sorted unique strings, the first one empty, string i at
    // text[offsets[i] .. offsets[i + 1]). `keeper` owns the memory; without one the caller does, and it must outlive the table.
    Names(std::span<const uint32_t> offsets, std::string_view text, std::shared_ptr<const void> keeper = nullptr);
    // The same, with memory of its own.
    Names(std::vector<uint32_t> offsets, std::string text);
    Names(Names&&) = default;
    Names& operator=(Names&&) = default;

    Name intern(std::string_view text);
    Name intern_beyond(std::string_view text);   // the same. REQUIRES: it is not in the frozen part
    void reserve(size_t more);                   // room for that many, all new
    std::optional<Name> find(std::string_view text) const;
    std::string_view text(Name name) const {
        const auto id = static_cast<size_t>(name);
        if (id < frozen_count_) return frozen_.substr(offsets_[id], offsets_[id + 1] - offsets_[id]);
        return appended_[id - frozen_count_];
    }
    size_t frozen() const { return frozen_count_; }   // ids below are sorted by text
    size_t size() const { return frozen_count_ + appended_.size(); }

private:
    void rehash(size_t slots);
    size_t slot(std::string_view text, uint64_t hash) const;

    std::shared_ptr<const void> keeper_;
    std::span<const uint32_t> offsets_;
    std::string_view frozen_;
    size_t frozen_count_ = 0;
    std::vector<std::string_view> appended_;
    std::deque<std::string> chunks_;   // stable storage of appended text
    std::vector<uint32_t> table_;      // open addressing: 1 + index into appended_, 0 = free
};

}  // namespace driftline
