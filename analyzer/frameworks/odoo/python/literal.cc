#include "frameworks/odoo/python/literal.h"

#include <vector>

#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {
namespace {

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80); }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, uint32_t code) {
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        out += char(0xC0 | (code >> 6));
        out += char(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += char(0xE0 | (code >> 12));
        out += char(0x80 | ((code >> 6) & 0x3F));
        out += char(0x80 | (code & 0x3F));
    } else {
        out += char(0xF0 | ((code >> 18) & 7));
        out += char(0x80 | ((code >> 12) & 0x3F));
        out += char(0x80 | ((code >> 6) & 0x3F));
        out += char(0x80 | (code & 0x3F));
    }
}

// Reads up to `digits` hexadecimal digits at `i`; returns how many there were.
size_t read_hex(std::string_view text, size_t i, size_t digits, uint32_t& code) {
    size_t n = 0;
    code = 0;
    while (n < digits && i + n < text.size() && hex_digit(text[i + n]) >= 0) code = code * 16 + uint32_t(hex_digit(text[i + n++]));
    return n;
}

// The text of an expression, built left to right.
struct Writer {
    std::string out;
    struct Open { size_t at; int commas; };
    std::vector<Open> open;
    bool space = false;

    void token(std::string_view text) {
        if (text.empty()) return;
        if (space && !out.empty()) {
            const char last = out.back(), next = text.front();
            const bool glued = last == ' ' || last == '(' || last == '[' || last == '{' || last == '.' || last == '=' || last == '*' || next == ')' ||
                               next == ']' || next == '}' || next == ',' || next == ':' || next == '.' || next == '=';
            if (!glued) out += ' ';
        }
        space = false;
        out += text;
    }
    void operation(std::string_view text, bool unary) {
        space = true;
        // Not through token(): "==" and "*" are no keyword's "=" and no splat's "*".
        if (!out.empty() && out.back() != '(' && out.back() != '[' && out.back() != '{' && out.back() != ' ') out += ' ';
        out += text;
        if (!unary) out += ' ';
        space = false;
    }
    void close(char c) {
        if (!out.empty() && out.back() == ',') {
            const bool alone = !open.empty() && open.back().commas == 1 && c == ')' &&
                               (open.back().at == 0 || !(is_word(out[open.back().at - 1]) || out[open.back().at - 1] == ')' || out[open.back().at - 1] == ']'));
            if (!alone) out.pop_back();
        }
        space = false;
        out += c;
        if (!open.empty()) open.pop_back();
    }
    // Source between two leaves: white space and tokens the tree does not keep.
    void gap(std::string_view text) {
        for (size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\' || c == '\f') { space = true; continue; }
            if (c == ')' || c == ']' || c == '}') { close(c); continue; }
            if (c == '(' || c == '[' || c == '{') {
                token(text.substr(i, 1));
                open.push_back({out.size() - 1, 0});
                continue;
            }
            if (is_word(c)) {
                size_t end = i;
                while (end < text.size() && is_word(text[end])) ++end;
                token(text.substr(i, end - i));
                i = end - 1;
                continue;
            }
            if (c == '=' ) space = false;
            token(text.substr(i, 1));
            if (c == ',' && !open.empty()) ++open.back().commas;
            space = c == ',' || c == ':';
        }
    }
    void quoted(const Literal& literal) {
        std::string text = literal.bytes ? "b" : "";
        if (literal.formatted) text += 'f';
        if (literal.raw && literal.content.find('\\') != std::string_view::npos) text += 'r';
        text += '\'';
        for (size_t i = 0; i < literal.content.size(); ++i) {
            const char c = literal.content[i];
            if (c == '\\' && i + 1 < literal.content.size()) {
                const char next = literal.content[++i];
                if (next != '"') text += '\\';
                text += next;
            } else if (c == '\'') {
                text += "\\'";
            } else if (c == '\n') {
                text += "\\n";
            } else {
                text += c;
            }
        }
        token(text += '\'');
    }
};

