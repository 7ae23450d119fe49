// Python code in data: server actions and scheduled actions.
#pragma once
#include "frameworks/odoo/data/reader.h"

namespace driftline::odoo {

// `model`, `record` and `records` are of `root`, `env['x']` of x: models, methods called, fields read, env.ref() ids.
void use_code(DataReader& reader, TextAt code, Name root);

}  // namespace driftline::odoo
