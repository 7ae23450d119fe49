#include "frameworks/odoo/views/view_arch.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"

namespace driftline::odoo {
namespace {

constexpr uint64_t first_id = 1'000'000'000, id_count = 8'999'999'999;

// A template that inherits from nothing becomes <t t-name="its id">.
void make_template_root(ArchDocument& document, const ArchShape& shape) {
    const ArchNode wrapper = document.root();
    ArchNode root = document.create("t");
    root.set_origin(wrapper.origin());
    for (const auto& [name, value] : shape.attributes) root.set_attribute(name, value);
    root.set_attribute("t-name", shape.template_name);
    root.set_text(wrapper.text());
    for (ArchNode child = wrapper.first_child(), next; child; child = next) {
        next = child.next();
        document.append(root, child);
    }
    document.set_root(root);
}

// <xpath expr="." position="attributes"><attribute name="t-name">the new name</attribute></xpath>
ArchNode naming_spec(ArchDocument& document, const std::string& name) {
    ArchNode spec = document.create("xpath"), attribute = document.create("attribute");
    spec.set_attribute("expr", ".");
    spec.set_attribute("position", "attributes");
    attribute.set_attribute("name", "t-name");
    attribute.set_text(name);
    document.append(spec, attribute);
    return spec;
}

struct Collected { uint32_t depth; Spec spec; };

void collect(ArchNode data, uint32_t depth, std::vector<Collected>& found) {
    for (ArchNode child = data.first_element(); child; child = child.next_element()) {
        if (child.name() == "data") collect(child, depth + 1, found);
        else found.push_back({depth, {child, uint32_t(found.size() + 1)}});
    }
}

}  // namespace

std::string DatabaseIds::substitute(std::string_view arch, std::string_view module) {
    std::string made;
    made.reserve(arch.size());
    for (size_t at = 0; at < arch.size();) {
        const size_t percent = arch.find('%', at);
        if (percent == std::string_view::npos || percent + 1 == arch.size()) return made.append(arch.substr(at));
        made.append(arch.substr(at, percent - at));
        const std::string_view rest = arch.substr(percent);
        const size_t close = rest.substr(0, 256).find(')');
        at = percent + 2;
        if (rest[1] == '%') {
            made += '%';
        } else if (rest[1] == '(' && close != std::string_view::npos && close + 1 < rest.size() && (rest[close + 1] == 'd' || rest[close + 1] == 's')) {
            const std::string_view xmlid = rest.substr(2, close - 2);
            const std::string qualified = xmlid.find('.') == std::string_view::npos ? std::string(module) + "." + std::string(xmlid) : std::string(xmlid);
            const std::string number = std::to_string(first_id + digest64(qualified) % id_count);
            written_.try_emplace(number, rest.substr(0, close + 2));
            made += number;
            at = percent + close + 2;
        } else {
            made.append(rest.substr(0, 2));
        }
    }
    return made;
}

std::string DatabaseIds::restore(std::string_view text) const {
    std::string made;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        const auto known = end - at >= 10 ? written_.find(text.substr(at, end - at)) : written_.end();
        if (known != written_.end()) made += known->second;
        else made.append(text.substr(at, std::max<size_t>(end - at, 1)));
        at = std::max(end, at + 1);
    }
    return made;
}

Result<ViewArch> parse_view_arch(std::string_view text, Index view, const ArchShape& shape) {
    // The engine wraps several roots into <data>, too; a single one is unwrapped below. No line is added.
    auto parsed = ArchDocument::parse("<data>" + std::string(text) + "</data>");
    if (!parsed) return parsed.error();
    ViewArch made{std::move(*parsed), {}};
    ArchDocument& document = made.document;
    ArchNode root = document.root();
    root.set_origin_of_subtree(view + 1);
    if (!shape.inherits && !shape.template_name.empty()) {
        make_template_root(document, shape);
        return made;
    }
    const ArchNode only = root.first_element();
    if (!only) return Error{"the arch holds no element"};
    if (!only.next_element()) {
        document.remove(only);
        document.set_root(only);
        root = only;
    }
    if (!shape.inherits) return made;

    std::vector<Collected> found;
    if (root.name() == "data") collect(root, 0, found);
    else found.push_back({0, {root, 1}});
    std::stable_sort(found.begin(), found.end(), [](const Collected& a, const Collected& b) { return a.depth < b.depth; });
    for (const Collected& one : found) made.specs.push_back(one.spec);
    if (shape.names_result) made.specs.push_back({naming_spec(document, shape.template_name), 0});
    return made;
}

}  // namespace driftline::odoo
