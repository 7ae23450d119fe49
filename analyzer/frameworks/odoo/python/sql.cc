#include "frameworks/odoo/python/sql.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace driftline::odoo {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$'; }

struct Token {
    enum Kind : uint8_t { word, quoted, symbol, hole };
    Kind kind;
    std::string_view text;
};

bool same(std::string_view a, std::string_view upper) {
    if (a.size() != upper.size()) return false;
    for (size_t i = 0; i < a.size(); ++i)
        if ((a[i] >= 'a' && a[i] <= 'z' ? char(a[i] - 32) : a[i]) != upper[i]) return false;
    return true;
}

// "$$" or "$body$" at `i`; "" where none stands there ($1, a name that ends in a dollar).
std::string_view dollar_tag(std::string_view text, size_t i) {
    size_t end = i + 1;
    while (end < text.size() && is_word(text[end]) && text[end] != '$') ++end;
    const bool digit = end > i + 1 && text[i + 1] >= '0' && text[i + 1] <= '9';
    return end < text.size() && text[end] == '$' && !digit ? text.substr(i, end + 1 - i) : std::string_view{};
}

// One past the end of E'...' whose quote stands at `i`: a backslash takes what follows with it.
size_t end_of_escaped(std::string_view text, size_t i) {
    for (++i; i < text.size() && text[i] != '\''; ++i)
        if (text[i] == '\\') ++i;
    return std::min(i + 1, text.size());
}

// What stands between dollars is code where a function or a block is made of it, else a text.
bool begins_code(const std::vector<Token>& tokens) {
    const auto is = [&](size_t back, std::string_view upper) { return tokens.size() >= back && tokens[tokens.size() - back].kind == Token::word && same(tokens[tokens.size() - back].text, upper); };
    return is(1, "AS") || is(1, "DO") || is(2, "LANGUAGE");
}

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    std::vector<std::string_view> code;   // tags of dollars that are open, with code between them
    int unclosed = 0;                     // tags that no other one closes: each costs a search of the rest
    constexpr int most_unclosed = 64;
    constexpr size_t most_nested = 16;
    for (size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') { ++i; continue; }
        size_t end = i + 1;
        if (c == '-' && text.substr(i, 2) == "--") {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '/' && text.substr(i, 2) == "/*") {
            const size_t close = text.find("*/", i + 2);
            i = close == std::string_view::npos ? text.size() : close + 2;
            continue;
        }
        if (c == '\'') {
            end = std::min(text.find('\'', i + 1), text.size());
            i = end + 1;
            tokens.push_back({Token::symbol, "'"});
            continue;
        }
        if (const std::string_view tag = c == '$' && unclosed < most_unclosed ? dollar_tag(text, i) : std::string_view{}; !tag.empty()) {
            const bool closes = !code.empty() && code.back() == tag;
            const size_t close = closes ? text.npos : text.find(tag, i + tag.size());
            i += tag.size();
            if (closes) {
                code.pop_back();
            } else if (close != text.npos && code.size() < most_nested && begins_code(tokens)) {
                code.push_back(tag);
            } else if (close != text.npos) {
                tokens.push_back({Token::symbol, "'"});
                i = close + tag.size();
            } else {
                ++unclosed;
            }
            continue;
        }
        if (c == '"') {
            end = std::min(text.find('"', i + 1), text.size());
            const std::string_view inside = text.substr(i + 1, end - i - 1);
            const bool dynamic = inside.find_first_of("%{\x01") != std::string_view::npos;
            tokens.push_back({dynamic ? Token::hole : Token::quoted, inside});
            i = end + 1;
            continue;
        }
        // %s, %(name)s, {}, {name} and interpolations
        if (c == sql_hole || c == '{' || (c == '%' && i + 1 < text.size() && (text[i + 1] == 's' || text[i + 1] == '('))) {
            if (c == '{') end = std::min(text.find('}', i), text.size() - 1) + 1;
            else if (c == '%' && text[i + 1] == '(') end = std::min(text.find(')', i), text.size() - 2) + 2;
            else if (c == '%') end = i + 2;
            while (end < text.size() && (is_word(text[end]) || text[end] == sql_hole)) ++end;   // {table}_rel
            tokens.push_back({Token::hole, text.substr(i, end - i)});
            i = end;
            continue;
        }
        if (is_word(c)) {
            while (end < text.size() && is_word(text[end])) ++end;
            if (end == i + 1 && end < text.size() && text[end] == '\'' && (c == 'E' || c == 'e')) {
                tokens.push_back({Token::symbol, "'"});
                i = end_of_escaped(text, end);
                continue;
            }
            bool dynamic = false;
            while (end < text.size() && (text[end] == sql_hole || text[end] == '{' || (text[end] == '%' && end + 1 < text.size() && text[end + 1] == 's'))) {
                dynamic = true;   // sale_%s
                end += text[end] == '%' ? 2 : 1;
                while (end < text.size() && (is_word(text[end]) || text[end] == '}')) ++end;
            }
            tokens.push_back({dynamic ? Token::hole : Token::word, text.substr(i, end - i)});
        } else {
            tokens.push_back({Token::symbol, text.substr(i, 1)});
        }
        i = end;
    }
    return tokens;
}

