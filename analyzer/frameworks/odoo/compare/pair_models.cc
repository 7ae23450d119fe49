#include "frameworks/odoo/compare/pairing.h"
namespace driftline::odoo {
void pair_models(Pairing&) {}
}
