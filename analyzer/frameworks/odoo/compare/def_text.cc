#include "frameworks/odoo/compare/def_text.h"

#include <algorithm>
#include <array>

namespace driftline::odoo {
namespace {

constexpr uint64_t bound = 0xB0D, own_name = 0x5E1F;
constexpr size_t longest_read = 200;   // a longer string is one word

// Brackets and commas tell little and shift every run of words.
constexpr std::array<bool, 256> says_something = [] {
    std::array<bool, 256> table{};
    for (const unsigned char c : std::string_view("=<>+-*%!")) table[c] = true;
    return table;
}();

}  // namespace

void Renamed::add(uint64_t before, uint64_t after) {
    if (++count_ * 2 > slots_.size()) {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        count_ = 1;
        for (const Slot& slot : old)
            if (slot.before != 0) add(slot.before, slot.after);
    }
    seen_[before >> 48 & (seen_.size() - 1)] |= uint64_t(1) << (before >> 58);
    size_t i = before & (slots_.size() - 1);
    while (slots_[i].before != 0 && slots_[i].before != before) i = (i + 1) & (slots_.size() - 1);
    if (slots_[i].before == 0) slots_[i] = {before, after};
}

DefWords DefReader::read(std::string_view def) {
    body_.begin(def.size()), docstring_.begin(def.size()), unbound_.begin(def.size());   // no word is shorter than a letter
    decorated_.clear(), assigned_.clear();
    header_.clear(), bound_.clear();
    depth_ = 0, name_ = 0, header_ended_ = false;

    static constexpr uint64_t dot = Token::op_hash('.');
    const uint64_t self = self_;
    uint64_t own = 0, before = 0, before2 = 0, before3 = 0;   // of the tokens before the one at hand
    bool name_before = false, open = false;                   // open: one of the next is not 0
    uint64_t assigned = 0, looped = 0, of_lambda = 0;         // names that are set or bound, if the next token does not say otherwise
    Filled<uint64_t>& body = body_;
    const auto close = [&](char next) {
        if (assigned != 0 && next != '=') assigned_.push_back(assigned);
        // `for move in self` and `lambda m:` bind names that are a matter of taste.
        if (looped != 0 && next != '.') bound_.emplace_back(looped, self_);
        if (of_lambda != 0) bound_.emplace_back(of_lambda, bound);
        assigned = looped = of_lambda = 0;
        open = false;
    };
    const auto read = [&](const Token& token) __attribute__((always_inline)) {
        if (open) close(token.kind == Token::op ? token.text[0] : 'x');
        if (token.kind == Token::op) {
            const char c = token.text[0];
            if (c == '=' && name_before && before2 == dot) assigned = before, open = true;
            if (c == ':' && before2 == lambda_) of_lambda = before, open = true;
            if (says_something[static_cast<unsigned char>(c)]) body.push_back(token.hash);
        } else if (token.kind == Token::string) {
            if (token.text.size() > longest_read) body.push_back(hash_text(token.text));
            else scan_words(token.text, [&](uint64_t hash, std::string_view) { body.push_back(hash); });
        } else if (token.hash == own) {
            body.push_back(own_name);
        } else {
            if (token.hash == self && before == in_ && before3 == for_) looped = before2, open = true;
            if (before != dot) unbound_.push_back(uint32_t(body.size()));   // an attribute is no bound name
            body.push_back(token.hash);
        }
        before3 = before2, before2 = before, before = token.hash;
        name_before = token.kind == Token::name;
    };
    bool in_body = false;
    scan_python(def, [&](const Token& token) __attribute__((always_inline)) {
        if (!in_body) {
            if (read_header(token)) return;
            in_body = true;
            own = own_;
        }
        read(token);
    });
    if (!header_ended_) {   // then all is body
        end_header();
        own = own_;
        for (const Token& token : header_) read(token);
    }
    of_lambda = 0;
    close('x');
    if (!bound_.empty()) bind_names();
    return {body_.all(), docstring_.all(), decorated_, assigned_};
}

// Up to the colon behind the def's arguments, and a docstring. False: the token is the first of the body.
bool DefReader::read_header(const Token& token) {
    if (header_ended_) {
        if (token.kind != Token::string || header_.empty()) return false;
        header_.clear();   // only what follows at once is one
        scan_words(token.text, [&](uint64_t hash, std::string_view) { docstring_.push_back(hash); });
        return true;
    }
    header_.push_back(token);
    if (name_ == 0 && token.kind == Token::name && token.text == "def" && depth_ == 0) name_ = header_.size();
    if (token.kind != Token::op) return true;
    const char c = token.text[0];
    depth_ += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    if (name_ != 0 && c == ':' && depth_ == 0) end_header(), header_ended_ = true;
    return true;
}

void DefReader::end_header() {
    if (name_ == header_.size()) name_ = 0;
    // Strings of the decorators: the fields it depends on, constrains or reacts to.
    for (size_t i = 0; i + 1 < name_; ++i)
        if (header_[i].kind == Token::string) decorated_.push_back(hash_text(header_[i].text));
    own_ = header_.empty() ? 0 : header_[name_].hash;
}

void DefReader::bind_names() {
    for (const uint32_t at : unbound_.all()) {
        uint64_t& word = body_.all()[at];
        const auto name = std::find_if(bound_.begin(), bound_.end(), [&](const auto& n) { return n.first == word; });
        if (name != bound_.end()) word = name->second;
    }
}

DefWords DefReader::keep(const DefWords& words) { return {copy(words.body), copy(words.docstring), copy(words.decorated), copy(words.assigned)}; }

void DefReader::make(const DefWords& words, const Renamed& renamed, Def& out) {
    const auto now = [&](std::span<const uint64_t> before) -> std::span<const uint64_t> {
        if (renamed.empty()) return before;
        now_.clear();
        for (const uint64_t word : before) now_.push_back(renamed.now(word));
        return now_;
    };
    out.grams = copy(grams_.make(now(words.body)));
    const auto docstring = copy(grams_.make(now(words.docstring)));
    std::sort(docstring.begin(), docstring.end());
    out.docstring = docstring;
    const auto decorated = copy(now(words.decorated)), assigned = copy(now(words.assigned));
    std::sort(decorated.begin(), decorated.end());
    out.decorated = decorated;
    std::sort(assigned.begin(), assigned.end());
    out.assigned = assigned.first(size_t(std::unique(assigned.begin(), assigned.end()) - assigned.begin()));
}

template <class T>
std::span<T> DefReader::copy(std::span<const T> list) {
    T* const kept = static_cast<T*>(made_.allocate(list.size_bytes(), alignof(T)));
    std::copy(list.begin(), list.end(), kept);
    return {kept, list.size()};
}

void arch_words(std::string_view arch, std::vector<uint64_t>& out) {
    out.clear();
    scan_arch(arch, [&](const Token& token) { out.push_back(token.kind == Token::string ? hash_text(token.text) : token.hash); });
}

}  // namespace driftline::odoo