bool any_of(std::string_view word, std::initializer_list<std::string_view> upper) {
    return std::any_of(upper.begin(), upper.end(), [&](std::string_view u) { return same(word, u); });
}

bool is_keyword(std::string_view word) {
    return any_of(word, {"AS", "ON", "WHERE", "JOIN", "LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "NATURAL", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET",
                         "UNION", "SET", "VALUES", "USING", "RETURNING", "SELECT", "FROM", "LATERAL", "ONLY", "FOR", "WITH", "WINDOW", "EXCEPT", "INTERSECT", "DEFAULT",
                         "AND", "OR", "NOT", "IN", "IS", "CONFLICT", "DO", "INTO", "BY", "TABLESAMPLE", "FETCH", "IF", "EXISTS", "CASCADE", "ADD", "DROP", "ALTER",
                         "COLUMN", "CONSTRAINT", "RENAME", "TO"});
}

class SqlReader {
public:
    explicit SqlReader(std::string_view text) : tokens_(tokens_of(text)) {}

    std::vector<SqlTable> run() {
        common_tables();
        for (i_ = 0; i_ < tokens_.size(); ++i_) token();
        columns();
        bare_columns();
        return std::move(found_);
    }

private:
    bool word(size_t i, std::string_view upper) const { return i < tokens_.size() && tokens_[i].kind == Token::word && same(tokens_[i].text, upper); }
    bool symbol(size_t i, char c) const { return i < tokens_.size() && tokens_[i].kind == Token::symbol && tokens_[i].text[0] == c; }
    bool names(size_t i) const {
        return i < tokens_.size() && !tokens_[i].text.empty() && (tokens_[i].kind == Token::quoted || (tokens_[i].kind == Token::word && !is_keyword(tokens_[i].text)));
    }

