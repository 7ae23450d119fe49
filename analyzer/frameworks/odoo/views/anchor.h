// Which node of an arch a spec means (locate_node in the framework's tools/template_inheritance.py), and,
// if it means none, why.
#pragma once
#include <string>

#include "base/result.h"
#include "syntax/arch_document.h"

namespace driftline::odoo {

// What differs between the series of the engine.
struct ViewEngine {
    int series = 19;
    bool inner_mode() const { return series >= 15; }          // replace with mode="inner"
    bool python_attributes() const { return series >= 17; }   // add and remove combine Python expressions with and/or
    bool versioned_specs() const { return series <= 16; }     // a spec's version attribute must equal the arch's
};

// Null if nothing matches; an error if the spec is no valid question.
Result<ArchNode> locate(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine);

// The spec as an XPath for people: "//field[@name='a']", "field[@name='a']".
std::string locator_of(ArchNode spec);

// REQUIRES: locate() found nothing.
struct Miss {
    std::string failed_step;  // the first location step that matches nothing, e.g. "group[@name='a']"
    std::string nearest;      // start tag of a node that looks most like the one wanted, or ""
};
Miss explain_miss(const ArchDocument& arch, ArchNode spec);

// The node's start tag on one line, shortened to about 120 characters.
std::string start_tag(ArchNode node);

}  // namespace driftline::odoo
