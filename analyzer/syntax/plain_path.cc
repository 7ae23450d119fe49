#include "syntax/plain_path.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>

namespace driftline {
namespace {

constexpr size_t most_steps = 12;   // each may walk the whole tree

enum class Place : uint8_t { any, first, last };

struct Step {
    bool anywhere = false;                    // "//" before it
    bool up = false;                          // "..", and nothing else
    std::string_view tag, attribute, value;
    std::vector<std::string_view> classes;    // all of them
    Place place = Place::any;                 // among its brothers that fit otherwise
};

std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

std::string_view take_name(std::string_view& rest) {
    const std::string_view name = rest.substr(0, size_t(std::find_if_not(rest.begin(), rest.end(), in_name) - rest.begin()));
    rest.remove_prefix(name.size());
    const bool begins = !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) || name[0] == '_');
    return begins ? name : std::string_view();
}

// "'text'", taken from the beginning of `rest`.
std::optional<std::string_view> take_text(std::string_view& rest) {
    if (rest.empty() || (rest[0] != '\'' && rest[0] != '"')) return std::nullopt;
    const size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return text;
}

bool take(std::string_view& rest, std::string_view text) {
    if (!rest.starts_with(text)) return false;
    rest.remove_prefix(text.size());
    return true;
}

// The inside of brackets: "@attribute='value'", "hasclass('a', 'b')", "1", "last()". False: something else.
bool take_predicate(std::string_view& rest, Step& step) {
    if (step.place != Place::any) return false;   // asked of what has that place
    if (take(rest, "@")) {
        if (!step.attribute.empty()) return false;
        step.attribute = take_name(rest);
        if (step.attribute.empty() || !take(rest, "=")) return false;
        const auto value = take_text(rest);
        step.value = value.value_or("");
        return value.has_value();
    }
    if (take(rest, "hasclass(")) {
        do {
            while (take(rest, " ")) continue;
            const auto name = take_text(rest);
            if (!name) return false;
            step.classes.push_back(*name);
        } while (take(rest, ","));
        return take(rest, ")");
    }
    if (take(rest, "last()")) step.place = Place::last;
    else if (take(rest, "1")) step.place = Place::first;
    return step.place != Place::any;
}

// Taken from the beginning of `rest`, up to its end or the next "/".
std::optional<Step> take_step(std::string_view& rest) {
    Step step;
    if (!take(rest, "/")) return std::nullopt;
    step.anywhere = take(rest, "/");
    step.up = !step.anywhere && take(rest, "..");
    if (!step.up) {
        step.tag = take_name(rest);
        if (step.tag.empty()) return std::nullopt;
        while (take(rest, "["))
            if (!take_predicate(rest, step) || !take(rest, "]")) return std::nullopt;
    }
    if (!rest.empty() && rest[0] != '/') return std::nullopt;
    return step;
}

template <class Test>
bool value_is(const xmlAttr& attribute, Test&& wanted) {
    const xmlNode* first = attribute.children;
    if (!first) return wanted(std::string_view());
    if (!first->next && first->type == XML_TEXT_NODE) return wanted(view(first->content));
    const std::unique_ptr<xmlChar, decltype(xmlFree)> whole(xmlNodeListGetString(attribute.doc, first, 1), xmlFree);
    return wanted(view(whole.get()));
}

template <class Test>
bool attribute_is(const xmlNode* node, std::string_view name, Test&& wanted) {
    for (const xmlAttr* a = node->properties; a; a = a->next)
        if (!a->ns && view(a->name) == name) return value_is(*a, wanted);
    return false;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool has_token(std::string_view list, std::string_view wanted) {
    for (size_t at = list.find(wanted); at != list.npos && !wanted.empty(); at = list.find(wanted, at + 1))
        if ((at == 0 || is_blank(list[at - 1])) && (at + wanted.size() == list.size() || is_blank(list[at + wanted.size()])))
            return std::none_of(wanted.begin(), wanted.end(), is_blank);
    return false;
}

bool fits_anywhere(const xmlNode* node, const Step& step) {
    if (node->type != XML_ELEMENT_NODE || node->ns || view(node->name) != step.tag) return false;
    if (!step.attribute.empty() && !attribute_is(node, step.attribute, [&](std::string_view value) { return value == step.value; })) return false;
    return step.classes.empty() || attribute_is(node, "class", [&](std::string_view value) {
        return std::all_of(step.classes.begin(), step.classes.end(), [&](std::string_view wanted) { return has_token(value, wanted); });
    });
}

bool fits(const xmlNode* node, const Step& step) {
    if (!fits_anywhere(node, step)) return false;
    if (step.place == Place::first) {
        while ((node = node->prev))
            if (fits_anywhere(node, step)) return false;
    } else if (step.place == Place::last) {
        while ((node = node->next))
            if (fits_anywhere(node, step)) return false;
    }
    return true;
}

// The next node in document order within `top`; null behind the last.
xmlNode* following(xmlNode* node, const xmlNode* top) {
    if ((node->type == XML_ELEMENT_NODE || node->type == XML_DOCUMENT_NODE) && node->children) return node->children;
    for (; node != top; node = node->parent)
        if (node->next) return node->next;
    return nullptr;
}

bool lies_in(const xmlNode* node, const xmlNode* top) {
    while (node && node != top) node = node->parent;
    return node != nullptr;
}

}  // namespace

std::optional<std::vector<xmlNode*>> find_plain_path(const xmlDoc* document, std::string_view expression, size_t most) {
    std::vector<Step> steps;
    do {
        auto step = take_step(expression);
        if (!step || steps.size() == most_steps) return std::nullopt;
        steps.push_back(std::move(*step));
    } while (!expression.empty());
    std::vector<xmlNode*> found{reinterpret_cast<xmlNode*>(const_cast<xmlDoc*>(document))}, next;
    for (const Step& step : steps) {
        next.clear();
        // Where several were found they may lie in each other, and their children and parents are in any order; what lies in them is not.
        if (!step.anywhere && found.size() > 1) return std::nullopt;
        if (step.up) {
            if (found.empty() || !found.front()->parent) return std::nullopt;
            next.push_back(found.front()->parent);
        } else if (step.anywhere) {
            const bool enough = &step == &steps.back() && step.place == Place::any;
            const xmlNode* outer = nullptr;
            for (xmlNode* top : found) {
                if (outer && lies_in(top, outer)) continue;
                outer = top;
                for (xmlNode* node = following(top, top); node && !(enough && next.size() == most); node = following(node, top))
                    if (fits(node, step)) next.push_back(node);
            }
            if (step.place != Place::any && next.size() > 1) return std::nullopt;   // of several parents, which may lie in each other
        } else if (!found.empty()) {
            for (xmlNode* child = found.front()->children; child; child = child->next)
                if (fits(child, step)) next.push_back(child);
        }
        std::swap(found, next);
    }
    if (!found.empty() && found.front()->type == XML_DOCUMENT_NODE) return std::nullopt;
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace driftline
