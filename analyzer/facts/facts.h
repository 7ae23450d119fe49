// Facts: what files say, as columns of small plain rows. Nothing here is resolved: a row states what one
// file says, linking decides what it means. The same columns hold one file's facts (the unit of the cache)
// and the merged facts of a whole library (the body of a snapshot).
//
// Rows hold Names (ids of the Facts' own `names`), indices of other rows, and Lists (ranges of `list_items`).
// Every row type names its Name, List, Text and Ref members in `visit`, which is all that merging, storing
// and translating need to know. Framework-neutral: "model" is a class of business records, "record" a
// row of data with an external id (xmlid), "view" a record with an arch.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/column.h"
#include "base/digest.h"
#include "base/names.h"

namespace driftline {

using Index = uint32_t;                       // of a row in its column
inline constexpr Index no_row = 0xFFFFFFFF;

struct List { uint32_t begin = 0, count = 0; };       // of Facts::list_items
struct Rows { Index begin = 0, count = 0; };          // consecutive rows of another column
struct Text { uint32_t begin = 0, size = 0; };        // bytes of Facts::text (bodies of methods and archs)
struct Said { uint32_t begin = 0, count = 0; };       // of Facts::said

// Where: bytes [begin, end) of a file; line is begin's, 1-based. A column number is computed from the bytes when a report needs it.
struct At {
    Index file = no_row;
    uint32_t begin = 0, end = 0, line = 0;
};

enum class Tri : uint8_t { unset, no, yes, dynamic };   // a literal True/False, absent, or not a literal

enum class FileKind : uint8_t { other, python, xml, csv, script, manifest, version };
enum FileFlags : uint8_t { file_parse_error = 1, file_not_loaded = 2, file_demo = 4, file_unreadable = 8 };

struct FileRow {
    Name path{};              // relative to its source set
    Name python_path{};       // dotted import path of a Python file; "" for others
    Index module = no_row;    // set when modules are known
    Digest content;           // of the bytes
    uint32_t lines = 0, bytes = 0;
    uint32_t error_line = 0;  // first parse error, 0 if none
    FileKind kind = FileKind::other;
    uint8_t flags = 0;
    uint16_t load_phase = 0;  // reserved for load order inside a module
    uint32_t load_order = 0;  // rank among the module's loaded files (1..), 0 = not loaded
    template <class V> static void visit(auto& r, V&& v) { v.name(r.path); v.name(r.python_path); v.module(r.module); }
};

enum ModuleFlags : uint16_t {
    module_installable = 1, module_auto_install = 2, module_application = 4, module_dynamic = 8 /* manifest is not a literal */,
    module_core = 16 /* part of the upstream core itself */, module_has_script = 32, module_country = 64 /* auto_install limited */,
    module_no_data_files = 128 /* names data files that are not there: an incomplete copy */
};

struct ModuleRow {
    Name name{}, path{};            // technical name; folder relative to the source set
    Name version{}, author{}, license{}, summary{}, category{};
    List depends, data, demo;       // as the manifest lists them, in order
    List auto_install_on;           // list form of auto_install
    List hooks;                     // key, function name, key, function name ...
    List maintainers;
    List assets;                    // bundle, pattern of files, bundle, pattern ...; "!pattern": what was put in before is taken out
    List scripts;                   // of a core's: client scripts by the name others import them by, and what they export ("*": anything):
                                    // "@web/core/utils/hooks useBus useService". They have no rows of their own.
                                    // Services they add stand among them: "service:user @web/core/user_service"
    uint16_t flags = 0;
    uint16_t reserved = 0;
    uint32_t load_order = 0;        // rank in the library's own load order
    uint32_t files = 0, lines = 0;  // loaded or not, of the module's own files
    uint32_t script_files = 0;      // JavaScript files: of these only what they import and define is read
    At at;                          // the manifest
    template <class V> static void visit(auto& r, V&& v) {
        v.name(r.name); v.name(r.path); v.name(r.version); v.name(r.author); v.name(r.license); v.name(r.summary); v.name(r.category);
        v.list(r.depends); v.list(r.data); v.list(r.demo); v.list(r.auto_install_on); v.list(r.hooks); v.list(r.maintainers); v.list(r.assets); v.list(r.scripts); v.at(r.at);
    }
};

// A Python class. It is a model when `model_kind` is not none.
enum class ModelKind : uint8_t { none, persistent, transient, abstract };
enum ClassFlags : uint16_t {
    class_has_name = 1 /* _name given */, class_name_dynamic = 2, class_inherit_dynamic = 4, class_inherit_is_list = 8, class_has_docstring = 16,
    class_no_table = 32 /* _auto = False */, class_not_registered = 64 /* _register = False */, class_nested = 128, class_has_comment = 256,
    class_table_query = 512, class_guarded = 1024 /* defined under if/try */, class_has_init = 2048 /* defines init(): makes its own table */
};

struct ClassRow {
    Name name{};              // "SaleOrder"; nested: "Outer.Inner"
    Name python_path{};       // dotted module path of the file + name, filled when modules are known
    List bases;               // dotted, resolved through the file's imports ("erp.models.Model", "erp.addons.sale.controllers.main.Portal")
    Name model{};             // _name, else what inheritance makes it: the model this class defines or extends ("" if dynamic)
    List inherits;            // _inherit in order
    List delegates;           // _inherits and delegate=True: model, field, model, field ...
    List attributes;          // other class-level settings: "_order", text of value, ...
    Rows fields, methods, members;
    At at;                    // the class statement
    ModelKind model_kind = ModelKind::none;
    uint8_t reserved = 0;
    uint16_t flags = 0;
    template <class V> static void visit(auto& r, V&& v) {
        v.name(r.name); v.name(r.python_path); v.list(r.bases); v.name(r.model); v.list(r.inherits); v.list(r.delegates); v.list(r.attributes);
        v.rows_fields(r.fields); v.rows_methods(r.methods); v.rows_members(r.members); v.at(r.at);
    }
};

enum FieldFlags : uint16_t {
    field_selection_dynamic = 1 /* callable, name, or not a literal */, field_selection_add = 2, field_has_default = 4, field_has_states = 8,
    field_annotated = 16, field_delegate = 32, field_company_dependent = 64, field_translate = 128, field_guarded = 256, field_has_comment = 512,
    field_options_dynamic = 1024 /* **kwargs */, field_has_selection = 2048, field_related_tuple = 4096
};

struct FieldRow {
    Index owner = no_row;     // class
    Name name{}, type{};      // type: "Char", "Many2one", ... as the constructor is called
    Name comodel{}, inverse_field{};   // inverse_field: One2many's
    Name related{}, compute{}, inverse{}, search{};   // related dotted; methods by name, "" when given as a callable
    Name label{}, groups{};
    List selection;           // keys; of selection_add: the added keys
    List options;             // every keyword: key, normalised text of value, ...
    uint64_t digest = 0;      // of the whole constructor call, normalised
    Tri required = Tri::unset, store = Tri::unset, readonly = Tri::unset, index = Tri::unset;
    uint16_t flags = 0;
    uint16_t reserved = 0;
    At at;                    // the assignment
    template <class V> static void visit(auto& r, V&& v) {
        v.ref_class(r.owner); v.name(r.name); v.name(r.type); v.name(r.comodel); v.name(r.inverse_field); v.name(r.related); v.name(r.compute); v.name(r.inverse);
        v.name(r.search); v.name(r.label); v.name(r.groups); v.list(r.selection); v.list(r.options); v.at(r.at);
    }
};

enum class Super : uint8_t { none /* never called */, sometimes, always, not_applicable };
enum MethodFlags : uint16_t {
    method_property = 1, method_static = 2, method_class = 4, method_async = 8,
    method_grandparent = 16 /* calls super of another class, or the ORM's class directly */, method_super_other = 32 /* super() of another name only */,
    method_has_docstring = 64, method_has_comment = 128, method_generator = 256, method_only_raises = 512, method_guarded = 1024, method_nested = 2048,
    method_trivial = 4096 /* pass, or a bare return of a constant or of self */, method_super_in_loop = 8192 /* the only super call stands in a loop */,
    method_super_handed_on = 16384 /* a path passes super's method to somebody, who may call it; no path surely misses it */,
    method_super_or_false = 32768 /* every path that leaves without super answers False */
};

struct MethodRow {
    Index owner = no_row;     // class; no_row: a function of the module
    Name name{};
    Name params{};            // normalised: "self, vals, *args, key=, **kwargs"; annotations and default values dropped, "=" marks a default
    List decorators;          // text, without '@': "api.depends('a', 'b')"
    uint64_t body_digest = 0, signature_digest = 0, decorators_digest = 0;   // normalised: quotes, comments, docstring, trailing commas, redundant parentheses
    Text body;                // bytes of the whole def, decorators included
    uint16_t statements = 0;  // in the body, nested ones counted, docstring not
    uint16_t flags = 0;
    Super super = Super::not_applicable;   // not_applicable outside classes
    uint8_t reserved = 0;
    uint16_t reserved2 = 0;
    uint32_t super_missing_line = 0;  // for `sometimes`: line of the first path that leaves without super
    Said said;                // by the body's bytes
    At at;                    // the def statement's name line to the end of the body
    template <class V> static void visit(auto& r, V&& v) { v.ref_class(r.owner); v.name(r.name); v.name(r.params); v.list(r.decorators); v.text(r.body); v.words(r.said); v.at(r.at); }
};

// A class-level name that is neither field nor method (a constant, a constraint object); or a key of the values that the
// class's create() or write() takes out before its super looks for fields.
inline constexpr std::string_view member_taken_key = "vals.pop";
struct MemberRow {
    Index owner = no_row;     // class
    Name name{}, type{};      // type: dotted callee if the value is a call ("models.Constraint"), else ""; member_taken_key
    Name value{};             // normalised text, at most 200 bytes
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.ref_class(r.owner); v.name(r.name); v.name(r.type); v.name(r.value); v.at(r.at); }
};

