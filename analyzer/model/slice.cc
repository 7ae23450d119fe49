#include "model/slice.h"

namespace driftline {
namespace {

// Rewrites the ids of a library's row to those of one file's facts; the reverse of merging.
struct Cut {
    const Facts& from;
    Facts& into;
    std::unordered_map<Name, Name>& names;
    Index classes, fields, methods, members, records, values, views;   // where the file's rows begin

    void name(Name& n) const {
        const auto [known, fresh] = names.try_emplace(n);
        if (fresh) known->second = into.names.intern(from.str(n));
        n = known->second;
    }
    void list(List& l) const {
        const List old = l;
        l.begin = uint32_t(into.list_items.size());
        for (const Name item : from.items(old)) {
            Name n = item;
            name(n);
            into.list_items.push_back(n);
        }
    }
    void text(Text& t) const { t = into.keep(from.source(t)); }
    void words(Said& said) const {
        const auto all = from.words(said);
        said.begin = uint32_t(into.said.size());
        into.said.append(all.begin(), all.end());
    }
    void at(At& a) const { if (a.file != no_row) a.file = 0; }
    void module(Index& i) const { i = no_row; }
    static void row(Index& i, Index base) { if (i != no_row) i -= base; }
    void ref_class(Index& i) const { row(i, classes); }
    void ref_method(Index& i) const { row(i, methods); }
    void ref_record(Index& i) const { row(i, records); }
    void ref_view(Index& i) const { row(i, views); }
    void rows_fields(Rows& r) const { r.begin = r.count ? r.begin - fields : 0; }
    void rows_methods(Rows& r) const { r.begin = r.count ? r.begin - methods : 0; }
    void rows_members(Rows& r) const { r.begin = r.count ? r.begin - members : 0; }
    void rows_values(Rows& r) const { r.begin = r.count ? r.begin - values : 0; }
};

Index file_of(const FileRow&, Index row) { return row; }
Index file_of(const ModuleRow&, Index) { return no_row; }   // manifests are read anew
template <class Row>
Index file_of(const Row& row, Index) { return row.at.file; }

}  // namespace

StoredFacts::StoredFacts(Library library) : library_(std::move(library)), ranges_(library_.facts.files.size()) {
    const Facts& facts = library_.facts;
    size_t columns = 0;
    Facts::columns(facts, [&](std::string_view, auto&) { ++columns; });
    for (Ranges& ranges : ranges_) ranges.resize(columns);
    size_t column = 0;
    Facts::columns(facts, [&](std::string_view, auto& rows) {
        for (Index i = 0; i < rows.size(); ++i) {
            const Index file = file_of(rows[i], i);
            if (file == no_row) continue;
            Range& range = ranges_[file][column];
            if (range.end == 0) range.begin = i;
            range.end = i + 1;
        }
        ++column;
    });
    for (Index f = 0; f < facts.files.size(); ++f)
        if (facts.files[f].kind != FileKind::manifest) files_.emplace(facts.str(facts.files[f].path), f);
}

bool StoredFacts::find(const Digest& content, std::string_view path, const FileContext& context, Facts& out) const {
    const auto hit = files_.find(path);
    if (hit == files_.end()) return false;
    const Facts& facts = library_.facts;
    const FileRow& row = facts.files[hit->second];
    const bool same_role = row.kind == context.kind && bool(row.flags & file_demo) == context.demo && facts.str(row.python_path) == context.python_path;
    if (row.content != content || !same_role || (row.flags & file_unreadable)) return false;
    out = Facts();
    std::unordered_map<Name, Name> names;
    const Ranges& ranges = ranges_[hit->second];
    std::map<std::string_view, Index> begin;
    size_t column = 0;
    Facts::columns(facts, [&](std::string_view name, const auto&) { begin[name] = ranges[column++].begin; });
    const Cut cut{facts, out, names, begin["classes"], begin["fields"], begin["methods"], begin["members"], begin["records"], begin["values"], begin["views"]};
    column = 0;
    std::vector<Range> order(ranges);
    Facts::columns(out, [&](std::string_view name, auto& rows) {
        const Range range = order[column++];
        Facts::columns(facts, [&](std::string_view other, const auto& from) {
            if constexpr (std::is_same_v<std::decay_t<decltype(from)>, std::decay_t<decltype(rows)>>) {
                if (other != name) return;
                rows.assign(from.begin() + range.begin, from.begin() + range.end);
                for (auto& r : rows) std::decay_t<decltype(r)>::visit(r, cut);
            }
        });
    });
    out.files[0].flags &= uint8_t(file_parse_error | file_demo);
    out.files[0].load_order = 0;
    return true;
}

}  // namespace driftline
