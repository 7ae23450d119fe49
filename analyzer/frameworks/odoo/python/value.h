// What an expression is known to be, and what the names of a function are bound to while its body is walked in order.
#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/names.h"
#include "syntax/python_tree.h"

namespace driftline::odoo {

enum class What : uint8_t {
    unbound,       // a name nothing was assigned to
    unknown,
    nothing,       // None or False
    record,        // records reached from model `root` by `path`; "" = of the model itself
    elements,      // a Python collection of such records
    enumerated,    // pairs of a number and such a record
    field_map,     // record._fields
    model_name,    // record._name
    env, registry, request,
    model_class,   // the registry's class of model `root`
    imported,      // `path` of module `root`
    super_object,
    literal,       // the display or constant at `node`
    values,        // a dictionary of values for records of model `root`, or a list of them, that create() or write() was given
};

struct Value {
    Value(What what = What::unknown, Name root = {}, NodeId node = no_node) : what(what), root(root), node(node) {}

    What what;
    bool self = false;      // record: the root is the enclosing class's own model
    bool pending = false;   // record, imported: no use states this path yet
    bool foreign = false;   // imported: see Imported
    Name root;
    NodeId node;            // literal; pending: the last step
    uint32_t added = 0;     // what it may hold besides, see Walker::parts; 0: nothing
    std::string_view path;

    bool is_record() const { return what == What::record; }
    bool same_as(const Value& o) const { return what == o.what && root == o.root && path == o.path && self == o.self && node_of_literal() == o.node_of_literal(); }
    NodeId node_of_literal() const { return what == What::literal ? node : no_node; }
};

// The value on either of two ways: what both agree on; None and an unbound name take the other's. Whatever was added on one of them may be in it.
inline Value either(const Value& a, const Value& b) {
    const auto idle = [](const Value& v) { return v.what == What::nothing || v.what == What::unbound; };
    Value made = a.same_as(b) || idle(b) ? a : idle(a) ? b : Value{};
    made.added = a.added > b.added ? a.added : b.added;
    return made;
}

// Bindings by name. One object serves all functions of a file.
class Variables {
public:
    void clear() {
        ++epoch_;
        log_.clear();
    }
    Value get(std::string_view name) const {
        const auto found = ids_.find(name);
        if (found == ids_.end() || slots_[found->second].epoch != epoch_) return What::unbound;
        return slots_[found->second].value;
    }
    void set(std::string_view name, Value value) {
        const auto [at, fresh] = ids_.try_emplace(name, uint32_t(slots_.size()));
        if (fresh) slots_.emplace_back();
        Slot& slot = slots_[at->second];
        log_.push_back({at->second, slot.epoch == epoch_ ? slot.value : Value(What::unbound)});
        value.pending = false;
        slot.value = value;
        slot.epoch = epoch_;
    }
    size_t mark() const { return log_.size(); }
    // The end of a scope of its own (a lambda, a comprehension, a nested function).
    void restore(size_t mark) {
        for (; log_.size() > mark; log_.pop_back()) slots_[log_.back().id].value = log_.back().before;
    }
    // The end of a block that may not have run: a name keeps only what holds either way.
    void merge(size_t mark) {
        ++stamp_;
        for (size_t i = mark; i < log_.size(); ++i) {
            Slot& slot = slots_[log_[i].id];
            if (slot.merged == stamp_) continue;
            slot.merged = stamp_;
            slot.value = either(log_[i].before, slot.value);
        }
    }

private:
    struct Slot {
        Value value;
        uint32_t epoch = 0, merged = 0;
    };
    struct Change {
        uint32_t id;
        Value before;
    };
    std::unordered_map<std::string_view, uint32_t> ids_;
    std::vector<Slot> slots_;
    std::vector<Change> log_;
    uint32_t epoch_ = 1, stamp_ = 0;
};

}  // namespace driftline::odoo
