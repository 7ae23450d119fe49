#include <fmt/format.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>

#include "base/text.h"
#include "syntax/arch_state.h"
#include "syntax/libxml_support.h"
#include "syntax/plain_path.h"

namespace driftline {
namespace {

// Bounds against hostile expressions: libxml2 compiles by recursion, and nested searches multiply.
constexpr size_t max_length = 4000;
constexpr int max_nesting = 100;
constexpr unsigned long max_operations = 1'000'000;

const xmlChar* xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

// hasclass('a', 'b'): the tokens of @class hold them all.
void has_class(xmlXPathParserContext* context, int argument_count) {
    xmlChar* value = xmlGetNoNsProp(context->context->node, xml("class"));
    const std::string classes = replace_all(replace_all(replace_all(view(value), "\t", " "), "\n", " "), "\r", " ");
    xmlFree(value);
    const std::vector<std::string_view> tokens = split(classes, ' ');
    bool all = true;
    for (int i = 0; i < argument_count; ++i) {
        xmlChar* wanted = xmlXPathPopString(context);
        if (!wanted) return;
        if (view(wanted).empty() || std::find(tokens.begin(), tokens.end(), view(wanted)) == tokens.end()) all = false;
        xmlFree(wanted);
    }
    xmlXPathReturnBoolean(context, all);
}

std::string shown(std::string_view expression) {
    const bool cut = expression.size() > 200;
    return printable(expression.substr(0, 200)) + (cut ? "..." : "");
}

// Copies the expression, with a prefix for each {namespace-uri}, which it declares in `context`.
Result<std::string> prepared(std::string_view expression, xmlXPathContext* context) {
    if (expression.size() > max_length) return Error{fmt::format("XPath is longer than {} bytes: {}", max_length, shown(expression))};
    std::string out;
    int nesting = 0, prefixes = 0;
    for (size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        size_t last = i;  // of what is copied or replaced as one
        if (c == '"' || c == '\'') last = expression.find(c, i + 1);
        if (c == '{') last = expression.find('}', i + 1);
        if (last == std::string_view::npos || c == '\0') return Error{fmt::format("XPath is malformed: {}", shown(expression))};
        if (c == '(' || c == '[') ++nesting;
        if (c == ')' || c == ']') --nesting;
        if (nesting > max_nesting) return Error{fmt::format("XPath is nested deeper than {} levels: {}", max_nesting, shown(expression))};
        if (c == '{') {
            const std::string prefix = fmt::format("__xpp{:02}", prefixes++);
            xmlXPathRegisterNs(context, xml(prefix.c_str()), xml(std::string(expression.substr(i + 1, last - i - 1)).c_str()));
            out += prefix + ":";
        } else {
            out += expression.substr(i, last - i + 1);
        }
        i = last;
    }
    return out;
}

void note_error(void* user, LibxmlError error) {
    auto& message = *static_cast<std::string*>(user);
    if (message.empty()) message = libxml_message(error, "");
}

struct FreeResult {
    void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};

xmlXPathContext* make_context(xmlDoc* document) {
    xmlXPathContext* context = xmlXPathNewContext(document);
    xmlXPathRegisterFunc(context, xml("hasclass"), has_class);
    context->opLimit = max_operations;
    return context;
}

}  // namespace

Result<std::vector<ArchNode>> ArchDocument::find_all(ArchNode context, std::string_view expression) const {
    if (expression == ".") return std::vector{context};
    if (const auto plain = find_plain_path(state_->document, expression, SIZE_MAX)) {
        std::vector<ArchNode> nodes;
        for (xmlNode* node : *plain) nodes.push_back(ArchNode(node));
        return nodes;
    }
    if (!state_->xpath) state_->xpath = make_context(state_->document);
    xmlXPathContext* evaluation = state_->xpath;
    const Result<std::string> text = prepared(expression, evaluation);
    if (!text) return text.error();

    std::string message;
    evaluation->error = note_error;
    evaluation->userData = &message;
    evaluation->node = context.node_;
    evaluation->opCount = 0;
    const std::unique_ptr<xmlXPathObject, FreeResult> result(xmlXPathEval(xml(text->c_str()), evaluation));
    evaluation->userData = nullptr;
    evaluation->error = nullptr;
    if (!result && evaluation->opCount >= evaluation->opLimit) return Error{fmt::format("{}: {}", xpath_too_costly, shown(expression))};
    if (!result) return Error{fmt::format("XPath cannot be evaluated ({}): {}", message.empty() ? "no reason given" : message, shown(expression))};
    if (result->type != XPATH_NODESET) return Error{fmt::format("XPath does not select nodes: {}", shown(expression))};

    std::vector<ArchNode> nodes;
    const xmlNodeSet* set = result->nodesetval;
    for (int i = 0; set && i < set->nodeNr; ++i) {
        xmlNode* node = set->nodeTab[i];
        if (node->type == XML_DOCUMENT_NODE) continue;
        if (node->type != XML_ELEMENT_NODE && node->type != XML_COMMENT_NODE && node->type != XML_PI_NODE)
            return Error{fmt::format("XPath selects attributes or text, not elements: {}", shown(expression))};
        nodes.push_back(ArchNode(node));
    }
    return nodes;
}

Result<ArchNode> ArchDocument::find(ArchNode context, std::string_view expression) const {
    if (const auto plain = find_plain_path(state_->document, expression, 1)) return plain->empty() ? ArchNode() : ArchNode(plain->front());
    const Result<std::vector<ArchNode>> all = find_all(context, expression);
    if (!all) return all.error();
    return all->empty() ? ArchNode() : all->front();
}

}  // namespace driftline
