// Two cores, symbol by symbol.
#include "frameworks/odoo/compare/emit.h"
#include "frameworks/odoo/compare/evidence.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {

Delta compare(const World& from, const World& to, int jobs) {
    Pairing pairing(from, to, jobs);
    Evidence evidence(pairing);
    pair_models(pairing, evidence);
    split_records(pairing);
    // What one round pairs is evidence in the next: a field's new name for the method that computes it, and so on.
    for (int round = 0; round < 2; ++round) {
        evidence.learn(pairing);
        if (round > 0) pair_models(pairing, evidence);
        pair_fields(pairing, evidence);
        pair_code(pairing, evidence);
        pair_records(pairing, evidence);
    }
    pair_modules(pairing);
    const Callers callers(pairing);
    Delta delta;
    Emitter(pairing, callers, delta).run();
    return delta;
}

}  // namespace driftline::odoo
