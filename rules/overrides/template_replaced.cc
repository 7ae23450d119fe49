#include "rules/overrides/node_replaced.h"

namespace driftline {

namespace {

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { check_replaced_nodes(program, true, findings); }

}  // namespace

DRIFTLINE_RULE(template_replaced) = {
    "DL108", "template-replaced", Severity::warning,
    "A node of a core QWeb template is replaced",
    "Web pages and reports are extended by many modules. What anchors in a replaced node no longer finds it and fails at install or update; what the core "
    "later adds inside is never printed.",
    "Add before or after the node, change its attributes, or keep it with $0.",
    "```xml\n<template id=\"cart\" inherit_id=\"website_sale.cart\">\n    <xpath expr=\"//div[@id='total']\" position=\"replace\"><div/></xpath>\n</template>\n```\n",
    check};

}  // namespace driftline
