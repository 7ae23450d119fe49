#include "syntax/bounded_parser.h"

#include <cassert>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace driftline {
namespace {

// Ordinary code takes 0.1 microseconds a byte. Error recovery on hostile bytes may be far slower: give up then.
constexpr uint64_t base_microseconds = 5'000'000, microseconds_per_byte = 5;

// tree-sitter 0.20.7 keeps a node's child count in 16 bits (0.20.8 in 32): a node with more children makes it
// write and free memory that is not its own. Such a node needs an array this large before it is made, and
// nothing else in a parse does, so the allocator is the place to stop. The library cannot be told of a failed
// allocation; jumping out over its frames, all of them C, is what is left.
constexpr size_t largest_array = std::numeric_limits<uint16_t>::max() * sizeof(void*);
thread_local std::jmp_buf* way_out = nullptr;

// Every block hangs in a ring, so that what a parser left in mid-work still holds can be freed.
struct alignas(std::max_align_t) Block {
    Block* previous;
    Block* next;
};
thread_local Block* ring = nullptr;  // where new blocks go; null: into rings of their own

void* linked(void* memory) {
    if (!memory) std::abort();
    auto* block = static_cast<Block*>(memory);
    Block* const after = ring ? ring : block;
    if (!ring) block->next = block;
    block->previous = after;
    block->next = after->next;
    block->next->previous = after->next = block;
    return block + 1;
}

void unlink(Block* block) {
    block->previous->next = block->next;
    block->next->previous = block->previous;
}

void* allocate(size_t size) {
    if (way_out && size > largest_array) std::longjmp(*way_out, 1);
    return linked(std::malloc(sizeof(Block) + size));
}
void* allocate_zeroed(size_t count, size_t size) {
    void* memory = allocate(count * size);
    return std::memset(memory, 0, count * size);
}
void release(void* memory) {
    if (!memory) return;
    Block* block = static_cast<Block*>(memory) - 1;
    unlink(block);
    std::free(block);
}
void* reallocate(void* memory, size_t size) {
    if (!memory) return allocate(size);
    if (way_out && size > largest_array) std::longjmp(*way_out, 1);
    Block* block = static_cast<Block*>(memory) - 1;
    Block* const before = block->previous;
    const bool alone = before == block;
    unlink(block);
    block = static_cast<Block*>(std::realloc(block, sizeof(Block) + size));
    if (!block) std::abort();
    block->previous = alone ? block : before;
    block->next = alone ? block : before->next;
    block->previous->next = block->next->previous = block;
    return block + 1;
}

}  // namespace

// What a parser holds, its last tree included.
struct BoundedParser::State {
    Block head{&head, &head};
    TSParser* parser = nullptr;
    TSTree* tree = nullptr;

    explicit State(const TSLanguage* language) {
        ring = &head;
        parser = ts_parser_new();
        [[maybe_unused]] const bool accepted = ts_parser_set_language(parser, language);
        assert(accepted && "the grammar's ABI is not one this tree-sitter library reads");
        ring = nullptr;
    }
    ~State() {
        ts_tree_delete(tree);
        ts_parser_delete(parser);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // REQUIRES: the parser is not used again.
    void abandon() {
        tree = nullptr;
        parser = nullptr;
        while (head.next != &head) release(head.next + 1);
    }
};

BoundedParser::BoundedParser(const TSLanguage* language) : language_(language) {
    [[maybe_unused]] static const bool once = (ts_set_allocator(allocate, allocate_zeroed, reallocate, release), true);
    state_ = std::make_unique<State>(language);
}
BoundedParser::~BoundedParser() = default;

bool BoundedParser::run(std::string_view source) {
    std::jmp_buf here;
    if (setjmp(here) != 0) return false;
    way_out = &here;
    ring = &state_->head;
    state_->tree = ts_parser_parse_string(state_->parser, nullptr, source.data(), static_cast<uint32_t>(source.size()));
    return true;
}

const TSTree* BoundedParser::parse(std::string_view source) {
    if (source.size() >= std::numeric_limits<uint32_t>::max()) return nullptr;
    ts_tree_delete(state_->tree);
    state_->tree = nullptr;
    ts_parser_set_timeout_micros(state_->parser, base_microseconds + microseconds_per_byte * source.size());
    const bool finished = run(source);
    way_out = nullptr;
    ring = nullptr;
    if (!finished) {
        state_->abandon();
        state_ = std::make_unique<State>(language_);
    } else if (!state_->tree) {
        ts_parser_reset(state_->parser);
    }
    return state_->tree;
}

}  // namespace driftline
