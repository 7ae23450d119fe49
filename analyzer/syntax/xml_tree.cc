#include "syntax/xml_tree.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.h"
#include "syntax/libxml_support.h"

namespace driftline {
namespace {

constexpr size_t max_depth = 256;
constexpr int options = XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA;

std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

// Places in the source come from a scan of our own that libxml2's events drive: every event of a well-formed
// document has exactly one tag, in order. So they rest on no internals of the parser (whose own offsets are of
// its buffers, and of transcoded text), and every tag is checked against the name the parser gave.
class Scanner {
public:
    Scanner(std::string_view source, std::vector<XmlComment>& comments) : source_(source), comments_(comments) {}

    // The offset of the next start or end tag's '<', or npos. What comes before is skipped, comments are noted.
    size_t next_tag() {
        for (;;) {
            const size_t open = source_.find('<', position_);
            if (open == std::string_view::npos) return open;
            const std::string_view rest = source_.substr(open);
            if (rest.starts_with("<!--")) {
                if (!skip_to("-->", open + 4)) return std::string_view::npos;
                comments_.push_back({static_cast<uint32_t>(open), static_cast<uint32_t>(position_), line_at(open)});
            } else if (rest.starts_with("<![CDATA[")) {
                if (!skip_to("]]>", open)) return std::string_view::npos;
            } else if (rest.starts_with("<?")) {
                if (!skip_to("?>", open)) return std::string_view::npos;
            } else if (rest.starts_with("<!")) {
                if (!skip_doctype(open)) return std::string_view::npos;
            } else {
                return position_ = open;
            }
        }
    }

    size_t position() const { return position_; }
    void move_to(size_t position) { position_ = position; }

    // Offsets must be asked for in ascending order.
    uint32_t line_at(size_t offset) {
        offset = std::max(offset, counted_);   // where the parser and the scan disagree, the place of the quarrel may lie behind
        line_ += static_cast<uint32_t>(std::count(source_.begin() + static_cast<ptrdiff_t>(counted_), source_.begin() + static_cast<ptrdiff_t>(offset), '\n'));
        counted_ = offset;
        return line_;
    }

private:
    bool skip_to(std::string_view terminator, size_t from) {
        const size_t found = source_.find(terminator, from);
        if (found == std::string_view::npos) return false;
        position_ = found + terminator.size();
        return true;
    }

    // An internal subset has declarations with '>' of their own, in brackets, quotes and comments.
    bool skip_doctype(size_t open) {
        bool inside = false;
        for (size_t i = open + 2; i < source_.size(); ++i) {
            const char c = source_[i];
            if (c == '[') inside = true;
            if (c == ']') inside = false;
            if (c == '"' || c == '\'') i = source_.find(c, i + 1);
            if (c == '<' && source_.substr(i).starts_with("<!--")) i = source_.find("-->", i + 4);
            if (c == '<' && source_.substr(i).starts_with("<?")) i = source_.find("?>", i + 2);
            if (i == std::string_view::npos) return false;
            if (c == '>' && !inside) {
                position_ = i + 1;
                return true;
            }
        }
        return false;
    }

    std::string_view source_;
    std::vector<XmlComment>& comments_;
    size_t position_ = 0, counted_ = 0;
    uint32_t line_ = 1;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool ends_name(char c) { return is_space(c) || c == '=' || c == '/' || c == '>'; }

class Reader {
public:
    Reader(std::string_view source, XmlTree& tree) : source_(source), tree_(tree), scanner_(source, tree.comments) {}

    void parse();
    void fail(std::string_view message, uint32_t line);

private:
    static void start_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespace_count,
                              const xmlChar** namespaces, int attribute_count, int defaulted, const xmlChar** attributes);
    static void end_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri);
    static void characters(void* user, const xmlChar* text, int length);
    static xmlEntityPtr entity(void*, const xmlChar* name) { return xmlGetPredefinedEntity(name); }
    static void report(void* user, LibxmlError error);
    static xmlSAXHandler handler();

    bool open(std::string_view prefix, std::string_view name, std::span<const xmlChar*> attributes);
    bool read_attributes(size_t position, std::span<const xmlChar*> attributes);
    bool close();
    void finish_text(size_t end);
    std::string_view kept(std::string_view raw, std::string_view decoded);
    void out_of_step() { fail("cannot tell where its tags are", scanner_.line_at(scanner_.position())); }

