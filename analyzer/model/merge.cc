// Merging: names into one table, rows one behind the other. The only code that rewrites ids.
#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

#include "base/parallel.h"
#include "model/library.h"

namespace driftline {
namespace {

// Rewrites the ids of one row: names through a table, everything else by where its column now begins.
struct Shift {
    const std::vector<Name>& names;
    uint32_t list_items = 0, text = 0, said = 0;
    Index files = 0, modules = 0, classes = 0, fields = 0, methods = 0, members = 0, records = 0, values = 0, views = 0;

    void name(Name& n) const { n = names[static_cast<size_t>(n)]; }
    void list(List& l) const { l.begin += list_items; }
    void text_(Text& t) const { t.begin += text; }
    static void row(Index& i, Index base) { if (i != no_row) i += base; }
    static void rows(Rows& r, Index base) { r.begin += base; }
};

// What the rows' visit functions call.
struct Visitor {
    const Shift& s;
    void name(Name& n) const { s.name(n); }
    void list(List& l) const { s.list(l); }
    void text(Text& t) const { s.text_(t); }
    void words(Said& said) const { said.begin += s.said; }
    void at(At& a) const { Shift::row(a.file, s.files); }
    void module(Index& i) const { Shift::row(i, s.modules); }
    void ref_class(Index& i) const { Shift::row(i, s.classes); }
    void ref_method(Index& i) const { Shift::row(i, s.methods); }
    void ref_record(Index& i) const { Shift::row(i, s.records); }
    void ref_view(Index& i) const { Shift::row(i, s.views); }
    void rows_fields(Rows& r) const { Shift::rows(r, s.fields); }
    void rows_methods(Rows& r) const { Shift::rows(r, s.methods); }
    void rows_members(Rows& r) const { Shift::rows(r, s.members); }
    void rows_values(Rows& r) const { Shift::rows(r, s.values); }
};

Shift shift_onto(const Facts& into, const std::vector<Name>& names, uint32_t text_size) {
    return {names, uint32_t(into.list_items.size()), text_size, uint32_t(into.said.size()), Index(into.files.size()), Index(into.modules.size()), Index(into.classes.size()),
            Index(into.fields.size()), Index(into.methods.size()), Index(into.members.size()), Index(into.records.size()), Index(into.values.size()),
            Index(into.views.size())};
}

template <class Row>
void append_column(Column<Row>& into, const Column<Row>& from, const Visitor& visitor) {
    const size_t first = into.size();
    into.append(from.begin(), from.end());
    for (size_t i = first; i < into.size(); ++i) Row::visit(into[i], visitor);
}

void append_rows(Facts& into, const Facts& from, const std::vector<Name>& names) {
    const Shift shift = shift_onto(into, names, uint32_t((into.pack ? into.pack->size() : 0) + into.text.size()));
    const Visitor v{shift};
    for (const Name n : from.list_items) into.list_items.push_back(names[static_cast<size_t>(n)]);
    into.text.append(from.text);
    into.said.append(from.said.begin(), from.said.end());
    append_column(into.files, from.files, v);
    append_column(into.modules, from.modules, v);
    append_column(into.classes, from.classes, v);
    append_column(into.fields, from.fields, v);
    append_column(into.methods, from.methods, v);
    append_column(into.members, from.members, v);
    append_column(into.bindings, from.bindings, v);
    append_column(into.routes, from.routes, v);
    append_column(into.patches, from.patches, v);
    append_column(into.sql, from.sql, v);
    append_column(into.uses, from.uses, v);
    append_column(into.records, from.records, v);
    append_column(into.values, from.values, v);
    append_column(into.views, from.views, v);
    append_column(into.client_templates, from.client_templates, v);
    append_column(into.remarks, from.remarks, v);
}

// Each of `from`'s strings, by its id there. Two sorted tables are walked side by side: a search each costs more than all the rest.
std::vector<Name> intern_all(Names& into, const Names& from) {
    std::vector<Name> ids(from.size());
    into.reserve(from.size() / 4);   // of a custom tree most names are the core's, too
    size_t low = 0;   // nothing below it is wanted any more
    for (size_t i = 0; i < ids.size(); ++i) {
        const std::string_view wanted = from.text(Name(i));
        if (i >= from.frozen()) {
            ids[i] = into.intern(wanted);
            continue;
        }
        size_t step = 1;
        while (low + step < into.frozen() && into.text(Name(low + step)) < wanted) step *= 2;
        size_t high = std::min(low + step + 1, into.frozen());
        for (low += step / 2; low < high;) {
            const size_t middle = (low + high) / 2;
            if (into.text(Name(middle)) < wanted) low = middle + 1; else high = middle;
        }
        ids[i] = low < into.frozen() && into.text(Name(low)) == wanted ? Name(low) : into.intern_beyond(wanted);
    }
    return ids;
}

// What two packs hold, and the text that stands between them.
class JoinedTexts : public TextPack {
public:
    JoinedTexts(std::shared_ptr<const TextPack> first, std::string between, std::shared_ptr<const TextPack> second)
        : first_(std::move(first)), between_(std::move(between)), second_(std::move(second)) {}
    uint32_t size() const override { return first_size() + uint32_t(between_.size()) + second_->size(); }
    std::string get(Text text) const override {
        const uint32_t middle = first_size(), last = middle + uint32_t(between_.size()), begin = text.begin, end = text.begin + text.size;
        if (end <= middle) return first_->get(text);
        if (begin >= last) return second_->get({begin - last, text.size});
        if (begin >= middle && end <= last) return between_.substr(begin - middle, text.size);
        std::string all;   // of several: where one was stored without source the places stay, empty
        if (begin < middle) all = first_->get({begin, middle - begin});
        all.resize(middle > begin ? middle - begin : 0);
        const uint32_t from = std::max(begin, middle);
        if (from < last) all.append(between_, from - middle, std::min(end, last) - from);
        if (end > last) all += second_->get({0, end - last});
        all.resize(text.size);
        return all;
    }

private:
    uint32_t first_size() const { return first_ ? first_->size() : 0; }
    std::shared_ptr<const TextPack> first_;   // may be null
    std::string between_;
    std::shared_ptr<const TextPack> second_;
};

}  // namespace

Appended append_facts(Facts& into, const Facts& from) {
    const Appended appended{Index(into.files.size()), Index(into.modules.size())};
    const std::vector<Name> names = intern_all(into.names, from.names);
    if (!from.pack) {
        append_rows(into, from, names);
        return appended;
    }
    // A stored library joined to another one: its bodies stay where they are.
    const size_t own = into.text.size();
    append_rows(into, from, names);
    std::string behind = into.text.substr(own);
    into.text.resize(own);
    into.pack = std::make_shared<const JoinedTexts>(std::move(into.pack), std::move(into.text), from.pack);
    into.text = std::move(behind);
    return appended;
}

Facts merge_facts(std::vector<Facts>& parts, int jobs) {
    Names all;
    std::vector<std::vector<Name>> maps(parts.size());
    for (size_t p = 0; p < parts.size(); ++p) {
        maps[p].resize(parts[p].names.size());
        for (size_t i = 0; i < maps[p].size(); ++i) maps[p][i] = all.intern(parts[p].names.text(Name(i)));
    }
    std::vector<uint32_t> order(all.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return all.text(Name(a)) < all.text(Name(b)); });
    std::vector<uint32_t> rank(order.size()), offsets{0};
    offsets.reserve(order.size() + 1);
    std::string text;
    for (size_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = uint32_t(i);
        text.append(all.text(Name(order[i])));
        offsets.push_back(uint32_t(text.size()));
    }
    parallel_for(parts.size(), jobs, [&](size_t p, int) {
        for (Name& n : maps[p]) n = Name(rank[static_cast<size_t>(n)]);
    });
    Facts merged;
    merged.names = Names(std::move(offsets), std::move(text));
    size_t bytes = 0, words = 0;
    for (const Facts& part : parts) bytes += part.text.size(), words += part.said.size();
    merged.text.reserve(bytes);
    merged.said.reserve(words);
    Facts::columns(merged, [&](std::string_view name, auto& column) {
        size_t rows = 0;
        for (const Facts& part : parts)
            Facts::columns(part, [&](std::string_view other, const auto& c) { if (other == name) rows += c.size(); });
        column.reserve(rows);
    });
    for (size_t p = 0; p < parts.size(); ++p) {
        append_rows(merged, parts[p], maps[p]);
        parts[p] = Facts();   // peak memory: a part is gone as soon as it is merged
    }
    return merged;
}

}  // namespace driftline
