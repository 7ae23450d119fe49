// The linked program: what every rule and report reads. Const once made; safe to read from any thread.
//
// World = all modules of the core, the libraries and the custom tree, merged into one set of Facts, each module
// with its origin. Links, Overrides and SpecLinks say what every custom fact binds to. The Ledger accounts for all of them.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline {

enum class Origin : uint8_t { core, library, own, community, app_store, enterprise, core_copy, foreign_series, not_installable };
std::string_view origin_text(Origin origin);   // "own", "app store", ...

// One core or collection of modules that was read, in the order they win over each other.
struct LibraryInfo {
    std::string role;        // "core", "library", "custom"; "base": the custom tree as it was, for modules that are being ported
    std::string name, path;  // as the user gave it; for people
    std::string version, commit, subfolder;
    bool stored = false;     // came from a snapshot: its files may not be at hand
};

struct ModuleInfo {
    Index library = 0;       // of World::libraries
    Origin origin = Origin::core;
    bool reported = false;   // custom code whose findings are wanted (own, or what --module / --as-custom chose)
    bool for_plan = false;   // reported for an upgrade's sake alone: today's overrides in it are its community's affair
    bool linked = false;     // takes part in the link: installable, not shadowed by another of the same name
    std::vector<Index> depends;    // direct, resolved, of modules; the implicit root module included
    std::vector<Index> closure;    // sorted; itself included
    std::vector<Index> beside;     // what installs itself wherever this one is, with its closure; sorted. Only of modules that are judged
    std::vector<Name> missing;     // names in the dependency closure that no library has; sorted
    uint32_t load_order = 0;       // rank in the joint load order
};

struct World {
    Facts facts;                       // all libraries merged; row i of facts.modules is described by modules[i]
    std::vector<LibraryInfo> libraries;
    std::vector<ModuleInfo> modules;
    std::vector<Index> load_order;     // linked modules, in the order they are loaded
    std::string framework, version;    // e.g. "16.0"
    std::map<std::string, Index, std::less<>> module_by_name;   // linked ones

    Index module_of(const At& at) const { return at.file == no_row ? no_row : facts.files[at.file].module; }
    bool in_closure(Index module, Index wanted) const;
    bool surely_installed(Index module, Index wanted) const;   // wherever `module` is: in its closure, or beside it
    bool custom(Index module) const { return module != no_row && modules[module].reported; }
    std::string_view str(Name name) const { return facts.str(name); }
};

enum class Certainty : uint8_t { exact, likely, unknown };
enum class SymbolKind : uint8_t { module, model, field, method, record, view, template_, python, route, sql, asset_bundle, js_module, js_export, hook, doctype };
enum class Behaviour : uint8_t { extends, replaces, bypasses, patches };
enum class Effect : uint8_t { none, crash_install, crash_run, silent, deprecated };
std::string_view text(Certainty value);
std::string_view text(SymbolKind value);
std::string_view text(Behaviour value);
std::string_view text(Super value);     // "always", "sometimes", "never", "n/a"
std::string_view text(Effect value);

enum class Outcome : uint8_t { bound, own, unresolved, guarded };
enum class Reason : uint8_t {
    none,
    missing_module,     // a module in the closure is not readable: it could provide the symbol
    outside_closure,    // a known module provides it, but this module does not depend on that one
    nowhere,            // closed world, and nobody provides it
    dynamic_name,       // the code computes the name
    method_result,      // the value of a call whose type nobody states
    abstract_self,      // `self` of a mixin: the class that uses it may provide it
    generated,          // made by code at run time (ids from wizards, fields from __getattr__, patched archs)
    not_analyzed,       // stands in a language or file that is not read (JavaScript, a broken file)
    inactive,           // belongs to a view or class that is never applied
};
std::string_view text(Outcome value);
std::string_view text(Reason value);

// A definition: a row of the column that `kind` implies. module and at are copied for convenience.
struct SymbolRef {
    enum class Column : uint8_t { none, module, class_, field, method, member, binding, route, record, view, file, patch, sql };
    Column column = Column::none;
    Index row = no_row;
    Index module = no_row;
    At at;
    explicit operator bool() const { return column != Column::none; }
};

// What a field is with all that redefines it in reach.
struct FieldTraits {
    Name type{}, comodel{};      // as the constructor is called; comodel: of relational fields
    bool stored = false;         // has a column, or a table of relations, of its own
    bool searchable = false;     // stored, related, or has a search method
};

struct Link {
    Index use = no_row;          // of facts.uses
    Outcome outcome = Outcome::unresolved;
    Reason reason = Reason::none;
    Certainty certainty = Certainty::exact;
    SymbolKind kind = SymbolKind::field;   // of what is asked for
    SymbolRef target;            // bound: the definition found first; outside_closure: the one out of reach
    Name owner{}, name{};        // of the step that decided: model and field or method; module and xmlid; ...
    Name missing{};              // missing_module: its name
    Index module = no_row;       // the custom module
    uint32_t step = 0;           // of a dotted path: the step that decided, from 0
    std::vector<SymbolRef> via;  // definitions of the steps before it
    FieldTraits field;           // bound to a field: what it is
};

// A table, or one of its columns, that a statement inside a string names.
struct SqlLink {
    Index sql = no_row;          // of facts.sql
    Name column{};               // no_name: the table itself
    Outcome outcome = Outcome::unresolved;
    Reason reason = Reason::none;
    Certainty certainty = Certainty::exact;
    SymbolRef target;            // the class whose table it is, or the field
    Name model{};                // whose table it is; no_name: a table of relations, or none that is known
    Name missing{};              // missing_module: its name
    Index module = no_row;       // the custom module
};