// A name bound at a Python module's top level (also under top-level if/try/with).
enum class BindingKind : uint8_t { class_, function, assignment, import, star_import, getattr_hook /* def __getattr__ */, dunder_all };
struct BindingRow {
    BindingKind kind = BindingKind::assignment;
    uint8_t guarded = 0;      // 1: under try/except ImportError or if; 2: for type checkers only, never runs
    uint16_t reserved = 0;
    Name name{};              // as bound here ("" for a star import)
    Name target{};            // imports: absolute dotted path as far as the file tells (relative ones: ".models.x"); assignments: dotted right-hand side or ""
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.name(r.name); v.name(r.target); v.at(r.at); }
};

struct RouteRow {
    Index method = no_row;    // of a controller class
    List paths;               // empty: inherits the parent's
    Name type{}, auth{};
    uint8_t dynamic = 0, csrf_off = 0;
    uint16_t reserved = 0;
    At at;                    // the decorator
    template <class V> static void visit(auto& r, V&& v) { v.ref_method(r.method); v.list(r.paths); v.name(r.type); v.name(r.auth); v.at(r.at); }
};

// An assignment to an attribute of something imported, setattr on it, or _patch_method: a monkey patch if the target is core's.
enum class PatchKind : uint8_t { assignment, setattr, patch_method, augmented /* += */ };
struct PatchRow {
    Name target{};            // dotted, resolved through imports: "erp.addons.sale.models.sale_order.SaleOrder"; or "model:sale.order" for registry classes
    Name attribute{};
    Name value{};             // text
    Index scope = no_row;     // enclosing method or function
    PatchKind kind = PatchKind::assignment;
    uint8_t guarded = 0;
    Tri calls_original = Tri::unset;   // or inherits it; dynamic: on some paths; unset: what is assigned is no function or class of the same file
    uint8_t reserved = 0;
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.name(r.target); v.name(r.attribute); v.name(r.value); v.ref_method(r.scope); v.at(r.at); }
};

