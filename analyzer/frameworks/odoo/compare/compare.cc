// Two cores, symbol by symbol.
#include "frameworks/odoo/compare/emit.h"
#include "frameworks/odoo/compare/swaps.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {

Delta compare(const World& from, const World& to, int jobs) {
    Pairing pairing(from, to, jobs);
    {
        const Swaps swaps(pairing);
        pair_models(pairing, swaps);
        pair_code(pairing, swaps);
        pair_fields(pairing, swaps);
    }
    Delta delta;
    Emitter(pairing, delta).run();
    return delta;
}

}  // namespace driftline::odoo
