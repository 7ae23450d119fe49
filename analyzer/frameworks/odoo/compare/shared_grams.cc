#include "frameworks/odoo/compare/shared_grams.h"

namespace driftline::odoo {

void SharedGrams::begin(size_t grams) {
    postings_.clear();
    seen_.fill(0);
    old_count_ = 0;
    size_t wanted = 1024;   // a small table for a few texts stays where the processor is quick
    while (wanted < grams * 2) wanted *= 2;
    if (slots_.size() < wanted || ++turn_ == 0) {
        slots_.assign(std::max(slots_.size(), wanted), Slot());
        turn_ = 1;
    }
    mask_ = wanted - 1;
}

}  // namespace driftline::odoo
