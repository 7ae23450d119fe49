// Names and texts as words: what a README calls "the volume" is what the code calls `_compute_volume`.
// Pure functions of their input; thread-safe.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

// Lower case, in the order of the text; letters beyond ASCII are letters.
std::vector<std::string> words_of(std::string_view text);
// "confirms", "confirmed", "confirming" and "confirm" have one stem. English; others keep what they have.
std::string stem(std::string word);

// Stems of what tells a name from others ("_compute_product_count" of product.category: "count"): without words that are in every other
// name (get, compute, id, line) and those of `model`.
std::set<std::string> telling_stems(std::string_view name, std::string_view model);

// The paragraphs of a text as stems, those of a sentence's length at least.
std::vector<std::set<std::string>> paragraphs_of(std::string_view text);

// Names of code in a text, underscores included: "rfq_number" of <span t-field="o.rfq_number"/>. Sorted.
std::set<std::string> identifiers_in(std::string_view text);

}  // namespace driftline