enum class SqlVerb : uint8_t { select, insert, update, delete_, alter, drop, create, other };
struct SqlRow {
    SqlVerb verb = SqlVerb::other;
    uint8_t dynamic = 0;      // 1: table name is not literal; 2: columns are words beside the only table of a SELECT, and are its columns where it has such
    uint16_t reserved = 0;
    Name table{};
    List columns;             // of that table, where the text tells: qualified by its alias, or the SET / INSERT list
    Index scope = no_row;     // enclosing method or function
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.name(r.table); v.list(r.columns); v.ref_method(r.scope); v.at(r.at); }
};

// A reference. `root` says where to start, `path` what is asked for.
enum class UseKind : uint8_t {
    model,           // root: model name
    field_path,      // root: model; path: dotted fields as a declaration or string names them (depends, related, domain, mapped)
    attribute,       // root: model; path: dotted chain of attributes read in code; the last step is what is used
    call,            // root: model; path: chain whose last step is a called method
    super_call,      // root: model; path: method called on super()
    method,          // root: model; path: method named by a string (compute=, a button's name)
    value,           // root: model; path: field path; value: selection key compared, assigned or searched
    xmlid,           // root: qualified external id
    import,          // root: absolute dotted module; path: name imported from it ("" = the module itself, "a.b" = attribute chain on the imported name)
    arch_field,      // owner: view; path: field chain inside the arch (or inside the spec's target)
    arch_method,     // owner: view; path: field chain + "/" + method (button)
    arch_value,      // owner: view; path: field chain, value: selection key
    file,            // root: data file or folder a manifest or asset names
    module,          // root: module that a manifest depends on
    script,          // root: client script that another one imports, by its name there; path: the name taken from it, "" = only that it is there;
                     // or a service it asks for, "service:user"
    client_template, // root: name of a template that scripts render, extended (use_inherit) or called
    word,            // path: a name asked of something whose type nobody knows, or a key of a dictionary: only the name itself, and the
                     // names of other keys or of other leaves of its domain (keywords), tell what it may be
};
enum UseFlags : uint16_t {
    use_guarded = 1 /* hasattr, `in _fields`, try/except ImportError, raise_if_not_found=False */, use_dynamic = 2 /* name not literal: unresolved by construction */,
    use_self = 4 /* root is the enclosing class's own model */, use_write = 8 /* assigned, not read */, use_group = 16 /* xmlid of a group */,
    use_domain = 32, use_depends = 64, use_related = 128, use_constrains = 256, use_onchange = 512, use_expression = 1024 /* inside a Python expression in XML */,
    use_key = 2048 /* key of a create/write dictionary, or column of a data record */, use_comodel = 4096, use_module_only = 8192 /* binds to a module name */,
    use_inherit = 16384 /* names a model or view to extend */, use_optional = 32768 /* absence is harmless */,
    // The bits are full, so some mean another thing for kinds that the first meaning cannot concern.
    use_listed = use_key /* value, arch_value: one of several in a list; xmlid of a group as well, and use_depends there: for those who are not in it */,
    use_late = use_constrains /* arch_field: nothing asks for it before the view is used; xmlid: before the code around it runs; client_template: extends in place (t-inherit-mode="extension"); script: the file loads without it */,
    use_unlisted = use_depends /* script: no manifest has the file in a bundle; a template may name it */,
    use_unseen = use_onchange /* arch_field, xmlid: whoever reads it does without, and says nothing; arch_value: decides how a row looks, and nothing else */
};

