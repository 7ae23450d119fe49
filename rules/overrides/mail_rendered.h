// Templates that nothing but mail renders. From 16.0 on it does so with raise_if_not_found=False (mail/models/mail_thread.py, mail_template.py,
// mail_render_mixin.py), which the templates inherit that are called from there: one that is missing leaves a gap and a line in the log
// (base/models/ir_qweb.py, not_found_template). Before, it raises.
#pragma once
#include "check/rule.h"

namespace driftline {

// A `t-call` inside such a template. Whoever names it is looked for in all that is not the core's: in our Python files, in
// bodies of methods, in data and in other templates; an id that is put together may be any.
bool called_by_mail_only(const Program& program, const UseRow& use, const CheckOptions& options);

}  // namespace driftline
