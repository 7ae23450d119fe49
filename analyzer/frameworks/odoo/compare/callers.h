// How often a core mentions a method that it defines: in code, in strings, in data and archs.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {

// A mention is the bare name, whoever it is asked of, outside definitions of that name and calls of super(). JavaScript is not read.
class Callers {
public:
    explicit Callers(const Pairing& pairing);   // of names of methods that both cores define; in parallel

    struct Count { uint32_t before = 0, after = 0; };
    // Of a name that the old core mentions and the new one does not; else both are 0.
    Count lost(Word name) const;

private:
    std::unordered_map<Word, Count> counts_;
};

}  // namespace driftline::odoo
