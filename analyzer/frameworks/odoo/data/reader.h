// What all readers of one XML data file share.
#pragma once
#include "frameworks/odoo/data/chars.h"
#include "frameworks/odoo/data/expression.h"
#include "frameworks/odoo/data/rows.h"

namespace driftline::odoo {

// A piece of text in the file, decoded, with the place of its first byte.
struct TextAt {
    std::string_view text;
    uint32_t begin = 0, line = 0;
};

struct DataReader {
    DataReader(const FileContext& context, const XmlTree& from, Facts& out) : tree(from), rows(context, out) {}

    TextAt text_of(const XmlAttribute& a) const { return {a.value, a.begin, a.line}; }
    TextAt text_of(ElementId e) const { return {tree[e].text, tree[e].content_begin, tree[e].line}; }
    // Bytes of the file, as written.
    TextAt inside_of(ElementId e) const {
        return {tree.source.substr(tree[e].content_begin, tree[e].content_end - tree[e].content_begin), tree[e].content_begin, tree[e].line};
    }
    // Of `size` bytes at `offset` in `whole`; the end is off where entities stand inside.
    At at(TextAt whole, size_t offset, size_t size);
    At at(TextAt whole, std::string_view part) { return at(whole, size_t(part.data() - whole.text.data()), part.size()); }

    // noupdate="1", forcecreate="False" ...: as the loader reads an attribute that is true or false.
    bool is_true(ElementId e, std::string_view attribute, bool otherwise) const;

    // Attributes that hold an expression: external ids given to ref().
    void use_references(TextAt expression, uint16_t flags);
    void use_words(TextAt expression, uint16_t flags);   // names asked of what nobody knows the type of
    // One of them.
    void use_reference(const Mention& mention, TextAt expression, uint16_t flags);
    // %(xmlid)d in the bytes of an element's inside.
    void use_placeholders(ElementId e);

    const XmlTree& tree;
    DataRows rows;
    ExpressionScanner scanner;

private:
    struct Cursor { const char* text = nullptr; uint32_t first = 0; size_t offset = 0, begin = 0; uint32_t line = 0; };
    Cursor cursor_;   // the place asked for last
};

// A chain of names behind a fixed first one: `object.partner_id.name`, found in any text.
struct Chain {
    std::string_view path;      // "partner_id.name"
    bool called = false;        // the last step is called
    std::string_view compared;  // the string constant it is compared with, or ""
};

// Calls f(Chain) for each `head.x.y` in the text. REQUIRES: head is not empty.
template <class F>
void for_each_chain(std::string_view text, std::string_view head, F&& f);
// The chain at text[at] == '.', behind its head.
Chain chain_at(std::string_view text, size_t at);

// The steps of a chain before one that every record set has and that is no field: `ids`, `env`, or a private name.
std::string_view field_steps(std::string_view chain);

// `object.a.b` in a text: fields and methods of `root`. Nothing without a root. `inside`: the element whose inside the text is; no_element for
// any other text. A use in an element of it that asks for a field first has that field's path as `value`.
void use_object_chains(DataReader& reader, TextAt text, Name root, ElementId inside = no_element);

// Elements of records and of the short forms that stand for records.
void read_record(DataReader& reader, ElementId record, bool noupdate);
void read_template(DataReader& reader, ElementId element, bool noupdate);
void read_menu(DataReader& reader, ElementId element, bool noupdate);
void read_action(DataReader& reader, ElementId element, bool noupdate);    // <act_window>
void read_report(DataReader& reader, ElementId element, bool noupdate);
void read_asset(DataReader& reader, ElementId element, bool noupdate);
void read_delete(DataReader& reader, ElementId element, bool noupdate);
void read_function(DataReader& reader, ElementId element, bool noupdate);

// Flags of an element's record: noupdate, forcecreate, and whether a comment stands in or right before it.
uint8_t record_flags(const DataReader& reader, ElementId element, bool noupdate);
bool has_comment(const XmlTree& tree, ElementId element);
void read_remarks(const XmlTree& tree, Facts& out);

template <class F>
void for_each_chain(std::string_view text, std::string_view head, F&& f) {
    for (size_t i = text.find(head); i != text.npos; i = text.find(head, i + head.size())) {
        const size_t end = i + head.size();
        const bool inside = i > 0 && (text[i - 1] == '.' || is_word(text[i - 1]));
        if (inside || end >= text.size() || text[end] != '.') continue;
        if (const Chain chain = chain_at(text, end); !chain.path.empty()) f(chain);
    }
}

}  // namespace driftline::odoo
