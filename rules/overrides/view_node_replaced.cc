#include "rules/overrides/node_replaced.h"

namespace driftline {

namespace {

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { check_replaced_nodes(program, false, findings); }

}  // namespace

DRIFTLINE_RULE(view_node_replaced) = {
    "DL104", "view-node-replaced", Severity::warning,
    "A node of a core view is replaced",
    "Every other module that anchors in the node stops finding it, and its view fails when it is installed or updated; what the core adds inside the node "
    "later is never seen. Replacing only the content, or keeping the node through $0, is information.",
    "Change attributes, hide the node with invisible=\"1\", or add beside it; if it must be wrapped, keep it with $0.",
    "```xml\n<xpath expr=\"//page[@name='other_information']\" position=\"replace\">\n    <page name=\"acme\">$0</page>\n</xpath>\n```\n",
    check};

}  // namespace driftline
