#include "model/facts_compare.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "base/digest.h"

namespace driftline {
namespace {

using BodyMatters = std::function<bool(std::string_view, std::string_view)>;

// What a row says: the texts behind its ids, and its plain values with the ids taken out.
struct Speaker {
    const Facts& facts;
    bool with_text = true;
    std::string said;

    void text_of(std::string_view value) { said.append(value).push_back('\0'); }
    void name(Name& n) {
        text_of(facts.str(n));
        n = Name{};
    }
    void list(List& l) {
        for (const Name item : facts.items(l)) text_of(facts.str(item));
        l.begin = 0;
    }
    void text(Text& t) {
        if (with_text) text_of(facts.source(t));
        t = Text();
    }
    static void words(Said& said) { said = Said(); }
    static void at(At& a) { a = At(); }
    static void module(Index&) {}
    // Of what the row belongs to: its name tells it, its number counts what stands before it.
    void ref_class(Index& i) {
        if (i != no_row) text_of(facts.str(facts.classes[i].name)), text_of(facts.str(facts.classes[i].model));
        i = 0;
    }
    void ref_method(Index& i) {
        if (i == no_row) return;
        Index owner = facts.methods[i].owner;
        text_of(facts.str(facts.methods[i].name));
        ref_class(owner);
        i = 0;
    }
    void ref_record(Index& i) {
        if (i != no_row) text_of(facts.str(facts.records[i].xmlid));
        i = 0;
    }
    void ref_view(Index& i) {
        if (i != no_row) text_of(facts.str(facts.views[i].xmlid));
        i = 0;
    }
    static void rows(Rows& r) { r.begin = 0; }
    static void rows_fields(Rows& r) { rows(r); }
    static void rows_methods(Rows& r) { rows(r); }
    static void rows_members(Rows& r) { rows(r); }
    static void rows_values(Rows& r) { rows(r); }
};

// Values that speak of the bytes and not of what they mean.
void forget_place(FileRow& row) {
    row.content = Digest();
    row.lines = row.bytes = 0;
}
void forget_place(ModuleRow& row) { row.lines = 0; }
void forget_place(ViewRow& row) { row.arch_begin = row.arch_line = 0; }
template <class Row>
void forget_place(Row&) {}

// A row's plain values. Most rows are all value; the others hold padding, whose bytes mean nothing, and name their values: a
// new one changes the size and so ends up here.
template <class Row>
void append_plain(const Row& row, std::string& said) {
    static_assert(std::has_unique_object_representations_v<Row>);
    said.append(reinterpret_cast<const char*>(&row), sizeof row);
}
template <class... Values>
void append_values(std::string& said, const Values&... values) {
    (append_plain(values, said), ...);
}
void append_plain(const FileRow& row, std::string& said) {
    static_assert(sizeof row == 56);
    append_values(said, row.module, row.error_line, row.kind, row.flags, row.load_phase, row.load_order);
}
void append_plain(const FieldRow& row, std::string& said) {
    static_assert(sizeof row == 96);
    append_values(said, row.owner, row.selection.count, row.options.count, row.digest, row.required, row.store, row.readonly, row.index, row.flags);
}
void append_plain(const MethodRow& row, std::string& said) {
    static_assert(sizeof row == 96);
    append_values(said, row.owner, row.decorators.count, row.body_digest, row.signature_digest, row.decorators_digest, row.statements, row.flags, row.super, row.super_missing_line);
}

template <class Row>
Digest said_by(const Facts& facts, Row row, const BodyMatters& body_matters) {
    static_assert(std::is_trivially_copyable_v<Row>);
    Speaker speaker{facts, true, {}};
    if constexpr (!std::is_same_v<Row, FileRow> && !std::is_same_v<Row, ModuleRow>) speaker.text_of(row.at.file == no_row ? std::string_view() : facts.str(facts.files[row.at.file].path));
    if constexpr (std::is_same_v<Row, MethodRow>) {
        const Index module = row.at.file == no_row ? no_row : facts.files[row.at.file].module;
        speaker.with_text = body_matters(module == no_row ? std::string_view() : facts.str(facts.modules[module].name), facts.str(row.name));
        if (!speaker.with_text) row.body_digest = 0, row.statements = 0;
        row.super_missing_line = row.super_missing_line != 0;
    }
    forget_place(row);
    Row::visit(row, speaker);
    append_plain(row, speaker.said);
    return digest128(speaker.said);
}

template <class Row>
std::vector<Digest> column_said(const Facts& facts, const Column<Row>& rows, const BodyMatters& body_matters) {
    std::vector<Digest> said;
    said.reserve(rows.size());
    for (const Row& row : rows) said.push_back(said_by(facts, row, body_matters));
    return said;
}

}  // namespace

bool says_nothing_new(const Facts& before, const Facts& now, const BodyMatters& body_matters) {
    bool same = true;
    Facts::columns(before, [&](std::string_view name, const auto& old) {
        Facts::columns(now, [&](std::string_view other, const auto& rows) {
            if constexpr (std::is_same_v<std::decay_t<decltype(old)>, std::decay_t<decltype(rows)>>) {
                if (!same || name != other) return;
                constexpr bool references = std::is_same_v<std::decay_t<decltype(rows)>, Column<UseRow>>;
                if (references ? rows.size() > old.size() : rows.size() != old.size()) {
                    same = false;
                    return;
                }
                auto a = column_said(before, old, body_matters), b = column_said(now, rows, body_matters);
                if (references) {
                    std::sort(a.begin(), a.end());
                    std::sort(b.begin(), b.end());
                    same = std::includes(a.begin(), a.end(), b.begin(), b.end());
                    // What is no longer referred to may leave a comment with nothing to suppress.
                    if (a.size() != b.size() && !before.remarks.empty()) same = false;
                } else {
                    same = a == b;
                }
            }
        });
    });
    return same;
}

}  // namespace driftline
