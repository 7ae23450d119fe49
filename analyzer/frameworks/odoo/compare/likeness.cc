#include "frameworks/odoo/compare/likeness.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

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

namespace {

// Plurals and typing errors: pairs of letters in common.
float alike_letters(std::string_view a, std::string_view b) {
    if (a.size() < 4 || b.size() < 4) return 0;
    std::vector<uint16_t> x, y, both;
    const auto pairs = [](std::string_view text, std::vector<uint16_t>& out) {
        for (size_t i = 0; i + 1 < text.size(); ++i) out.push_back(uint16_t(static_cast<unsigned char>(text[i]) << 8 | static_cast<unsigned char>(text[i + 1])));
        std::sort(out.begin(), out.end());
    };
    pairs(a, x);
    pairs(b, y);
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    const float share = 2 * float(both.size()) / float(x.size() + y.size());
    return std::max(0.0f, (share - 0.4f) / 0.6f);   // half of the pairs are alike by chance
}

}  // namespace

float alike_names(std::string_view a, std::string_view b) {
    const auto parts = [](std::string_view name) {
        std::vector<std::string_view> words;
        for (const std::string_view part : split(name, '_'))
            if (!part.empty()) words.push_back(part);
        std::sort(words.begin(), words.end());
        return words;
    };
    const auto x = parts(a), y = parts(b);
    if (x.empty() || y.empty()) return 0;
    std::vector<std::string_view> both;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    size_t shared = 0, total = 0;
    for (const auto part : both) shared += part.size() + 1;
    for (const auto part : x) total += part.size() + 1;
    for (const auto part : y) total += part.size() + 1;
    return std::max(2 * float(shared) / float(total), alike_letters(a, b));
}

}  // namespace driftline::odoo
