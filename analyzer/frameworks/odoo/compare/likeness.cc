#include "frameworks/odoo/compare/likeness.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace driftline::odoo {
namespace {

void make_grams(const std::vector<uint64_t>& words, Grams& out) {
    if (words.size() < 3) {
        for (const uint64_t word : words) out.push_back(hash_pair(word, 1));
    }
    for (size_t i = 0; i + 2 < words.size(); ++i) out.push_back(hash_pair(hash_pair(words[i], words[i + 1]), words[i + 2]));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

uint64_t now(const Renamed& renamed, uint64_t word) {
    const auto hit = renamed.find(word);
    return hit == renamed.end() ? word : hit->second;
}

// Brackets and commas tell little and shift every run of words.
bool says_something(const Token& op) { return std::string_view("=<>+-*%!").find(op.text[0]) != std::string_view::npos; }

// The def's name among the tokens, and where its body begins: behind the colon that ends the header, and behind a docstring.
struct Header { size_t name = 0, body = 0; std::string_view docstring; };
Header read_header(const std::vector<Token>& tokens) {
    Header header;
    int depth = 0;
    bool found = false;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (!found && token.kind == Token::name && token.text == "def" && depth == 0 && i + 1 < tokens.size()) {
            found = true;
            header.name = i + 1;
            continue;
        }
        if (token.kind != Token::op) continue;
        const char c = token.text[0];
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        if (!found || c != ':' || depth != 0) continue;
        header.body = i + 1;
        if (header.body < tokens.size() && tokens[header.body].kind == Token::string) header.docstring = tokens[header.body++].text;
        return header;
    }
    return header;
}

}  // namespace

Body read_body(std::string_view def, const Renamed& renamed, std::vector<Token>& tokens) {
    static const uint64_t itself = hash_text("self"), bound = 0xB0D, own_name = 0x5E1F;
    tokens.clear();
    scan_python(def, [&](const Token& token) { tokens.push_back(token); });
    Body body;
    const Header header = read_header(tokens);
    // Strings of the decorators: the fields it depends on, constrains or reacts to.
    for (size_t i = 0; i + 1 < header.name; ++i)
        if (tokens[i].kind == Token::string) body.decorated.push_back(now(renamed, hash_text(tokens[i].text)));
    std::sort(body.decorated.begin(), body.decorated.end());
    const uint64_t own = header.name < tokens.size() ? tokens[header.name].hash : 0;
    // `for move in self` and `lambda m:` bind names that are a matter of taste.
    std::vector<std::pair<uint64_t, uint64_t>> names;
    const auto named = [&](size_t i, std::string_view text) { return tokens[i].kind == Token::name && tokens[i].text == text; };
    for (size_t i = header.body; i + 3 < tokens.size(); ++i) {
        if (named(i, "for") && named(i + 2, "in") && named(i + 3, "self") && (i + 4 >= tokens.size() || !tokens[i + 4].is('.'))) names.emplace_back(tokens[i + 1].hash, itself);
        if (named(i, "lambda") && tokens[i + 2].is(':')) names.emplace_back(tokens[i + 1].hash, bound);
    }
    std::vector<uint64_t> words;
    words.reserve(tokens.size());
    for (size_t i = header.body; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.is('=') && i > header.body + 1 && tokens[i - 1].kind == Token::name && tokens[i - 2].is('.') && (i + 1 == tokens.size() || !tokens[i + 1].is('=')))
            body.assigned.push_back(now(renamed, tokens[i - 1].hash));
        if (token.kind == Token::op) {
            if (says_something(token)) words.push_back(token.hash);
        } else if (token.kind == Token::string) {
            if (token.text.size() > 200) words.push_back(hash_text(token.text));
            else scan_words(token.text, [&](uint64_t hash, std::string_view) { words.push_back(now(renamed, hash)); });
        } else if (token.hash == own) {
            words.push_back(own_name);
        } else {
            const bool attribute = i > 0 && tokens[i - 1].is('.');
            const auto name = attribute ? names.end() : std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == token.hash; });
            words.push_back(name != names.end() ? name->second : now(renamed, token.hash));
        }
    }
    make_grams(words, body.grams);
    std::sort(body.assigned.begin(), body.assigned.end());
    body.assigned.erase(std::unique(body.assigned.begin(), body.assigned.end()), body.assigned.end());
    words.clear();
    scan_words(header.docstring, [&](uint64_t hash, std::string_view) { words.push_back(now(renamed, hash)); });
    make_grams(words, body.docstring);
    return body;
}

