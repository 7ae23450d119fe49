// One view's arch, parsed the way the view engine gets to see it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/facts.h"
#include "syntax/arch_document.h"

namespace driftline::odoo {

// Stands in for the numbers that records get in a database: data files write %(xmlid)d where the engine
// sees a number, in archs as in XPath expressions, quoted or not. Equal ids give equal numbers.
// Not thread-safe.
class DatabaseIds {
public:
    // The arch with each %(xmlid)d or %(xmlid)s replaced and "%%" halved, as tools/convert.py does; ids
    // without a module belong to `module`.
    std::string substitute(std::string_view arch, std::string_view module);
    // Text for people: the numbers are what the file says again.
    std::string restore(std::string_view text) const;

private:
    std::map<std::string, std::string, std::less<>> written_;  // number -> "%(xmlid)d"
};

// A change that an inheriting view asks for: a child of the arch's root, <data> elements flattened.
struct Spec {
    ArchNode node;         // of ViewArch::document
    uint32_t ordinal = 0;  // 1-based, in document order; 0: not written in the file
};

struct ViewArch {
    ArchDocument document;    // every node's origin is 1 + the view row it was parsed for
    std::vector<Spec> specs;  // in the order they are applied: what stands in nested <data> comes last
};

// How the row's text becomes an arch (tools/convert.py, _tag_template and _fix_multiple_roots).
struct ArchShape {
    bool inherits = false;
    // Of a <template>, whose inside is the text: the external id and attributes it passes on to the <t> it becomes.
    std::string template_name;
    std::vector<std::pair<std::string, std::string>> attributes;
    bool names_result = false;   // primary="True": the combined template gets the new name
};

// Fails if the text is not well formed or holds no element.
Result<ViewArch> parse_view_arch(std::string_view text, Index view, const ArchShape& shape);

}  // namespace driftline::odoo
