// Templates that scripts render (files in static/src): their names, and the names they extend or call.
#include "base/text.h"
#include "frameworks/odoo/data/extract_data.h"
#include "frameworks/odoo/data/reader.h"

namespace driftline {
namespace {

using namespace odoo;

// Computed when it is rendered: "{{ props.template }}", "#{x}".
bool is_computed(std::string_view name) { return name.find_first_of("{$#( ") != std::string_view::npos; }

}  // namespace

void extract_client_templates(const FileContext& context, const XmlTree& tree, Facts& out) {
    read_remarks(tree, out);
    for (ElementId e = 0; e < tree.elements.size(); ++e) {
        for (const XmlAttribute& a : std::span(tree.attributes).subspan(tree[e].first_attribute, tree[e].attribute_count)) {
            const std::string_view name = trim(a.value);
            if (name.empty() || !a.name.starts_with("t-")) continue;
            if (a.name == "t-name") {
                out.client_templates.push_back({out.name(name), at_value(a)});
                continue;
            }
            const bool extends = a.name == "t-inherit" || a.name == "t-extend";
            if (!context.words || is_computed(name) || !(extends || a.name == "t-call")) continue;   // what the core asks of itself is there
            UseRow use;
            use.kind = UseKind::client_template;
            // Of a parent that is not there t-extend is kept under its name and never applied (web/static/lib/qweb/qweb2.js); t-inherit fails.
            use.flags = uint16_t((extends ? use_inherit : 0) | (a.name == "t-extend" ? use_unseen : 0));
            use.root = out.name(name);
            use.at = at_value(a);
            use.data = 1;
            out.uses.push_back(use);
        }
    }
}

}  // namespace driftline
