// Which reported modules are looked into. Of a custom tree that was kept from an earlier run, what it says is known: its modules
// are reported like any other, so that whose a definition is does not depend on it, and nothing of them is linked or judged.
#pragma once
#include <algorithm>
#include <vector>

#include "model/program.h"

namespace driftline {

inline bool judged(const World& world, Index module) {
    if (!world.custom(module)) return false;
    const LibraryInfo& library = world.libraries[world.modules[module].library];
    return !library.stored || library.role != "custom";
}

// The first row that may be of a module that is wanted: rows stand by file, one library's behind the other's, and the core's, by far the most, come first.
template <class Row, class Wanted>
Index first_of(const World& world, const Column<Row>& column, const Wanted& wanted) {
    const auto& files = world.facts.files;
    const auto first = std::find_if(files.begin(), files.end(), [&](const FileRow& file) { return wanted(file.module); }) - files.begin();
    return Index(std::partition_point(column.begin(), column.end(), [&](const Row& row) { return std::ptrdiff_t(row.at.file) < first; }) - column.begin());
}
template <class Row>
Index first_judged(const World& world, const Column<Row>& column) {
    return first_of(world, column, [&](Index module) { return judged(world, module); });
}

}  // namespace driftline