    // WITH a AS (...), b AS MATERIALIZED (...): names that are no tables.
    void common_tables() {
        if (std::none_of(tokens_.begin(), tokens_.end(), [](const Token& t) { return t.kind == Token::word && same(t.text, "WITH"); })) return;
        for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
            if (!word(i, "AS") || i == 0) continue;
            size_t open = i + 1;
            while (word(open, "NOT") || word(open, "MATERIALIZED")) ++open;
            if (!symbol(open, '(')) continue;
            if (!word(open + 1, "SELECT") && !word(open + 1, "WITH") && !word(open + 1, "UPDATE") && !word(open + 1, "INSERT") && !word(open + 1, "DELETE") &&
                !word(open + 1, "VALUES") && !symbol(open + 1, '(') && !(open + 1 < tokens_.size() && tokens_[open + 1].kind == Token::hole)) continue;
            size_t name = i - 1;
            if (symbol(name, ')'))   // a(x, y) AS
                for (int back = 0; back < 64 && name > 0 && !symbol(name, '('); ++back) --name;
            if (symbol(name, '(') && name > 0) --name;
            if (tokens_[name].kind == Token::word || tokens_[name].kind == Token::quoted) common_.insert(tokens_[name].text);
        }
    }

    void token() {
        const Token& t = tokens_[i_];
        if (t.kind == Token::symbol) {
            if (t.text == "(") {
                const bool function = i_ > 0 && tokens_[i_ - 1].kind == Token::word && any_of(tokens_[i_ - 1].text, {"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"});
                from_is_argument_.push_back(function);
            } else if (t.text == ")" && !from_is_argument_.empty()) {
                from_is_argument_.pop_back();
            }
            return;
        }
        if (t.kind != Token::word) return;
        const bool distinct = i_ > 0 && word(i_ - 1, "DISTINCT") && i_ > 1 && (word(i_ - 2, "IS") || word(i_ - 2, "NOT"));
        if (same(t.text, "FROM") && !distinct && (from_is_argument_.empty() || !from_is_argument_.back())) {
            table_list(word(i_ - 1, "DELETE") && i_ > 0 ? SqlVerb::delete_ : SqlVerb::select);
        } else if (same(t.text, "JOIN")) {
            table(SqlVerb::select, i_ + 1);
        } else if (same(t.text, "USING") && delete_ && names(i_ + 1)) {
            table_list(SqlVerb::select);
        } else if (same(t.text, "INTO") && i_ > 0 && word(i_ - 1, "INSERT")) {
            insert();
        } else if (same(t.text, "UPDATE")) {
            update();
        } else if (any_of(t.text, {"ALTER", "DROP", "CREATE", "TRUNCATE"})) {
            definition();
        }
    }

    void table_list(SqlVerb verb) {
        delete_ = verb == SqlVerb::delete_;
        size_t next = table(verb, i_ + 1);
        while (symbol(next, ',') && verb == SqlVerb::select && (names(next + 1) || (next + 1 < tokens_.size() && tokens_[next + 1].kind == Token::hole)) && !symbol(next + 2, '('))
            next = table(verb, next + 1);
    }

    // Reads "table [AS] alias" at `i`; returns what follows.
    size_t table(SqlVerb verb, size_t i) {
        while (word(i, "ONLY") || word(i, "LATERAL")) ++i;
        if (i >= tokens_.size() || symbol(i, '(')) {
            if (i >= tokens_.size()) add(verb, {}, true);
            return i;
        }
        if (tokens_[i].kind == Token::hole) {
            add(verb, {}, true);
            return after_alias(i + 1, no_row);
        }
        if (!names(i)) return i;
        std::string_view name = tokens_[i].text;
        if (symbol(i + 1, '.') && names(i + 2)) {
            if (!same(name, "PUBLIC")) return i + 3;   // a catalogue
            name = tokens_[i + 2].text;
            i += 2;
        }
        if (symbol(i + 1, '(') && verb != SqlVerb::insert) return i + 1;   // a function
        if (name.starts_with("pg_") || (name[0] >= '0' && name[0] <= '9')) return i + 1;
        if (common_.contains(name)) return after_alias(i + 1, no_row);
        const Index row = add(verb, name, false);
        remember(name, row);
        return after_alias(i + 1, row);
    }

    size_t after_alias(size_t i, Index row) {
        if (word(i, "AS")) ++i;
        if (!names(i)) return i;
        remember(tokens_[i].text, row);
        return i + 1;
    }

    Index add(SqlVerb verb, std::string_view name, bool dynamic) {
        found_.push_back({verb, dynamic, false, name, {}});
        return Index(found_.size() - 1);
    }
    // An alias given to two tables tells nothing.
    void remember(std::string_view alias, Index row) {
        const auto [at, fresh] = aliases_.try_emplace(alias, row);
        if (!fresh && (row == no_row || at->second == no_row || found_[at->second].table != found_[row].table)) at->second = no_row;
    }

    void insert() {
        const size_t before = found_.size();
        size_t i = table(SqlVerb::insert, i_ + 1);
        if (found_.size() == before || !symbol(i, '(')) return;
        for (++i; i < tokens_.size() && !symbol(i, ')') && !word(i, "INSERT"); ++i)
            if (names(i)) found_[before].columns.push_back(tokens_[i].text);
    }

    void update() {
        if (i_ > 0 && (word(i_ - 1, "FOR") || word(i_ - 1, "KEY") || word(i_ - 1, "DO") || word(i_ - 1, "ON") || word(i_ - 1, "BEFORE") || word(i_ - 1, "OR"))) return;
        const size_t before = found_.size();
        size_t i = table(SqlVerb::update, i_ + 1);
        if (found_.size() == before || !word(i, "SET")) return;
        int depth = 0;
        bool left = true;
        for (++i; i < tokens_.size(); ++i) {
            if (symbol(i, '(')) ++depth;
            if (symbol(i, ')') && --depth < 0) break;
            if (depth == 0 && (word(i, "WHERE") || word(i, "FROM") || word(i, "RETURNING") || word(i, "UPDATE") || symbol(i, ';'))) break;
            if (depth == 0 && symbol(i, ',')) left = true;
            if (left && names(i) && symbol(i + 1, '=')) {
                found_[before].columns.push_back(tokens_[i].text);
                left = false;
            }
        }
    }

    // CREATE [OR REPLACE] VIEW x, ALTER TABLE x, DROP TABLE IF EXISTS x, CREATE INDEX i ON x
    void definition() {
        const SqlVerb verb = word(i_, "ALTER") ? SqlVerb::alter : word(i_, "CREATE") ? SqlVerb::create : SqlVerb::drop;
        size_t i = i_ + 1;
        bool index = false;
        for (; i < tokens_.size() && i < i_ + 6 && tokens_[i].kind == Token::word; ++i) {
            if (word(i, "INDEX")) { index = true; break; }
            if (word(i, "TABLE") || word(i, "VIEW")) break;
            if (!any_of(tokens_[i].text, {"OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE", "MATERIALIZED", "UNLOGGED", "RECURSIVE"})) return;
        }
        if (!index && !word(i, "TABLE") && !word(i, "VIEW")) return;
        if (index) {
            const size_t last = std::min(i + 8, tokens_.size());
            while (i < last && !word(i, "ON")) ++i;
            if (verb != SqlVerb::create || i == last) return;
        }
        ++i;
        while (word(i, "IF") || word(i, "NOT") || word(i, "EXISTS") || word(i, "ONLY")) ++i;
        if (i < tokens_.size()) table(verb, i);
    }

    // What an update reads of its own table (`WHERE t.id = x.id`) it does not write: a row of its own.
    Index reading(Index row, std::unordered_map<Index, Index>& readers) {
        if (found_[row].verb != SqlVerb::update) return row;
        const auto [at, fresh] = readers.try_emplace(row, no_row);
        if (fresh) at->second = add(SqlVerb::select, found_[row].table, false);
        return at->second;
    }

    // alias.column, wherever it stands
    void columns() {
        std::unordered_map<Index, Index> readers;
        for (size_t i = 0; i + 2 < tokens_.size(); ++i) {
            if (!names(i) || !symbol(i + 1, '.') || !names(i + 2) || (i > 0 && symbol(i - 1, '.'))) continue;
            const auto alias = aliases_.find(tokens_[i].text);
            if (alias != aliases_.end() && alias->second != no_row) found_[reading(alias->second, readers)].columns.push_back(tokens_[i + 2].text);
        }
        for (SqlTable& table : found_) {
            std::sort(table.columns.begin(), table.columns.end());
            table.columns.erase(std::unique(table.columns.begin(), table.columns.end()), table.columns.end());
        }
    }

    // A SELECT or DELETE of one table: words of it that no table qualifies.
    struct Single {
        std::string_view table;
        bool several = false, listing = false;   // listing: between FROM and what follows the tables
        std::vector<std::string_view> words;
    };
    void end(Single& one) {
        if (!one.table.empty() && !one.several && !one.words.empty()) found_.push_back({SqlVerb::select, false, true, one.table, std::move(one.words)});
        one = {};
    }
    void bare_columns() {
        std::vector<Single> open(1);
        for (size_t i = 0; i < tokens_.size(); ++i) {
            Single& one = open.back();
            if (symbol(i, '(')) {
                one.several |= one.listing && (word(i - 1, "FROM") || symbol(i - 1, ','));   // a query in the place of a table
                const bool function = i > 0 && any_of(tokens_[i - 1].text, {"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"});
                open.emplace_back().several = function;
            } else if (symbol(i, ')')) {
                end(one);
                if (open.size() > 1) open.pop_back();
            } else if (word(i, "SELECT") || word(i, "UPDATE") || word(i, "INSERT") || word(i, "DELETE") || word(i, "UNION") || symbol(i, ';')) {
                end(one);
                one.several = word(i, "UPDATE") || word(i, "INSERT");
            } else if (word(i, "FROM") && one.table.empty() && names(i + 1) && !symbol(i + 2, '(') && !symbol(i + 2, '.') && !common_.contains(tokens_[i + 1].text)) {
                one.table = tokens_[++i].text;
                one.listing = true;
                if (word(i + 1, "AS")) ++i;
                if (names(i + 1)) ++i;
            } else if (word(i, "FROM") || word(i, "JOIN") || word(i, "USING") || (one.listing && symbol(i, ','))) {
                one.several = true;
            } else if (tokens_[i].kind == Token::word && is_keyword(tokens_[i].text)) {
                one.listing = one.listing && !any_of(tokens_[i].text, {"WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FOR", "RETURNING"});
            } else if (names(i) && !symbol(i + 1, '(') && !symbol(i + 1, '.') && (i == 0 || (!symbol(i - 1, '.') && !symbol(i - 1, ':') && !word(i - 1, "AS")))) {
                if (const std::string_view text = tokens_[i].text; text != "id" && text[0] != '$' && !(text[0] >= '0' && text[0] <= '9')) one.words.push_back(text);
            }
        }
        while (!open.empty()) end(open.back()), open.pop_back();
    }

    std::vector<Token> tokens_;
    size_t i_ = 0;
    bool delete_ = false;
    std::vector<bool> from_is_argument_;
    std::unordered_set<std::string_view> common_;
    std::unordered_map<std::string_view, Index> aliases_;
    std::vector<SqlTable> found_;
};

}  // namespace

