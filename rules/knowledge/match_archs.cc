// Rows about archs: views and QWeb templates in data files.
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "rules/knowledge/search.h"
#include "rules/knowledge/words.h"
#include "rules/upgrade/client_bundles.h"
#include "syntax/arch_document.h"
#include "syntax/xml_tree.h"

namespace driftline::knowledge {
namespace {

constexpr std::string_view wrapper = "<x>", wrapper_end = "</x>";

using Specs = std::map<std::pair<Index, uint32_t>, const SpecLink*>;

// Whether a class is one that a row means. Few classes stand in many places.
class Tokens {
public:
    bool fits(const Change& change, std::string_view token) {
        auto& known = known_[&change];
        if (const auto found = known.find(token); found != known.end()) return found->second;
        return known.emplace(token, change.match.value->found_in(token)).first->second;
    }

private:
    std::map<const Change*, std::map<std::string, bool, std::less<>>> known_;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; }

// Does the expression name the element, or the attribute? What stands in quotes does not.
bool mentions(std::string_view expression, std::string_view name, bool attribute) {
    char quote = 0;
    for (size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (is_name(c)) {
            const size_t begin = i;
            while (i < expression.size() && is_name(expression[i])) ++i;
            const char before = begin ? expression[begin - 1] : ' ', after = i < expression.size() ? expression[i] : ' ';
            const bool fits = attribute ? before == '@' : before != '@' && before != '$' && after != '(';
            if (fits && expression.substr(begin, i - begin) == name) return true;
            --i;
        }
    }
    return false;
}

// The elements around what a spec inserts, outermost first; empty if the spec found no place.
std::vector<std::string> surroundings(const SpecLink* spec) {
    std::vector<std::string> steps;
    if (!spec || spec->status != SpecStatus::applied) return steps;
    for (std::string_view step : split(spec->target_path, '/')) {
        step = step.substr(0, step.find('['));
        if (step.empty()) continue;
        if (!std::all_of(step.begin(), step.end(), is_name)) return {};
        steps.emplace_back(step);
    }
    const bool beside = spec->position == SpecPosition::before || spec->position == SpecPosition::after || (spec->position == SpecPosition::replace && !spec->replace_inner);
    if (beside && !steps.empty()) steps.pop_back();
    return steps;
}

// An arch of a data file, or a template that scripts render.
struct Arch {
    explicit Arch(const ViewRow& view)
        : text(view.arch), begin(view.arch_begin), line(view.arch_line), file(view.at.file), inherits(view.inherit != no_name || view.specs != 0), is_template(view.flags & view_template) {}
    explicit Arch(const ClientTemplateRow& row)
        : text(row.arch), begin(row.arch_begin), line(row.arch_line), file(row.at.file), inherits(row.inherit != no_name), is_template(true), of_client(true) {}
    Text text;
    uint32_t begin, line;   // where it stands in the file
    Index file;
    bool inherits, is_template, of_client = false;
};

class OneView {
public:
    // `text`: the arch's.
    OneView(Search& search, const Arch& arch, std::string_view text, Index row, const Specs& specs, Tokens& tokens)
        : search_(search), arch_(arch), row_(row), specs_(specs), tokens_(tokens) {
        text_ = fmt::format("{}{}{}", wrapper, text, wrapper_end);
        parse_xml(text_, tree_);
        mark_specs();
    }

    void operator()(const Change& change) {
        if (change.match.where == Where::view ? arch_.is_template : change.match.where == Where::template_ && !arch_.is_template) return;
        if (arch_.of_client && !change.match.client) return;
        switch (change.match.kind) {
        case MatchKind::arch_xpath: xpath(change); break;
        case MatchKind::arch_attribute: each([&](ElementId e) { attributes(change, e); }); break;
        case MatchKind::arch_class: each([&](ElementId e) { classes(change, e); }); break;
        case MatchKind::arch_tag: each([&](ElementId e) { if (!is_spec(e) && change.match.names_one(tree_[e].name)) element(change, e); }); break;
        case MatchKind::locator_tag: case MatchKind::locator_attribute: each([&](ElementId e) { locator(change, e); }); break;
        default: break;
        }
    }

private:
    template <class F> void each(F&& f) const {
        for (ElementId e = 1; e < tree_.elements.size(); ++e) f(e);   // 0 is the wrapper
    }