// The most frequent row by far (half a million in a large core), so it is packed: 48 bytes.
struct UseRow {
    UseKind kind = UseKind::model;
    uint8_t arguments = 0;    // calls: number of positional arguments, 255 = has *args
    uint16_t flags = 0;
    Name root{}, path{}, value{};   // value: of a field; of a template's expression, a field that is asked for around it
    Index scope = no_row;     // enclosing method or function (Python); else no_row
    Index owner = no_row;     // Python: enclosing class; XML: enclosing record (arch_*: view)
    uint32_t keywords_begin = 0;
    uint16_t spec = 0;        // arch_*: 1 + ordinal of the top-level spec in an inheriting arch, 0 in a root arch
    uint8_t data = 0;         // 1: stated by XML or CSV, owner is a record
    uint8_t keyword_count = 0;
    At at;
    bool is_data() const { return data != 0; }
    List keywords() const { return {keywords_begin, keyword_count}; }   // calls: names of keyword arguments; "**" if unpacked
    template <class V> static void visit(auto& r, V&& v) {
        v.name(r.root); v.name(r.path); v.name(r.value); v.ref_method(r.scope);
        List keywords = r.keywords();
        v.list(keywords);
        r.keywords_begin = keywords.begin;
        if (r.kind == UseKind::arch_field || r.kind == UseKind::arch_method || r.kind == UseKind::arch_value) v.ref_view(r.owner);
        else if (r.is_data()) v.ref_record(r.owner);
        else v.ref_class(r.owner);
        v.at(r.at);
    }
};
static_assert(sizeof(UseRow) == 48);

