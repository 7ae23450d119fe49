// A growing array of plain rows whose first rows may lie in memory that somebody else made, such as a file mapped copy-on-write: nothing is copied or
// cleared until it is touched. Rows must be trivially copyable. The interface is that part of std::vector's which columns need.
//
// Owns what it allocates; adopted memory is kept alive by its keeper and is left, never freed, when the column outgrows it.
// Pointers and iterators are valid until it grows. Not thread-safe while it is written to.
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace driftline {

template <class Row>
class Column {
    static_assert(std::is_trivially_copyable_v<Row>);
    static_assert(alignof(Row) <= alignof(std::max_align_t));

public:
    using value_type = Row;
    using iterator = Row*;
    using const_iterator = const Row*;

    Column() = default;
    Column(Column&& other) noexcept { swap(other); }
    Column& operator=(Column&& other) noexcept {
        Column(std::move(other)).swap(*this);
        return *this;
    }
    Column(const Column&) = delete;
    Column& operator=(const Column&) = delete;
    ~Column() { leave(); }

    // `size` rows at `first`, with room for `capacity`, as long as `keeper` lives.
    void adopt(Row* first, size_t size, size_t capacity, std::shared_ptr<void> keeper) {
        leave();
        rows_ = first, size_ = size, capacity_ = capacity, keeper_ = std::move(keeper);
    }

    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    size_t capacity() const { return capacity_; }
    Row* data() { return rows_; }
    const Row* data() const { return rows_; }
    Row& operator[](size_t i) { assert(i < size_); return rows_[i]; }
    const Row& operator[](size_t i) const { assert(i < size_); return rows_[i]; }
    Row& back() { assert(size_ > 0); return rows_[size_ - 1]; }
    const Row& back() const { assert(size_ > 0); return rows_[size_ - 1]; }
    Row* begin() { return rows_; }
    Row* end() { return rows_ + size_; }
    const Row* begin() const { return rows_; }
    const Row* end() const { return rows_ + size_; }

    void clear() { size_ = 0; }
    void reserve(size_t wanted) {
        if (wanted > capacity_) move_to(wanted);
    }
    void resize(size_t wanted) {
        make_room(wanted);
        if (wanted > size_) std::uninitialized_value_construct(rows_ + size_, rows_ + wanted);
        size_ = wanted;
    }
    void push_back(const Row& row) {
        const Row copy = row;   // may be one of ours
        make_room(size_ + 1);
        new (rows_ + size_++) Row(copy);
    }
    template <class... Args> Row& emplace_back(Args&&... args) {
        push_back(Row{std::forward<Args>(args)...});
        return back();
    }
    void pop_back() { --size_; }
    // Rows of another column; not of this one.
    template <std::input_iterator It> void append(It first, It last) {
        make_room(size_ + size_t(std::distance(first, last)));
        size_ = size_t(std::uninitialized_copy(first, last, rows_ + size_) - rows_);
    }
    template <std::input_iterator It> void assign(It first, It last) {
        clear();
        append(first, last);
    }
    template <class Wanted> void remove_if(const Wanted& wanted) { size_ = size_t(std::remove_if(begin(), end(), wanted) - rows_); }
    void swap(Column& other) noexcept {
        std::swap(rows_, other.rows_), std::swap(size_, other.size_), std::swap(capacity_, other.capacity_), std::swap(keeper_, other.keeper_);
    }

private:
    void leave() {
        if (!keeper_) std::free(rows_);
        rows_ = nullptr, size_ = capacity_ = 0, keeper_ = nullptr;
    }
    void make_room(size_t wanted) {
        if (wanted > capacity_) move_to(std::max(wanted, capacity_ + capacity_ / 2 + 8));
    }
    void move_to(size_t capacity) {
        void* moved = keeper_ ? std::malloc(capacity * sizeof(Row)) : std::realloc(static_cast<void*>(rows_), capacity * sizeof(Row));
        if (moved == nullptr) throw std::bad_alloc();
        if (keeper_ && size_ > 0) std::memcpy(moved, static_cast<const void*>(rows_), size_ * sizeof(Row));
        rows_ = static_cast<Row*>(moved), capacity_ = capacity, keeper_ = nullptr;
    }

    Row* rows_ = nullptr;
    size_t size_ = 0, capacity_ = 0;
    std::shared_ptr<void> keeper_;   // null: rows_ is ours
};

}  // namespace driftline
