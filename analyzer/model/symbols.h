// What one file defines, as names and digests: enough to tell whether a symbol is there and whether it changed, whatever
// happened to lines, comments, quotes and white space around it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "facts/facts.h"
#include "model/program.h"

namespace driftline {

struct SymbolState {
    uint64_t digest = 0;
    uint32_t line = 0;
};
// Key -> state. Two definitions with one key are one state: order in the file does not matter.
using SymbolTable = std::map<std::string, SymbolState, std::less<>>;

// Keys: "method sale.order.write", "field ...", "class ...", "record ...", "patch ...". Ids of the module's own records
// are written ".view_x", so that a renamed module keeps its symbols.
SymbolTable symbols_of(const Facts& file, std::string_view module);
// The key under which a definition of a merged Facts stands in its file's table; "" if it has none.
std::string symbol_key(const Facts& facts, const SymbolRef& symbol, std::string_view module);

}  // namespace driftline
