#include "frameworks/odoo/odoo.h"

#include "frameworks/odoo/data/extract_data.h"
#include "frameworks/odoo/python/extract_python.h"
#include "frameworks/odoo/scripts/extract_script.h"
#include "frameworks/odoo/views/print_views.h"

namespace driftline {
namespace odoo {

namespace {
constexpr PrintStage stages[] = {{"views", print_views}, {"registry", print_registry}};
}

const Framework framework = {
    .name = "odoo",
    .extractor_version = 34,
    .comparer_version = 7,
    .wants = wants,
    .enters = enters,
    .recognizes = recognizes,
    .core_version = core_version,
    .plan = plan,
    .extract = extract,
    .finish = finish,
    .arrange = arrange,
    .link = link,
    .compare = compare,
    .chain = chain,
    .chains = chains,
    .comparable = comparable,
    .stages = stages,
};

void extract(const FileContext& context, std::string_view bytes, Workspace& workspace, Facts& out) {
    const auto broken = [&](uint32_t line) {
        out.files[0].flags |= file_parse_error;
        out.files[0].error_line = line;
    };
    switch (context.kind) {
    case FileKind::python:
        workspace.python.parse(bytes, workspace.python_tree);
        if (workspace.python_tree.has_error) broken(workspace.python_tree.first_error_line);
        extract_python(context, workspace.python_tree, out);
        return;
    case FileKind::xml:
        if (is_client_template(context.path)) {
            const std::string text = without_html_entities(bytes);
            parse_xml(text, workspace.xml_tree);
            return extract_client_templates(context, workspace.xml_tree, out);
        }
        parse_xml(bytes, workspace.xml_tree);
        if (workspace.xml_tree.has_error) broken(workspace.xml_tree.error_line);
        extract_xml(context, workspace.xml_tree, out);
        return;
    case FileKind::csv: extract_csv(context, bytes, out); return;
    case FileKind::script: extract_script(context, bytes, out); return;
    default: return;
    }
}

}  // namespace odoo

const std::vector<const Framework*>& all_frameworks() {
    static const std::vector<const Framework*> frameworks = {&odoo::framework};
    return frameworks;
}

}  // namespace driftline
