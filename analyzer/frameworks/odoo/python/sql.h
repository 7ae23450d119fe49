// The tables and columns an SQL text names. A small tokenizer, not a parser: what it is not sure of it leaves out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline::odoo {

inline constexpr uint8_t sql_bare = 2;       // SqlRow::dynamic of words that may be columns
inline constexpr char sql_hole = '\x01';   // stands in the text for what is not literal

struct SqlTable {
    SqlVerb verb = SqlVerb::other;
    bool dynamic = false;                 // a table stands here, but its name is not literal
    bool bare = false;                    // columns: words that stand beside this table and no other; they may be anything
    std::string_view table;               // into the text, lower case as written
    std::vector<std::string_view> columns;
};

// Does a string begin like a statement? In plain text only words all in one case do, and only before what must follow.
bool looks_like_sql(std::string_view text);
std::vector<SqlTable> read_sql(std::string_view text);

}  // namespace driftline::odoo
