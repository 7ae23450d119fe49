// What extraction must stand: any bytes. One input is a byte that chooses the kind of file, then the file.
// Asks for nothing but that facts are made, in time, and that every row points into them and into the file.
#include "extract.h"

#include <cstdlib>

#include <fmt/format.h>

#include "frameworks/odoo/manifest.h"
#include "frameworks/odoo/odoo.h"
#include "model/framework.h"

namespace driftline::fuzz {
namespace {

[[noreturn]] void broken(const char* what) {
    fmt::print(stderr, "extraction made facts that are wrong: {}\n", what);
    std::abort();
}

// Visits what a row points at.
struct Checker {
    const Facts& facts;
    size_t size;   // of the file

    static void within(size_t index, size_t count, const char* what) {
        if (index >= count) broken(what);
    }
    static void row(Index index, size_t count, const char* what) {
        if (index != no_row) within(index, count, what);
    }
    static void rows(const Rows& rows, size_t count, const char* what) {
        if (rows.count != 0 && size_t(rows.begin) + rows.count > count) broken(what);
    }
    void name(Name n) const { within(size_t(n), facts.names.size(), "a name that is not interned"); }
    void list(const List& l) const {
        if (l.count != 0 && size_t(l.begin) + l.count > facts.list_items.size()) broken("a list past the last item");
    }
    void text(const Text& t) const {
        if (t.size != 0 && size_t(t.begin) + t.size > facts.text.size()) broken("text past the last byte");
    }
    void words(const Said& s) const {
        if (s.count != 0 && size_t(s.begin) + s.count > facts.said.size()) broken("words past the last one");
    }
    void at(const At& a) const {
        if (a.begin > a.end || a.end > size) broken("a place outside the file");
    }
    void module(Index i) const { row(i, facts.modules.size(), "a module that is none"); }
    void ref_class(Index i) const { row(i, facts.classes.size(), "a class that is none"); }
    void ref_method(Index i) const { row(i, facts.methods.size(), "a method that is none"); }
    void ref_view(Index i) const { row(i, facts.views.size(), "a view that is none"); }
    void ref_record(Index i) const { row(i, facts.records.size(), "a record that is none"); }
    void rows_fields(const Rows& r) const { rows(r, facts.fields.size(), "fields past the last one"); }
    void rows_methods(const Rows& r) const { rows(r, facts.methods.size(), "methods past the last one"); }
    void rows_members(const Rows& r) const { rows(r, facts.members.size(), "members past the last one"); }
    void rows_values(const Rows& r) const { rows(r, facts.values.size(), "values past the last one"); }
};

}  // namespace

void extract_anything(FileKind kind, std::string_view bytes) {
    static Workspace workspace;
    static const bool ready = (xml_initialise(), true);
    if (!ready) return;
    Facts facts;
    facts.files.emplace_back();
    FileContext context;
    context.module = "acme";
    context.kind = kind;
    context.path = kind == FileKind::python ? "models/thing.py" : kind == FileKind::csv ? "security/ir.model.access.csv" : "data/data.xml";
    context.python_path = "odoo.addons.acme.models.thing";
    if (kind == FileKind::manifest) {
        context.path = "__manifest__.py";
        workspace.python.parse(bytes, workspace.python_tree);
        extract_manifest(context, workspace.python_tree, facts);
    } else {
        odoo::extract(context, bytes, workspace, facts);
    }
    const Checker checker{facts, bytes.size()};
    Facts::columns(facts, [&](std::string_view, auto& column) {
        for (auto& row : column) std::decay_t<decltype(row)>::visit(row, checker);
    });
}

}  // namespace driftline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using driftline::FileKind;
    if (size == 0) return 0;
    constexpr FileKind kinds[] = {FileKind::python, FileKind::xml, FileKind::csv, FileKind::manifest};
    driftline::fuzz::extract_anything(kinds[data[0] % 4], {reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
