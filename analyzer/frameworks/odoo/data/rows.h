// Writes the rows of one data file.
#pragma once
#include <string>
#include <string_view>

#include "facts/extract.h"

namespace driftline::odoo {

inline At at_element(const XmlElement& e) { return {0, e.begin, e.end, e.line}; }
inline At at_start_tag(const XmlElement& e) { return {0, e.begin, e.content_begin, e.line}; }
// `offset` and `size` of a part of the value. Values with entities or line breaks keep their place, not their columns.
inline At at_value(const XmlAttribute& a, size_t offset, size_t size) {
    return {0, uint32_t(a.begin + offset), uint32_t(a.begin + offset + size), a.line};
}
inline At at_value(const XmlAttribute& a) { return at_value(a, 0, a.value.size()); }

struct DataRows {
    DataRows(const FileContext& from, Facts& to) : context(from), facts(to) {}

    // The external id as the loader completes it; no_name for "".
    Name qualified(std::string_view xmlid);
    // "xmlid:" + the qualified id.
    Name root_of(std::string_view model_xmlid);

    Index add_record(std::string_view xmlid, std::string_view model, RecordTag tag, uint8_t flags, At at);
    // To the record added last. Texts are cut at 500 bytes.
    void add_value(std::string_view field, ValueKind kind, std::string_view value, At at);

    // Uses stated by record `owner`.
    UseRow& use(UseKind kind, Name root, Name path, uint16_t flags, At at);
    void use_model(std::string_view model, At at, uint16_t flags = 0) { use(UseKind::model, facts.name(model), no_name, flags, at); }
    void use_xmlid(std::string_view xmlid, uint16_t flags, At at);
    // A comma-separated list of groups; '-' and '!' before one are not part of it.
    void use_groups(std::string_view groups, At at, uint16_t flags = use_group);

    const FileContext& context;
    Facts& facts;
    Index owner = no_row;
    uint8_t base_flags = 0;   // of every record of the file

private:
    std::string scratch_;
};

}  // namespace driftline::odoo
