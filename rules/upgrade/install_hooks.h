// What the hooks of a module's manifest, and the init() and _register_hook() of its models run: nobody has to use the module for it to fail.
#pragma once
#include <string_view>
#include <unordered_map>

#include "check/rule.h"

namespace driftline {

// Functions and methods of ours that a hook is, or reaches by calls that are known: of functions of its own module by their
// name, of methods by what the call is bound to. Refers to the current program; immutable once made.
class InstallHooks {
public:
    explicit InstallHooks(const Program& program);
    // The manifest's key of the hook that runs it: "post_init_hook"; "init" for what its models' init() or _auto_init() runs, "_register_hook"; "" else.
    std::string_view key(Index method) const;

private:
    std::unordered_map<Index, std::string_view> keys_;
};

// Computed once.
const InstallHooks& install_hooks(const Upgrade& upgrade);

struct FailingHook {
    Effect effect = Effect::none;   // none: no hook runs it
    std::string_view consequence;   // of a failure, for people
};
// A place in code of ours, `scope` being the function or method it stands in (no_row: none). What a hook only defines, and assigns to something, it does not run.
FailingHook failing_hook(const Upgrade& upgrade, Index scope, const At& place);

}  // namespace driftline
