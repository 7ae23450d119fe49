#include "frameworks/odoo/views/attribute_spec.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace driftline::odoo {
namespace {

bool is_python(std::string_view attribute) {
    constexpr std::array<std::string_view, 6> names{"readonly", "required", "invisible", "column_invisible", "t-if", "t-elif"};
    return std::find(names.begin(), names.end(), attribute) != names.end() || attribute.starts_with("decoration-");
}

// Python's text.split(separator), trimmed; an empty separator splits at white space.
std::vector<std::string> parts_of(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const size_t end = separator.empty() ? text.find_first_of(" \t\r\n") : text.find(separator);
        const std::string_view part = trim(text.substr(0, end));
        if (!part.empty()) parts.emplace_back(part);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + std::max<size_t>(separator.size(), 1));
    }
    return parts;
}

std::string combined_list(std::string_view value, std::string_view add, std::string_view remove, std::string_view separator) {
    const std::vector<std::string> removed = parts_of(remove, separator);
    std::vector<std::string> kept;
    for (std::string& part : parts_of(value, separator))
        if (std::find(removed.begin(), removed.end(), part) == removed.end()) kept.push_back(std::move(part));
    for (std::string& part : parts_of(add, separator)) kept.push_back(std::move(part));
    return join(kept, separator.empty() ? " " : separator);
}

// The engine reads `remove` as a regular expression in one place; here it is plain text.
std::string combined_expression(std::string value, const std::string& add, const std::string& remove, const std::string& operation) {
    if (!remove.empty()) {
        std::string_view bare = value;
        while (bare.starts_with('(') && bare.size() > remove.size()) bare.remove_prefix(1);
        while (bare.ends_with(')') && bare.size() > remove.size()) bare.remove_suffix(1);
        if (bare == remove) {
            value.clear();
        } else {
            for (const std::string& pattern : {"(" + remove + ") " + operation + " ", " " + operation + " (" + remove + ")",
                                               remove + " " + operation + " ", " " + operation + " " + remove}) {
                if (const size_t at = value.find(pattern); at != std::string::npos) {
                    value.erase(at, pattern.size());
                    break;
                }
            }
        }
    }
    if (add.empty()) return value;
    return value.empty() ? add : "(" + value + ") " + operation + " (" + add + ")";
}

std::optional<std::string> apply_attribute(ArchNode node, ArchNode item, const ViewEngine& engine) {
    const std::string name(item.value("name"));
    if (name.empty()) return "<attribute> without name";
    if (engine.python_attributes())
        for (const auto& [key, value] : item.attributes())
            if (key != "name" && key != "add" && key != "remove" && key != "separator" && !key.starts_with("data-oe-"))
                return "Invalid attributes '" + key + "' in element <attribute>";
    const std::string add(item.value("add")), remove(item.value("remove")), text = item.text().value_or("");
    std::string value = text;
    if (!add.empty() || !remove.empty()) {
        if (!text.empty()) return "Element <attribute> with 'add' or 'remove' cannot contain text '" + text + "'";
        const std::string before(node.value(name)), separator(item.attribute("separator").value_or(","));
        if (engine.python_attributes() && is_python(name)) {
            const std::string operation(trim(item.value("separator")));
            if (operation != "and" && operation != "or")
                return "Invalid separator '" + operation + "' for python expression '" + name + "'; valid values are 'and' and 'or'";
            value = combined_expression(before, add, remove, operation);
        } else {
            if (separator.empty()) return "empty separator";
            value = combined_list(before, add, remove, separator == " " ? "" : separator);
        }
    }
    if (value.empty()) node.remove_attribute(name);
    else node.set_attribute(name, value);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> apply_attributes(ArchNode node, ArchNode spec, const ViewEngine& engine) {
    for (ArchNode item = spec; item; item = item.following(spec)) {
        if (item.name() != "attribute") continue;
        if (auto complaint = apply_attribute(node, item, engine)) return complaint;
    }
    return std::nullopt;
}

}  // namespace driftline::odoo
