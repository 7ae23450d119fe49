#include "syntax/bounded_parser.h"

#include <cassert>
#include <csetjmp>
#include <cstdlib>
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

void check(size_t size) {
    if (way_out && size > largest_array) std::longjmp(*way_out, 1);
}
void* checked(void* memory, size_t size) {
    if (!memory && size > 0) std::abort();
    return memory;
}
void* allocate(size_t size) {
    check(size);
    return checked(std::malloc(size), size);
}
void* allocate_zeroed(size_t count, size_t size) {
    check(count * size);
    return checked(std::calloc(count, size), count * size);
}
void* reallocate(void* memory, size_t size) {
    check(size);
    return checked(std::realloc(memory, size), size);
}

}  // namespace

BoundedParser::BoundedParser(const TSLanguage* language) : language_(language) {
    [[maybe_unused]] static const bool once = (ts_set_allocator(allocate, allocate_zeroed, reallocate, std::free), true);
    renew();
}

void BoundedParser::renew() {
    parser_.reset(ts_parser_new());
    [[maybe_unused]] const bool accepted = ts_parser_set_language(parser_.get(), language_);
    assert(accepted && "the grammar's ABI is not one this tree-sitter library reads");
}

TSTree* BoundedParser::parse_or_leave(std::string_view source) {
    std::jmp_buf here;
    if (setjmp(here) != 0) {
        way_out = nullptr;
        // Left in the middle of its work, the parser can only be abandoned, with the memory it holds.
        [[maybe_unused]] TSParser* abandoned = parser_.release();
        renew();
        return nullptr;
    }
    way_out = &here;
    TSTree* tree = ts_parser_parse_string(parser_.get(), nullptr, source.data(), static_cast<uint32_t>(source.size()));
    way_out = nullptr;
    return tree;
}

SyntaxTree BoundedParser::parse(std::string_view source) {
    if (source.size() >= std::numeric_limits<uint32_t>::max()) return nullptr;
    ts_parser_set_timeout_micros(parser_.get(), base_microseconds + microseconds_per_byte * source.size());
    SyntaxTree tree(parse_or_leave(source));
    if (!tree) ts_parser_reset(parser_.get());
    return tree;
}

}  // namespace driftline
