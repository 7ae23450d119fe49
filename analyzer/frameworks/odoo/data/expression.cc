#include "frameworks/odoo/data/expression.h"

#include <algorithm>
#include <array>

#include "frameworks/odoo/data/chars.h"

namespace driftline::odoo {
namespace {

using Token = ExpressionScanner::Token;
using TokenKind = ExpressionScanner::TokenKind;

// Sorted. Keywords and constants of Python and JavaScript, builtins, and what odoo/tools/view_validation.py ignores.
constexpr std::array<std::string_view, 55> reserved = {
    "Command", "False", "None", "True", "abs", "active_id", "active_ids", "active_model", "all", "allowed_company_ids", "and", "any",
    "bool", "context", "context_today", "current_company_id", "current_date", "datetime", "dict", "else", "env", "false", "filter",
    "float", "for", "if", "in", "int", "is", "lambda", "len", "list", "map", "max", "min", "not", "now", "null", "or", "ref",
    "relativedelta", "round", "self", "set", "sorted", "str", "sum", "time", "timedelta", "to_utc", "today", "true", "tuple", "uid",
    "undefined"};

constexpr std::array<std::string_view, 23> domain_operators = {
    "!=", "<", "<=", "<>", "=", "==", "=?", "=ilike", "=like", ">", ">=", "any", "any!", "child_of", "ilike", "in", "like", "not =like",
    "not any", "not any!", "not ilike", "not in", "not like"};

static_assert(std::is_sorted(reserved.begin(), reserved.end()) && std::is_sorted(domain_operators.begin(), domain_operators.end()));

// More than any real expression has; what is beyond is not looked at again and again.
constexpr size_t most_bound = 64, deepest = 64, longest_path = 16;

template <size_t N>
bool contains(const std::array<std::string_view, N>& sorted, std::string_view text) {
    return std::binary_search(sorted.begin(), sorted.end(), text);
}

size_t string_end(std::string_view text, size_t quote, size_t quotes) {
    const std::string_view closing = text.substr(quote, quotes);
    for (size_t i = quote + quotes; i < text.size(); ++i) {
        if (text[i] == '\\') ++i;
        else if (text.substr(i, quotes) == closing) return i;
    }
    return text.size();
}

// Length of "%(some.id)d" at the start of text, else 0.
size_t placeholder(std::string_view text) {
    if (!text.starts_with("%(")) return 0;
    size_t i = 2;
    while (i < text.size() && (is_word(text[i]) || text[i] == '.' || text[i] == '-')) ++i;
    const bool closed = text.substr(i).starts_with(")d") || text.substr(i).starts_with(")s");
    return closed && i > 2 ? i + 2 : 0;
}

size_t operator_length(std::string_view text) {
    for (const std::string_view known : {"===", "!==", "==", "!=", "<=", ">=", "<>", "**", "//", "&&", "||", ":="})
        if (text.starts_with(known)) return known.size();
    return 1;
}

}  // namespace

std::string full_path(std::span<const Mention> mentions, const Mention& mention) {
    std::string path(mention.text);
    size_t steps = 1;
    for (uint32_t up = mention.parent; up != Mention::none && steps < longest_path; up = mentions[up].parent, ++steps)
        path.insert(0, ".").insert(0, mentions[up].text);
    return path;
}

std::span<const Token> ExpressionScanner::tokenize(std::string_view text) {
    tokens_.clear();
    text_ = text;
    for (size_t i = 0; i < text.size();) {
        const char c = text[i];
        const size_t begin = i;
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            ++i;
        } else if (c == '#' && text.substr(i + 1, 1) != "{") {   // "#{...}" stands in text that holds expressions
            i = std::min(text.find('\n', i), text.size());
        } else if (is_word(c)) {
            const bool number = is_digit(c);
            while (i < text.size() && (is_word(text[i]) || (number && text[i] == '.'))) ++i;
            // r'', b'', u'' and their pairs: the quote decides.
            const bool prefix = !number && i - begin <= 2 && i < text.size() && (text[i] == '\'' || text[i] == '"');
            if (!prefix) tokens_.push_back({number ? TokenKind::number : TokenKind::name, text.substr(begin, i - begin)});
        } else if (c == '\'' || c == '"' || c == '`') {
            const size_t quotes = c != '`' && text.size() - i >= 3 && text[i + 1] == c && text[i + 2] == c ? 3 : 1;
            const size_t end = string_end(text, i, quotes);
            tokens_.push_back({TokenKind::string, text.substr(i + std::min(quotes, end - i), end > i + quotes ? end - i - quotes : 0)});
            i = std::min(end + quotes, text.size());
        } else if (const size_t id = placeholder(text.substr(i)); id != 0) {
            tokens_.push_back({TokenKind::number, text.substr(i, id)});
            i += id;
        } else {
            i += operator_length(text.substr(i));
            tokens_.push_back({TokenKind::op, text.substr(begin, i - begin)});
        }
    }
    return tokens_;
}

