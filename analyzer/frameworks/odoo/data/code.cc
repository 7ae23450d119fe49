#include "frameworks/odoo/data/code.h"

#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "frameworks/odoo/data/chars.h"

namespace driftline::odoo {
namespace {

using Token = ExpressionScanner::Token;
using TokenKind = ExpressionScanner::TokenKind;

// What these return is of the model they were called on.
constexpr std::array<std::string_view, 11> same_model = {"browse", "create", "exists", "filtered", "search", "sorted", "sudo", "with_company",
                                                         "with_context", "with_env", "with_user"};

constexpr size_t most_guarded = 50;
constexpr size_t longest_call = 500;   // tokens; calls nest, so a longer look would be quadratic

class CodeReader {
public:
    CodeReader(DataReader& reader, TextAt code, Name root) : reader_(reader), code_(code), root_(root), tokens_(reader.scanner.tokenize(code.text)) {}

    void read() {
        for (size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].kind != TokenKind::name || is(i - 1, ".")) {
                const bool whole = string(i + 2) && (is(i + 3, ")") || is(i + 3, ","));   // not 'x_%s' % y
                if (text(i) == "ref" && is(i + 1, "(") && whole) reader_.rows.use_xmlid(text(i + 2), guard(i + 3), at(text(i + 2)));
            } else if (text(i) == "env" && is(i + 1, "[") && string(i + 2) && is(i + 3, "]")) {
                reader_.rows.use_model(text(i + 2), at(text(i + 2)));
                chain(i + 4, reader_.rows.facts.name(text(i + 2)));
            } else if (root_ != no_name && (text(i) == "model" || text(i) == "record" || text(i) == "records") && !is(i + 1, "=")) {
                chain(i + 1, root_);
            }
        }
    }

private:
    std::string_view text(size_t i) const { return i < tokens_.size() ? tokens_[i].text : std::string_view(); }
    bool is(size_t i, std::string_view op) const { return i < tokens_.size() && tokens_[i].kind == TokenKind::op && tokens_[i].text == op; }
    bool string(size_t i) const { return i < tokens_.size() && tokens_[i].kind == TokenKind::string; }
    At at(std::string_view part) const { return reader_.at(code_, part); }
    uint16_t guard(size_t comma) const { return is(comma, ",") && (text(comma + 1) == "False" || text(comma + 3) == "False") ? use_guarded : 0; }

    // Behind a record set of model `root`: `.a.b`, `.method(...)`, and on from methods that return the same model.
    void chain(size_t i, Name root) {
        while (is(i, ".")) {
            std::string path;
            size_t last = i;
            for (size_t j = i; is(j, ".") && j + 1 < tokens_.size() && tokens_[j + 1].kind == TokenKind::name; j += 2) {
                last = j + 1;
                if (!path.empty()) path += '.';
                path += tokens_[last].text;
            }
            if (path.empty()) return;
            const At where = at(tokens_[last].text);
            const std::string_view fields = field_steps(path);
            const Name name = reader_.rows.facts.name(is(last + 1, "(") ? path : fields);
            if (!is(last + 1, "(")) {
                if (!fields.empty()) reader_.rows.use(UseKind::field_path, root, name, uint16_t(use_expression | (is(last + 1, "=") ? use_write : 0)), where);
                return;
            }
            if (last != i + 1) {
                if (fields.size() < path.rfind('.')) return;   // record.env.cr.commit()
                reader_.rows.use(UseKind::call, root, name, 0, where).arguments = 255;
                return;
            }
            reader_.rows.use(UseKind::method, root, name, 0, where);
            const size_t close = closing(last + 1);
            if (std::find(same_model.begin(), same_model.end(), path) == same_model.end()) return;
            if (close == tokens_.size()) return;
            if (path == "search") domain(last + 1, close, root);
            i = close + 1;
        }
    }

    size_t closing(size_t open) const {
        size_t depth = 0;
        for (size_t i = open; i < std::min(tokens_.size(), open + longest_call); ++i) {
            if (is(i, "(")) ++depth;
            if (is(i, ")") && --depth == 0) return i;
        }
        return tokens_.size();
    }

    void domain(size_t open, size_t close, Name root) {
        for (size_t i = open; i + 4 < close; ++i) {
            if (!is(i, "(") || !string(i + 1) || !is(i + 2, ",") || !string(i + 3) || !is(i + 4, ",")) continue;
            reader_.rows.use(UseKind::field_path, root, reader_.rows.facts.name(text(i + 1)), use_domain, at(text(i + 1)));
            if (text(i + 3).find("any") != std::string_view::npos) i = closing(i);   // the domain inside is about another model
        }
    }

    DataReader& reader_;
    TextAt code_;
    Name root_;
    std::span<const Token> tokens_;
};

// Fields asked for first: 'x' in object, 'x' not in object.partner_id
std::vector<std::string_view> guarded_fields(std::string_view text) {
    std::vector<std::string_view> names;
    for (size_t i = text.find(" in object"); i != text.npos && names.size() < most_guarded; i = text.find(" in object", i + 1)) {
        const size_t end = text.substr(0, i).ends_with(" not") ? i - 4 : i;
        const char quote = end > 0 ? text[end - 1] : ' ';
        const size_t begin = end > 1 && (quote == '\'' || quote == '"') ? text.rfind(quote, end - 2) : text.npos;
        if (begin != text.npos && is_identifier(text.substr(begin + 1, end - begin - 2))) names.push_back(text.substr(begin + 1, end - begin - 2));
    }
    return names;
}

