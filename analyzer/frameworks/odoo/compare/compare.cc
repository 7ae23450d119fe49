// Two cores, symbol by symbol.
#include "frameworks/odoo/compare/emit.h"
#include "frameworks/odoo/compare/evidence.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {
namespace {
constexpr int rounds = 3;   // later ones find next to nothing

// What this needs on the way is most of what a comparison takes, and given back before rows are made.
void pair_symbols(Pairing& pairing) {
    Evidence evidence(pairing);
    const auto models = pair_models(pairing, evidence);
    models->run();
    split_records(pairing);
    const auto fields = pair_fields(pairing, evidence), code = pair_code(pairing, evidence), records = pair_records(pairing, evidence);
    // What one round pairs is evidence in the next: a field's new name for the method that computes it, and so on.
    for (int round = 0; round < rounds; ++round) {
        evidence.learn(pairing);
        if (round > 0) models->run();
        fields->run();
        code->run();
        records->run();
    }
    pair_names(pairing);
    pair_wrappers(pairing);
    pair_modules(pairing);
}

}  // namespace

Delta compare(const World& from, const World& to, int jobs) {
    Pairing pairing(from, to, jobs);
    pair_symbols(pairing);
    const Callers callers(pairing);
    Delta delta;
    Emitter(pairing, callers, delta).run();
    return delta;
}

}  // namespace driftline::odoo