    // Children of the arch's root, <data> looked through, if the view inherits; of a client template, of the element that inherits.
    void mark_specs() {
        spec_ordinal_.assign(tree_.elements.size(), 0);
        if (!arch_.inherits) return;
        uint32_t ordinal = 0;
        each([&](ElementId e) {
            const ElementId parent = tree_[e].parent;
            if (arch_.of_client ? parent == 1 : tree_[e].name != "data" && (parent == 0 || is_data(parent))) spec_ordinal_[e] = ++ordinal;
        });
    }
    bool is_data(ElementId e) const {
        for (; e != 0; e = tree_[e].parent)
            if (e == no_element || tree_[e].name != "data") return false;
        return true;
    }
    bool is_spec(ElementId e) const { return spec_ordinal_[e] != 0; }

    At at(size_t begin, size_t end, uint32_t line) const {
        return {arch_.file, uint32_t(arch_.begin + begin - wrapper.size()), uint32_t(arch_.begin + end - wrapper.size()), arch_.line + line - 1};
    }
    // From the attribute's name to its closing quote.
    At at_attribute(const XmlAttribute& a) const {
        const size_t before = a.name.size() + 2;   // name="
        const bool tight = a.begin >= before && std::string_view(text_).substr(a.begin - before, a.name.size()) == a.name;
        return at(tight ? a.begin - before : a.begin, a.begin + a.value.size(), a.line);
    }
    At at_start(ElementId e) const {
        const size_t close = tree_[e].content_end > tree_[e].content_begin ? tree_[e].content_begin : tree_[e].end;
        return at(tree_[e].begin, std::min(close, size_t(tree_[e].end)), tree_[e].line);
    }
    std::span<const XmlAttribute> attributes_of(ElementId e) const {
        return std::span(tree_.attributes).subspan(tree_[e].first_attribute, tree_[e].attribute_count);
    }
    std::string_view value_in_spec(ElementId e) const {   // <attribute name="x">value</attribute>, or add="value"
        const std::string_view added = tree_.value(e, "add");
        return added.empty() ? trim(tree_[e].text) : added;
    }

    void attributes(const Change& change, ElementId e) {
        const Matcher& match = change.match;
        const std::string_view tag = tree_[e].name;
        if (match.in_attribute_specs && tag == "attribute")
            if (const XmlAttribute* name = tree_.attribute(e, "name"); name && match.names_one(name->value) && (!match.value || match.value->found_in(value_in_spec(e))))
                search_.add(change, at_attribute(*name), name->value, tag);
        if (is_spec(e) && tree_.attribute(e, "position")) return;   // a locator: what it asks for gets into no view
        if (!match.tags.empty() && std::find(match.tags.begin(), match.tags.end(), tag) == match.tags.end()) return;
        if (std::find(match.not_tags.begin(), match.not_tags.end(), tag) != match.not_tags.end()) return;
        for (const XmlAttribute& a : attributes_of(e)) {
            if (!match.names_one(a.name)) continue;
            if (!match.value) search_.add(change, at_attribute(a), a.name, tag);
            else if (const auto found = match.value->find(a.value))
                search_.add(change, at_attribute(a), a.name, tag).value = a.value.substr(found->first, found->second);
        }
    }

    void classes(const Change& change, ElementId e) {
        const bool in_spec = tree_[e].name == "attribute" && tree_.value(e, "name") == "class";
        if (is_spec(e)) return;   // a locator
        if (in_spec) tokens(change, value_in_spec(e), at_start(e), e);
        for (const XmlAttribute& a : attributes_of(e))
            if (a.name == "class" || a.name == "t-attf-class") tokens(change, a.value, at_attribute(a), e);
    }
    void tokens(const Change& change, std::string_view list, const At& where, ElementId e) {
        for (size_t i = 0; i < list.size();) {
            while (i < list.size() && is_space(list[i])) ++i;
            const size_t begin = i;
            while (i < list.size() && !is_space(list[i])) ++i;
            if (const std::string_view token = list.substr(begin, i - begin); !token.empty() && tokens_.fits(change, token) && !search_.styles(search_.world().module_of(where), token))
                search_.add(change, where, token, tree_[e].name);
        }
    }

