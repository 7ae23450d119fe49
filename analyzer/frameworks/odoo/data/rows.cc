#include "frameworks/odoo/data/rows.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"

namespace driftline::odoo {
namespace {

constexpr size_t longest_value = 500;

// Cuts between characters. What is cut off still tells two values apart.
std::string shortened(std::string_view text) {
    if (text.size() <= longest_value) return std::string(text);
    size_t end = longest_value - 20;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "... " + text_digest(text);
}

}  // namespace

std::string text_digest(std::string_view text) {
    std::string flat;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space) flat += c;
        else if (!flat.empty() && flat.back() != ' ') flat += ' ';
    }
    return fmt::format("{:016x}", digest64(flat));
}

Name DataRows::qualified(std::string_view xmlid) {
    xmlid = trim(xmlid);
    if (xmlid.empty() || xmlid.find('.') != std::string_view::npos) return facts.name(xmlid);
    scratch_.assign(context.module).append(".").append(xmlid);
    return facts.name(scratch_);
}

Name DataRows::root_of(std::string_view model_xmlid) {
    model_xmlid = trim(model_xmlid);
    if (model_xmlid.empty()) return no_name;
    scratch_.assign("xmlid:");
    if (model_xmlid.find('.') == std::string_view::npos) scratch_.append(context.module).append(".");
    return facts.name(scratch_.append(model_xmlid));
}

Index DataRows::add_record(std::string_view xmlid, std::string_view model, RecordTag tag, uint8_t flags, At at) {
    RecordRow row;
    row.xmlid = qualified(xmlid);
    row.model = facts.name(model);
    row.values.begin = Index(facts.values.size());
    row.at = at;
    row.tag = tag;
    row.flags = flags | base_flags;
    row.order = uint32_t(facts.records.size());
    facts.records.push_back(row);
    return owner = Index(facts.records.size() - 1);
}

void DataRows::add_value(std::string_view field, ValueKind kind, std::string_view value, At at) {
    ValueRow row;
    row.record = Index(facts.records.size() - 1);
    row.field = facts.name(field);
    row.value = kind == ValueKind::ref ? qualified(value) : facts.name(shortened(trim(value)));
    row.kind = kind;
    row.at = at;
    facts.values.push_back(row);
    ++facts.records.back().values.count;
}

UseRow& DataRows::use(UseKind kind, Name root, Name path, uint16_t flags, At at) {
    UseRow& row = facts.uses.emplace_back();
    row.kind = kind;
    row.flags = flags;
    row.root = root;
    row.path = path;
    row.owner = owner;
    row.at = at;
    row.data = 1;
    return row;
}

void DataRows::use_xmlid(std::string_view xmlid, uint16_t flags, At at) {
    if (const Name name = qualified(xmlid); name != no_name) use(UseKind::xmlid, name, no_name, flags, at);
}

void DataRows::use_groups(std::string_view groups, At at, uint16_t flags) {
    if (groups.find(',') != groups.npos) flags |= use_listed;
    for (std::string_view group : split(groups, ',')) {
        group = trim(group);
        const bool negated = group.starts_with('-') || group.starts_with('!');
        if (negated) group.remove_prefix(1);
        if (group.empty()) continue;
        const uint32_t begin = at.begin + uint32_t(group.data() - groups.data());
        use_xmlid(group, uint16_t(use_group | flags | (negated ? use_depends : 0)), {at.file, begin, begin + uint32_t(group.size()), at.line});
    }
}

}  // namespace driftline::odoo