    std::string_view source_;
    XmlTree& tree_;
    Scanner scanner_;
    xmlParserCtxtPtr context_ = nullptr;
    std::vector<ElementId> open_;
    std::string text_;          // of the innermost element, while no child of it has begun
    bool collecting_ = false;
};

void Reader::fail(std::string_view message, uint32_t line) {
    if (!tree_.has_error) {
        tree_.has_error = true;
        tree_.error = message;
        tree_.error_line = std::max(line, 1u);
    }
    if (context_) xmlStopParser(context_);
}

// Like lxml, which takes an undeclared prefix for an error although the document is well-formed without namespaces.
void Reader::report(void* user, LibxmlError error) {
    if (error->level < XML_ERR_ERROR) return;
    static_cast<Reader*>(user)->fail(libxml_message(error, "not well-formed"), static_cast<uint32_t>(std::max(error->line, 1)));
}

void Reader::start_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar*, int, const xmlChar**, int attribute_count,
                           int defaulted, const xmlChar** attributes) {
    auto& reader = *static_cast<Reader*>(user);
    if (reader.tree_.has_error) return;
    if (reader.open_.size() >= max_depth) {
        reader.fail("elements are nested deeper than 256 levels", reader.scanner_.line_at(reader.scanner_.position()));
        return;
    }
    const auto written = static_cast<size_t>(attribute_count - defaulted);
    if (!reader.open(view(prefix), view(name), {attributes, written * 5})) reader.out_of_step();
}

void Reader::end_element(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& reader = *static_cast<Reader*>(user);
    if (!reader.tree_.has_error && !reader.close()) reader.out_of_step();
}

void Reader::characters(void* user, const xmlChar* text, int length) {
    auto& reader = *static_cast<Reader*>(user);
    if (reader.collecting_) reader.text_.append(reinterpret_cast<const char*>(text), static_cast<size_t>(length));
}

// Raw bytes that say the same need no copy. They differ by entities, line ends, CDATA, comments and encodings.
std::string_view Reader::kept(std::string_view raw, std::string_view decoded) {
    return raw == decoded ? raw : std::string_view(tree_.storage.emplace_back(decoded));
}

void Reader::finish_text(size_t end) {
    if (!collecting_) return;
    XmlElement& element = tree_.elements[open_.back()];
    element.text = kept(source_.substr(element.content_begin, end - element.content_begin), text_);
    text_.clear();
    collecting_ = false;
}

bool Reader::open(std::string_view prefix, std::string_view name, std::span<const xmlChar*> attributes) {
    const size_t begin = scanner_.next_tag();
    if (begin == std::string_view::npos) return false;
    finish_text(begin);

    size_t position = begin + 1;
    while (position < source_.size() && !ends_name(source_[position])) ++position;
    XmlElement element;
    element.name = source_.substr(begin + 1, position - begin - 1);
    if (!element.name.ends_with(name) || element.name.size() != name.size() + (prefix.empty() ? 0 : prefix.size() + 1)) return false;
    element.begin = static_cast<uint32_t>(begin);
    element.line = scanner_.line_at(begin);
    element.first_attribute = static_cast<uint32_t>(tree_.attributes.size());
    element.parent = open_.empty() ? no_element : open_.back();
    open_.push_back(static_cast<ElementId>(tree_.elements.size()));
    tree_.elements.push_back(element);
    return read_attributes(position, attributes);
}

// Reads the tag from behind its name to its '>'. `attributes` holds five pointers for each: name, prefix,
// namespace, value, end of value. Namespace declarations are not among them.
bool Reader::read_attributes(size_t position, std::span<const xmlChar*> attributes) {
    const auto skip_spaces = [&] {
        while (position < source_.size() && is_space(source_[position])) ++position;
    };
    XmlElement& element = tree_.elements.back();
    for (;;) {
        skip_spaces();
        if (position >= source_.size()) return false;
        if (source_[position] == '>' || source_[position] == '/') break;
        const size_t name_begin = position;
        while (position < source_.size() && !ends_name(source_[position])) ++position;
        const std::string_view name = source_.substr(name_begin, position - name_begin);
        position = source_.find_first_of("\"'", position);
        if (name.empty() || position == std::string_view::npos) return false;
        const size_t value_begin = position + 1, value_end = source_.find(source_[position], value_begin);
        if (value_end == std::string_view::npos) return false;
        position = value_end + 1;
        if (name == "xmlns" || name.starts_with("xmlns:")) continue;
        if (attributes.size() < 5 || !name.ends_with(view(attributes[0]))) return false;
        const std::string_view given(reinterpret_cast<const char*>(attributes[3]), static_cast<size_t>(attributes[4] - attributes[3]));
        const std::string_view raw = source_.substr(value_begin, value_end - value_begin);
        // Unless told to replace entities, libxml2 hands every '&' of an attribute to SAX as "&#38;".
        const bool ampersands = given.find('&') != std::string_view::npos;
        const std::string_view value = ampersands ? kept(raw, replace_all(given, "&#38;", "&")) : kept(raw, given);
        tree_.attributes.push_back({name, value, static_cast<uint32_t>(value_begin), scanner_.line_at(value_begin)});
        attributes = attributes.subspan(5);
    }
    element.attribute_count = static_cast<uint32_t>(tree_.attributes.size()) - element.first_attribute;
    const bool empty = source_[position] == '/';
    position += empty ? 2 : 1;
    if (position > source_.size() || !attributes.empty()) return false;
    scanner_.move_to(position);
    element.content_begin = element.content_end = element.end = static_cast<uint32_t>(position);
    collecting_ = true;
    return true;
}

