// Which definition a place stands in: "SaleOrder.action_confirm", or an xmlid. Used for fingerprints, which must
// survive moved lines, and for comments that speak of a whole definition.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/program.h"

namespace driftline {

class Definitions {
public:
    struct Region { uint32_t begin = 0, end = 0, line = 0; std::string name; };

    Definitions(const Facts& facts, const std::set<Index>& files);   // of these files only
    const Region* innermost(const At& at) const;                     // nullptr: the file's top level
    // Regions whose first line is `line`, the outermost first.
    std::vector<const Region*> starting_at(Index file, uint32_t line) const;

private:
    std::map<Index, std::vector<Region>> by_file_;   // sorted by (begin, longest first)
};

}  // namespace driftline
