// What an attribute is asked of, where the code says its model outright: `self` of the class, or `self.env['model']`.
#pragma once
#include <optional>
#include <set>
#include <utility>

#include "rules/method_code.h"

namespace driftline {

class KnownTypes {
public:
    explicit KnownTypes(const Program& program) : program_(program) {}

    // The use asks a record of certainly that model for an attribute, in a method that something may call, and no test stands
    // around that could keep the line from running. One step only; a loop's variable and code that looks at the model's name or its
    // fields are not certain. Quick where uses are asked about method by method.
    bool certain(const UseRow& use);

private:
    bool of_self(const UseRow& use, NodeId object) const;
    bool of_environment(NodeId object) const;
    void look(Index method);
    bool inherited_elsewhere(Name model);
    bool reached(Index method);

    const Program& program_;
    MethodCode code_;
    struct Looked { Index method = no_row; int self_bound = 0; bool asks_around = false; };
    Looked looked_;                                    // at the method that was asked about last
    std::optional<std::set<Index>> overriding_;        // methods
    std::set<std::pair<Name, Name>> asked_;            // model and method that other code asks for; no_name: whose model is not known
    std::optional<std::set<Name>> parents_;   // models that others are made from: their methods also run on those
};

}  // namespace driftline
