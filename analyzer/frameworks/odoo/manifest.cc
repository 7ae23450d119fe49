#include "frameworks/odoo/manifest.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace driftline {
namespace {

// Adjacent and nested strings of a manifest are shallow; deeper ones are hostile.
constexpr int max_depth = 50;

void append_utf8(std::string& out, uint32_t code) {
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        out += char(0xC0 | code >> 6);
        out += char(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += char(0xE0 | code >> 12);
        out += char(0x80 | (code >> 6 & 0x3F));
        out += char(0x80 | (code & 0x3F));
    } else if (code < 0x110000) {
        out += char(0xF0 | code >> 18);
        out += char(0x80 | (code >> 12 & 0x3F));
        out += char(0x80 | (code >> 6 & 0x3F));
        out += char(0x80 | (code & 0x3F));
    }
}

// Reads `digits` hexadecimal digits at `text`; nullopt if there are fewer.
std::optional<uint32_t> hexadecimal(std::string_view text, size_t digits) {
    if (text.size() < digits) return std::nullopt;
    uint32_t code = 0;
    for (const char c : text.substr(0, digits)) {
        if (c >= '0' && c <= '9') code = code * 16 + uint32_t(c - '0');
        else if (c >= 'a' && c <= 'f') code = code * 16 + uint32_t(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') code = code * 16 + uint32_t(c - 'A' + 10);
        else return std::nullopt;
    }
    return code;
}

// Appends what the escape at text[0] == '\\' stands for; returns its length.
size_t unescape(std::string_view text, std::string& out) {
    if (text.size() < 2) return out += '\\', 1;
    const char c = text[1];
    constexpr std::string_view plain = "\\'\"abfnrtv", meaning = "\\'\"\a\b\f\n\r\t\v";
    if (const size_t known = plain.find(c); known != plain.npos) return out += meaning[known], 2;
    if (c == '\n') return 2;
    if (c == '\r') return text.substr(2, 1) == "\n" ? 3 : 2;
    const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits != 0)
        if (const auto code = hexadecimal(text.substr(2), digits)) return append_utf8(out, *code), 2 + digits;
    out += '\\';
    return 1;
}

// Appends the value of one string literal as written; false for bytes and formatted strings.
bool append_string(std::string_view literal, std::string& out) {
    bool raw = false;
    while (!literal.empty() && literal.front() != '"' && literal.front() != '\'') {
        const char prefix = char(literal.front() | 0x20);
        if (prefix != 'r' && prefix != 'u') return false;
        raw |= prefix == 'r';
        literal.remove_prefix(1);
    }
    const size_t quotes = literal.starts_with("\"\"\"") || literal.starts_with("'''") ? 3 : 1;
    if (literal.size() < 2 * quotes) return false;
    literal = literal.substr(quotes, literal.size() - 2 * quotes);
    while (!literal.empty()) {
        const size_t plain = raw ? literal.size() : std::min(literal.find('\\'), literal.size());
        out += literal.substr(0, plain);
        literal.remove_prefix(plain);
        if (!literal.empty()) literal.remove_prefix(unescape(literal, out));
    }
    return true;
}

class Literals {
public:
    explicit Literals(const PythonTree& tree) : tree_(tree) {}

    NodeId unwrapped(NodeId id) const {
        while (id != no_node && tree_[id].kind == Py::parenthesized_expression) id = first_value(id);
        return id;
    }
    NodeId first_value(NodeId parent) const { return skip(tree_.first_child(parent)); }
    NodeId next_value(NodeId id) const { return skip(tree_.next_sibling(id)); }

