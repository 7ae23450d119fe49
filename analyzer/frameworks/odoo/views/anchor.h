// Which node of an arch a spec means (locate_node in the framework's tools/template_inheritance.py), and,
// if it means none, why.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "syntax/arch_document.h"

namespace driftline::odoo {

// What differs between the series of the engine.
struct ViewEngine {
    int series = 19;
    bool scripts = false;   // the client's, which from 18 on does it by itself: web/static/src/core/template_inheritance.js
    bool inner_mode() const { return series >= 15; }          // replace with mode="inner"
    bool python_attributes() const { return series >= 18 && !scripts; }   // add and remove combine Python expressions with and/or
    bool versioned_specs() const { return series <= 16; }     // a spec's version attribute must equal the arch's
    bool lists_are_lists() const { return series >= 18; }     // the root of a list view is <list>, no more <tree>
};

// Null if nothing matches; an error if the spec is no valid question.
Result<ArchNode> locate(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine);

// How many nodes match; the engine takes the first and says nothing of the others. REQUIRES: locate() found one.
uint32_t count_matches(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine);
// Whether the spec matches once the tags are named as this series names them: <tree> is <list> from 18 on.
// REQUIRES: locate() found nothing.
bool matches_renamed(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine);

// The spec as an XPath for people: "//field[@name='a']", "field[@name='a']".
std::string locator_of(ArchNode spec);

// REQUIRES: locate() found nothing.
struct Miss {
    std::string failed_step;            // the first location step that matches nothing, e.g. "group[@name='a']"
    std::vector<std::string> nearest;   // start tags of at most three nodes that look like the one wanted, the likest first
};
Miss explain_miss(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine);

// What tells a node apart from others, whatever stands around it: its tag and name. "field partner_id", "t t-call=x.y", "div".
std::string identity(ArchNode node);
// Identities of the named nodes that it stands in, the innermost first.
std::vector<std::string> named_containers(ArchNode node);

// The node's start tag on one line, shortened to about 120 characters.
std::string start_tag(ArchNode node);

}  // namespace driftline::odoo
