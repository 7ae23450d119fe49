// Who in the core and the libraries calls a method of a model, where the receiver's model is certain.
#pragma once
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "check/rule.h"
#include "rules/overrides/signature.h"

namespace driftline {

// A call or super() in a loaded file that is not ours.
struct CallRow { Index use = no_row; Name path{}; };
std::vector<CallRow> calls_not_ours(const Program& program);
// The same for each side of an upgrade, found once for all rules: no column is larger than that of uses.
const std::vector<CallRow>& calls_now(const Upgrade& upgrade);
const std::vector<CallRow>& calls_then(const Upgrade& upgrade);

Signature signature_of(const Facts& facts, const MethodRow& method);

// Refers to the program. Immutable once made.
class CoreCalls {
public:
    CoreCalls(const Program& program, const std::vector<CallRow>& calls, const std::set<std::string_view>& wanted_methods);
    // Rows of facts.uses, in their order there.
    const std::vector<Index>& of(std::string_view model, std::string_view method) const;

private:
    Name receiver(Name model, std::string_view path) const;

    const Program& program_;
    std::map<std::pair<Name, Name>, Name> comodels_;   // of fields that a wanted call goes through
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Index>> calls_;
};

}  // namespace driftline