    std::optional<std::string> string(NodeId id) const {
        id = unwrapped(id);
        std::string text;
        if (id == no_node) return std::nullopt;
        if (tree_[id].kind == Py::string) return append_string(tree_.text(id), text) ? std::optional(text) : std::nullopt;
        if (tree_[id].kind != Py::concatenated_string) return std::nullopt;
        for (NodeId part = first_value(id); part != no_node; part = next_value(part))
            if (tree_[part].kind != Py::string || !append_string(tree_.text(part), text)) return std::nullopt;
        return text;
    }
    bool is_sequence(NodeId id) const {
        return id != no_node && (tree_[id].kind == Py::list || tree_[id].kind == Py::tuple || tree_[id].kind == Py::set);
    }
    // The strings of a list, tuple or set; nullopt when one item is no string.
    std::optional<std::vector<std::string>> strings(NodeId id) const {
        id = unwrapped(id);
        if (!is_sequence(id)) return std::nullopt;
        std::vector<std::string> items;
        for (NodeId item = first_value(id); item != no_node; item = next_value(item)) {
            auto text = string(item);
            if (!text) return std::nullopt;
            items.push_back(std::move(*text));
        }
        return items;
    }
    // What ast.literal_eval accepts.
    bool is_literal(NodeId id, int depth = 0) const {
        id = unwrapped(id);
        if (id == no_node || depth > max_depth) return false;
        switch (tree_[id].kind) {
        case Py::integer: case Py::float_: case Py::true_: case Py::false_: case Py::none: case Py::ellipsis: return true;
        case Py::string: return !has_interpolation(id);
        case Py::concatenated_string: case Py::list: case Py::tuple: case Py::set: case Py::pair: case Py::dictionary: break;
        case Py::unary_operator: return is_number(id);
        default: return false;
        }
        for (NodeId item = first_value(id); item != no_node; item = next_value(item))
            if (!is_literal(item, depth + 1)) return false;
        return true;
    }
    bool is_empty(NodeId id) const { return first_value(id) == no_node; }

private:
    NodeId skip(NodeId id) const {
        while (id != no_node && (tree_[id].kind == Py::comment || tree_[id].kind == Py::line_continuation)) id = tree_.next_sibling(id);
        return id;
    }
    bool has_interpolation(NodeId id) const {
        for (NodeId part = tree_.first_child(id); part != no_node; part = tree_.next_sibling(part))
            if (tree_[part].kind == Py::interpolation) return true;
        return false;
    }
    bool is_number(NodeId unary) const {
        const std::string_view text = trim(tree_.text(unary).substr(1));
        return !text.empty() && text[0] >= '0' && text[0] <= '9';
    }

    const PythonTree& tree_;
};

enum class Key {
    other, version, author, license, summary, category, depends, data, demo, auto_install, installable, application, countries, maintainers, hook, scripts
};

Key key_of(std::string_view text) {
    struct Entry { std::string_view name; Key key; };
    static constexpr std::array entries{
        Entry{"version", Key::version}, Entry{"author", Key::author}, Entry{"license", Key::license}, Entry{"summary", Key::summary},
        Entry{"category", Key::category}, Entry{"depends", Key::depends}, Entry{"data", Key::data}, Entry{"init_xml", Key::data},
        Entry{"update_xml", Key::data}, Entry{"demo", Key::demo}, Entry{"demo_xml", Key::demo}, Entry{"auto_install", Key::auto_install},
        Entry{"installable", Key::installable}, Entry{"application", Key::application}, Entry{"countries", Key::countries},
        Entry{"maintainers", Key::maintainers}, Entry{"maintainer", Key::maintainers}, Entry{"pre_init_hook", Key::hook}, Entry{"post_init_hook", Key::hook},
        Entry{"uninstall_hook", Key::hook}, Entry{"post_load", Key::hook}, Entry{"assets", Key::scripts}, Entry{"qweb", Key::scripts},
        Entry{"js", Key::scripts}, Entry{"css", Key::scripts},
    };
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == text; });
    return found == entries.end() ? Key::other : found->key;
}

class ManifestReader {
public:
    ManifestReader(const FileContext& context, const PythonTree& tree, Facts& out) : tree_(tree), literals_(tree), out_(out) {
        row_.name = out.name(context.module);
        const size_t slash = context.path.rfind('/');
        row_.path = out.name(slash == std::string::npos ? std::string_view() : std::string_view(context.path).substr(0, slash));
        row_.flags = module_installable;
    }

