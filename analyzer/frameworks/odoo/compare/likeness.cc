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

// Brackets and commas tell little and shift every run of words.
bool is_word(const Token& token) {
    return token.kind != Token::op || std::string_view("=<>+-*%!").find(token.text[0]) != std::string_view::npos;
}

}  // namespace

Grams body_grams(std::string_view def, std::vector<Token>& workspace) {
    constexpr uint64_t itself = 0x5E1F;
    lex_python(def, workspace);
    const BodyStart start = body_start(workspace);
    const std::string_view own = start.name < workspace.size() ? workspace[start.name].text : std::string_view();
    std::vector<uint64_t> words;
    words.reserve(workspace.size());
    for (size_t i = start.body; i < workspace.size(); ++i)
        if (is_word(workspace[i])) words.push_back(workspace[i].text == own ? itself : workspace[i].hash);
    Grams grams;
    make_grams(words, grams);
    return grams;
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
    return 2 * float(shared) / float(total);
}

}  // namespace driftline::odoo
