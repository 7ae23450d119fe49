// The ORM's registry, rebuilt from facts: for each model the classes that define it in method resolution order.
//
// As odoo/models.py _build_model (14 to 18) and odoo/orm/model_classes.py add_to_registry (19) do it: definitions are added
// in load order; their parents, in list order, go through a LastOrderedSet; Python's C3 then linearizes the bases.
// Immutable after construction; models are linearized on construction.
#pragma once
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/python_index.h"
#include "model/program.h"

namespace driftline::odoo {

struct Member {
    SymbolRef symbol;       // field, method or member
    uint32_t rank = 0;      // position of its class in the model's linearization
};

struct Model {
    Name name{};
    ModelKind kind = ModelKind::none;
    std::vector<Index> definitions;   // class rows that define or extend it, in load order
    std::vector<Index> mro;           // class rows, the one asked first at the front; framework classes at the end
    std::vector<Name> parents;        // other models it inherits from, direct
    bool consistent = true;           // C3 found an order
    bool extended_only = false;       // what defines it was not read, a dependency of whoever extends it: nobody can say what else it has
    bool shadowed_definition = false; // a later class took the name without inheriting it
    std::vector<std::pair<Name, Name>> delegates;   // model, field

    // By name, then in resolution order. Gathered when first asked for: a scan touches few of the models.
    std::span<const Member> members() const;
    std::span<const Member> find(Name name) const;

private:
    friend class Registry;
    struct Lazy {
        std::once_flag once;
        std::vector<Name> names;         // of members
        std::vector<Member> members;
    };
    const Lazy& gathered() const;
    const World* world_ = nullptr;
    std::shared_ptr<Lazy> lazy_ = std::make_shared<Lazy>();
};

class Registry {
public:
    Registry(const World& world, const PythonIndex& python);

    const Model* find(Name name) const;
    const std::vector<Model>& models() const { return models_; }
    // The model a class row takes part in; nullptr for classes that are no models or not loaded.
    const Model* of_class(Index class_row) const;
    // Name of the model whose external id ends in model_<underscored>: "sale_order" -> sale.order.
    const Model* by_underscores(std::string_view underscored) const;

private:
    struct Builder;
    const World& world_;
    std::vector<Model> models_;
    std::unordered_map<Name, size_t> by_name_;
    std::unordered_map<std::string, size_t> by_underscores_;
    std::vector<Name> model_of_class_;   // by class row; no_name if it is none
};

}  // namespace driftline::odoo
