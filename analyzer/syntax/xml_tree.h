// XML in two forms (the only user of libxml2):
//  - XmlTree: a flat array of elements with byte offsets, for extraction (libxml2's SAX2);
//  - ArchDocument: a mutable DOM with XPath, for combining views.
// Both: no DTD, no entity but the five built-in ones, no network, bounded depth. Call xml_initialise() once, before any thread.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace driftline {

void xml_initialise();

using ElementId = uint32_t;
inline constexpr ElementId no_element = 0xFFFFFFFF;

struct XmlAttribute {
    std::string_view name;    // qualified as written ("t-if", "xml:space")
    std::string_view value;   // decoded; in the source where possible, else in the tree's own storage
    uint32_t begin = 0;       // byte offset of the value in the source (first byte inside the quotes)
    uint32_t line = 0;        // 1-based line of the value
};

struct XmlElement {
    std::string_view name;
    uint32_t begin = 0, end = 0;          // bytes: from '<' of the start tag to past '>' of the end tag
    uint32_t content_begin = 0, content_end = 0;  // bytes between the tags; equal for <a/>
    uint32_t line = 0;                    // 1-based line of begin
    uint32_t first_attribute = 0, attribute_count = 0;
    ElementId parent = no_element;
    ElementId next = 0;                   // one past the subtree
    std::string_view text;                // decoded character data before the first child element
};

struct XmlComment { uint32_t begin = 0, end = 0, line = 0; };  // whole <!-- -->

struct XmlTree {
    std::string_view source;
    std::vector<XmlElement> elements;     // document order; elements[0] is the root when there is one
    std::vector<XmlAttribute> attributes;
    std::vector<XmlComment> comments;
    std::deque<std::string> storage;
    bool has_error = false;               // not well formed: elements hold what came before the error
    std::string error;                    // libxml2's message, one line
    uint32_t error_line = 0;

    const XmlElement& operator[](ElementId id) const { return elements[id]; }
    ElementId first_child(ElementId id) const { return id + 1 < elements[id].next ? id + 1 : no_element; }
    ElementId next_sibling(ElementId id) const {
        const ElementId next = elements[id].next, parent = elements[id].parent;
        return parent != no_element && next < elements[parent].next ? next : no_element;
    }
    const XmlAttribute* attribute(ElementId id, std::string_view name) const;  // nullptr if absent
    std::string_view value(ElementId id, std::string_view name) const {        // "" if absent
        const XmlAttribute* a = attribute(id, name);
        return a ? a->value : std::string_view();
    }
};

// Replaces `tree`. Never fails on bytes; trouble is told in the tree. Thread-safe (no shared state).
void parse_xml(std::string_view source, XmlTree& tree);

}  // namespace driftline
