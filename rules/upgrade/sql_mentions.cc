#include "rules/upgrade/sql_mentions.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace driftline {

namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

struct Statement {
    std::string body;        // of the function around it
    size_t body_begin = 0;   // in the file
    size_t from = 0, to = 0; // in body
};

std::optional<Statement> text_of(const Facts& facts, const SqlRow& sql) {
    if (sql.scope == no_row) return std::nullopt;
    const MethodRow& method = facts.methods[sql.scope];
    Statement found;
    found.body = facts.source(method.body);
    // The body is the last bytes of what the row spans.
    if (found.body.empty() || method.at.end < found.body.size()) return std::nullopt;
    found.body_begin = method.at.end - found.body.size();
    if (sql.at.begin < found.body_begin || sql.at.end > method.at.end) return std::nullopt;
    found.from = sql.at.begin - found.body_begin;
    found.to = sql.at.end - found.body_begin;
    return found;
}

At place_in(const Statement& text, const SqlRow& sql, size_t at, size_t size) {
    At place = sql.at;
    place.line += uint32_t(std::count(text.body.begin() + long(text.from), text.body.begin() + long(at), '\n'));
    place.begin = uint32_t(text.body_begin + at);
    place.end = place.begin + uint32_t(size);
    return place;
}

struct Token {
    std::string_view text;
    size_t at;        // in the body
    bool word, quoted;   // quoted: a word alone between single quotes is a value
};

bool same(std::string_view a, std::string_view upper) {
    return a.size() == upper.size() && std::equal(a.begin(), a.end(), upper.begin(), [](char x, char y) { return (x >= 'a' && x <= 'z' ? char(x - 32) : x) == y; });
}

template <size_t N> bool any_of(std::string_view word, const std::array<std::string_view, N>& upper) {
    return std::any_of(upper.begin(), upper.end(), [&](std::string_view u) { return same(word, u); });
}

constexpr auto clauses = std::to_array<std::string_view>({"SELECT", "FROM", "WHERE", "JOIN", "ON", "HAVING", "SET", "BY", "VALUES", "RETURNING", "INTO"});
constexpr auto words_of_sql = std::to_array<std::string_view>({"AS", "ON", "WHERE", "JOIN", "LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "GROUP", "ORDER", "HAVING", "LIMIT",
                                                               "OFFSET", "UNION", "SET", "VALUES", "USING", "RETURNING", "SELECT", "FROM", "AND", "OR", "FOR"});
constexpr auto comparisons = std::to_array<std::string_view>({"=", "!=", "<>", "~", "~*", "!~", "||", "LIKE", "ILIKE", "IN", "SIMILAR"});
// Of PostgreSQL; there is none of them for jsonb.
constexpr auto text_functions = std::to_array<std::string_view>({"LOWER", "UPPER", "TRIM", "BTRIM", "LTRIM", "RTRIM", "LENGTH", "REPLACE", "SUBSTRING", "SUBSTR", "REGEXP_REPLACE",
                                                                 "SPLIT_PART", "INITCAP", "LPAD", "RPAD", "UNACCENT", "STRPOS"});

std::vector<Token> tokens_of(const Statement& text) {
    std::vector<Token> tokens;
    const std::string_view body = text.body;
    for (size_t i = text.from; i < text.to;) {
        const char c = body[i];
        size_t end = i + 1;
        if (c == '-' && body.substr(i, 2) == "--") {
            i = std::min(body.find('\n', i), text.to);
            continue;
        }
        if (is_word(c)) {
            while (end < text.to && is_word(body[end])) ++end;
            const bool value = i > text.from && body[i - 1] == '\'' && end < text.to && body[end] == '\'';
            tokens.push_back({body.substr(i, end - i), i, true, value});
        } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '"' && c != '\\') {
            constexpr std::string_view operators = "=<>!~|-#*:";
            if (operators.find(c) != operators.npos)
                while (end < text.to && operators.find(body[end]) != operators.npos) ++end;
            tokens.push_back({body.substr(i, end - i), i, false, false});
        }
        i = end;
    }
    return tokens;
}

class Reader {
public:
    Reader(const Statement& text, const Facts& facts, const SqlRow& sql) : text_{text}, sql_{sql}, tokens_{tokens_of(text)}, names_{facts.str(sql.table)} {
        for (size_t i = 0; i < tokens_.size(); ++i) {
            if (!tokens_[i].word || !equal_names(tokens_[i].text, names_.front()) || is(i + 1, ".")) continue;
            const size_t alias = is(i + 1, "AS") ? i + 2 : i + 1;
            if (alias < tokens_.size() && tokens_[alias].word && !any_of(tokens_[alias].text, words_of_sql)) names_.push_back(tokens_[alias].text);
        }
        const auto count = [&](const auto& names) { return std::count_if(tokens_.begin(), tokens_.end(), [&](const Token& t) { return t.word && any_of(t.text, names); }); };
        several_ = count(std::to_array<std::string_view>({"FROM", "JOIN", "UPDATE", "INTO", "USING"})) > 1;
        gives_values_ = count(std::to_array<std::string_view>({"VALUES"})) > 0;
        bare_ = sql.dynamic == 2 || sql.verb == SqlVerb::insert || sql.verb == SqlVerb::update;
    }