bool is_operator(Py kind) { return kind >= Py::op_eq && kind <= Py::op_augmented; }

// The pieces of a literal, so that 'a' 'b' and 'ab' give the same bytes.
void append_string_pieces(const PythonTree& tree, NodeId id, std::string& out) {
    bool pieces = false;
    for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c)) {
        if (tree[c].kind == Py::interpolation) {
            pieces = true;
            append_tokens(tree, c, out);
        } else if (tree[c].kind == Py::string_content) {
            pieces = true;
            const std::string_view text = tree.text(c);
            for (size_t i = 0; i < text.size(); ++i) {
                if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\'' || text[i + 1] == '"')) continue;
                out += text[i];
            }
        }
    }
    if (!pieces) out += read_literal(tree, id).content;
}

void append_string(const PythonTree& tree, NodeId id, std::string& out) {
    out += char(Py::string);
    if (tree[id].kind == Py::string) {
        if (read_literal(tree, id).bytes) out += 'b';
        append_string_pieces(tree, id, out);
    } else {
        each_child(tree, id, [&](NodeId part) { append_string_pieces(tree, part, out); });
    }
    out += '\xFF';
}

// super(), or super(Class, self).
bool is_super_of_self(const PythonTree& tree, NodeId call) {
    const NodeId function = tree.child(call, PyField::function), arguments = tree.child(call, PyField::arguments);
    if (function == no_node || arguments == no_node || tree.text(function) != "super") return false;
    size_t given = 0;
    bool plain = true;
    each_child(tree, arguments, [&](NodeId c) {
        ++given;
        plain = plain && tree[c].kind == Py::identifier;
    });
    return plain && (given == 0 || given == 2);
}

// `a[1:]` and `a[:1]` have the same children: where the colons stand tells them apart.
void append_slice(const PythonTree& tree, NodeId id, std::string& out) {
    uint32_t from = tree[id].begin;
    const auto colons = [&](uint32_t to) {
        for (const char c : tree.source.substr(from, to - from))
            if (c == ':') out += ':';
    };
    out += char(Py::slice);
    each_child(tree, id, [&](NodeId c) {
        colons(tree[c].begin);
        append_tokens(tree, c, out);
        from = tree[c].end;
    });
    colons(tree[id].end);
    out += '\xFF';
}

}  // namespace

Literal read_literal(const PythonTree& tree, NodeId id) {
    Literal literal;
    const std::string_view whole = tree.text(id);
    size_t quote = 0;
    for (; quote < whole.size() && whole[quote] != '\'' && whole[quote] != '"'; ++quote) {
        const char c = whole[quote] | 0x20;
        literal.bytes |= c == 'b';
        literal.raw |= c == 'r';
    }
    const size_t width = whole.size() >= quote + 6 && whole[quote] == whole[quote + 1] && whole[quote] == whole[quote + 2] ? 3 : 1;
    if (whole.size() < quote + 2 * width) return literal;
    literal.content = whole.substr(quote + width, whole.size() - quote - 2 * width);
    literal.escaped = !literal.raw && literal.content.find('\\') != std::string_view::npos;
    if (quote > 0)
        for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c)) literal.formatted |= tree[c].kind == Py::interpolation;
    return literal;
}

std::string unescape(std::string_view content) {
    std::string out;
    out.reserve(content.size());
    for (size_t i = 0; i < content.size(); ++i) {
        if (content[i] != '\\' || i + 1 == content.size()) { out += content[i]; continue; }
        const char c = content[++i];
        uint32_t code = 0;
        switch (c) {
            case '\n': break;
            case 'n': out += '\n'; break;
            case 't': out += '\t'; break;
            case 'r': out += '\r'; break;
            case '0': out += '\0'; break;
            case '\\': case '\'': case '"': out += c; break;
            case 'x': i += read_hex(content, i + 1, 2, code); append_utf8(out, code); break;
            case 'u': i += read_hex(content, i + 1, 4, code); append_utf8(out, code); break;
            case 'U': i += read_hex(content, i + 1, 8, code); append_utf8(out, code); break;
            default: out += '\\'; out += c;
        }
    }
    return out;
}

