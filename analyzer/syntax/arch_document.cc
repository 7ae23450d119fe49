#include "syntax/arch_document.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/text.h"
#include "syntax/arch_state.h"
#include "syntax/libxml_support.h"

namespace driftline {
namespace {

const xmlChar* xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

bool is_node(const xmlNode* node) {
    return node->type == XML_ELEMENT_NODE || node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE;
}
bool is_text(const xmlNode* node) { return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE; }

xmlNode* node_from(xmlNode* node, xmlNode* xmlNode::*step, bool elements_only) {
    while (node && !(elements_only ? node->type == XML_ELEMENT_NODE : is_node(node))) node = node->*step;
    return node;
}

std::optional<std::string> text_from(const xmlNode* node) {
    if (!node || !is_text(node)) return std::nullopt;
    std::string text;
    for (; node && is_text(node); node = node->next) text += view(node->content);
    return text;
}

void remove_text_from(xmlNode* node) {
    while (node && is_text(node)) {
        xmlNode* next = node->next;
        xmlUnlinkNode(node);
        xmlFreeNode(node);
        node = next;
    }
}

xmlNode* new_text(xmlDoc* document, std::string_view text) {
    return xmlNewDocTextLen(document, xml(text.data()), static_cast<int>(text.size()));
}

// Moves the text nodes that begin with `tail` behind `target`.
void move_tail(xmlNode* tail, xmlNode* target) {
    while (tail && is_text(tail)) {
        xmlNode* next = tail->next;
        target = xmlAddNextSibling(target, tail);  // may merge it into a text beside it
        tail = next;
    }
}

xmlAttr* find_attribute(const xmlNode* node, std::string_view name) {
    if (node->type != XML_ELEMENT_NODE) return nullptr;
    const size_t colon = name.find(':');
    for (xmlAttr* attribute = node->properties; attribute; attribute = attribute->next) {
        const std::string_view local = view(attribute->name);
        if (attribute->ns && attribute->ns->prefix) {
            if (colon != std::string_view::npos && local == name.substr(colon + 1) && view(attribute->ns->prefix) == name.substr(0, colon)) return attribute;
        } else if (local == name) {
            return attribute;
        }
    }
    return nullptr;
}

// Only text can be below an attribute: no entity is ever kept.
std::string_view attribute_text(const xmlAttr* attribute) { return attribute->children ? view(attribute->children->content) : std::string_view(); }

// libxml2 copies and prints by recursion. Parsed trees are shallow, but trees put into trees may pile up.
bool too_deep(const xmlNode* top) {
    constexpr size_t max_height = 2000;
    size_t height = 0;
    for (const xmlNode* node = top;;) {
        if (node->type == XML_ELEMENT_NODE && node->children) {
            if (++height > max_height) return true;
            node = node->children;
            continue;
        }
        while (node != top && !node->next) {
            node = node->parent;
            --height;
        }
        if (node == top) return false;
        node = node->next;
    }
}

xmlNode* copied_into(xmlDoc* document, xmlNode* node) {
    constexpr int deep = 1, attributes_only = 2;
    return xmlDocCopyNode(node, document, too_deep(node) ? attributes_only : deep);
}

// Copies share their shape with what they were copied from; libxml2 does not copy a node's user data.
void copy_origins(const xmlNode* from, xmlNode* to) {
    const xmlNode* from_top = from;
    for (;;) {
        to->_private = from->_private;
        if (from->type == XML_ELEMENT_NODE && from->children && to->children) {
            from = from->children;
            to = to->children;
            continue;
        }
        while (from != from_top && !from->next) {
            from = from->parent;
            to = to->parent;
        }
        if (from == from_top) return;
        from = from->next;
        to = to->next;
    }
}

struct ParseReport {
    Error error;
    bool failed = false;
    // `context` is the parser's, whose free pointer holds the report.
    static void add(void* context, LibxmlError error) {
        auto& report = *static_cast<ParseReport*>(static_cast<xmlParserCtxt*>(context)->_private);
        if (error->level < XML_ERR_ERROR || report.failed) return;
        report.failed = true;
        report.error.message = fmt::format("line {}: {}", std::max(error->line, 1), libxml_message(error, "not well-formed"));
    }
};

// No declaration of a DTD is noted, so that using a declared entity is an error.
void ignore_declarations(xmlSAXHandler& handler) {
    handler.getEntity = [](void*, const xmlChar* name) -> xmlEntity* { return xmlGetPredefinedEntity(name); };
    handler.internalSubset = nullptr;
    handler.externalSubset = nullptr;
    handler.entityDecl = nullptr;
    handler.unparsedEntityDecl = nullptr;
    handler.notationDecl = nullptr;
    handler.attributeDecl = nullptr;
    handler.elementDecl = nullptr;
}

}  // namespace

// ---- ArchNode ----

ArchKind ArchNode::kind() const {
    return node_->type == XML_ELEMENT_NODE ? ArchKind::element : node_->type == XML_COMMENT_NODE ? ArchKind::comment : ArchKind::instruction;
}
std::string_view ArchNode::name() const { return node_->type == XML_COMMENT_NODE ? std::string_view() : view(node_->name); }
std::string_view ArchNode::namespace_uri() const { return node_->type == XML_ELEMENT_NODE && node_->ns ? view(node_->ns->href) : std::string_view(); }
bool ArchNode::same_tag(ArchNode other) const {
    return is_element() && other.is_element() && name() == other.name() && namespace_uri() == other.namespace_uri();
}
uint32_t ArchNode::line() const { return static_cast<uint32_t>(std::max(xmlGetLineNo(node_), 0L)); }

std::string ArchNode::path() const {
    xmlChar* path = xmlGetNodePath(node_);
    std::string copy(view(path));
    xmlFree(path);
    return copy;
}

ArchNode ArchNode::parent() const {
    return ArchNode(node_->parent && node_->parent->type == XML_ELEMENT_NODE ? node_->parent : nullptr);
}
ArchNode ArchNode::first_child() const {
    return ArchNode(is_element() ? node_from(node_->children, &xmlNode::next, false) : nullptr);
}
ArchNode ArchNode::last_child() const { return ArchNode(is_element() ? node_from(node_->last, &xmlNode::prev, false) : nullptr); }
ArchNode ArchNode::next() const { return ArchNode(node_from(node_->next, &xmlNode::next, false)); }
ArchNode ArchNode::previous() const { return ArchNode(node_from(node_->prev, &xmlNode::prev, false)); }
ArchNode ArchNode::first_element() const {
    return ArchNode(is_element() ? node_from(node_->children, &xmlNode::next, true) : nullptr);
}
ArchNode ArchNode::next_element() const { return ArchNode(node_from(node_->next, &xmlNode::next, true)); }
ArchNode ArchNode::previous_element() const { return ArchNode(node_from(node_->prev, &xmlNode::prev, true)); }

ArchNode ArchNode::following(ArchNode top) const {
    if (const ArchNode child = first_element()) return child;
    for (ArchNode node = *this; node && node != top; node = node.parent())
        if (const ArchNode sibling = node.next_element()) return sibling;
    return {};
}

std::optional<std::string_view> ArchNode::attribute(std::string_view name) const {
    const xmlAttr* found = find_attribute(node_, name);
    return found ? std::optional(attribute_text(found)) : std::nullopt;
}

std::vector<std::pair<std::string, std::string_view>> ArchNode::attributes() const {
    std::vector<std::pair<std::string, std::string_view>> all;
    if (!is_element()) return all;
    for (const xmlAttr* attribute = node_->properties; attribute; attribute = attribute->next) {
        const bool prefixed = attribute->ns && attribute->ns->prefix;
        all.emplace_back(prefixed ? fmt::format("{}:{}", view(attribute->ns->prefix), view(attribute->name)) : std::string(view(attribute->name)),
                         attribute_text(attribute));
    }
    return all;
}

void ArchNode::set_attribute(std::string_view name, std::string_view value) {
    xmlSetProp(node_, xml(std::string(name).c_str()), xml(std::string(value).c_str()));
}
void ArchNode::remove_attribute(std::string_view name) {
    if (xmlAttr* found = find_attribute(node_, name)) xmlRemoveProp(found);
}

std::optional<std::string> ArchNode::text() const {
    if (!is_element()) return std::string(view(node_->content));
    return text_from(node_->children);
}
std::optional<std::string> ArchNode::tail() const { return text_from(node_->next); }

void ArchNode::set_text(std::optional<std::string_view> text) {
    if (!is_element()) {
        xmlNodeSetContent(node_, nullptr);
        if (text) xmlNodeAddContentLen(node_, xml(text->data()), static_cast<int>(text->size()));
        return;
    }
    remove_text_from(node_->children);
    if (!text) return;
    xmlNode* made = new_text(node_->doc, *text);
    if (node_->children) xmlAddPrevSibling(node_->children, made);
    else xmlAddChild(node_, made);
}

void ArchNode::set_tail(std::optional<std::string_view> tail) {
    remove_text_from(node_->next);
    if (tail) xmlAddNextSibling(node_, new_text(node_->doc, *tail));
}

uint32_t ArchNode::origin() const { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(node_->_private)); }
void ArchNode::set_origin(uint32_t origin) { node_->_private = reinterpret_cast<void*>(static_cast<uintptr_t>(origin)); }
void ArchNode::set_origin_of_subtree(uint32_t origin) {
    set_origin(origin);
    for (ArchNode node = following(*this); node; node = node.following(*this)) node.set_origin(origin);
}

