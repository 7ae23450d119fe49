// Reads a piece of Python as the add-on "shop" would hold it, and shows the facts as short lines.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "frameworks/odoo/python/extract_python.h"

namespace driftline::odoo {

struct Read {
    std::string source;
    PythonTree tree;
    Facts facts;

    explicit Read(std::string text, std::string module = "shop", std::string python_path = "odoo.addons.shop.models.thing") : source(std::move(text)) {
        PythonParser().parse(source, tree);
        FileContext context;
        context.module = std::move(module);
        context.path = "models/thing.py";
        context.python_path = std::move(python_path);
        context.kind = FileKind::python;
        facts.files.emplace_back();
        extract_python(context, tree, facts);
    }

    std::string str(Name name) const { return std::string(facts.str(name)); }
    std::vector<std::string> list(List items) const {
        std::vector<std::string> out;
        for (const Name n : facts.items(items)) out.push_back(str(n));
        return out;
    }
    const ClassRow& class_named(std::string_view name) const {
        return *std::find_if(facts.classes.begin(), facts.classes.end(), [&](const ClassRow& c) { return facts.str(c.name) == name; });
    }
    const FieldRow& field(std::string_view name) const {
        return *std::find_if(facts.fields.begin(), facts.fields.end(), [&](const FieldRow& f) { return facts.str(f.name) == name; });
    }
    const MethodRow& method(std::string_view name) const {
        return *std::find_if(facts.methods.begin(), facts.methods.end(), [&](const MethodRow& m) { return facts.str(m.name) == name; });
    }
    // Uses of a kind: "root path", "root path=value".
    std::vector<std::string> uses(UseKind kind, uint16_t with_flags = 0) const {
        std::vector<std::string> out;
        for (const UseRow& use : facts.uses) {
            if (use.kind != kind || (use.flags & with_flags) != with_flags) continue;
            std::string line = str(use.root);
            if (use.path != no_name) line += " " + str(use.path);
            if (use.value != no_name) line += "=" + str(use.value);
            out.push_back(line);
        }
        return out;
    }
    bool uses_one(UseKind kind, const std::string& line, uint16_t with_flags = 0) const {
        const auto all = uses(kind, with_flags);
        return std::find(all.begin(), all.end(), line) != all.end();
    }
};

// The body of a method `run` of a model that extends sale.order.
inline Read read_body(const std::string& body) {
    std::string text = "from odoo import api, fields, models, tools\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def run(self, given=None):\n";
    for (size_t begin = 0; begin < body.size();) {
        const size_t end = std::min(body.find('\n', begin), body.size());
        text += "        " + body.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return Read(text);
}

}  // namespace driftline::odoo
