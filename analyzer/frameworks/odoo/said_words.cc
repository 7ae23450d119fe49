#include "frameworks/odoo/said_words.h"

#include <algorithm>

#include "base/digest.h"

namespace driftline::odoo {
namespace {

constexpr size_t longest_name = 100, longest_read = 2000;   // bytes of a string; a longer one is no name, or is not looked into

bool is_digit(char c) { return lexing::class_of(c) == lexing::digit; }
bool is_word(std::string_view text) { return std::all_of(text.begin(), text.end(), lexing::in_word); }

}  // namespace

SaidWords& SaidWords::of_this_thread() {
    thread_local SaidWords words;
    return words;
}

void SaidWords::begin(Facts& out) {
    out_ = &out;
    first_ = uint32_t(out.said.size());
    times_.clear();
    if (++turn_ == 0) slots_.assign(slots_.size(), Slot()), turn_ = 1;
}

Said SaidWords::end(uint32_t begin) {
    for (size_t i = 0; i < times_.size(); i += 8) {
        uint32_t packed = 0;
        for (size_t k = i; k < std::min(i + 8, times_.size()); ++k) packed |= uint32_t(times_[k]) << (k - i) * 4;
        out_->said.push_back(packed);
    }
    return {begin, uint32_t(out_->said.size()) - begin};
}

void SaidWords::grow() {
    slots_.assign(slots_.size() * 2, Slot());
    turn_ = 1;
    for (uint32_t place = 0; place < times_.size(); ++place) {
        const uint32_t word = out_->said[first_ + place] & ~said_mention;
        size_t i = (word >> 1) & (slots_.size() - 1);
        while (slots_[i].turn == turn_) i = (i + 1) & (slots_.size() - 1);
        slots_[i] = {word, turn_, place};
    }
}

void SaidWords::add(uint64_t hash, bool mention, bool counted) {
    const uint32_t word = said_word(hash);
    size_t i = (word >> 1) & (slots_.size() - 1);
    while (slots_[i].turn == turn_ && slots_[i].word != word) i = (i + 1) & (slots_.size() - 1);
    if (slots_[i].turn == turn_) {
        const uint32_t place = slots_[i].place;
        times_[place] = uint8_t(times_[place] + (counted && times_[place] < SaidBy::many));
        out_->said[first_ + place] |= uint32_t(mention);
        return;
    }
    slots_[i] = {word, turn_, uint32_t(times_.size())};
    out_->said.push_back(word | uint32_t(mention));
    times_.push_back(counted);
    if (times_.size() * 2 > slots_.size()) grow();
}

// "sale.order", "/shop/cart": names that are no words.
void SaidWords::add_whole(std::string_view text) {
    if (text.size() < longest_name && !is_word(text) && text.find_first_of(" \n") == text.npos) add(hash_text(text), false, true);
}

// Of an arch.
void SaidWords::add_words(std::string_view text, bool counted) {
    scan_words(text, [&](uint64_t hash, std::string_view word) {
        if (!is_digit(word.front())) add(hash, true, counted);
    });
}

Said SaidWords::body(std::string_view def, std::string_view own_name, Facts& out) {
    begin(out);
    const uint64_t own = hash_text(own_name);
    const auto mention = [&](uint64_t hash, std::string_view word) { return hash != own && !asks_super(def, size_t(word.data() - def.data())); };
    scan_python(def, [&](const Token& token) {
        if (token.kind == Token::name) return add(token.hash, mention(token.hash, token.text), true);
        if (token.kind != Token::string) return;
        add_whole(token.text);
        const bool lines = token.text.find('\n') != token.text.npos, counted = token.text.size() <= longest_read;
        if (lines && !counted) return;
        scan_words(token.text, [&](uint64_t hash, std::string_view word) {
            if (!is_digit(word.front())) add(hash, !lines && mention(hash, word), counted);
        });
    });
    return end(first_);
}

Said SaidWords::arch(std::string_view arch, Facts& out) {
    const uint64_t digest = digest64(arch);
    const uint32_t begin_of_all = uint32_t(out.said.size());
    out.said.push_back(uint32_t(digest));
    out.said.push_back(uint32_t(digest >> 32));
    begin(out);
    scan_arch(arch, [&](const Token& token) {
        if (token.kind == Token::string) {
            add_whole(token.text);
            add_words(token.text, token.text.size() <= longest_read);
        } else if (is_word(token.text)) {
            if (!is_digit(token.text.front())) add(token.hash, true, true);
        } else {
            add(token.hash, false, true);
            add_words(token.text, false);
        }
    });
    for (size_t at = arch.find("<!--"); at < arch.size(); at = arch.find("<!--", at)) {
        const size_t end = std::min(arch.find("-->", at), arch.size());
        add_words(arch.substr(at, end - at), false);
        at = end;
    }
    return end(begin_of_all);
}

}  // namespace driftline::odoo