Grams arch_grams(std::string_view arch) {
    std::vector<uint64_t> words;
    scan_arch(arch, [&](const Token& token) { words.push_back(token.kind == Token::string ? hash_text(token.text) : token.hash); });
    Grams grams;
    make_grams(words, grams);
    return grams;
}

void GramWeights::settle() {
    weights_.resize(4096);
    for (size_t count = 0; count < weights_.size(); ++count) weights_[count] = 0.2f + std::log2(float(texts_ + 1) / float(count + 1) + 1);
}

Likeness likeness(const Grams& a, const Grams& b, const GramWeights& weights) {
    float both = 0, only_a = 0, only_b = 0;
    size_t i = 0, k = 0;
    while (i < a.size() || k < b.size()) {
        if (k == b.size() || (i < a.size() && a[i] < b[k])) only_a += weights(a[i++]);
        else if (i == a.size() || b[k] < a[i]) only_b += weights(b[k++]);
        else both += weights(a[i]), ++i, ++k;
    }
    const float smaller = both + std::min(only_a, only_b), all = 2 * both + only_a + only_b;
    return {all > 0 ? 2 * both / all : 0, smaller > 0 ? both / smaller : 0, smaller};
}

float alike_lists(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
    std::vector<uint64_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return a.empty() && b.empty() ? 0 : 2 * float(both.size()) / float(a.size() + b.size());
}

namespace {

// Lower-case words of an identifier ("partner_id", "SaleOrder.confirm") or of a label, with their hashes; at most 16.
struct Word16 { uint64_t hash; std::string_view text; };
struct SplitName {
    std::array<Word16, 16> words;
    std::array<char, 160> letters;
    size_t size = 0;
};
void split_name(std::string_view name, SplitName& out) {
    out.size = 0;
    size_t used = 0;
    for (size_t i = 0; i < name.size() && out.size < out.words.size();) {
        if (!lexing::in_word(name[i]) || name[i] == '_') { ++i; continue; }
        const size_t begin = used;
        uint64_t h = lexing::seed;
        bool lower = false;
        for (; i < name.size() && lexing::in_word(name[i]) && name[i] != '_' && used < out.letters.size(); ++i) {
            const bool upper = name[i] >= 'A' && name[i] <= 'Z';
            if (upper && lower) break;
            lower = !upper;
            out.letters[used] = upper ? char(name[i] + 32) : name[i];
            h = lexing::add(h, out.letters[used++]);
        }
        if (used == begin) break;   // no room
        out.words[out.size++] = {lexing::finish(h), {out.letters.data() + begin, used - begin}};
    }
}

// "move" and "moves", "picking" and "pickign".
bool nearly(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() < 4 || b.size() > a.size() + 3) return false;
    if (b.starts_with(a)) return b.size() <= a.size() + 2;
    if (b.size() > a.size() + 1) return false;
    const std::string_view x = a, y = b;
    size_t front = 0, back = 0;
    while (front < x.size() && x[front] == y[front]) ++front;
    while (back < x.size() - front && x[x.size() - 1 - back] == y[y.size() - 1 - back]) ++back;
    return y.size() >= 6 && y.size() - front - back <= 2;   // one letter too many, or two exchanged
}

}  // namespace

void NameWeights::add(std::string_view name) {
    SplitName split;
    split_name(name, split);
    for (size_t i = 0; i < split.size; ++i) ++counts_[split.words[i].hash >> 48];
    ++names_;
}

void NameWeights::settle() {
    weights_.resize(counts_.size());
    for (size_t i = 0; i < counts_.size(); ++i) weights_[i] = 0.5f + std::log2(float(names_ + 1) / float(counts_[i] + 1));
}

float NameWeights::alike(std::string_view a, std::string_view b) const {
    SplitName x, y;
    split_name(a, x);
    split_name(b, y);
    std::array<bool, 16> taken{};
    float both = 0, all = 0;
    const auto weight = [&](const Word16& word) { return weights_[word.hash >> 48]; };
    for (size_t k = 0; k < y.size; ++k) all += weight(y.words[k]);
    for (size_t i = 0; i < x.size; ++i) {
        const Word16& word = x.words[i];
        const float worth = weight(word);
        all += worth;
        for (const bool exact : {true, false}) {
            size_t k = 0;
            while (k < y.size && (taken[k] || !(exact ? y.words[k].hash == word.hash : nearly(word.text, y.words[k].text)))) ++k;
            if (k == y.size) continue;
            taken[k] = true;
            both += exact ? 2 * worth : 0.85f * (worth + weight(y.words[k]));
            break;
        }
    }
    return all > 0 ? both / all : 0;
}

}  // namespace driftline::odoo