const Token& ExpressionScanner::token(size_t i) const {
    static constexpr Token end{TokenKind::op, {}};
    return i < tokens_.size() ? tokens_[i] : end;   // an index before the first wraps to one past the last
}

bool ExpressionScanner::is_op(size_t i, std::string_view text) const { return token(i).kind == TokenKind::op && token(i).text == text; }
bool ExpressionScanner::is_string(size_t i) const { return token(i).kind == TokenKind::string; }
// A string that is a value by itself, not a part of one: 'x' % y, 'x' + y and 'x'.format(y) are not known.
bool ExpressionScanner::is_constant(size_t i) const {
    return is_string(i) && !is_string(i + 1) && !is_op(i + 1, "%") && !is_op(i + 1, "+") && !is_op(i + 1, ".") && !is_op(i - 1, "+");
}

void ExpressionScanner::add(Mention mention, std::string_view at) {
    mention.offset = uint32_t(at.data() - text_.data());
    mentions_.push_back(mention);
}

std::span<const Mention> ExpressionScanner::scan(std::string_view expression) {
    mentions_.clear();
    frames_.clear();
    any_value_ = 0;
    tokenize(expression);
    find_bound_names();
    for (size_t i = 0; i < tokens_.size();) {
        switch (tokens_[i].kind) {
        case TokenKind::number: ++i; break;
        case TokenKind::string: string(i++); break;
        case TokenKind::name: i = name(i); break;
        case TokenKind::op: open(i++); break;
        }
    }
    return mentions_;
}

void ExpressionScanner::find_bound_names() {
    bound_.clear();
    for (size_t i = 0; i < tokens_.size(); ++i) {
        if (tokens_[i].kind != TokenKind::name || (tokens_[i].text != "for" && tokens_[i].text != "lambda")) continue;
        const bool loop = tokens_[i].text == "for";
        for (size_t j = i + 1; j < tokens_.size(); ++j) {
            if (loop ? tokens_[j].text == "in" : is_op(j, ":")) break;
            if (tokens_[j].kind == TokenKind::name && bound_.size() < most_bound) bound_.push_back(tokens_[j].text);
            i = j;
        }
    }
}

// (0, 0, {...}), (1, id, {...}), Command.create({...}), Command.update(id, {...})
bool ExpressionScanner::command_dictionary(size_t brace) const {
    const auto opener = [&](size_t i) { return is_op(i, "(") || is_op(i, "["); };
    size_t call = brace - 1;
    if (is_op(brace - 1, ",")) {
        // The id may be an expression: ref('x'), obj().y.id; look back to this bracket's start, not further than that takes.
        size_t depth = 0, i = brace - 2;
        for (size_t steps = 0; i < tokens_.size() && steps < 12; --i, ++steps) {
            if (is_op(i, ")") || is_op(i, "]")) ++depth;
            else if (opener(i) && depth-- == 0) break;
        }
        if (!opener(i)) return false;
        if ((token(i + 1).text == "0" || token(i + 1).text == "1") && is_op(i + 2, ",")) return true;
        call = i;
    }
    return is_op(call, "(") && (token(call - 1).text == "create" || token(call - 1).text == "update") && is_op(call - 2, ".") &&
           token(call - 3).text == "Command";
}

void ExpressionScanner::open(size_t i) {
    const char c = tokens_[i].text[0];
    if (c == '(' || c == '[' || c == '{') {
        const uint32_t domain = any_value_ != 0 && i == any_value_ ? any_left_ : enclosing_domain();
        frames_.push_back({c, c == '{' && command_dictionary(i), Mention::none, domain});
    } else if ((c == ')' || c == ']' || c == '}') && !frames_.empty()) {
        frames_.pop_back();
    }
}

uint32_t ExpressionScanner::enclosing_key() const {
    const size_t end = frames_.size() - 1, begin = end - std::min(end, deepest);
    for (size_t i = end; i-- > begin;)
        if (frames_[i].command) return frames_[i].key;
    return Mention::none;
}