enum class RecordTag : uint8_t { record, template_, menu, action, report, function, delete_, asset, csv };
enum RecordFlags : uint8_t { record_noupdate = 1, record_no_forcecreate = 2, record_demo = 4, record_search_delete = 8, record_has_comment = 16, record_dynamic_id = 32 };
struct RecordRow {
    Name xmlid{};             // qualified with the module: "sale.view_order_form"; "" if anonymous
    Name model{};
    Rows values;
    At at;                    // the element or the CSV line
    RecordTag tag = RecordTag::record;
    uint8_t flags = 0;
    uint16_t reserved = 0;
    uint32_t order = 0;       // rank in its file
    template <class V> static void visit(auto& r, V&& v) { v.name(r.xmlid); v.name(r.model); v.rows_values(r.values); v.at(r.at); }
};

enum class ValueKind : uint8_t { text, ref, eval, arch, search, file };
struct ValueRow {
    Index record = no_row;
    Name field{};
    Name value{};             // text (at most 500 bytes), qualified xmlid of a ref, or the expression; arch: a digest, "" of a view's
    ValueKind kind = ValueKind::text;
    uint8_t reserved[3] = {};
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.ref_record(r.record); v.name(r.field); v.name(r.value); v.at(r.at); }
};

enum class ViewMode : uint8_t { unset, primary, extension };
enum ViewFlags : uint8_t { view_inactive = 1, view_template = 2 /* QWeb */, view_arch_missing = 4, view_has_groups = 8, view_has_comment = 16, view_optional = 32, view_partial = 64 /* overrides a record without arch */ };
struct ViewRow {
    Index record = no_row;
    Name xmlid{}, model{}, inherit{}, key{}, label{};
    Name type{};              // root tag of the arch, or the type field
    Text arch;                // the inside of <field name="arch"> or the template as the engine stores it
    Said said;                // by the arch's bytes
    uint32_t arch_begin = 0, arch_line = 0;   // where arch's first byte stands in the file (exact copy), so that a line inside maps back
    int32_t priority = 16;
    ViewMode mode = ViewMode::unset;
    uint8_t flags = 0;
    uint16_t specs = 0;       // number of top-level specs if it inherits
    At at;
    template <class V> static void visit(auto& r, V&& v) {
        v.ref_record(r.record); v.name(r.xmlid); v.name(r.model); v.name(r.inherit); v.name(r.key); v.name(r.label); v.name(r.type); v.text(r.arch); v.words(r.said); v.at(r.at);
    }
};

