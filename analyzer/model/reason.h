// Does a text say why? The one judgement of docstrings, comments, commit messages and register entries.
//
// A text gives a reason when it says something its symbol's name does not: at least `reason_words` words are left after
// markers, pragmas, parameter lists, commented-out code, common words, words about overriding itself ("override",
// "inherit", "call super") and the words of the symbol's name are gone. Fewer do when a word of cause stands there
// ("because", "so that", "to avoid", "only if"); a ticket or a link to one is a reason by itself, since it leads to one.
// Pure functions of their input; thread-safe.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"

namespace driftline {

inline constexpr size_t reason_words = 3, caused_words = 2;

struct Judgement {
    bool given = false;
    std::string text;     // the line that gives it, at most 160 bytes, for people
    std::string whole;    // the paragraph that line begins, its lines joined, at most 800 bytes
    std::string ticket;   // "#4711", "ACME-12", a link to an issue or a pull request; "" if none is named
};

// `symbol` as reports write it ("sale.order.action_confirm"): its words prove nothing.
Judgement judge_reason(std::string_view text, std::string_view symbol);

// The same of a commit's message: a paragraph of its body, or a subject that says what for ("... to allow ..."); most say what only.
// Subjects of other commits that were put together into this one, and what bots write, are no paragraphs.
Judgement judge_message(std::string_view message, std::string_view symbol);

// Whether a comment within a body speaks of what is done otherwise than by whom it replaces, or says because of what: one
// that says what the next line does, does not.
bool tells_difference(std::string_view comment);

// The first thing in `text` that looks like a ticket; `patterns` are regular expressions of the configuration, asked first.
std::string find_ticket(std::string_view text, const std::vector<Regex>& patterns = {});

// Whether `text` has what one of the patterns asks for.
bool names_ticket(std::string_view text, const std::vector<Regex>& patterns);

}  // namespace driftline