// String constants from token i on: one, or those of the list that starts there.
void ExpressionScanner::constants(size_t i, Mention mention) {
    const auto constant = [&](size_t at) {
        mention.value = token(at).text;
        if (!mention.value.empty()) add(mention, mention.value);
    };
    if (is_string(i)) return is_constant(i) ? constant(i) : void();
    if (!is_op(i, "(") && !is_op(i, "[") && !is_op(i, "{")) return;
    mention.listed = is_op(i + 2, ",") && !is_op(i + 3, ")") && !is_op(i + 3, "]");
    for (++i; i < tokens_.size() && (is_string(i) || is_op(i, ",") || tokens_[i].text == "False"); ++i)
        if (is_constant(i)) constant(i);
}

void ExpressionScanner::string(size_t i) {
    const std::string_view text = tokens_[i].text;
    Mention mention;
    mention.text = text;
    if (!frames_.empty() && frames_.back().open == '{' && is_op(i + 1, ":") && (is_op(i - 1, "{") || is_op(i - 1, ","))) {
        mention.kind = Mention::key;
        mention.command = frames_.back().command;
        mention.parent = enclosing_key();
        if (mention.command) frames_.back().key = uint32_t(mentions_.size());
        add(mention, text);
        mention.kind = Mention::key_value;
        return constants(i + 2, mention);
    }
    if ((is_op(i - 1, "(") || is_op(i - 1, "[")) && is_op(i + 1, ",") && is_string(i + 2) && contains(domain_operators, token(i + 2).text)) {
        mention.kind = Mention::left;
        mention.parent = enclosing_domain();
        add(mention, text);
        if (!is_op(i + 3, ",")) return;
        if (token(i + 2).text.find("any") != std::string_view::npos) {
            any_value_ = i + 4;
            any_left_ = uint32_t(mentions_.size() - 1);
            return;
        }
        mention.kind = Mention::left_value;
        constants(i + 4, mention);
    }
}

bool ExpressionScanner::is_free(size_t i) const {
    const std::string_view text = tokens_[i].text;
    return !is_op(i - 1, ".") && !is_op(i + 1, "=") && !contains(reserved, text) && std::find(bound_.begin(), bound_.end(), text) == bound_.end();
}

// ref('x'), has_group('x'), user_has_groups('x,y'); as functions or methods.
void ExpressionScanner::references(size_t i) {
    const std::string_view callee = tokens_[i].text;
    const bool group = callee == "has_group" || callee == "has_groups" || callee == "user_has_groups";
    if ((!group && callee != "ref") || !is_op(i + 1, "(") || !is_string(i + 2)) return;
    Mention mention;
    mention.kind = Mention::xmlid;
    mention.text = tokens_[i + 2].text;
    mention.group = group;
    mention.dynamic = !is_constant(i + 2);
    mention.guarded = is_op(i + 3, ",") && (token(i + 4).text == "False" || (is_op(i + 5, "=") && token(i + 6).text == "False"));
    add(mention, mention.text);
}

size_t ExpressionScanner::name(size_t i) {
    references(i);
    if (!is_free(i)) return i + 1;
    size_t last = i;
    while (is_op(last + 1, ".") && token(last + 2).kind == TokenKind::name &&
           token(last + 2).text.data() == token(last).text.data() + token(last).text.size() + 1)
        last += 2;
    const std::string_view end = tokens_[last].text;
    Mention mention;
    mention.kind = Mention::name;
    mention.text = std::string_view(tokens_[i].text.data(), size_t(end.data() + end.size() - tokens_[i].text.data()));
    mention.called = is_op(last + 1, "(");
    add(mention, mention.text);
    for (size_t j = i + 1; j <= last; ++j) references(j);

    mention.kind = Mention::name_value;
    if (mention.called) return last + 1;
    const auto equality = [&](size_t at) { return is_op(at, "==") || is_op(at, "!=") || is_op(at, "===") || is_op(at, "!=="); };
    if (equality(last + 1) && is_string(last + 2)) constants(last + 2, mention);
    else if (token(last + 1).text == "in") constants(last + 2, mention);
    else if (token(last + 1).text == "not" && token(last + 2).text == "in") constants(last + 3, mention);
    if (equality(i - 1) && is_string(i - 2)) constants(i - 2, mention);
    return last + 1;
}

}  // namespace driftline::odoo
