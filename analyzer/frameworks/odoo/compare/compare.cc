// Two cores, symbol by symbol.
#include "frameworks/odoo/compare/emit.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {

Delta compare(const World& from, const World& to, int jobs) {
    Pairing pairing(from, to, jobs);
    pair_models(pairing);
    Delta delta;
    Emitter(pairing, delta).run();
    return delta;
}

}  // namespace driftline::odoo
