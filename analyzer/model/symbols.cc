#include "model/symbols.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace driftline {
namespace {

std::string owner_name(const Facts& facts, Index owner) {
    if (owner == no_row) return {};
    const ClassRow& row = facts.classes[owner];
    return std::string(facts.str(facts.str(row.model).empty() ? row.name : row.model)) + ".";
}

std::string own_id(std::string_view id, std::string_view module) {
    const bool own = id.size() > module.size() && id.starts_with(module) && id[module.size()] == '.';
    return std::string(own ? id.substr(module.size()) : id);
}

std::string method_key(const Facts& facts, Index row) { return fmt::format("method {}{}", owner_name(facts, facts.methods[row].owner), facts.str(facts.methods[row].name)); }
std::string field_key(const Facts& facts, Index row) { return fmt::format("field {}{}", owner_name(facts, facts.fields[row].owner), facts.str(facts.fields[row].name)); }
std::string member_key(const Facts& facts, Index row) { return fmt::format("member {}{}", owner_name(facts, facts.members[row].owner), facts.str(facts.members[row].name)); }
std::string class_key(const Facts& facts, Index row) { return "class " + owner_name(facts, row); }
std::string patch_key(const Facts& facts, Index row) { return fmt::format("patch {}.{}", facts.str(facts.patches[row].target), facts.str(facts.patches[row].attribute)); }
std::string record_key(const Facts& facts, Index row, std::string_view module) { return "record " + own_id(facts.str(facts.records[row].xmlid), module); }

// White space between and inside tags, and comments, are layout.
std::string normal_arch(std::string_view arch) {
    std::string text;
    for (size_t i = 0; i < arch.size(); ++i) {
        if (arch.substr(i, 4) == "<!--") {
            const size_t end = arch.find("-->", i);
            if (end == arch.npos) break;
            i = end + 2;
        } else if (std::string_view(" \t\r\n").find(arch[i]) != std::string_view::npos) {
            if (!text.empty() && text.back() != ' ') text += ' ';
        } else {
            const bool closes = arch[i] == '>' || arch[i] == '<' || arch[i] == '=' || (arch[i] == '/' && i + 1 < arch.size() && arch[i + 1] == '>');
            if (closes && text.ends_with(' ')) text.pop_back();
            text += arch[i] == '\'' ? '"' : arch[i];
            if (arch[i] == '>' || arch[i] == '=')
                while (i + 1 < arch.size() && std::string_view(" \t\r\n").find(arch[i + 1]) != std::string_view::npos) ++i;
        }
    }
    return text;
}

uint64_t digest_of_class(const Facts& facts, const ClassRow& row) {
    std::string all(facts.str(row.model));
    for (const List list : {row.inherits, row.delegates, row.attributes, row.bases})
        for (const Name name : facts.items(list)) all.append(1, '\0').append(facts.str(name));
    return digest64(all);
}

uint64_t digest_of_record(const Facts& facts, const RecordRow& row, std::string_view module) {
    std::vector<std::string> values;
    for (Index v = row.values.begin; v < row.values.begin + row.values.count && v < facts.values.size(); ++v) {
        const ValueRow& value = facts.values[v];
        values.push_back(fmt::format("{}\x1f{}\x1f{}", facts.str(value.field), int(value.kind), own_id(facts.str(value.value), module)));
    }
    std::sort(values.begin(), values.end());
    return digest64(fmt::format("{}\x1f{}\x1f{}\x1f{}", facts.str(row.model), int(row.tag), int(row.flags & (record_noupdate | record_no_forcecreate)), join(values, "\n")));
}

class Table {
public:
    Table(const Facts& facts, std::string_view module) : facts_(facts), module_(module) {}

    SymbolTable make() {
        for (Index i = 0; i < facts_.classes.size(); ++i) add(class_key(facts_, i), digest_of_class(facts_, facts_.classes[i]), facts_.classes[i].at);
        for (Index i = 0; i < facts_.fields.size(); ++i) add(field_key(facts_, i), facts_.fields[i].digest, facts_.fields[i].at);
        for (Index i = 0; i < facts_.members.size(); ++i) add(member_key(facts_, i), digest64(facts_.str(facts_.members[i].value)), facts_.members[i].at);
        for (Index i = 0; i < facts_.methods.size(); ++i) {
            const MethodRow& row = facts_.methods[i];
            add(method_key(facts_, i), row.body_digest * 31 + row.signature_digest * 17 + row.decorators_digest, row.at);
        }
        for (Index i = 0; i < facts_.patches.size(); ++i) add(patch_key(facts_, i), digest64(facts_.str(facts_.patches[i].value)), facts_.patches[i].at);
        for (Index i = 0; i < facts_.records.size(); ++i) {
            if (facts_.str(facts_.records[i].xmlid).empty()) continue;
            add(record_key(facts_, i, module_), digest_of_record(facts_, facts_.records[i], module_), facts_.records[i].at);
        }
        for (const ViewRow& view : facts_.views) {
            if (view.record == no_row || facts_.str(view.xmlid).empty()) continue;
            const std::string what = fmt::format("{}\x1f{}\x1f{}\x1f{}", normal_arch(facts_.source(view.arch)), own_id(facts_.str(view.inherit), module_), view.priority, int(view.mode));
            add(record_key(facts_, view.record, module_), digest64(what), facts_.records[view.record].at);
        }
        return std::move(table_);
    }

private:
    void add(std::string key, uint64_t digest, const At& at) {
        SymbolState& state = table_[std::move(key)];
        state.digest += digest * 0x9E3779B97F4A7C15ull;   // a sum: the order of two definitions does not matter
        if (state.line == 0) state.line = at.line;
    }

    const Facts& facts_;
    std::string_view module_;
    SymbolTable table_;
};

}  // namespace

SymbolTable symbols_of(const Facts& file, std::string_view module) { return Table(file, module).make(); }

std::string symbol_key(const Facts& facts, const SymbolRef& symbol, std::string_view module) {
    switch (symbol.column) {
        case SymbolRef::Column::class_: return class_key(facts, symbol.row);
        case SymbolRef::Column::field: return field_key(facts, symbol.row);
        case SymbolRef::Column::member: return member_key(facts, symbol.row);
        case SymbolRef::Column::method: return method_key(facts, symbol.row);
        case SymbolRef::Column::route: return method_key(facts, facts.routes[symbol.row].method);
        case SymbolRef::Column::patch: return patch_key(facts, symbol.row);
        case SymbolRef::Column::sql: return facts.sql[symbol.row].scope == no_row ? std::string() : method_key(facts, facts.sql[symbol.row].scope);
        case SymbolRef::Column::record: return record_key(facts, symbol.row, module);
        case SymbolRef::Column::view: return facts.views[symbol.row].record == no_row ? std::string() : record_key(facts, facts.views[symbol.row].record, module);
        default: return {};
    }
}

}  // namespace driftline
