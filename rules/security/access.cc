#include "rules/security/access.h"

#include <algorithm>

#include "base/text.h"

namespace driftline {

namespace {

constexpr std::pair<std::string_view, Permission> columns[] = {{"perm_read", may_read}, {"perm_write", may_write}, {"perm_create", may_create}, {"perm_unlink", may_unlink}};

// Nothing where it is no literal. Text of a data file is converted by bool(): "0" in XML is text, and the ORM's own conversion takes "0" and "False" as no.
bool read_flag(std::string_view text, bool& known) {
    const std::string word = lower(trim(text));
    if (word == "1" || word == "true") return true;
    if (!word.empty() && word != "0" && word != "false" && word != "none") known = false;
    return false;
}

std::string plain(std::string_view text) {
    std::string made;
    for (const char c : text)
        if (c == '"') made += '\'';
        else if (c != ' ' && c != '\n' && c != '\t' && c != '\r') made += c;
    return made;
}

// "sale.order" of [('model', '=', 'sale.order')]
std::string_view searched_model(std::string_view domain) {
    const size_t at = domain.find("model");
    const size_t equal = at == domain.npos ? at : domain.find('=', at);
    const size_t begin = equal == domain.npos ? equal : domain.find_first_of("'\"", domain.find_first_of("'\"", equal) + 1);
    const size_t end = begin == domain.npos ? begin : domain.find(domain[begin], begin + 1);
    return end == domain.npos ? std::string_view{} : domain.substr(begin + 1, end - begin - 1);
}

std::string_view model_of_value(const Program& program, const Models& models, const ValueRow& value) {
    const std::string_view text = program.world.str(value.value);
    if (value.kind == ValueKind::ref) return models.of_xmlid(text);
    if (value.kind == ValueKind::search) return searched_model(text);
    if (value.kind == ValueKind::eval) {
        const RecordRow& record = program.world.facts.records[value.record];
        for (const std::string& id : references_in(program, record, text)) return models.of_xmlid(id);
    }
    return {};
}

}  // namespace

bool RecordRule::open() const {
    static constexpr std::string_view all[] = {"", "[]", "[(1,'=',1)]", "[(1,'=',1),]", "[(True,'=',True)]", "[['1','=','1']]", "[('1','=','1')]", "[(1,'=',1)]#nosemgrep"};
    return std::find(std::begin(all), std::end(all), domain) != std::end(all);
}

std::vector<Index> records_of(const Program& program, std::string_view model) {
    std::vector<Index> rows;
    const Facts& facts = program.world.facts;
    const auto name = facts.names.find(model);
    if (!name) return rows;
    for (Index r = 0; r < facts.records.size(); ++r)
        if (facts.records[r].model == *name && facts.records[r].tag != RecordTag::function && !(facts.records[r].flags & record_demo) && takes_part(program, facts.records[r].at)) rows.push_back(r);
    return rows;
}

Access read_access(const Program& program, const Models& models, Index row, const Access* before) {
    const Facts& facts = program.world.facts;
    const RecordRow& record = facts.records[row];
    Access access = before != nullptr ? *before : Access{};
    access.record = row;
    access.module = program.world.module_of(record.at);
    access.xmlid = facts.str(record.xmlid);
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) {
        const ValueRow& value = facts.values[v];
        const std::string_view field = facts.str(value.field), text = facts.str(value.value);
        if (field == "model_id") access.model = model_of_value(program, models, value);
        else if (field == "group_id" && (value.kind == ValueKind::ref || trim(text).empty())) access.group = trim(text);
        else if (field == "group_id") access.known = false;
        else if (field == "active") access.known = access.known && text != "0" && text != "False";
        for (const auto& [name, permission] : columns)
            if (field == name) access.permissions = uint8_t((access.permissions & ~permission) | (read_flag(text, access.known) ? permission : 0));
    }
    access.known = access.known && !access.model.empty();
    return access;
}

RecordRule read_rule(const Program& program, const Models& models, Index row, const RecordRule* before) {
    const Facts& facts = program.world.facts;
    const RecordRow& record = facts.records[row];
    RecordRule rule = before != nullptr ? *before : RecordRule{};
    rule.record = row;
    rule.module = program.world.module_of(record.at);
    rule.xmlid = facts.str(record.xmlid);
    rule.removed = record.tag == RecordTag::delete_;
    bool known = true;
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) {
        const ValueRow& value = facts.values[v];
        const std::string_view field = facts.str(value.field), text = facts.str(value.value);
        if (field == "model_id") rule.model = model_of_value(program, models, value);
        else if (field == "domain_force") rule.domain = plain(text);
        else if (field == "active") rule.active = read_flag(text, known);
        else if (field == "groups") {
            if (text.find("(4") == text.npos && text.find("link") == text.npos) rule.groups.clear();
            if (value.kind == ValueKind::ref && !text.empty()) rule.groups.emplace_back(text);
            for (std::string& id : references_in(program, record, text)) rule.groups.push_back(std::move(id));
        }
        for (const auto& [name, permission] : columns)
            if (field == name) rule.permissions = uint8_t((rule.permissions & ~permission) | (read_flag(text, known) ? permission : 0));
    }
    return rule;
}

std::string permissions_text(uint8_t permissions) {
    static constexpr std::pair<Permission, std::string_view> words[] = {{may_read, "read"}, {may_write, "write"}, {may_create, "create"}, {may_unlink, "delete"}};
    std::vector<std::string> said;
    for (const auto& [permission, word] : words)
        if (permissions & permission) said.emplace_back(word);
    return listed(said, 4);
}

}  // namespace driftline