    void read() {
        const NodeId root = dictionary();
        if (root == no_node) {
            row_.flags = module_dynamic;
            row_.at = At{0, 0, 0, 1};
            remark("", row_.at);
        } else {
            row_.at = at(root);
            for (NodeId pair = literals_.first_value(root); pair != no_node; pair = literals_.next_value(pair)) read_pair(pair);
        }
        row_.data = out_.list(data_);
        row_.demo = out_.list(demo_);
        row_.hooks = out_.list(hooks_);
        row_.assets = out_.list(assets_);
        out_.modules.push_back(row_);
    }

private:
    // literal_eval takes one expression only: a manifest with more is one that Odoo cannot read.
    NodeId dictionary() const {
        if (tree_.nodes.empty()) return no_node;
        const NodeId statement = literals_.first_value(0);
        if (statement == no_node || tree_[statement].kind != Py::expression_statement || literals_.next_value(statement) != no_node) return no_node;
        const NodeId value = literals_.unwrapped(literals_.first_value(statement));
        return value != no_node && tree_[value].kind == Py::dictionary ? value : no_node;
    }
    At at(NodeId id) const { return {0, tree_[id].begin, tree_[id].end, tree_[id].line}; }
    void remark(std::string_view key, At where) {
        RemarkRow row;
        row.kind = RemarkRow::dynamic;
        row.slug = out_.name(key);
        row.reason = out_.name(key.empty() ? "the manifest is not a literal dictionary" : "the value is not a literal");
        row.at = where;
        out_.remarks.push_back(row);
    }
    void dynamic(std::string_view key, NodeId id) {
        row_.flags |= module_dynamic;
        remark(key, at(id));
    }
    void read_pair(NodeId pair) {
        if (tree_[pair].kind != Py::pair) return dynamic("**", pair);
        const NodeId value = literals_.unwrapped(tree_.child(pair, PyField::value));
        const auto key = literals_.string(tree_.child(pair, PyField::key));
        if (!key) return dynamic("", pair);
        if (value == no_node || !literals_.is_literal(value)) return dynamic(*key, pair);
        read_value(*key, value);
    }
    void read_value(const std::string& key, NodeId value) {
        switch (key_of(key)) {
        case Key::version: row_.version = text(value); break;
        case Key::author: row_.author = text(value); break;
        case Key::license: row_.license = text(value); break;
        case Key::summary: row_.summary = text(value); break;
        case Key::category: row_.category = text(value); break;
        case Key::depends:
            row_.depends = out_.list(names(value));
            use_modules(value);
            break;
        case Key::maintainers: if (const auto named = names(value); !named.empty()) row_.maintainers = out_.list(named); break;   // OCA's key, and Odoo's own
        case Key::data: append(data_, value); break;
        case Key::demo: append(demo_, value); break;
        case Key::hook:
            if (const Name function = text(value); function != no_name) hooks_.insert(hooks_.end(), {out_.name(key), function});
            break;
        case Key::installable: set(module_installable, truth(value)); break;
        case Key::application: set(module_application, truth(value)); break;
        case Key::countries: set(module_country, truth(value)); break;
        case Key::auto_install:
            // An empty list means "always", unlike any other empty value.
            set(module_auto_install, literals_.is_sequence(value) || truth(value));
            if (literals_.is_sequence(value)) row_.auto_install_on = out_.list(names(value));
            break;
        case Key::scripts:
            if (truth(value)) set(module_has_script, true);
            if (tree_[value].kind == Py::dictionary) read_bundles(value);
            else read_bundle(key, value);
            break;
        case Key::other: break;
        }
    }
    void set(uint16_t flag, bool on) { row_.flags = uint16_t(on ? row_.flags | flag : row_.flags & ~flag); }
    // A string, a list's strings joined, or a number as written (a version without quotes).
    Name text(NodeId value) {
        if (const auto string = literals_.string(value)) return out_.name(trim(*string));
        if (const auto strings = literals_.strings(value)) return out_.name(join(*strings, ", "));
        const Py kind = tree_[value].kind;
        return kind == Py::integer || kind == Py::float_ ? out_.name(tree_.text(value)) : no_name;
    }
    std::vector<Name> names(NodeId value) {
        std::vector<Name> made;
        if (const auto string = literals_.string(value)) made.push_back(out_.name(*string));
        if (const auto strings = literals_.strings(value))
            for (const std::string& item : *strings) made.push_back(out_.name(item));
        return made;
    }
    void use_modules(NodeId value) {
        for (NodeId item = literals_.is_sequence(value) ? literals_.first_value(value) : no_node; item != no_node; item = literals_.next_value(item)) {
            const auto name = literals_.string(item);
            if (!name) continue;
            UseRow use;
            use.kind = UseKind::module;
            use.root = out_.name(*name);
            use.at = at(item);
            out_.uses.push_back(use);
        }
    }
    // {"bundle": ["module/static/src/**/*", ("after", "there", "this")]}
    void read_bundles(NodeId bundles) {
        for (NodeId pair = literals_.first_value(bundles); pair != no_node; pair = literals_.next_value(pair)) {
            const NodeId value = tree_[pair].kind == Py::pair ? literals_.unwrapped(tree_.child(pair, PyField::value)) : no_node;
            const auto bundle = value == no_node ? std::nullopt : literals_.string(tree_.child(pair, PyField::key));
            if (bundle) read_bundle(*bundle, value);
        }
    }
    void read_bundle(std::string_view bundle, NodeId files) {
        for (NodeId item = literals_.is_sequence(files) ? literals_.first_value(files) : no_node; item != no_node; item = literals_.next_value(item)) {
            auto file = literals_.string(item);
            if (const auto order = file ? std::nullopt : literals_.strings(item); order && order->size() >= 2 && order->front() != "include")
                file = (order->front() == "remove" ? "!" : "") + order->back();   // "!": what was put in before is taken out
            if (file) assets_.insert(assets_.end(), {out_.name(bundle), out_.name(*file)});
        }
    }
    void append(std::vector<Name>& list, NodeId value) {
        const std::vector<Name> more = names(value);
        list.insert(list.end(), more.begin(), more.end());
    }
    bool truth(NodeId value) const {
        switch (tree_[value].kind) {
        case Py::true_: return true;
        case Py::integer: case Py::float_: return tree_.text(value).find_first_not_of("0.") != std::string_view::npos;
        case Py::list: case Py::tuple: case Py::set: case Py::dictionary: return !literals_.is_empty(value);
        case Py::string: case Py::concatenated_string: return !literals_.string(value).value_or("").empty();
        default: return false;
        }
    }