// Of a line that Jinja leaves out ("##"), or of a dictionary that code reads ("#").
bool in_comment(std::string_view text, std::string_view part) {
    const size_t at = size_t(part.data() - text.data()), begin = text.rfind('\n', at) + 1;   // npos + 1 = 0
    const std::string_view line = trim(text.substr(begin, at - begin));
    return line.starts_with("##") || (line.starts_with('#') && trim(text).starts_with('{'));
}

// "partner_id.note" of `'note' in object.partner_id and x`: what must be there for the whole to be true; "" where nothing must.
std::string asked_field(std::string_view condition) {
    if (condition.find(" or ") != condition.npos || condition.find(" if ") != condition.npos) return {};
    for (size_t begin = 0; begin < condition.size();) {
        const size_t next = std::min(condition.find(" and ", begin), condition.size());
        const std::string_view term = trim(condition.substr(begin, next - begin));
        begin = next + 5;
        const size_t quote = term.empty() || (term[0] != '\'' && term[0] != '"') ? term.npos : term.find(term[0], 1);
        if (quote == term.npos || !is_identifier(term.substr(1, quote - 1))) continue;
        constexpr std::string_view record = "in object";
        const std::string_view rest = trim(term.substr(quote + 1));
        if (!rest.starts_with(record)) continue;
        const std::string_view chain = rest.substr(record.size());
        if (!chain.empty() && (chain[0] != '.' || !is_dotted(chain.substr(1)))) continue;
        const std::string_view steps = chain.empty() ? chain : field_steps(chain.substr(1));
        return std::string(steps) + (steps.empty() ? "" : ".") + std::string(term.substr(1, quote - 1));
    }
    return {};
}

// Elements that are rendered only where a field is there: `t-if` asks for it, or for a variable that `t-set` gave the answer to.
class GuardedElements {
public:
    GuardedElements(const XmlTree& tree, ElementId inside) {
        if (inside == no_element) return;
        std::map<std::string_view, std::string> variables;
        for (ElementId e = inside + 1; e < tree[inside].next; ++e) {
            if (const std::string_view name = tree.value(e, "t-set"); !name.empty())
                if (std::string asked = asked_field(tree.value(e, "t-value")); !asked.empty()) variables.insert_or_assign(name, std::move(asked));
            std::string_view condition = trim(tree.value(e, "t-if"));
            if (condition.empty()) condition = trim(tree.value(e, "t-elif"));
            std::string asked = asked_field(condition);
            if (const auto known = variables.find(condition.substr(0, condition.find(" and "))); asked.empty() && known != variables.end() && condition.find(" or ") == condition.npos)
                asked = known->second;
            if (!asked.empty()) elements_.push_back({tree[e].begin, tree[e].end, std::move(asked)});
        }
    }

    // What the innermost element around that byte asks for, "" without one. REQUIRES: called with growing places.
    std::string_view asked_around(uint32_t byte) {
        for (; next_ < elements_.size() && elements_[next_].begin <= byte; ++next_) open_.push_back(&elements_[next_]);
        while (!open_.empty() && open_.back()->end <= byte) open_.pop_back();
        return open_.empty() ? std::string_view() : std::string_view(open_.back()->asked);
    }

private:
    struct Element { uint32_t begin, end; std::string asked; };
    std::vector<Element> elements_;
    std::vector<const Element*> open_;
    size_t next_ = 0;
};

bool has_step(std::string_view path, const std::vector<std::string_view>& names) {
    for (const std::string_view step : split(path, '.'))
        if (std::find(names.begin(), names.end(), step) != names.end()) return true;
    return false;
}

}  // namespace

void use_code(DataReader& reader, TextAt code, Name root) { CodeReader(reader, code, root).read(); }

void use_object_chains(DataReader& reader, TextAt text, Name root, ElementId inside) {
    if (root == no_name || text.text.find("object.") == text.text.npos) return;
    const std::vector<std::string_view> guarded = guarded_fields(text.text);
    GuardedElements elements(reader.tree, inside);
    for_each_chain(text.text, "object", [&](const Chain& chain) {
        const At where = reader.at(text, chain.path);
        const std::string_view fields = field_steps(chain.path);
        if (fields.empty() || in_comment(text.text, chain.path)) return;
        const uint16_t flags = use_expression | (has_step(fields, guarded) ? use_guarded : 0);
        const Name path = reader.rows.facts.name(fields), guard = reader.rows.facts.name(elements.asked_around(where.begin));
        if (chain.called && fields.size() == chain.path.size()) {
            UseRow& call = reader.rows.use(UseKind::call, root, path, flags, where);
            call.arguments = 255;
            call.value = guard;
            return;
        }
        reader.rows.use(UseKind::field_path, root, path, flags, where).value = guard;
        if (!chain.compared.empty()) reader.rows.use(UseKind::value, root, path, flags, where).value = reader.rows.facts.name(chain.compared);
    });
}

}  // namespace driftline::odoo
