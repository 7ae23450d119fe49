#include "syntax/bounded_parser.h"

#include <algorithm>
#include <cassert>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <vector>

namespace driftline {
namespace {

// Ordinary code takes 0.1 microseconds a byte. Error recovery on hostile bytes may be far slower: give up then.
constexpr std::chrono::microseconds base_cost{5'000'000}, cost_per_byte{5};

// Processor time of this thread. By the wall clock a machine that was busy or asleep would leave files out, and a core would be stored without them.
std::chrono::nanoseconds spent() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// tree-sitter 0.20.7 keeps a node's child count in 16 bits (0.20.8 in 32): a node with more children makes it
// write and free memory that is not its own. Such a node needs an array this large before it is made, and
// nothing else in a parse does, so the allocator is the place to stop. The library cannot be told of a failed
// allocation; jumping out over its frames, all of them C, is what is left.
constexpr size_t largest_array = std::numeric_limits<uint16_t>::max() * sizeof(void*);
thread_local std::jmp_buf* way_out = nullptr;

// Memory of one parser. A parse makes and frees millions of small blocks: free lists by size serve them faster than
// malloc does, and what a parser left in mid-work goes with its pool.
class Pool {
public:
    struct alignas(std::max_align_t) Head {
        Pool* pool;       // null: plain malloc
        uint32_t units;   // of `unit` bytes, head included; 0: a large block of its own
        uint32_t index;   // large blocks: place in large_
    };

    ~Pool() {
        for (void* chunk : chunks_) std::free(chunk);
        for (Head* block : large_) std::free(block);
    }
    Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    void* take(size_t size) {
        const size_t units = std::max<size_t>(2, (sizeof(Head) + size + unit - 1) / unit);   // room for a free list's link
        if (units >= classes) {
            Head* head = static_cast<Head*>(obtain(sizeof(Head) + size));
            *head = {this, 0, static_cast<uint32_t>(large_.size())};
            large_.push_back(head);
            return head + 1;
        }
        Head* head = free_[units];
        if (head) {
            std::memcpy(&free_[units], head + 1, sizeof(Head*));
        } else {
            if (left_ < units * unit) refill();
            head = reinterpret_cast<Head*>(next_);
            next_ += units * unit;
            left_ -= units * unit;
            *head = {this, static_cast<uint32_t>(units), 0};
        }
        return head + 1;
    }
    void give(Head* head) {
        if (head->units == 0) {
            large_[head->index] = large_.back();
            large_[head->index]->index = head->index;
            large_.pop_back();
            std::free(head);
            return;
        }
        std::memcpy(head + 1, &free_[head->units], sizeof(Head*));
        free_[head->units] = head;
    }
    // Bytes that the block has room for; 0: only its own size is known to malloc.
    static size_t room(const Head* head) { return head->units * unit - (head->units ? sizeof(Head) : 0); }
    Head* resize_large(Head* head, size_t size) {
        Head* moved = static_cast<Head*>(std::realloc(head, sizeof(Head) + size));
        if (!moved) std::abort();
        large_[moved->index] = moved;
        return moved;
    }
    static void* obtain(size_t size) {
        void* memory = std::malloc(size);
        if (!memory) std::abort();
        return memory;
    }

private:
    static constexpr size_t unit = 16, classes = 128, chunk_size = 1 << 20;
    void refill() {
        chunks_.push_back(obtain(chunk_size));
        next_ = static_cast<char*>(chunks_.back());
        left_ = chunk_size;
    }

    Head* free_[classes] = {};
    char* next_ = nullptr;
    size_t left_ = 0;
    std::vector<void*> chunks_;
    std::vector<Head*> large_;
};

thread_local Pool* current = nullptr;   // where new blocks come from; null: plain malloc (cursors, and whatever else is not a parse)

void* allocate(size_t size) {
    if (way_out && size > largest_array) std::longjmp(*way_out, 1);
    if (current) return current->take(size);
    auto* head = static_cast<Pool::Head*>(Pool::obtain(sizeof(Pool::Head) + size));
    *head = {nullptr, 0, 0};
    return head + 1;
}
void* allocate_zeroed(size_t count, size_t size) {
    void* memory = allocate(count * size);
    return std::memset(memory, 0, count * size);
}
void release(void* memory) {
    if (!memory) return;
    auto* head = static_cast<Pool::Head*>(memory) - 1;
    if (head->pool) head->pool->give(head);
    else std::free(head);
}
void* reallocate(void* memory, size_t size) {
    if (!memory) return allocate(size);
    if (way_out && size > largest_array) std::longjmp(*way_out, 1);
    auto* head = static_cast<Pool::Head*>(memory) - 1;
    if (!head->pool) {
        head = static_cast<Pool::Head*>(std::realloc(head, sizeof(Pool::Head) + size));
        if (!head) std::abort();
        return head + 1;
    }
    if (head->units == 0) return head->pool->resize_large(head, size) + 1;
    const size_t room = Pool::room(head);
    if (size <= room) return memory;
    void* moved = head->pool->take(size);
    std::memcpy(moved, memory, room);
    head->pool->give(head);
    return moved;
}

}  // namespace

// A parser with its memory; its last tree lies there too.
struct BoundedParser::State {
    Pool pool;   // outlives what lies in it: nothing there is deleted one by one
    TSParser* parser = nullptr;
    TSTree* tree = nullptr;

    explicit State(const TSLanguage* language) {
        current = &pool;
        parser = ts_parser_new();
        [[maybe_unused]] const bool accepted = ts_parser_set_language(parser, language);
        assert(accepted && "the grammar's ABI is not one this tree-sitter library reads");
        current = nullptr;
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

BoundedParser::BoundedParser(const TSLanguage* language, std::chrono::microseconds slice) : language_(language), slice_(slice) {
    [[maybe_unused]] static const bool once = (ts_set_allocator(allocate, allocate_zeroed, reallocate, release), true);
    state_ = std::make_unique<State>(language);
}
BoundedParser::~BoundedParser() = default;

bool BoundedParser::run(std::string_view source) {
    std::jmp_buf here;
    if (setjmp(here) != 0) return false;
    way_out = &here;
    current = &state_->pool;
    state_->tree = ts_parser_parse_string(state_->parser, nullptr, source.data(), static_cast<uint32_t>(source.size()));
    return true;
}

const TSTree* BoundedParser::parse(std::string_view source) {
    if (source.size() >= std::numeric_limits<uint32_t>::max()) return nullptr;
    ts_tree_delete(state_->tree);
    state_->tree = nullptr;
    ts_parser_set_timeout_micros(state_->parser, static_cast<uint64_t>(slice_.count()));
    const auto limit = spent() + base_cost + cost_per_byte * source.size();
    bool finished = run(source);
    while (finished && !state_->tree && spent() < limit) finished = run(source);
    way_out = nullptr;
    current = nullptr;
    if (!finished) {   // the parser is in mid-work: it goes with its memory
        state_ = std::make_unique<State>(language_);
    } else if (!state_->tree) {
        ts_parser_reset(state_->parser);
    }
    return state_->tree;
}

}  // namespace driftline