std::string ArchNode::serialize() const {
    if (too_deep(node_)) return fmt::format("<{}/>", view(node_->name));
    xmlBuffer* buffer = xmlBufferCreate();
    xmlNodeDump(buffer, node_->doc, node_, 0, 0);
    std::string text(view(xmlBufferContent(buffer)));
    xmlBufferFree(buffer);
    return text;
}

// ---- ArchDocument ----

namespace {

// libxml2 notes the line where a start tag ends. People look for the one where it begins: at the nearest "<", which no
// attribute may hold.
void start_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespace_count, const xmlChar** namespaces, int attribute_count,
                   int defaulted_count, const xmlChar** attributes) {
    xmlSAX2StartElementNs(user, name, prefix, uri, namespace_count, namespaces, attribute_count, defaulted_count, attributes);
    const auto* context = static_cast<const xmlParserCtxt*>(user);
    xmlNode* node = context->node;
    if (!node || node->line == std::numeric_limits<unsigned short>::max() || !context->input) return;
    unsigned short lines = 0;
    for (const xmlChar* at = context->input->cur; at > context->input->base && *at != '<'; --at) lines += *at == '\n';
    if (lines < node->line) node->line -= lines;
}

}  // namespace

ArchDocument::State::~State() {
    xmlXPathFreeContext(xpath);
    if (!document) return;
    // A loose node may have been inserted again (then its parent frees it), or hold others that were loose.
    std::sort(loose.begin(), loose.end());
    loose.erase(std::unique(loose.begin(), loose.end()), loose.end());
    std::erase_if(loose, [](const xmlNode* node) { return node->parent != nullptr; });
    for (xmlNode* node : loose) {
        remove_text_from(node->next);
        xmlFreeNode(node);
    }
    xmlFreeDoc(document);
}

