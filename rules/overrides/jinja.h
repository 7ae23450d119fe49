// Mail templates up to 14.0 are Jinja, whose undefined values print as nothing and are false (mail/models/mail_render_mixin.py,
// _render_template_jinja; jinja2's Undefined). QWeb and the inline templates of later series raise.
#pragma once
#include <string_view>

#include "check/rule.h"

namespace driftline {

// A finding about a field that is not there: it is the last step of `object.a.b` where Jinja prints it or asks whether it is there, and nothing
// else is done with it.
bool taken_for_empty(const Program& program, const Finding& finding, const CheckOptions& options);

}  // namespace driftline
