#include "frameworks/odoo/compare/likeness.h"

#include <algorithm>
#include <cmath>
#include <string>

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
bool is_word(const Token& token) {
    return token.kind != Token::op || std::string_view("=<>+-*%!").find(token.text[0]) != std::string_view::npos;
}

}  // namespace

Body read_body(std::string_view def, const Renamed& renamed, std::vector<Token>& workspace) {
    constexpr uint64_t itself = 0x5E1F, bound = 0xB0D;
    lex_python(def, workspace);
    const BodyStart start = body_start(workspace);
    const std::string_view own = start.name < workspace.size() ? workspace[start.name].text : std::string_view();
    Body body;
    // Strings of the decorators: the fields it depends on, constrains or reacts to.
    for (size_t i = 0; i + 1 < start.name; ++i)
        if (workspace[i].kind == Token::string) body.decorated.push_back(now(renamed, hash_text(workspace[i].text)));
    std::sort(body.decorated.begin(), body.decorated.end());
    // `for move in self` and `lambda m:` bind names that are a matter of taste.
    std::unordered_map<std::string_view, uint64_t> names;
    for (size_t i = start.body; i + 3 < workspace.size(); ++i) {
        const auto is = [&](size_t k, std::string_view text) { return workspace[k].kind != Token::string && workspace[k].text == text; };
        if (is(i, "for") && is(i + 2, "in") && is(i + 3, "self") && (i + 4 >= workspace.size() || !is(i + 4, "."))) names.emplace(workspace[i + 1].text, hash_text("self"));
        if (is(i, "lambda") && is(i + 2, ":")) names.emplace(workspace[i + 1].text, bound);
    }
    std::vector<uint64_t> words;
    words.reserve(workspace.size());
    for (size_t i = start.body; i < workspace.size(); ++i) {
        const Token& token = workspace[i];
        if (i > start.body + 1 && token.text == "=" && token.kind == Token::op && workspace[i - 1].kind == Token::name && workspace[i - 2].text == "." &&
            (i + 1 == workspace.size() || workspace[i + 1].text != "="))
            body.assigned.push_back(now(renamed, workspace[i - 1].hash));
        if (!is_word(token)) continue;
        if (token.kind == Token::string && token.text.size() <= 200) {
            each_word(token.text, [&](std::string_view word) { words.push_back(now(renamed, hash_text(word))); });
            continue;
        }
        const auto name = token.kind == Token::name ? names.find(token.text) : names.end();
        const bool attribute = i > 0 && workspace[i - 1].kind == Token::op && workspace[i - 1].text == ".";
        words.push_back(token.text == own ? itself : name != names.end() && !attribute ? name->second : now(renamed, token.hash));
    }
    make_grams(words, body.grams);
    std::sort(body.assigned.begin(), body.assigned.end());
    body.assigned.erase(std::unique(body.assigned.begin(), body.assigned.end()), body.assigned.end());
    words.clear();
    each_word(start.docstring, [&](std::string_view word) { words.push_back(now(renamed, hash_text(word))); });
    make_grams(words, body.docstring);
    return body;
}

Grams arch_grams(std::string_view arch, std::vector<Token>& workspace) {
    lex_arch(arch, workspace);
    std::vector<uint64_t> words;
    words.reserve(workspace.size());
    for (const Token& token : workspace) words.push_back(token.hash);
    Grams grams;
    make_grams(words, grams);
    return grams;
}

float GramWeights::operator()(uint64_t gram) const {
    const float count = float(counts_[gram >> 46]);
    return 0.2f + std::log2(float(texts_ + 1) / (count + 1) + 1);
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

// Lower-case words of an identifier ("partner_id", "SaleOrder.confirm") or of a label.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    bool lower = false;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z', letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter || (upper && lower)) words.emplace_back();
        if (letter) words.back() += upper ? char(c + 32) : c;
        lower = letter && !upper;
    }
    std::erase_if(words, [](const std::string& word) { return word.empty(); });
    return words;
}

// "move" and "moves", "picking" and "pickign".
bool nearly(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() < 4 || b.size() > a.size() + 3) return false;
    if (b.starts_with(a)) return b.size() <= a.size() + 2;
    if (b.size() > a.size() + 1) return false;
    std::string x(a), y(b);
    size_t front = 0, back = 0;
    while (front < x.size() && x[front] == y[front]) ++front;
    while (back < x.size() - front && x[x.size() - 1 - back] == y[y.size() - 1 - back]) ++back;
    return y.size() >= 6 && y.size() - front - back <= 2;   // one letter too many, or two exchanged
}

}  // namespace

void NameWeights::add(std::string_view name) {
    for (const std::string& word : words_of(name)) ++counts_[hash_text(word) >> 48];
    ++names_;
}

float NameWeights::weight(std::string_view word) const {
    const uint32_t count = counts_[hash_text(word) >> 48];
    return 0.5f + std::log2(float(names_ + 1) / float(count + 1));
}

float NameWeights::alike(std::string_view a, std::string_view b) const {
    const std::vector<std::string> x = words_of(a), y = words_of(b);
    std::vector<bool> taken(y.size());
    float both = 0, all = 0;
    for (const std::string& word : y) all += weight(word);
    for (const std::string& word : x) {
        const float worth = weight(word);
        all += worth;
        for (const bool exact : {true, false}) {
            size_t k = 0;
            while (k < y.size() && (taken[k] || !(exact ? y[k] == word : nearly(word, y[k])))) ++k;
            if (k == y.size()) continue;
            taken[k] = true;
            both += exact ? 2 * worth : 0.85f * (worth + weight(y[k]));
            break;
        }
    }
    return all > 0 ? both / all : 0;
}

}  // namespace driftline::odoo
