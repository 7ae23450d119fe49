#include "syntax/plain_path.h"

#include <algorithm>
#include <cctype>
#include <memory>

namespace driftline {
namespace {

struct Step { std::string_view tag, attribute, value; };

std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

std::string_view take_name(std::string_view& rest) {
    const std::string_view name = rest.substr(0, size_t(std::find_if_not(rest.begin(), rest.end(), in_name) - rest.begin()));
    rest.remove_prefix(name.size());
    const bool begins = !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) || name[0] == '_');
    return begins ? name : std::string_view();
}

// "tag" or "tag[@attribute='value']", taken from the beginning of `rest`, up to its end or the next "/".
std::optional<Step> take_step(std::string_view& rest) {
    Step step;
    step.tag = take_name(rest);
    if (step.tag.empty()) return std::nullopt;
    if (rest.starts_with("[@")) {
        rest.remove_prefix(2);
        step.attribute = take_name(rest);
        if (step.attribute.empty() || rest.size() < 4 || rest[0] != '=' || (rest[1] != '\'' && rest[1] != '"')) return std::nullopt;
        const size_t end = rest.find(rest[1], 2);
        if (end == std::string_view::npos || rest.substr(end + 1, 1) != "]") return std::nullopt;
        step.value = rest.substr(2, end - 2);
        rest.remove_prefix(end + 2);
    }
    if (!rest.empty() && rest[0] != '/') return std::nullopt;
    return step;
}

bool has_value(const xmlAttr& attribute, std::string_view wanted) {
    const xmlNode* first = attribute.children;
    if (!first) return wanted.empty();
    if (!first->next && first->type == XML_TEXT_NODE) return view(first->content) == wanted;
    const std::unique_ptr<xmlChar, decltype(xmlFree)> whole(xmlNodeListGetString(attribute.doc, first, 1), xmlFree);
    return view(whole.get()) == wanted;
}

bool fits(const xmlNode* node, const Step& step) {
    if (node->type != XML_ELEMENT_NODE || node->ns || view(node->name) != step.tag) return false;
    if (step.attribute.empty()) return true;
    for (const xmlAttr* a = node->properties; a; a = a->next)
        if (!a->ns && view(a->name) == step.attribute) return has_value(*a, step.value);
    return false;
}

// The next node in document order; null behind the last.
xmlNode* following(xmlNode* node) {
    if (node->type == XML_ELEMENT_NODE && node->children) return node->children;
    for (; node; node = node->parent) {
        if (node->type == XML_DOCUMENT_NODE) return nullptr;
        if (node->next) return node->next;
    }
    return nullptr;
}

}  // namespace

std::optional<std::vector<xmlNode*>> find_plain_path(const xmlDoc* document, std::string_view expression, size_t most) {
    if (!expression.starts_with("//")) return std::nullopt;
    expression.remove_prefix(1);
    std::vector<Step> steps;
    while (!expression.empty()) {
        expression.remove_prefix(1);   // its "/"
        const auto step = take_step(expression);
        if (!step) return std::nullopt;
        steps.push_back(*step);
    }
    std::vector<xmlNode*> found;
    for (xmlNode* node = document->children; node; node = following(node))
        if (fits(node, steps.front())) {
            found.push_back(node);
            if (steps.size() == 1 && found.size() == most) break;
        }
    for (size_t i = 1; i < steps.size() && !found.empty(); ++i) {
        if (found.size() > 1) return std::nullopt;   // they may lie in each other, and their children in any order
        xmlNode* const parent = found.front();
        found.clear();
        for (xmlNode* child = parent->children; child; child = child->next)
            if (fits(child, steps[i])) found.push_back(child);
    }
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace driftline
