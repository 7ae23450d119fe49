// Facts of one data file given as text, and their rows as one line each.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "frameworks/odoo/data/extract_data.h"

namespace driftline {

inline FileContext data_context(std::string path) {
    FileContext context;
    context.module = "acme";
    context.path = std::move(path);
    return context;
}

inline Facts xml_facts(std::string_view text, FileContext context = data_context("data.xml")) {
    xml_initialise();
    XmlTree tree;
    parse_xml(text, tree);
    Facts facts;
    extract_xml(context, tree, facts);
    return facts;
}


// "root path=value", without what is empty; in the order of the file.
inline std::vector<std::string> uses_of(const Facts& facts, UseKind kind) {
    std::vector<std::string> made;
    for (const UseRow& use : facts.uses) {
        if (use.kind != kind) continue;
        std::string line(facts.str(use.root));
        if (use.path != no_name) line.append(line.empty() ? "" : " ").append(facts.str(use.path));
        if (use.value != no_name) line.append("=").append(facts.str(use.value));
        made.push_back(line);
    }
    return made;
}

inline const UseRow* find_use(const Facts& facts, UseKind kind, std::string_view root_or_path) {
    const auto found = std::find_if(facts.uses.begin(), facts.uses.end(), [&](const UseRow& use) {
        return use.kind == kind && (facts.str(use.root) == root_or_path || facts.str(use.path) == root_or_path);
    });
    return found == facts.uses.end() ? nullptr : &*found;
}

// The uses of a form view of model acme.thing with this arch.
inline Facts arch_facts(std::string_view arch, bool inherits = false) {
    std::string text = R"(<odoo><record id="v" model="ir.ui.view"><field name="model">acme.thing</field>)";
    if (inherits) text += R"(<field name="inherit_id" ref="base.v"/>)";
    text.append(R"(<field name="arch" type="xml">)").append(arch).append("</field></record></odoo>");
    return xml_facts(text);
}

using Strings = std::vector<std::string>;

}  // namespace driftline
