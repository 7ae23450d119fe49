#include "rules/overrides/protected_words.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "model/plain_words.h"

namespace driftline {

namespace {

// Words apart: "the invoice will get this number when confirmed".
constexpr size_t close = 6;

struct Spoken {
    std::string_view what, acts, things;   // words, told by their stems; no things: the act says enough
};

constexpr Spoken table[] = {
    {"posting", "post validate validation confirm book", "journal entry item invoice bill move refund"},
    {"the lock dates", "lock", "date journal period entry year"},
    {"the balance of entries", "balance unbalanced", "entry move item journal"},
    {"the inalterability hash", "hash inalterable inalterability", ""},
    {"access checks", "access permission right", ""},
    {"record rules", "access permission right rule", ""},
    {"the login", "login authenticate authentication password credential signin", ""},
};

std::vector<std::string> stems(std::string_view words) {
    std::vector<std::string> all;
    for (std::string& word : words_of(words)) all.push_back(stem(std::move(word)));
    return all;
}

}  // namespace

bool speaks_of_guarded(std::string_view text, std::string_view what) {
    const auto row = std::find_if(std::begin(table), std::end(table), [&](const Spoken& spoken) { return spoken.what == what; });
    if (row == std::end(table)) return false;
    const std::vector<std::string> acts = stems(row->acts), things = stems(row->things);
    const auto in = [](const std::vector<std::string>& all, const std::string& stem) { return std::find(all.begin(), all.end(), stem) != all.end(); };
    size_t act = 0, thing = 0;   // where they were last, in this sentence; 0: not in it
    size_t at = 0;
    for (const std::string_view line : split(text, '\n')) {
        if (trim(line).empty()) act = thing = 0;
        for (const std::string_view token : split(line, ' ')) {
            if (token.find('_') != token.npos) continue;   // a name of code
            for (std::string& word : words_of(token)) {
                ++at;
                const std::string root = stem(std::move(word));
                if (in(acts, root)) act = at;
                if (in(things, root)) thing = at;
            }
            if (act > 0 && (things.empty() || (thing > 0 && std::max(act, thing) - std::min(act, thing) <= close))) return true;
            if (token.ends_with('.') || token.ends_with(';')) act = thing = 0;
        }
    }
    return false;
}

}  // namespace driftline
