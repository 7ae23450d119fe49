// Templates that scripts render (files in static/src): their names, and the names they extend or call.
#include "base/text.h"
#include "frameworks/odoo/data/extract_data.h"
#include "frameworks/odoo/data/reader.h"

namespace driftline {
namespace {

using namespace odoo;

// Computed when it is rendered: "{{ props.template }}", "#{x}".
bool is_computed(std::string_view name) { return name.find_first_of("{$#( ") != std::string_view::npos; }

class Reader {
public:
    Reader(const FileContext& context, const XmlTree& tree, Facts& out) : context_(context), tree_(tree), out_(out) {}

    void read() {
        for (ElementId e = 0; e < tree_.elements.size(); ++e) {
            define(e);
            for (const XmlAttribute& a : std::span(tree_.attributes).subspan(tree_[e].first_attribute, tree_[e].attribute_count)) use(e, a);
        }
    }

private:
    void define(ElementId e) {
        const XmlElement& element = tree_[e];
        const XmlAttribute *name = tree_.attribute(e, "t-name"), *parent = tree_.attribute(e, "t-inherit");
        if (!name && !parent) return;
        ClientTemplateRow row;
        if (name) row.name = out_.name(trim(name->value));
        if (parent) row.inherit = out_.name(trim(parent->value));
        if (parent && tree_.value(e, "t-inherit-mode") == "extension") row.flags |= client_extension;
        if (element.parent == 0) {
            row.arch = out_.keep(tree_.source.substr(element.begin, element.end - element.begin));
            row.arch_begin = element.begin;
            row.arch_line = element.line;
        } else {
            row.flags |= client_nested;
        }
        row.at = at_value(name ? *name : *parent);
        out_.client_templates.push_back(row);
    }

    void use(ElementId e, const XmlAttribute& a) {
        const std::string_view name = trim(a.value);
        const bool extends = a.name == "t-inherit" || a.name == "t-extend";
        if (!context_.words || name.empty() || is_computed(name) || !(extends || a.name == "t-call")) return;   // what the core asks of itself is there
        UseRow row;
        row.kind = UseKind::client_template;
        // Of a parent that is not there t-extend is kept under its name and never applied (web/static/lib/qweb/qweb2.js); t-inherit fails.
        row.flags = uint16_t((extends ? use_inherit : 0) | (a.name == "t-extend" ? use_unseen : 0));
        if (a.name == "t-inherit" && tree_.value(e, "t-inherit-mode") == "extension") row.flags |= use_late;
        row.root = out_.name(name);
        row.at = at_value(a);
        row.data = 1;
        out_.uses.push_back(row);
    }

    const FileContext& context_;
    const XmlTree& tree_;
    Facts& out_;
};

}  // namespace

std::string without_html_entities(std::string_view bytes) {
    std::string text{bytes};
    for (size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
        const size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", at + 1);
        if (end == text.npos || text[end] != ';') continue;
        const std::string_view name = std::string_view{text}.substr(at + 1, end - at - 1);
        if (!name.empty() && name != "amp" && name != "lt" && name != "gt" && name != "quot" && name != "apos") text.replace(at, end + 1 - at, end + 1 - at, ' ');
    }
    return text;
}

void extract_client_templates(const FileContext& context, const XmlTree& tree, Facts& out) {
    read_remarks(tree, out);
    Reader(context, tree, out).read();
}

}  // namespace driftline
