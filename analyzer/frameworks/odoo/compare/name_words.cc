#include "frameworks/odoo/compare/name_words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace driftline::odoo {
namespace {

constexpr size_t most_words = 16;

// Lower-case words of an identifier ("partner_id", "SaleOrder.confirm") or of a label, with their hashes.
struct OneWord { uint64_t hash; std::string_view text; };
struct Words16 {
    std::array<OneWord, most_words> words;
    std::array<char, 160> letters;
    size_t size = 0;
};
void split_name(std::string_view name, Words16& out) {
    out.size = 0;
    size_t used = 0;
    for (size_t i = 0; i < name.size() && out.size < out.words.size();) {
        if (!lexing::in_word(name[i]) || name[i] == '_') { ++i; continue; }
        const size_t begin = used;
        bool lower = false;
        for (; i < name.size() && lexing::in_word(name[i]) && name[i] != '_' && used < out.letters.size(); ++i) {
            const bool upper = name[i] >= 'A' && name[i] <= 'Z';
            if (upper && lower) break;
            lower = !upper;
            out.letters[used] = upper ? char(name[i] + 32) : name[i];
            ++used;
        }
        if (used == begin) break;   // no room
        const std::string_view text(out.letters.data() + begin, used - begin);
        out.words[out.size++] = {hash_text(text), text};
    }
}

uint64_t summand(uint64_t hash) { return hash_pair(hash, 0x5A); }

// Has `mine` a word that `other` has not, or more often?
bool has_more(const Words16& mine, const Words16& other) {
    std::array<bool, most_words> taken{};
    for (size_t i = 0; i < mine.size; ++i) {
        size_t k = 0;
        while (k < other.size && (taken[k] || other.words[k].hash != mine.words[i].hash)) ++k;
        if (k == other.size) return true;
        taken[k] = true;
    }
    return false;
}

}  // namespace

uint64_t exchanged_words(std::string_view before, std::string_view after) {
    Words16 x, y;
    split_name(before, x);
    split_name(after, y);
    if (!has_more(x, y) || !has_more(y, x)) return 0;
    uint64_t difference = 0;
    for (size_t k = 0; k < y.size; ++k) difference += summand(y.words[k].hash);
    for (size_t i = 0; i < x.size; ++i) difference -= summand(x.words[i].hash);
    return difference;
}

void NameWeights::add(std::string_view name, uint32_t times) {
    Words16 split;
    split_name(name, split);
    for (size_t i = 0; i < split.size; ++i) counts_[split.words[i].hash >> 48] += times;
    names_ += times;
}

void NameWeights::settle() {
    weights_.resize(counts_.size());
    for (size_t i = 0; i < counts_.size(); ++i) weights_[i] = 0.5f + std::log2(float(names_ + 1) / float(counts_[i] + 1));
}

float NameWeights::alike(std::string_view a, std::string_view b) const {
    Words16 split;
    std::array<NameWord, most_words> x, y;
    std::array<char, sizeof split.letters> letters;
    split_name(a, split);
    letters = split.letters;
    const size_t count = split.size;
    for (size_t i = 0; i < count; ++i) {
        const OneWord& word = split.words[i];
        x[i] = {word.hash, letters.data() + (word.text.data() - split.letters.data()), uint32_t(word.text.size()), of_word(word.hash)};
    }
    split_name(b, split);
    for (size_t k = 0; k < split.size; ++k) y[k] = {split.words[k].hash, split.words[k].text.data(), uint32_t(split.words[k].text.size()), of_word(split.words[k].hash)};
    return SplitNames::alike({x.data(), count}, {y.data(), split.size});
}

SplitNames::Id SplitNames::add(std::string_view name) {
    Words16 split;
    split_name(name, split);
    Split made{uint32_t(words_.size()), uint32_t(split.size), 0};
    const size_t used = split.size == 0 ? 0 : size_t(split.words[split.size - 1].text.data() - split.letters.data()) + split.words[split.size - 1].text.size();
    char* letters = static_cast<char*>(letters_.allocate(used, 1));
    std::copy_n(split.letters.begin(), used, letters);
    for (size_t i = 0; i < split.size; ++i) {
        const OneWord& word = split.words[i];
        words_.push_back({word.hash, letters + (word.text.data() - split.letters.data()), uint32_t(word.text.size()), weights_.of_word(word.hash)});
        made.sum += summand(word.hash);
    }
    names_.push_back(made);
    return Id(names_.size() - 1);
}

namespace {

// "move" and "moves", "picking" and "pickign".
bool nearly(std::string_view a, std::string_view b) {
    if (a.front() != b.front() && a.back() != b.back()) return false;
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() < 4 || b.size() > a.size() + 3) return false;
    if (b.starts_with(a)) return b.size() <= a.size() + 2;
    if (b.size() > a.size() + 1) return false;
    size_t front = 0, back = 0;
    while (front < a.size() && a[front] == b[front]) ++front;
    while (back < a.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
    return b.size() >= 6 && b.size() - front - back <= 2;   // one letter too many, or two exchanged
}

}  // namespace

float SplitNames::alike(std::span<const NameWord> x, std::span<const NameWord> y) {
    uint32_t taken = 0;   // bits: words of y
    float both = 0, all = 0;
    for (const NameWord& word : y) all += word.weight;
    for (const NameWord& word : x) {
        all += word.weight;
        size_t k = 0;
        while (k < y.size() && (word.hash != y[k].hash || taken >> k & 1)) ++k;
        const bool exact = k < y.size();
        if (!exact)
            for (k = 0; k < y.size() && (taken >> k & 1 || !nearly(word.text(), y[k].text()));) ++k;
        if (k == y.size()) continue;
        taken |= 1u << k;
        both += exact ? 2 * word.weight : 0.85f * (word.weight + y[k].weight);
    }
    return all > 0 ? both / all : 0;
}

}  // namespace driftline::odoo
