// Rows about code: calls, imports, strings, and plain text where nothing better tells.
#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "rules/knowledge/search.h"
#include "rules/knowledge/words.h"
#include "syntax/python_tree.h"

namespace driftline::knowledge {
namespace {

constexpr size_t window = 400;   // how far behind its word an expression may look

std::string_view last_step(std::string_view path) {
    const size_t dot = path.rfind('.');
    return dot == path.npos ? path : path.substr(dot + 1);
}

// What facts know of: typed receivers, imported names.
void uses(Search& search) {
    std::vector<const Change*> calls = search.of_kind(MatchKind::call);
    std::erase_if(calls, [](const Change* change) { return !change->match.typed; });
    const auto imports = search.of_kind(MatchKind::import);
    if (calls.empty() && imports.empty()) return;
    for (const UseRow& use : search.ours(search.facts().uses)) {
        const bool call = use.kind == UseKind::call || use.kind == UseKind::super_call;
        if (!call && use.kind != UseKind::import) continue;
        if (!search.counts(use.at)) continue;
        if (call) {
            const std::string_view name = last_step(search.str(use.path));
            for (const Change* change : calls)
                if (use.root != no_name && change->match.names_one(name) && (use.kind == UseKind::call || change->match.super)) search.add(*change, use.at, name);
            continue;
        }
        std::string full(search.str(use.root));
        if (use.path != no_name) full.append(".").append(search.str(use.path));
        for (const Change* change : imports) {
            const auto named = std::find_if(change->match.names.begin(), change->match.names.end(), [&](const std::string& name) {
                return full == name || (full.starts_with(name + ".") && (change->match.prefix || use.path != no_name));
            });
            if (named != change->match.names.end()) search.add(*change, use.at, last_step(*named));
        }
    }
}

// Whole definitions of one file, by where they begin.
using Definitions = std::vector<At>;

// Top-level functions and methods, by file.
std::map<Index, Definitions> definitions(const Search& search) {
    std::map<Index, Definitions> made;
    for (const MethodRow& method : search.ours(search.facts().methods))
        if (!(method.flags & method_nested) && search.counts(method.at)) made[method.at.file].push_back(method.at);
    for (auto& [file, found] : made) std::sort(found.begin(), found.end(), [](const At& a, const At& b) { return a.begin < b.begin; });
    return made;
}

// A row, and its words by their numbers in the search for all of them.
struct Row {
    const Change* change = nullptr;
    std::vector<std::pair<std::string_view, size_t>> words;
};

using Hits = std::vector<std::vector<size_t>>;   // offsets, by the word's number

// Parsed where a row's own look at the text says that it may matter: the definition around that place, or the file where none is.
class OneFile {
public:
    OneFile(Search& search, Index file, const Hits& hits, const Definitions& definitions, PythonParser& parser, PythonTree& tree)
        : search_(search), file_(file), source_(search.text(file)), hits_(hits), definitions_(definitions), parser_(parser), tree_(tree) {}

    void calls(const Row& row) {
        const Change& change = *row.change;
        for (const auto& [name, number] : row.words)
            each(number, [&, name = name](size_t offset) {
                if (!looks_called(offset, name.size()) || (!change.match.super && behind_super(offset))) return;
                if (surely_code(offset) && (change.match.super || !behind_call(offset))) {
                    search_.add(change, at(offset, offset + name.size(), line_of(offset)), name).certainty = Certainty::likely;
                    return;
                }
                const NodeId id = innermost(offset);
                if (tree_[id].kind != Py::identifier || tree_.text(id) != name || tree_[id].field != PyField::attribute) return;
                const NodeId attribute = tree_[id].parent, call = tree_[attribute].parent;
                if (call == no_node || tree_[call].kind != Py::call || tree_[attribute].field != PyField::function) return;
                if (!change.match.super && is_super(tree_.child(attribute, PyField::object))) return;
                search_.add(change, at(id), name).certainty = Certainty::likely;
            });
    }

    void code(const Row& row) {
        const Change& change = *row.change;
        std::map<size_t, size_t> done;   // by where a line begins, how far: it may hold several words
        for (const auto& [word, number] : row.words)
            each(number, [&, word = word](size_t offset) {
                const size_t newline = source().rfind('\n', offset), line = newline == std::string_view::npos ? 0 : newline + 1;
                const auto known = done.find(line);
                const size_t begin = known == done.end() ? line : known->second;
                const size_t end = std::min(source().find('\n', offset), source().size());
                const std::string_view text = source().substr(begin, std::min(end + window, source().size()) - begin);
                const auto found = change.match.value->find_from(text, end - std::min(begin, end));
                if (!found || (!surely_code(begin + found->first) && outside_code(innermost(begin + found->first)))) return;
                const size_t where = begin + found->first;
                Match& made = search_.add(change, at(where, where + found->second, line_of(where)), word);
                made.value = text.substr(found->first, found->second);
                made.certainty = Certainty::likely;
                done[line] = where + std::max<size_t>(found->second, 1);
            });
    }

