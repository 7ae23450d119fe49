// The difference of two cores, symbol by symbol: an ABI diff. Computed by the framework from the two cores alone
// (no libraries, no custom code), stored once per pair, then only looked up.
//
// Names are those of the delta's own table; two of them with one text need not be equal. Immutable once made; any number of threads may read it.
#pragma once
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "facts/facts.h"
#include "model/delta_names.h"
#include "model/program.h"

namespace driftline {

enum class ChangeKind : uint8_t { added, removed, renamed, moved /* another module defines it now */, changed };
enum class Via : uint8_t { declared, mixin, delegation };
std::string_view text(ChangeKind value);
std::string_view text(Via value);
std::string_view text(ModelKind value);   // "persistent", "transient", "abstract", "" for none

enum ChangeFlags : uint8_t {
    change_stored = 1,        // fields: has a column (or a relation table) of its own
    change_demo = 2,          // records: demo data
    change_implicit = 4,      // records: the framework makes the id itself (constraint_x, selection__x)
    change_table_query = 8,   // models: a view in SQL, no table
    change_noupdate = 16,     // records: never written again once they exist
    change_derived = 32,      // fields: computed or read from another record, and not stored
    change_inherited = 64,    // methods: removed or renamed here, but there still through a parent; added, but there before through one
};

// A file that changes are in; path is inside the module.
struct ChangedFile { Name module{}, path{}; };
// Where one side defines the symbol. line 0: not on this side.
struct ChangeSide { uint32_t file = 0 /* of Delta::files */, line = 0; };

struct Change {
    ChangeKind change = ChangeKind::added;
    SymbolKind kind = SymbolKind::field;
    Via via = Via::declared;
    ModelKind model_kind = ModelKind::none;
    uint8_t flags = 0;
    Certainty certainty = Certainty::exact;
    uint16_t score = 0;          // renamed, moved: how much alike, in thousandths
    Name owner{}, name{};        // field, method: model and name; record, view, template: module and id; model: "" and its name
    Name module{};               // that defines it (removed, renamed: in the old core; else in the new one)
    Name model{};                // records and views: their model
    List modules;                // all that declare it, in load order
    List attributes;             // changed: what, before, after, what, before, after ...
    Name to_owner{}, to_name{}, to_module{};   // renamed, moved
    Name evidence{};             // renamed: why, for people ("same body", "same label, type and place")
    ChangeSide from, to;
};

struct Delta {
    std::string framework;
    LibraryInfo from, to;
    DeltaNames names;
    DeltaRows<Name> list_items;
    DeltaRows<ChangedFile> files;
    DeltaRows<Change> changes;     // sorted by (kind, owner, name) as text; at most one row per symbol and kind of change
    std::shared_ptr<const void> stored;   // what names and rows lie in, if they come from a file

    // Sorts the rows by text, each once: from then on `find` may be asked. Whoever makes a Delta calls it last.
    void settle();

    std::string_view str(Name name) const { return names.text(name); }
    std::span<const Name> items(List list) const { return {list_items.data() + list.begin, list.count}; }
    std::string_view module(ChangeSide side) const { return side.line == 0 ? std::string_view() : str(files[side.file].module); }   // "": the framework itself
    std::string_view path(ChangeSide side) const { return side.line == 0 ? std::string_view() : str(files[side.file].path); }
    // Rows about one symbol of the old core (or, for `added`, of the new one).
    std::span<const Change> find(SymbolKind kind, std::string_view owner, std::string_view name) const;
    // What became of a symbol that is not in the new core any more: its removed, renamed or moved row; nullptr if it is still there,
    // be it through a parent. A method inherited from another model has its row there: ask with the model that declares it
    // ("base" for what the framework gives to all).
    const Change* gone(SymbolKind kind, std::string_view owner, std::string_view name) const;
};

}  // namespace driftline
