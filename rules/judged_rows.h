// Whether there is anything to judge, asked before a rule gathers what all modules say: the commit hook looks into a module or two of hundreds.
#pragma once
#include <algorithm>
#include <vector>

#include "model/judged.h"

namespace driftline {

// A row of a module that is looked into, for which `test` holds.
template <class Row, class Test>
bool any_judged(const World& world, const Column<Row>& column, const Test& test) {
    return std::any_of(column.begin() + first_judged(world, column), column.end(), [&](const Row& row) { return test(row) && judged(world, world.module_of(row.at)); });
}

}  // namespace driftline