    void strings(const Row& row) {
        const Change& change = *row.change;
        std::set<uint32_t> seen;
        for (const auto& [word, number] : row.words)
            each(number, [&](size_t offset) {
                if (!may_stand_in(*change.match.value, offset)) return;
                std::vector<NodeId> around;   // strings, the innermost first: one may stand in what another prints
                for (NodeId id = innermost(offset); id != no_node; id = tree_[id].parent)
                    if (tree_[id].kind == Py::string && tree_[id].parent != no_node) around.push_back(id);
                for (auto id = around.rbegin(); id != around.rend(); ++id)
                    if (seen.insert(at(*id).begin).second) string(change, *id);
            });
    }

private:
    void string(const Change& change, NodeId id) {
        const Matcher& match = change.match;
        const std::string_view text = unquoted(tree_.text(id));
        if (text.empty() || !match.value->found_in(text)) return;
        if (!(match.pair && text.find(',') == text.npos && is_second(id)) && !match.names_one(key_of(id))) return;
        search_.add(change, at(id), text).value = text;
    }
    std::string_view source() const { return source_; }
    // The definition around a place, or all of the file.
    At around(size_t offset) const {
        const auto behind = std::upper_bound(definitions_.begin(), definitions_.end(), offset, [](size_t place, const At& one) { return place < one.begin; });
        const bool inside = behind != definitions_.begin() && offset < std::prev(behind)->end && std::prev(behind)->end <= source_.size();
        return inside ? *std::prev(behind) : at(0, source_.size(), 1);
    }
    void parse_around(size_t offset) {
        if (begin_ <= offset && offset < end_) return;
        const At part = around(offset);
        begin_ = part.begin, end_ = part.end, line_ = part.line;
        parser_.parse(source_.substr(begin_, end_ - begin_), tree_);
    }
    // An attribute that is called, as far as the text around it tells.
    bool looks_called(size_t begin, size_t size) const {
        const size_t before = source_.find_last_not_of(" \t\r\n\\", begin == 0 ? 0 : begin - 1), after = source_.find_first_not_of(" \t\r\n\\", begin + size);
        return begin > 0 && before != source_.npos && source_[before] == '.' && after != source_.npos && source_[after] == '(';
    }
    At at(size_t begin, size_t end, uint32_t line) const { return {file_, uint32_t(begin), uint32_t(end), line}; }
    At at(NodeId id) const { return at(begin_ + tree_[id].begin, begin_ + tree_[id].end, line_ + tree_[id].line - 1); }
    uint32_t line_of(size_t offset) const { return line_at(source(), offset); }
    template <class F> void each(size_t word, F&& f) const {
        for (const size_t offset : hits_[word]) f(offset);
    }
    // Neither in a string nor in a comment, which needs no parsing. Of what is in a string the tree tells what it is.
    bool surely_code(size_t offset) const {
        size_t place = around(offset).begin;
        while (place < offset) {
            const char c = source_[place];
            place = c == '#' ? source_.find('\n', place) : c == '\'' || c == '"' ? behind_string(source_, place) : place + 1;
        }
        return place == offset;
    }
    // "f().name(", as far as the text around it tells.
    bool behind_call(size_t offset) const {
        const size_t dot = source_.rfind('.', offset), before = dot == 0 ? source_.npos : source_.find_last_not_of(" \t\r\n\\", dot - 1);
        return before == source_.npos || source_[before] == ')';
    }
    // ".name(" right behind "super()" or "super(Class, self)", as far as the text around it tells.
    bool behind_super(size_t offset) const {
        size_t at = source_.find_last_of('.', offset);
        if (at == source_.npos || at == 0 || source_[at - 1] != ')') return false;
        const size_t open = source_.rfind('(', at - 1), inner = source_.find_first_of("()'\"#\n", open == source_.npos ? 0 : open + 1);
        if (open == source_.npos || inner != at - 1) return false;
        const std::string_view before = source_.substr(0, open);
        constexpr std::string_view name = "super";
        if (!before.ends_with(name)) return false;
        const char other = before.size() == name.size() ? ' ' : before[before.size() - name.size() - 1];
        return other != '.' && other != '_' && !std::isalnum(static_cast<unsigned char>(other));
    }
    // Whether some quotes of the line enclose, around this place, what the pattern finds. Strings of several lines are not looked at.
    bool may_stand_in(const Pattern& pattern, size_t offset) const {
        if (source_.find("'''") != source_.npos || source_.find("\\\n") != source_.npos) return true;
        const size_t newline = source_.rfind('\n', offset), begin = newline == source_.npos ? 0 : newline + 1, end = std::min(source_.find('\n', offset), source_.size());
        constexpr std::string_view quotes = "'\"";
        for (size_t open = source_.find_last_of(quotes, offset); open != source_.npos && open >= begin; open = open == 0 ? source_.npos : source_.find_last_of(quotes, open - 1))
            for (size_t close = source_.find_first_of(quotes, offset); close < end; close = source_.find_first_of(quotes, close + 1))
                if (source_[close] == source_[open] && pattern.found_in(source_.substr(open + 1, close - open - 1))) return true;
        return false;
    }