ArchDocument::ArchDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchDocument::ArchDocument(ArchDocument&&) noexcept = default;
ArchDocument& ArchDocument::operator=(ArchDocument&&) noexcept = default;
ArchDocument::~ArchDocument() = default;

Result<ArchDocument> ArchDocument::parse(std::string_view text) {
    if (text.size() > std::numeric_limits<int>::max()) return Error{"line 1: larger than 2 GB"};
    if (text.find('\0') != std::string_view::npos) return Error{"line 1: holds a NUL byte"};
    if (has_endless_tag(text)) return Error{"line 1: a tag with thousands of attributes"};
    constexpr int options = XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT;
    ParseReport report;
    xmlParserCtxt* context = xmlNewParserCtxt();
    context->_private = &report;
    ignore_declarations(*context->sax);
    context->sax->serror = ParseReport::add;
    context->sax->startElementNs = start_element;
    xmlDoc* document = xmlCtxtReadMemory(context, text.data(), static_cast<int>(text.size()), nullptr, nullptr, options);
    if (!document && context->myDoc) xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);

    auto state = std::make_unique<State>();
    state->document = document;
    if (report.failed) return std::move(report.error);
    if (!document || !xmlDocGetRootElement(document)) return Error{"line 1: the document is empty"};
    return ArchDocument(std::move(state));
}