// A template that scripts render: it is no record. One that extends another changes that and has no name of its own.
enum ClientTemplateFlags : uint8_t { client_extension = 1, client_nested = 2 /* stands in another template, and has no arch here */ };
struct ClientTemplateRow {
    Name name{}, inherit{};
    Text arch;                // the whole element
    uint32_t arch_begin = 0, arch_line = 0;   // where arch's first byte stands in the file
    uint8_t flags = 0, reserved_flags = 0;
    uint16_t reserved = 0;
    At at;                    // its name, or what it inherits from
    template <class V> static void visit(auto& r, V&& v) { v.name(r.name); v.name(r.inherit); v.text(r.arch); v.at(r.at); }
};

// A comment that suppresses findings, or a syntax a file could not be read by.
struct RemarkRow {
    enum Kind : uint8_t { allow, parse_error, dynamic };
    Kind kind = allow;
    uint8_t whole_line = 0;   // the comment stands alone: it speaks of the next line of code
    uint16_t reserved = 0;
    Name slug{}, reason{};
    At at;
    template <class V> static void visit(auto& r, V&& v) { v.name(r.slug); v.name(r.reason); v.at(r.at); }
};

// Text of a stored library. Thread-safe.
class TextPack {
public:
    virtual ~TextPack() = default;
    virtual uint32_t size() const = 0;
    virtual std::string get(Text text) const = 0;   // "" when the snapshot was exported without source
    virtual std::string_view whole() const { return {}; }   // all of it, where it lies in one piece
};

struct Facts {
    Names names;
    Column<Name> list_items;
    std::shared_ptr<const TextPack> pack;   // the first pack->size() bytes of text, when they come from a snapshot
    std::string text;                       // the bytes after them
    Column<uint32_t> said;                  // words that bodies and archs say, each once for each text and hashed by the framework: of a core only,
                                            // so that what asks all its texts for a few names need not read them
    Column<FileRow> files;
    Column<ModuleRow> modules;
    Column<ClassRow> classes;
    Column<FieldRow> fields;
    Column<MethodRow> methods;
    Column<MemberRow> members;
    Column<BindingRow> bindings;
    Column<RouteRow> routes;
    Column<PatchRow> patches;
    Column<SqlRow> sql;
    Column<UseRow> uses;
    Column<RecordRow> records;
    Column<ValueRow> values;
    Column<ViewRow> views;
    Column<ClientTemplateRow> client_templates;
    Column<RemarkRow> remarks;

    // Calls f(name of column, vector) for every row column, in a fixed order.
    template <class Self, class F> static void columns(Self& self, F&& f) {
        f("files", self.files); f("modules", self.modules); f("classes", self.classes); f("fields", self.fields); f("methods", self.methods);
        f("members", self.members); f("bindings", self.bindings); f("routes", self.routes); f("patches", self.patches); f("sql", self.sql);
        f("uses", self.uses); f("records", self.records); f("values", self.values); f("views", self.views);
        f("client_templates", self.client_templates); f("remarks", self.remarks);
    }

    std::string_view str(Name name) const { return names.text(name); }
    std::span<const Name> items(List list) const { return {list_items.data() + list.begin, list.count}; }
    std::span<const uint32_t> words(Said all) const { return {said.data() + all.begin, all.count}; }
    // The bytes of a body or an arch; "" if this library was stored without source.
    std::string source(Text t) const {
        const uint32_t packed = pack ? pack->size() : 0;
        if (t.begin < packed) return pack->get(t);
        return t.begin - packed < text.size() ? text.substr(t.begin - packed, t.size) : std::string();
    }
    // For extractors.
    Name name(std::string_view s) { return names.intern(s); }
    List list(std::span<const Name> items) {
        const List made{uint32_t(list_items.size()), uint32_t(items.size())};
        list_items.append(items.begin(), items.end());
        return made;
    }
    Text keep(std::string_view bytes) {
        const Text made{uint32_t((pack ? pack->size() : 0) + text.size()), uint32_t(bytes.size())};
        text.append(bytes);
        return made;
    }
};

}  // namespace driftline
