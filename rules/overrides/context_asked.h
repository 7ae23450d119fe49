// Code that runs only where the context has a key which another module sets: `if self.env.context.get('website_id')`.
#pragma once
#include <string>
#include <string_view>

#include "rules/method_code.h"

namespace driftline {

// The key that a condition around the use asks for and that is named after `model` or `provider`: the name alone tells whose it is,
// so this is a likely guard and no proof. "" without one. `code` is working memory.
std::string context_asked(const Program& program, const UseRow& use, std::string_view model, std::string_view provider, MethodCode& code);

// The attribute that the code asks the same record for (hasattr, `in`) before it reaches the use; "" if none.
std::string attribute_asked(const Program& program, const UseRow& use, MethodCode& code);

// The same of any record, or of anything else that has names.
std::string name_asked(const Program& program, const UseRow& use, MethodCode& code);

}  // namespace driftline
