// Which models use a mixin of ours, for what the mixin asks of its own `self`: what every one of them had from the core, and none has in the target.
#pragma once
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rules/upgrade/target_names.h"

namespace driftline {

// Refers to the upgrade; immutable once made, safe to read from any thread.
class MixinUsers {
public:
    explicit MixinUsers(const Upgrade& upgrade);

    // A definition of today's, of one of the models, of what all that use the mixin lost; none if one of them did not have it or has it still, if
    // other code of ours defines such a name, or if nothing that was read uses the mixin.
    SymbolRef lost_by_all(Name mixin, Name member) const;
    // Models that are no mixins themselves and inherit it, each once, in the order of names; none where there are hundreds. `mixin`: of the current program.
    std::vector<std::string_view> of(Name mixin) const;

private:
    const Upgrade& upgrade_;
    std::unordered_map<Name, std::vector<Name>> heirs_;   // model -> models that name it as what they inherit from
    std::unordered_set<Name> mixins_;                     // abstract models
    std::unordered_set<Name> ours_;                       // names of fields, methods and members of custom classes
};

// Made once.
const MixinUsers& mixin_users(const Upgrade& upgrade);

}  // namespace driftline
