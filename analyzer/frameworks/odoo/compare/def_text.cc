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

// The def's name among the tokens, and where its body begins: behind the colon that ends the header, and behind a docstring.
DefReader::Header DefReader::header() const {
    Header header;
    int depth = 0;
    bool found = false;
    for (size_t i = 0; i < tokens_.size(); ++i) {
        const Token& token = tokens_[i];
        if (!found && token.kind == Token::name && token.text == "def" && depth == 0 && i + 1 < tokens_.size()) {
            found = true;
            header.name = i + 1;
            continue;
        }
        if (token.kind != Token::op) continue;
        const char c = token.text[0];
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        if (!found || c != ':' || depth != 0) continue;
        header.body = i + 1;
        if (header.body < tokens_.size() && tokens_[header.body].kind == Token::string) header.docstring = tokens_[header.body++].text;
        return header;
    }
    return header;
}

void DefReader::read(std::string_view def) {
    tokens_.clear();
    binding_.clear();
    scan_python(def, [&](const Token& token) {
        if (token.hash == for_ || token.hash == lambda_) binding_.push_back(tokens_.size());
        tokens_.push_back(token);
    });
    const std::vector<Token>& tokens = tokens_;
    const Header header = this->header();
    DefWords& out = words_;
    out.body.clear(), out.docstring.clear(), out.decorated.clear(), out.assigned.clear();
    // Strings of the decorators: the fields it depends on, constrains or reacts to.
    for (size_t i = 0; i + 1 < header.name; ++i)
        if (tokens[i].kind == Token::string) out.decorated.push_back(hash_text(tokens[i].text));
    const uint64_t own = header.name < tokens.size() ? tokens[header.name].hash : 0;
    // `for move in self` and `lambda m:` bind names that are a matter of taste.
    bound_.clear();
    const auto named = [&](size_t i, uint64_t hash) { return tokens[i].kind == Token::name && tokens[i].hash == hash; };
    for (const size_t i : binding_) {
        if (i < header.body || i + 3 >= tokens.size()) continue;
        if (named(i, for_) && named(i + 2, in_) && named(i + 3, self_) && (i + 4 >= tokens.size() || !tokens[i + 4].is('.'))) bound_.emplace_back(tokens[i + 1].hash, self_);
        if (named(i, lambda_) && tokens[i + 2].is(':')) bound_.emplace_back(tokens[i + 1].hash, bound);
    }
    for (size_t i = header.body; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind == Token::op) {
            if (token.is('=') && i > header.body + 1 && tokens[i - 1].kind == Token::name && tokens[i - 2].is('.') && (i + 1 == tokens.size() || !tokens[i + 1].is('=')))
                out.assigned.push_back(tokens[i - 1].hash);
            if (says_something[static_cast<unsigned char>(token.text[0])]) out.body.push_back(token.hash);
        } else if (token.kind == Token::string) {
            if (token.text.size() > longest_read) out.body.push_back(hash_text(token.text));
            else scan_words(token.text, [&](uint64_t hash, std::string_view) { out.body.push_back(hash); });
        } else if (token.hash == own) {
            out.body.push_back(own_name);
        } else {
            const bool as_it_is = bound_.empty() || (i > 0 && tokens[i - 1].is('.'));   // an attribute is no bound name
            const auto name = as_it_is ? bound_.end() : std::find_if(bound_.begin(), bound_.end(), [&](const auto& n) { return n.first == token.hash; });
            out.body.push_back(name != bound_.end() ? name->second : token.hash);
        }
    }
    scan_words(header.docstring, [&](uint64_t hash, std::string_view) { out.docstring.push_back(hash); });
}

void DefReader::make(const Renamed& renamed, Def& out) {
    const auto now = [&](const std::vector<uint64_t>& before) -> const std::vector<uint64_t>& {
        if (renamed.empty()) return before;
        now_.clear();
        for (const uint64_t word : before) now_.push_back(renamed.now(word));
        return now_;
    };
    grams_.make(now(words_.body), out.grams);
    grams_.make(now(words_.docstring), out.docstring);
    std::sort(out.docstring.begin(), out.docstring.end());
    out.decorated = now(words_.decorated);
    std::sort(out.decorated.begin(), out.decorated.end());
    out.assigned = now(words_.assigned);
    std::sort(out.assigned.begin(), out.assigned.end());
    out.assigned.erase(std::unique(out.assigned.begin(), out.assigned.end()), out.assigned.end());
}

void arch_words(std::string_view arch, std::vector<uint64_t>& out) {
    out.clear();
    scan_arch(arch, [&](const Token& token) { out.push_back(token.kind == Token::string ? hash_text(token.text) : token.hash); });
}

}  // namespace driftline::odoo