// Of two controllers that answer one path: ours is the other's child (or it is no route at all), or they know nothing of each
// other and one rule is tried before the other, the other's never.
enum class PathHolder : uint8_t { inherited, ours, theirs, unknown };

struct Override {
    SymbolKind kind = SymbolKind::method;
    Behaviour behaviour = Behaviour::extends;
    Super calls_super = Super::not_applicable;
    Index module = no_row;       // custom module
    std::string symbol;          // "sale.order.action_confirm", "sale.view_order_form", "sale.models.sale_order.fn"
    SymbolRef custom, core;      // ours; the definition that is overridden (next in the registry's order)
    bool of_library = false;     // core.module is a library's or a community module, not the core's
    bool silent_same = false;    // changes nothing: e.g. a field redefinition whose options all equal the core's
    bool is_compute = false;     // a method that computes a field
    bool of_default = false;     // what is overridden is the framework's answer for models that give none: how a record is called
    bool of_mixin_brought = false;   // a method of a mixin that the overriding class itself gives to the model
    bool on_own_model = false;   // the model is own, what is overridden comes from a mixin or the framework's base class
    std::vector<SymbolRef> chain;  // all other definitions of the symbol that lie below ours, in order
    Index spec = no_row;         // views: the SpecLink
    PathHolder path = PathHolder::inherited;   // routes
};

// It takes nothing from anybody: what is below it is a mixin's, on a model of our own or given by us, or the framework's default, or says nothing by itself.
inline bool fills_in(const Facts& facts, const Override& o) {
    return o.on_own_model || o.of_mixin_brought || o.of_default || (o.core.column == SymbolRef::Column::method && (facts.methods[o.core.row].flags & (method_trivial | method_only_raises)));
}

// One top-level spec (or template body spec) of a custom inheriting view, resolved in its family.
enum class SpecStatus : uint8_t { applied, not_found, parent_missing, not_applied /* inactive or model differs */, unknown /* family not complete or not combinable */ };
enum class SpecPosition : uint8_t { inside, before, after, replace, attributes, move, other };
struct SpecLink {
    Index view = no_row;            // custom view row
    uint32_t spec = 0;              // 1-based ordinal
    At at;                          // the spec in the custom file
    std::string locator;            // "//field[@name='partner_id']", "field[@name='x']"
    SpecStatus status = SpecStatus::unknown;
    SpecPosition position = SpecPosition::inside;
    bool replace_inner = false, keeps_original = false;   // mode="inner"; `$0` inside
    Certainty certainty = Certainty::exact;   // likely: depends on an order that `depends` does not fix
    Reason reason = Reason::none;
    Name missing{};                 // the missing module that could provide the anchor
    Index target_view = no_row;     // view whose arch put the matched node there
    Index target_module = no_row;
    uint32_t target_line = 0;       // of that node, in target_view's file
    std::string target_path;        // path of the node in the combined arch, e.g. /form/sheet/group[2]/field[1]
    std::string target_text;        // its start tag, one line, shortened
    std::string target_node;        // its tag and, if it has one, name: "field partner_id"; what tells it apart in another version
    std::vector<std::string> target_inside;   // the named nodes it stands in, the innermost first, as target_node
    uint32_t matches = 0;           // how many nodes the locator matches there; the first one is meant
    std::string failed_step;        // not_found: the first step that matches nothing
    std::vector<std::string> nearest;   // not_found: start tags of nodes that look like the one wanted, the likest first; may be empty
    bool engine_renamed = false;    // not_found only because the framework renamed a tag: with the new one it matches
    std::string message;            // invalid expression etc.
    std::vector<Index> anchored_inside;   // replace: other views (any module) with an anchor in the replaced subtree
    bool outside_closure = false;   // the node comes from a module this one does not depend on
};

// extracted = bound + own + unresolved + guarded, per use kind, for the reported modules.
struct Ledger {
    struct Row { uint64_t extracted = 0, bound = 0, own = 0, guarded = 0; std::map<Reason, uint64_t> unresolved; };
    std::map<std::string, Row> by_kind;              // "model", "field path", "override", "view spec", ...
    std::map<std::string, uint64_t> files_not_read;  // "symlink leaves the tree" -> count
    std::map<std::string, uint64_t> files_not_loaded;  // "tests", "not imported", "not in the manifest", ...
    uint64_t script_files = 0;                       // JavaScript and asset files: not analyzed
    std::map<std::string, uint64_t> missing_modules; // name -> facts it makes unjudgeable
};

// Copy of a core body in a replacing override.
struct Fork {
    Index override_ = no_row;
    double similarity = 0;
    uint32_t statements = 0;
    std::vector<std::string> changed_lines;   // "- old", "+ new"
    std::string changed_within;               // a function inside the core's body where lines were changed, which no super() reaches; "" = none
};

struct Program {
    World world;
    std::vector<Link> links;           // of reported modules, sorted by (file path, offset)
    std::vector<Override> overrides;   // sorted likewise
    std::vector<SpecLink> specs;
    std::vector<SpecLink> client_specs;   // of templates that scripts render; their `view` and `target_view` are rows of facts.client_templates
    std::vector<SqlLink> sql;          // sorted by row of facts.sql, tables before their columns
    std::vector<Fork> forks;           // sorted by override
    Ledger ledger;
    std::vector<std::string> notices;  // about what could not be read or judged: one line each, for people
};

}  // namespace driftline