bool looks_like_sql(std::string_view text) {
    size_t begin = text.find_first_not_of(" \t\r\n(");
    if (begin == std::string_view::npos || text.size() - begin < 10) return false;
    text.remove_prefix(begin);
    size_t end = 0;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view first = text.substr(0, end);
    if (first.size() < 4 || first.size() > 8 || end == text.size()) return false;
    if (!any_of(first, {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "ALTER", "CREATE", "DROP", "TRUNCATE", "FROM", "LEFT", "JOIN", "INNER"})) return false;
    const bool upper = first[1] >= 'A' && first[1] <= 'Z', started_upper = first[0] >= 'A' && first[0] <= 'Z';
    if (upper != started_upper) return false;   // "Select the ... from": a sentence
    const auto has = [&](std::string_view word) {
        for (size_t at = 0; at + word.size() < text.size(); ++at)
            if (same(text.substr(at, word.size()), word) && (at == 0 || !is_word(text[at - 1])) && !is_word(text[at + word.size()])) return true;
        return false;
    };
    if (same(first, "SELECT")) return has("FROM");
    if (same(first, "INSERT")) return has("INTO");
    if (same(first, "UPDATE")) return has("SET");
    if (same(first, "DELETE")) return has("FROM");
    if (same(first, "WITH")) return has("AS") && has("SELECT");
    if (any_of(first, {"ALTER", "CREATE", "DROP"})) return has("TABLE") || has("VIEW") || has("INDEX");
    if (same(first, "TRUNCATE")) return upper;
    if (same(first, "FROM") || same(first, "JOIN")) return upper;
    return upper && has("JOIN");
}

std::vector<SqlTable> read_sql(std::string_view text) { return SqlReader(text).run(); }

}  // namespace driftline::odoo
