// The XPath that views are full of, "//tag[@a='v']/tag//tag[hasclass('c')][last()]/..", answered by walking the tree: a tenth of what
// compiling and running an expression costs. Anything else is libxml2's.
#pragma once
#include <libxml/tree.h>

#include <optional>
#include <string_view>
#include <vector>

namespace driftline {

// The first `most` elements that match, in document order. Nothing where the expression is not that plain, or the order of
// what it selects is not obvious. Thread-safe for different documents.
std::optional<std::vector<xmlNode*>> find_plain_path(const xmlDoc* document, std::string_view expression, size_t most);

}  // namespace driftline