    void element(const Change& change, ElementId e) {
        search_.add(change, at_start(e), tree_[e].name, tree_[e].name);
        const size_t end_tag = tree_[e].content_end;
        if (!change.match.closing_tag || !std::string_view(text_).substr(end_tag).starts_with("</")) return;
        search_.add(change, at(end_tag, tree_[e].end, line_at(text_, end_tag, tree_[e].begin, tree_[e].line)), tree_[e].name, tree_[e].name);
    }

    void locator(const Change& change, ElementId e) {
        const std::string_view tag = tree_[e].name;
        const bool attribute = change.match.kind == MatchKind::locator_attribute;
        if (tag == "xpath") {
            const XmlAttribute* expression = tree_.attribute(e, "expr");
            for (const std::string& name : change.match.names)
                if (expression && mentions(expression->value, name, attribute)) search_.add(change, at_attribute(*expression), name, tag);
        } else if (!attribute && is_spec(e) && tree_.attribute(e, "position") && change.match.names_one(tag)) {
            element(change, e);
        }
    }

    // One of the entries, or none is asked for: all that stands between its blanks.
    static bool says_one(const std::string& text, const std::vector<std::string>& entries) {
        const auto said = [&](std::string_view part) { return text.find(part) != text.npos; };
        return entries.empty() || std::any_of(entries.begin(), entries.end(), [&](std::string_view entry) {
            const auto parts = split(entry, ' ');
            return std::all_of(parts.begin(), parts.end(), said);
        });
    }

    // What an expression is asked of: the view, or what one of its specs inserts with the elements around it.
    struct Document {
        std::string text;
        size_t skipped = 0;    // elements that are not the view's
        ElementId first = 0;   // the next one, in the view
        std::optional<Result<ArchDocument>> dom;   // once a row asks
    };

    void xpath(const Change& change) {
        if (!documents_) read_documents();
        for (Document& document : *documents_) {
            if (!says_one(document.text, change.match.words)) continue;
            if (!document.dom) document.dom.emplace(ArchDocument::parse(document.text));
            if (*document.dom) select(change, document, **document.dom);
        }
    }
    void read_documents() {
        documents_.emplace();
        if (!arch_.inherits) return void(documents_->push_back({text_, 0, 0, {}}));
        each([&](ElementId e) {
            if (!is_spec(e)) return;
            const auto found = specs_.find({row_, spec_ordinal_[e]});
            const std::vector<std::string> around = surroundings(found == specs_.end() ? nullptr : found->second);
            const XmlElement& spec = tree_[e];
            if (spec.content_end <= spec.content_begin) return;
            std::string document(wrapper);
            for (const std::string& step : around) document += "<" + step + ">";
            document += std::string_view(text_).substr(spec.content_begin, spec.content_end - spec.content_begin);
            for (auto step = around.rbegin(); step != around.rend(); ++step) document += "</" + *step + ">";
            document += wrapper_end;
            documents_->push_back({std::move(document), around.size() + 1, e + 1, {}});
        });
    }
    void select(const Change& change, const Document& document, const ArchDocument& dom) {
        const ArchNode root = dom.root();
        const Result<std::vector<ArchNode>> nodes = dom.find_all(root, change.match.expr);
        if (!nodes || nodes->empty()) return;
        size_t index = 0;
        for (ArchNode node = root; node; node = node.following(root), ++index)
            if (index >= document.skipped && std::find(nodes->begin(), nodes->end(), node) != nodes->end() && document.first + index - document.skipped < tree_.elements.size())
                selected(change, ElementId(document.first + index - document.skipped));
    }
    void selected(const Change& change, ElementId e) {
        const Matcher& match = change.match;
        bool any = false;
        for (const XmlAttribute& a : attributes_of(e)) {
            if (!match.names_one(a.name)) continue;
            any = true;
            if (!match.value || match.value->found_in(a.value)) search_.add(change, at_attribute(a), a.name, tree_[e].name);
        }
        if (!any && (!match.value || match.value->found_in(value_in_spec(e)))) element(change, e);
    }

