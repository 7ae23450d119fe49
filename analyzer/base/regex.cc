#include "base/regex.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace driftline {
namespace {

constexpr uint32_t most_steps = 1'000'000, most_kilobytes = 20'000, most_places = 16;

// What a search writes to. One for each thread: making it costs more than most searches.
struct Workspace {
    pcre2_match_data* data = pcre2_match_data_create(most_places, nullptr);
    pcre2_match_context* limits = pcre2_match_context_create(nullptr);

    Workspace() {
        pcre2_set_match_limit(limits, most_steps);
        pcre2_set_heap_limit(limits, most_kilobytes);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
    ~Workspace() {
        pcre2_match_data_free(data);
        pcre2_match_context_free(limits);
    }
};

// The groups that were found, the whole first; 0: nothing.
uint32_t search(const pcre2_code* code, std::string_view text, size_t from, size_t last, Workspace& workspace) {
    pcre2_set_offset_limit(workspace.limits, last == text.npos ? PCRE2_UNSET : last);
    const int found = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data()), text.size(), from, 0, workspace.data, workspace.limits);
    return found == 0 ? most_places : uint32_t(std::max(found, 0));   // 0: more groups than there is room for
}

Workspace& workspace() {
    thread_local Workspace made;
    return made;
}

}  // namespace

struct Regex::Code {
    pcre2_code* compiled = nullptr;

    Code() = default;
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;
    ~Code() { pcre2_code_free(compiled); }
};

Regex::Regex(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

Regex::Regex(std::string_view expression) {
    Result<Regex> made = compile(expression);
    assert(made);
    code_ = std::move(made->code_);
}

Result<Regex> Regex::compile(std::string_view expression) {
    int error = 0;
    size_t offset = 0;
    auto code = std::make_shared<Code>();
    constexpr uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    code->compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), options, &error, &offset, nullptr);
    if (code->compiled) return Regex(std::move(code));
    std::array<PCRE2_UCHAR, 200> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    return Error{std::string(reinterpret_cast<const char*>(message.data())) + " at its character " + std::to_string(offset + 1)};
}

std::optional<Regex::Place> Regex::find(std::string_view text, size_t from, size_t last) const {
    Workspace& space = workspace();
    if (from > text.size() || search(code_->compiled, text, from, last, space) == 0) return std::nullopt;
    const size_t* places = pcre2_get_ovector_pointer(space.data);
    return Place{places[0], places[1] - std::min(places[0], places[1])};
}

std::vector<std::string_view> Regex::groups(std::string_view text) const {
    Workspace& space = workspace();
    const uint32_t count = search(code_->compiled, text, 0, text.npos, space);
    const size_t* places = pcre2_get_ovector_pointer(space.data);
    std::vector<std::string_view> made(count);
    for (uint32_t i = 0; i < count; ++i)
        if (places[2 * i] != PCRE2_UNSET) made[i] = text.substr(places[2 * i], places[2 * i + 1] - places[2 * i]);
    return made;
}

}  // namespace driftline