std::string_view clipped(std::string_view text, size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (text[limit] & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

std::string normal_text(const PythonTree& tree, NodeId id, size_t limit) {
    id = unwrapped(tree, id);
    Writer writer;
    const PyNode& whole = tree[id];
    uint32_t from = whole.begin;
    bool after_string = false;
    for (NodeId n = id; n < whole.next && writer.out.size() < limit;) {
        const PyNode& node = tree[n];
        const bool skipped = node.kind == Py::comment || node.kind == Py::line_continuation;
        const bool leaf = node.next == n + 1 || node.kind == Py::string;
        if (!skipped && !leaf) { ++n; continue; }
        if (node.begin > from) writer.gap(tree.source.substr(from, node.begin - from));
        from = node.end;
        n = node.next;
        if (skipped) { writer.space = true; continue; }
        if (node.kind == Py::string) {
            const Literal literal = read_literal(tree, n - 1 < whole.next ? NodeId(&node - tree.nodes.data()) : id);
            const bool joins = after_string && tree[node.parent].kind == Py::concatenated_string && writer.out.ends_with('\'');
            if (joins) {
                const size_t end = writer.out.size() - 1;
                writer.out.pop_back();
                writer.space = false;
                Writer part;
                part.quoted(literal);
                writer.out.resize(end);
                writer.out += std::string_view(part.out).substr(part.out.find('\'') + 1);
            } else {
                writer.quoted(literal);
            }
            after_string = true;
            continue;
        }
        after_string = false;
        if (is_operator(node.kind)) writer.operation(tree.source.substr(node.begin, node.end - node.begin), tree[node.parent].kind == Py::unary_operator);
        else writer.token(tree.source.substr(node.begin, node.end - node.begin));
    }
    if (writer.out.size() < limit && from < whole.end) writer.gap(tree.source.substr(from, whole.end - from));
    return std::move(writer.out);
}

void append_tokens(const PythonTree& tree, NodeId id, std::string& out) {
    const PyNode& node = tree[id];
    Py kind = node.kind;
    switch (kind) {
        case Py::comment:
        case Py::line_continuation:
        case Py::pass_statement: return;   // a body of a docstring alone does as much
        case Py::attribute:
            if (tree.text(id) != "self.env._") break;
            out += char(Py::identifier);   // how 18 writes the _ that translates; both are the same
            out += "_\xFE";
            return;
        case Py::call:
            if (!is_super_of_self(tree, id)) break;
            out += char(Py::call);   // Python 2 had to write super(Class, self)
            out += "super\xFE";
            return;
        case Py::parenthesized_expression:
            for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c)) append_tokens(tree, c, out);
            return;
        case Py::string:
        case Py::concatenated_string: append_string(tree, id, out); return;
        case Py::slice: append_slice(tree, id, out); return;
        case Py::expression_list: kind = Py::tuple; break;
        case Py::tuple_pattern: kind = Py::pattern_list; break;
        default: break;
    }
    out += char(kind);
    if (node.next == id + 1) {
        if (node.named || kind == Py::op_augmented || kind == Py::op_other) out += tree.text(id);
        out += '\xFE';
        return;
    }
    NodeId c = tree.first_child(id);
    if (kind == Py::block && (tree[node.parent].kind == Py::function_definition || tree[node.parent].kind == Py::class_definition)) {
        const NodeId doc = docstring(tree, id);
        if (doc != no_node) c = tree.next_sibling(doc);
    }
    for (; c != no_node; c = tree.next_sibling(c)) append_tokens(tree, c, out);
    out += '\xFF';
}

}  // namespace driftline::odoo