    Search& search_;
    const Arch arch_;
    const Index row_;   // of the view; no_row: of a client template
    const Specs& specs_;
    Tokens& tokens_;
    std::string text_;
    XmlTree tree_;
    std::optional<std::vector<Document>> documents_;
    std::vector<uint32_t> spec_ordinal_;   // by element; 0: not a spec
};

// The rows about archs, each asked only of a text that says what it cannot do without.
class Rows {
public:
    explicit Rows(const std::vector<const Change*>& changes) {
        std::vector<std::string_view> words;
        const auto number = [&](std::string_view word) {
            const auto known = std::find(words.begin(), words.end(), word);
            if (known == words.end()) return words.push_back(word), words.size() - 1;
            return size_t(known - words.begin());
        };
        for (const Change* change : changes) {
            Row& row = rows_.emplace_back(Row{change, {}, {}});
            const Matcher& match = change->match;
            for (const std::string& entry : needed(match)) {
                std::vector<size_t>&whole = row.entries.emplace_back(), &own = row.own_entries.emplace_back();
                for (const std::string_view part : split(entry, ' ')) {
                    whole.push_back(number(part));
                    if (!part.starts_with('<')) own.push_back(whole.back());
                }
                if (own.empty()) own = {whole.back()};
            }
        }
        if (!words.empty()) finder_.emplace(words);
    }

    // Those that a text may matter to. The elements around what a view puts into another are not in its own.
    const std::vector<const Change*>& of(std::string_view text, bool inherits) {
        if (finder_) finder_->find(text, hits_);
        found_.clear();
        for (const Row& row : rows_) {
            const auto& entries = inherits && row.change->match.kind == MatchKind::arch_xpath ? row.own_entries : row.entries;
            if (!entries.empty() && std::none_of(entries.begin(), entries.end(), [&](const auto& entry) { return said(entry); })) continue;
            if (!row.change->match.value || row.change->match.value->may_be_in(text)) found_.push_back(row.change);
        }
        return found_;
    }

private:
    static const std::vector<std::string>& needed(const Matcher& match) {
        static const std::vector<std::string> class_attribute{"class"};
        if (!match.words.empty() || match.kind == MatchKind::arch_xpath || match.names_one("*")) return match.words;
        return match.kind == MatchKind::arch_class ? class_attribute : match.names;
    }

    struct Row {
        const Change* change = nullptr;
        std::vector<std::vector<size_t>> entries, own_entries;   // of one of them all words are said; none: any text may matter
    };
    bool said(const std::vector<size_t>& entry) const {
        return std::all_of(entry.begin(), entry.end(), [&](size_t word) { return !hits_[word].empty(); });
    }

    std::vector<Row> rows_;
    std::optional<Words> finder_;
    std::vector<std::vector<size_t>> hits_;
    std::vector<const Change*> found_;
};

}  // namespace

void match_archs(Search& search) {
    std::vector<const Change*> changes;
    for (const MatchKind kind : {MatchKind::arch_attribute, MatchKind::arch_class, MatchKind::arch_tag, MatchKind::locator_tag, MatchKind::locator_attribute, MatchKind::arch_xpath}) {
        const auto more = search.of_kind(kind);
        changes.insert(changes.end(), more.begin(), more.end());
    }
    if (changes.empty()) return;
    Specs specs;
    for (const SpecLink& spec : search.upgrade.current.specs) specs.emplace(std::pair{spec.view, spec.spec}, &spec);
    Tokens tokens;
    const auto look = [&](const Arch& arch, Index row, Rows& rows) {
        const std::string text = search.facts().source(arch.text);
        const std::vector<const Change*>& asked = rows.of(text, arch.inherits);
        if (asked.empty()) return;
        OneView view{search, arch, text, row, specs, tokens};
        for (const Change* change : asked) view(*change);
    };
    Rows all(changes);
    const auto& views = search.facts().views;
    for (Index row = Index(views.size() - search.ours(views).size()); row < views.size(); ++row)
        if (views[row].arch.size != 0 && search.counts(views[row].at)) look(Arch{views[row]}, row, all);
    std::erase_if(changes, [](const Change* change) { return !change->match.client; });
    if (changes.empty()) return;
    Rows of_client(changes);
    std::map<Index, bool> listed;   // files, in a bundle
    for (const ClientTemplateRow& row : search.ours(search.facts().client_templates)) {
        if (row.arch.size == 0 || !search.counts(row.at)) continue;
        const auto [known, added] = listed.try_emplace(row.at.file);
        if (added) known->second = loading_of(search.upgrade, search.upgrade.at(row.at)) != Loading::unlisted;
        if (known->second) look(Arch{row}, no_row, of_client);
    }
}

}  // namespace driftline::knowledge