    std::vector<ColumnMention> operator()(std::string_view column) const {
        std::vector<ColumnMention> found;
        std::string_view clause;
        for (size_t i = 0; i < tokens_.size(); ++i) {
            const Token& token = tokens_[i];
            if (!token.word || token.quoted) continue;
            if (any_of(token.text, clauses)) clause = token.text;
            if (!equal_names(token.text, column) || (i > 0 && (is(i - 1, "::") || is(i - 1, "AS")))) continue;
            const bool qualified = i >= 2 && is(i - 1, ".") && tokens_[i - 2].word;
            if (qualified ? !is_ours(tokens_[i - 2].text) : !bare_ || is(i + 1, ".")) continue;
            if (!qualified && sql_.verb != SqlVerb::select && !same(clause, "SET") && !same(clause, "INTO")) continue;
            const bool of_another = !qualified && several_ && sql_.verb == SqlVerb::select;   // perhaps a column of another table
            found.push_back({place_in(text_, sql_, token.at, token.text.size()), of_another ? ColumnUse::unknown : use(qualified ? i - 2 : i, i, clause)});
        }
        return found;
    }

private:
    bool is(size_t i, std::string_view upper) const { return i < tokens_.size() && same(tokens_[i].text, upper); }
    static bool equal_names(std::string_view a, std::string_view b) { return lower(a) == lower(b); }
    bool is_ours(std::string_view qualifier) const {
        return std::any_of(names_.begin(), names_.end(), [&](std::string_view name) { return equal_names(name, qualifier); });
    }
    // A parameter, a text, or a list of these.
    bool is_value(size_t i) const {
        while (is(i, "(")) ++i;
        return i < tokens_.size() && (tokens_[i].text[0] == '%' || tokens_[i].text[0] == '\'' || same(tokens_[i].text, "ANY") || same(tokens_[i].text, "ALL"));
    }

    ColumnUse use(size_t first, size_t last, std::string_view clause) const {
        size_t next = last + 1;
        if (next < tokens_.size() && (tokens_[next].text.starts_with("->") || tokens_[next].text.starts_with("#>"))) return ColumnUse::opened;
        if (same(clause, "SET") || same(clause, "INTO")) {
            if (same(clause, "INTO")) return sql_.verb == SqlVerb::insert && gives_values_ ? ColumnUse::written : ColumnUse::unknown;
            if (is(next, "=") && (is(first - 1, "SET") || is(first - 1, ","))) return is_value(next + 1) ? ColumnUse::written : ColumnUse::unknown;
        }
        if (is(next, "::")) return ColumnUse::unknown;
        if (is(next, "IS") || (first >= 2 && is(first - 1, "(") && is(first - 2, "COUNT"))) return ColumnUse::harmless;
        if (is(next, "NOT")) ++next;
        if (next < tokens_.size() && any_of(tokens_[next].text, comparisons)) return is_value(next + 1) ? ColumnUse::compared : ColumnUse::unknown;
        if (first >= 2 && any_of(tokens_[first - 1].text, comparisons)) return tokens_[first - 2].text == "'" || same(tokens_[first - 2].text, "S") ? ColumnUse::compared : ColumnUse::unknown;
        if (first >= 2 && is(first - 1, "(") && any_of(tokens_[first - 2].text, text_functions)) return ColumnUse::compared;
        if (same(clause, "BY")) return ColumnUse::ordered;
        return same(clause, "SELECT") || same(clause, "RETURNING") ? ColumnUse::read : ColumnUse::unknown;
    }

    const Statement& text_;
    const SqlRow& sql_;
    const std::vector<Token> tokens_;
    std::vector<std::string_view> names_;   // the table and its aliases
    bool bare_ = false, several_ = false, gives_values_ = false;
};

}  // namespace

At first_mention(const Facts& facts, const SqlRow& sql, std::string_view word) {
    const auto text = text_of(facts, sql);
    if (!text) return sql.at;
    const std::string_view body = text->body;
    for (size_t at = body.find(word, text->from); at != body.npos && at + word.size() <= text->to; at = body.find(word, at + 1)) {
        if ((at > 0 && is_word(body[at - 1])) || (at + word.size() < body.size() && is_word(body[at + word.size()]))) continue;
        return place_in(*text, sql, at, word.size());
    }
    return sql.at;
}

std::vector<ColumnMention> mentions(const Facts& facts, const SqlRow& sql, std::string_view column) {
    const auto text = text_of(facts, sql);
    return text ? Reader{*text, facts, sql}(column) : std::vector<ColumnMention>{};
}

}  // namespace driftline
