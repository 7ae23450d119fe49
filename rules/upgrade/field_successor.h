// What to know before a field's successor is used in its place: that it stands for other fields as well, or holds something else.
#pragma once
#include <string>
#include <vector>

#include "model/upgrade.h"

namespace driftline {

// Other fields of its model that became the same one, as far as that is told.
std::vector<std::string> merged_with(const Delta& delta, const Change& renamed);

// The only field of a model of the target that leads to one record of another; "" if there are more, or none.
std::string_view way_to(const Upgrade& upgrade, std::string_view model, std::string_view comodel);

struct FieldCaution {
    std::string text;   // for the message: ", whose records are account.payment.method.line instead of account.payment.method"; "" if it is of the same kind
    std::string fix;    // what to do about it; "" likewise
};
// `was`: the field that is gone, in the current program.
FieldCaution caution_of(const Upgrade& upgrade, const SymbolRef& was, const Change& renamed);

}  // namespace driftline