ArchDocument ArchDocument::copy_of(ArchNode node) {
    auto state = std::make_unique<State>();
    state->document = xmlNewDoc(xml("1.0"));
    if (xmlDict* names = node.node_->doc->dict; names && xmlDictReference(names) == 0) state->document->dict = names;
    xmlNode* copied = copied_into(state->document, node.node_);
    xmlDocSetRootElement(state->document, copied);
    copy_origins(node.node_, copied);
    return ArchDocument(std::move(state));
}

ArchNode ArchDocument::root() const { return ArchNode(xmlDocGetRootElement(state_->document)); }

void ArchDocument::set_root(ArchNode node) {
    detach(node);
    remove_text_from(node.node_->next);
    if (xmlNode* former = xmlDocSetRootElement(state_->document, node.node_)) state_->loose.push_back(former);
}

ArchNode ArchDocument::create(std::string_view name) {
    xmlNode* node = xmlNewDocNode(state_->document, nullptr, xml(std::string(name).c_str()), nullptr);
    state_->loose.push_back(node);
    return ArchNode(node);
}

ArchNode ArchDocument::copy(ArchNode source) {
    xmlNode* copied = copied_into(state_->document, source.node_);
    copy_origins(source.node_, copied);
    state_->loose.push_back(copied);
    if (const auto tail = source.tail()) ArchNode(copied).set_tail(*tail);
    return ArchNode(copied);
}

// Unlinks a node, its tail still behind it.
void ArchDocument::detach(ArchNode node) {
    assert(node.node_->doc == state_->document);
    if (!node.node_->parent) return;
    xmlNode* tail = node.node_->next;
    xmlUnlinkNode(node.node_);
    move_tail(tail, node.node_);
    state_->loose.push_back(node.node_);
}

void ArchDocument::append(ArchNode parent, ArchNode node) {
    xmlNode* tail = node.node_->next;
    xmlUnlinkNode(node.node_);
    xmlAddChild(parent.node_, node.node_);
    move_tail(tail, node.node_);
}

void ArchDocument::insert_before(ArchNode place, ArchNode node) {
    if (place == node) return;
    xmlNode* tail = node.node_->next;
    xmlUnlinkNode(node.node_);
    xmlAddPrevSibling(place.node_, node.node_);
    move_tail(tail, node.node_);
}

void ArchDocument::insert_after(ArchNode place, ArchNode node) {
    if (place == node) return;
    xmlNode* tail = node.node_->next;
    xmlUnlinkNode(node.node_);
    xmlAddNextSibling(place.node_, node.node_);
    move_tail(tail, node.node_);
}

void ArchDocument::replace(ArchNode place, ArchNode node) {
    if (place == node) return;
    if (place == root()) return set_root(node);
    insert_before(place, node);
    detach(place);
}

void ArchDocument::remove(ArchNode node) {
    if (node.parent()) detach(node);
}

}  // namespace driftline
