// A mutable XML document with XPath, for combining views (libxml2's DOM behind cheap handles).
//
// The text model is lxml's, so that an algorithm written against lxml reads the same here: character data
// belongs to the element before it as its `tail`, or to its parent as `text`; comments and processing
// instructions are nodes among the elements. A node that moves, is copied or is removed takes its tail along.
//
// Ownership: a document owns every node made in it, attached or not, until it is destroyed; nothing an
// ArchNode can do leaves it dangling before that. A document is used by one thread at a time; different
// documents are independent. xml_initialise() must have been called.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

struct _xmlNode;

namespace driftline {

enum class ArchKind : uint8_t { element, comment, instruction };

// A handle as large as a pointer; null when there is no such node. Copies name the same node.
// REQUIRES of every member but the operators: not null.
class ArchNode {
public:
    ArchNode() = default;
    explicit operator bool() const { return node_ != nullptr; }
    bool operator==(const ArchNode&) const = default;

    ArchKind kind() const;
    bool is_element() const { return kind() == ArchKind::element; }
    std::string_view name() const;           // local name; an instruction's target; "" of a comment
    std::string_view namespace_uri() const;  // "" without one
    bool same_tag(ArchNode other) const;     // both elements, same local name and namespace
    uint32_t line() const;                   // 1-based line in the text its document was parsed from; copies keep it; 0 if made here
    std::string path() const;                // "/form/sheet/field[2]", as lxml's getroottree().getpath(node)

    ArchNode parent() const;                 // null for the root and for nodes not attached
    // Elements, comments and instructions, as lxml iterates them.
    ArchNode first_child() const;
    ArchNode last_child() const;
    ArchNode next() const;
    ArchNode previous() const;
    // Elements only.
    ArchNode first_element() const;
    ArchNode next_element() const;
    ArchNode previous_element() const;
    // The element after this one in document order, within the subtree of `top`; null at its end.
    // for (n = top; n; n = n.following(top)) is lxml's top.iter('*').
    ArchNode following(ArchNode top) const;

    // Attribute names are as written ("t-if", "xml:space"). Views hold until that attribute is set or removed.
    std::optional<std::string_view> attribute(std::string_view name) const;
    std::string_view value(std::string_view name) const { return attribute(name).value_or(std::string_view()); }
    std::vector<std::pair<std::string, std::string_view>> attributes() const;  // in document order, without xmlns
    void set_attribute(std::string_view name, std::string_view value);
    void remove_attribute(std::string_view name);                              // nothing if absent

    // Character data up to the first child (text) or up to the next sibling (tail); none = lxml's None.
    // A comment's text is its content.
    std::optional<std::string> text() const;
    std::optional<std::string> tail() const;
    void set_text(std::optional<std::string_view> text);
    void set_tail(std::optional<std::string_view> tail);

    // A number of the caller's own for this node (which view put it there); 0 at first; copies keep it.
    uint32_t origin() const;
    void set_origin(uint32_t origin);
    void set_origin_of_subtree(uint32_t origin);

    std::string serialize() const;  // XML text of the subtree, without tail

private:
    friend class ArchDocument;
    explicit ArchNode(_xmlNode* node) : node_(node) {}
    _xmlNode* node_ = nullptr;
};

// How the error of an XPath begins that was given up for its cost: nothing is known of what it would have found.
inline constexpr std::string_view xpath_too_costly = "XPath takes too many steps";

class ArchDocument {
public:
    ArchDocument(ArchDocument&&) noexcept;
    ArchDocument& operator=(ArchDocument&&) noexcept;
    ~ArchDocument();

    // Well-formed XML with one root element. Fails with libxml2's message and line. No DTD, no entity but the
    // five built-in ones, at most 256 levels.
    static Result<ArchDocument> parse(std::string_view text);
    // A document whose root is a copy of `node` (of any document), without its tail. Both share their table of names: not for two threads at once.
    static ArchDocument copy_of(ArchNode node);

    ArchNode root() const;
    void set_root(ArchNode node);  // the former root stays usable, not attached

    // New nodes, attached nowhere. `source` may belong to any document; its tail comes along, origins are kept.
    // A subtree higher than 2,000 levels (hostile views, piled up) is copied, and printed, without its content.
    ArchNode create(std::string_view name);
    ArchNode copy(ArchNode source);

    // These move `node` (of this document) with its tail. REQUIRES: `node` does not contain the place.
    void append(ArchNode parent, ArchNode node);          // as the last child
    void insert_before(ArchNode place, ArchNode node);    // lxml's addprevious; `place` has a parent
    void insert_after(ArchNode place, ArchNode node);     // right behind the element: what was `place`'s tail follows `node`'s own
    void replace(ArchNode place, ArchNode node);          // `place` is removed as below; works on the root, too
    // Detaches `node` with its tail; it may be inserted again. No effect on a node without a parent.
    void remove(ArchNode node);

    // XPath 1.0 with lxml's `{namespace-uri}name` notation and the function hasclass('a', 'b'): true if the
    // context node's class attribute holds every token. The first node (elements, comments, instructions) in
    // libxml2's order, null if none matches. Fails if the expression is malformed, does not give nodes, or
    // takes more than a million operations.
    Result<ArchNode> find(ArchNode context, std::string_view expression) const;
    Result<std::vector<ArchNode>> find_all(ArchNode context, std::string_view expression) const;

private:
    struct State;
    void detach(ArchNode node);
    explicit ArchDocument(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace driftline
