// What a reference binds to, as seen from one module: its dependency closure provides, anything else is said to be
// outside, missing (a module nobody could read) or nowhere. Immutable; any thread may ask, after construction.
#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "frameworks/odoo/registry.h"
#include "frameworks/odoo/scripts/script_index.h"
#include "frameworks/odoo/views/client_templates.h"
#include "frameworks/odoo/xmlids.h"
#include "model/program.h"

namespace driftline::odoo {

struct Resolution {
    Outcome outcome = Outcome::unresolved;
    Reason reason = Reason::none;
    Certainty certainty = Certainty::exact;
    SymbolKind kind = SymbolKind::field;
    SymbolRef target;
    Name owner{}, name{};
    Name missing{};
    Name model{};       // of the value reached, if it is a recordset: what a longer path would start from
    uint32_t step = 0;             // of a path: the step that decided
    std::vector<SymbolRef> via;    // of a path: definitions of the steps before it
};

class Resolver {
public:
    Resolver(const World& world, const Registry& registry, const PythonIndex& python, const XmlIds& xmlids);

    enum class Wants : uint8_t { field, method, any };
    struct From {
        Index module = no_row;
        Name model{};
        bool self = false;           // the enclosing class's own self: absence in a mixin proves nothing
    };

    Resolution module(Index from, std::string_view name) const;
    Resolution model(Index from, Name name) const;
    // Walks a dotted path; the last step must be what `wants` says (a field step for all before it).
    Resolution path(const From& from, std::string_view dotted, Wants wants) const;
    Resolution xmlid(Index from, std::string_view qualified) const;
    Resolution import(Index from, std::string_view module, std::string_view name) const;
    // Selection keys of a field seen from a module; false if they are not all known.
    // `everywhere`: what any module adds, whether or not `from` depends on it.
    bool selection(Index from, Name model, Name field, std::vector<Name>& keys, bool everywhere = false) const;
    // A template that scripts render.
    Resolution client_template(Index from, Name name) const;
    // A client script of the core's, and a name it exports. Nothing where nobody can tell: other modules' scripts are not read for what they offer.
    Resolution script(Index from, std::string_view module, std::string_view name) const;
    Resolution service(Index from, std::string_view service, Name root) const;   // "service:user"
    // The first definition in reach of a name, whatever it is asked of; its owner where there is but one, or
    // but one (then: likely, else unknown) has all the names that stand beside it; nothing where there is none, or code of our own that the
    // module builds on, or that builds on it, defines it, too.
    std::optional<Resolution> word(Index from, Name name, std::span<const Name> beside) const;
    // What the field is with everything in reach that redefines it.
    FieldTraits field(Index from, Name model, Name field) const;
    // The model of "mod.model_x_y"; no_name if unknown.
    Name model_of_xmlid(std::string_view qualified) const;

    // Of definitions out of reach keeps the first; rather one that is there all the same.
    void out_of_reach(Index from, const SymbolRef& symbol, SymbolRef& kept) const;
    bool visible(Index from, Index provider) const { return provider == no_row || world_.in_closure(from, provider); }
    // Nobody in reach defines it: why not. `elsewhere`: who does, out of reach.
    Resolution unresolved(Index from, SymbolKind kind, Name owner, Name name, const SymbolRef& elsewhere) const;
    Resolution found(const SymbolRef& symbol, SymbolKind kind, Name owner, Name name) const;

private:
    Resolution step(const From& from, const Model& model, std::string_view name, Wants wants, bool last) const;
    bool taken_by_override(Index from, const Model& model, Name key) const;
    Resolution delegated(const From& from, const Model& model, Name name, int depth) const;
    Name comodel(Index from, const Model& model, Name field, int depth) const;

    const World& world_;
    const Facts& facts_;
    const Registry& registry_;
    const PythonIndex& python_;
    const XmlIds& xmlids_;
    bool may_name_models(Index from) const;

    void index_words();
    bool has_all(Index from, Name model, std::span<const Name> fields) const;
    Name owner_of(const SymbolRef& symbol) const;   // its model, or the class where that is none
    struct Word {
        std::vector<SymbolRef> upstream;   // the core's definitions and the libraries'
        std::vector<Index> ours;           // modules of the custom tree that define it
    };
    std::unordered_map<Name, Word> words_;   // by name, of names that words ask for
    const ClientTemplateNames client_templates_;
    const ScriptIndex scripts_;
    std::vector<Index> naming_;              // modules with models whose names code computes
    Name name_of(std::string_view text) const;   // no_name if nothing is called so

    Name users_{}, taken_key_{};
    Name compute_{}, related_{}, search_{}, none_{}, false_{};   // options of fields, and what takes one away; no_name where nobody says so
    // By hash, the name that was asked for last: a search through all names of a core costs as much as all the rest of a step.
    using Asked = std::array<std::atomic<uint32_t>, 1 << 14>;
    std::unique_ptr<Asked> asked_ = std::make_unique<Asked>();
    bool company_values_apart_ = false;      // values per company stand in a model of their own (to 17), not in a column
};

}  // namespace driftline::odoo