    const PythonTree& tree_;
    Literals literals_;
    Facts& out_;
    ModuleRow row_;
    std::vector<Name> data_, demo_, hooks_, assets_;
};

// Items of the tuple last assigned to `version_info` at the top level; empty if there is none.
std::vector<NodeId> version_info(const PythonTree& tree, const Literals& literals) {
    std::vector<NodeId> items;
    if (tree.nodes.empty()) return items;
    for (NodeId statement = literals.first_value(0); statement != no_node; statement = literals.next_value(statement)) {
        const NodeId assignment = tree[statement].kind == Py::expression_statement ? literals.first_value(statement) : no_node;
        if (assignment == no_node || tree[assignment].kind != Py::assignment) continue;
        const NodeId left = tree.child(assignment, PyField::left);
        const NodeId right = literals.unwrapped(tree.child(assignment, PyField::right));
        if (left == no_node || right == no_node || tree.text(left) != "version_info" || tree[right].kind != Py::tuple) continue;
        items.clear();
        for (NodeId item = literals.first_value(right); item != no_node; item = literals.next_value(item)) items.push_back(item);
    }
    return items;
}

std::optional<std::string> number_or_string(const PythonTree& tree, const Literals& literals, NodeId id) {
    if (tree[id].kind == Py::integer) return std::string(tree.text(id));
    return literals.string(id);
}

}  // namespace

void extract_manifest(const FileContext& context, const PythonTree& tree, Facts& out) { ManifestReader(context, tree, out).read(); }

std::optional<std::string> core_series(const PythonTree& release_py) {
    const Literals literals(release_py);
    const std::vector<NodeId> items = version_info(release_py, literals);
    if (items.size() < 2) return std::nullopt;
    const auto major = number_or_string(release_py, literals, items[0]), minor = number_or_string(release_py, literals, items[1]);
    if (!major || !minor || major->empty()) return std::nullopt;
    return *major + "." + *minor;
}

std::optional<std::string> core_version(const PythonTree& release_py) {
    auto version = core_series(release_py);
    if (!version) return std::nullopt;
    const Literals literals(release_py);
    const std::vector<NodeId> items = version_info(release_py, literals);
    if (items.size() > 3) {
        // release.py names the levels by constants, and shows a final release by nothing.
        const std::string level = lower(literals.string(items[3]).value_or(std::string(release_py.text(items[3]))));
        if (level == "release_candidate" || level == "candidate") *version += "rc";
        else if (level == "alpha" || level == "beta") *version += level[0];
    }
    if (items.size() > 4)
        if (const auto serial = number_or_string(release_py, literals, items[4]); serial && *serial != "0") *version += *serial;
    if (items.size() > 5)
        if (const auto suffix = literals.string(items[5])) *version += *suffix;
    return version;
}

}  // namespace driftline
