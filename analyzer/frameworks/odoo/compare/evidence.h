// What speaks for one name having become another, apart from the two definitions themselves.
#pragma once
#include <unordered_map>

#include "frameworks/odoo/compare/likeness.h"
#include "frameworks/odoo/compare/swaps.h"

namespace driftline::odoo {

// The same change in many models: where one name went, the other came. Of methods and fields apart.
class Patterns {
public:
    explicit Patterns(const Pairing& pairing);
    struct Found { float strength = 0; uint32_t models = 0; };
    Found between(SymbolKind kind, Word lost, Word gained) const;   // strength 0 .. 1

private:
    std::unordered_map<uint64_t, Found> found_;
};

struct Evidence {
    explicit Evidence(const Pairing& pairing);
    Swaps swaps;
    Patterns patterns;
    Renamed renamed;     // names whose symbols, wherever they were, are all called the same now
};

}  // namespace driftline::odoo