    NodeId innermost(size_t offset) {
        parse_around(offset);
        return tree_.innermost(offset - begin_);
    }
    // A comment, or a docstring.
    bool outside_code(NodeId id) const {
        for (; id != no_node; id = tree_[id].parent) {
            if (tree_[id].kind == Py::comment) return true;
            const NodeId parent = tree_[id].parent;
            if (tree_[id].kind == Py::string && parent != no_node && tree_[parent].kind == Py::expression_statement) return true;
        }
        return false;
    }
    bool is_super(NodeId object) const {
        if (object == no_node || tree_[object].kind != Py::call) return false;
        const NodeId function = tree_.child(object, PyField::function);
        return function != no_node && tree_.text(function) == "super";
    }
    static std::string_view unquoted(std::string_view literal) {
        const size_t quote = literal.find_first_of("'\"");
        if (quote == literal.npos || quote > 2 || literal.size() < quote + 2 || literal.substr(quote).starts_with("\"\"\"")) return {};
        return literal.substr(quote + 1, literal.size() - quote - 2);
    }
    // (x, 'text') or [x, 'text']
    bool is_second(NodeId id) const {
        const NodeId list = tree_[id].parent;
        if (tree_[list].kind != Py::tuple && tree_[list].kind != Py::list) return false;
        NodeId first = tree_.first_child(list);
        return first != no_node && first != id && tree_.next_sibling(first) == id && tree_.next_sibling(id) == no_node;
    }
    // {'key': 'text'}, f(key='text'), x['key'] = 'text'
    std::string_view key_of(NodeId id) const {
        const NodeId parent = tree_[id].parent;
        NodeId key = no_node;
        if (tree_[parent].kind == Py::pair && tree_[id].field == PyField::value) key = tree_.child(parent, PyField::key);
        if (tree_[parent].kind == Py::keyword_argument && tree_[id].field == PyField::value) key = tree_.child(parent, PyField::name);
        if (tree_[parent].kind == Py::assignment && tree_[id].field == PyField::right) {
            const NodeId left = tree_.child(parent, PyField::left);
            if (left != no_node && tree_[left].kind == Py::subscript) key = tree_.child(left, PyField::subscript);
        }
        if (key == no_node) return {};
        return tree_[key].kind == Py::string ? unquoted(tree_.text(key)) : tree_.text(key);
    }

    Search& search_;
    const Index file_;
    const std::string_view source_;
    const Hits& hits_;
    const Definitions& definitions_;
    PythonParser& parser_;
    PythonTree& tree_;                       // of these bytes of the file
    size_t begin_ = 0, end_ = 0;
    uint32_t line_ = 1;
};

}  // namespace

void match_code(Search& search) {
    uses(search);
    std::vector<std::string_view> words;
    const auto rows_of = [&](MatchKind kind) {
        std::vector<Row> rows;
        for (const Change* change : search.of_kind(kind)) {
            if (kind == MatchKind::call && change->match.typed) continue;
            Row& row = rows.emplace_back(Row{change, {}});
            for (const std::string& word : kind == MatchKind::call ? change->match.names : change->match.words) {
                const auto known = std::find(words.begin(), words.end(), word);
                row.words.emplace_back(word, size_t(known - words.begin()));
                if (known == words.end()) words.push_back(word);
            }
        }
        return rows;
    };
    const std::vector<Row> calls = rows_of(MatchKind::call), codes = rows_of(MatchKind::code), strings = rows_of(MatchKind::code_string);
    if (words.empty()) return;
    const Words finder(words);
    Hits hits;
    PythonParser parser;
    PythonTree tree;
    auto whole = definitions(search);
    const auto& files = search.facts().files;
    for (Index file = 0; file < files.size(); ++file) {
        if (files[file].kind != FileKind::python || !search.counts(At{file, 0, 0, 1}) || !finder.find(search.text(file), hits)) continue;
        OneFile one{search, file, hits, whole[file], parser, tree};
        for (const Row& row : calls) one.calls(row);
        for (const Row& row : codes) one.code(row);
        for (const Row& row : strings) one.strings(row);
    }
}

}  // namespace driftline::knowledge
