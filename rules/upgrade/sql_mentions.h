// A statement's text inside the code that holds it: where it names a column, and what it does with it there. Read on demand, of the few
// statements that a finding is about. Hints, no parser: what is not plain is `unknown`.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "model/program.h"

namespace driftline {

enum class ColumnUse : uint8_t {
    unknown,
    harmless,   // asked whether it is null, counted
    ordered,    // sorted or grouped by
    read,       // selected
    compared,   // with a text or a parameter, or an argument of a function that takes text
    written,    // given a text or a parameter
    opened,     // read as JSON: ->, ->>, #>>
};

struct ColumnMention {
    At at;
    ColumnUse use = ColumnUse::unknown;
};

// The first mention of a word in the statement; the statement's own place where its text is not at hand.
At first_mention(const Facts& facts, const SqlRow& sql, std::string_view word);
// Mentions of the column as the table's (qualified by it or its alias; by nothing where the statement has no other), in the order of the text.
// Empty where the text is not at hand.
std::vector<ColumnMention> mentions(const Facts& facts, const SqlRow& sql, std::string_view column);

}  // namespace driftline