bool Reader::close() {
    const ElementId id = open_.back();
    // What an empty-element tag opened it has closed as well.
    const bool empty = source_[scanner_.position() - 2] == '/' && scanner_.position() == tree_.elements[id].content_begin;
    if (!empty) {
        const size_t begin = scanner_.next_tag();
        const size_t end = begin == std::string_view::npos ? begin : source_.find('>', begin);
        if (end == std::string_view::npos || source_.substr(begin + 1, 1) != "/") return false;
        finish_text(begin);
        tree_.elements[id].content_end = static_cast<uint32_t>(begin);
        tree_.elements[id].end = static_cast<uint32_t>(end + 1);
        scanner_.move_to(end + 1);
    }
    collecting_ = false;
    tree_.elements[id].next = static_cast<ElementId>(tree_.elements.size());
    open_.pop_back();
    return true;
}

xmlSAXHandler Reader::handler() {
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start_element;
    handler.endElementNs = end_element;
    handler.characters = handler.ignorableWhitespace = characters;
    handler.getEntity = entity;  // and no handler that would note a declared one: using it is an error
    handler.serror = report;
    return handler;
}

void Reader::parse() {
    if (source_.size() > std::numeric_limits<int>::max()) return fail("larger than 2 GB", 1);
    if (has_endless_tag(source_)) return fail("a tag with thousands of attributes", 1);
    // libxml2 may take a NUL byte for the end of the document.
    const size_t nul = source_.find('\0');
    const std::string_view readable = source_.substr(0, nul);
    context_ = xmlNewParserCtxt();
    *context_->sax = handler();
    context_->userData = this;
    xmlFreeDoc(xmlCtxtReadMemory(context_, readable.data(), static_cast<int>(readable.size()), nullptr, nullptr, options));
    // The parser makes a document of its own to keep entity declarations in.
    if (context_->myDoc) xmlFreeDoc(context_->myDoc);
    xmlFreeParserCtxt(context_);
    context_ = nullptr;

    if (nul != std::string_view::npos) {
        tree_.has_error = false;
        fail("a NUL byte", static_cast<uint32_t>(std::count(source_.begin(), source_.begin() + static_cast<ptrdiff_t>(nul), '\n')) + 1);
    }
    if (tree_.elements.empty()) fail("the document is empty", 1);
    if (!tree_.has_error) scanner_.next_tag();  // notes the comments behind the root
    for (const ElementId id : open_) {
        tree_.elements[id].next = static_cast<ElementId>(tree_.elements.size());
        tree_.elements[id].content_end = tree_.elements[id].end = static_cast<uint32_t>(source_.size());
    }
}

void keep_quiet(void*, const char*, ...) {}

}  // namespace

bool has_endless_tag(std::string_view source) {
    constexpr size_t long_tag = 64 << 10;
    constexpr size_t many = 4000;
    if (source.size() <= long_tag) return false;
    for (size_t open = source.find('<'); open != std::string_view::npos;) {
        const size_t next = std::min(source.find('<', open + 1), source.size());  // none can stand in a tag
        if (next - open > long_tag) {
            size_t attributes = 0;
            for (size_t i = open + 1; i < next && source[i] != '>'; ++i) {
                if (source[i] == '=') ++attributes;
                if (source[i] == '"' || source[i] == '\'') i = std::min(source.find(source[i], i + 1), next);
            }
            if (attributes > many) return true;
        }
        open = next == source.size() ? std::string_view::npos : next;
    }
    return false;
}

void xml_initialise() {
    xmlInitParser();
    // A few messages of XPath bypass every handler of its own and would go to stderr, from threads yet to come as well.
    xmlThrDefSetGenericErrorFunc(nullptr, keep_quiet);
    xmlSetGenericErrorFunc(nullptr, keep_quiet);
}

const XmlAttribute* XmlTree::attribute(ElementId id, std::string_view name) const {
    const auto begin = attributes.begin() + elements[id].first_attribute, end = begin + elements[id].attribute_count;
    const auto found = std::find_if(begin, end, [&](const XmlAttribute& a) { return a.name == name; });
    return found == end ? nullptr : &*found;
}

void parse_xml(std::string_view source, XmlTree& tree) {
    tree.source = source;
    tree.elements.clear();
    tree.attributes.clear();
    tree.comments.clear();
    tree.storage.clear();
    tree.has_error = false;
    tree.error.clear();
    tree.error_line = 0;
    Reader(source, tree).parse();
}

}  // namespace driftline
