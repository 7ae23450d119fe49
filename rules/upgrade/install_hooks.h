// What the hooks of a module's manifest, and the init() and _register_hook() of its models run: nobody has to use the module for it to fail.
#pragma once
#include <string_view>
#include <unordered_map>

#include "check/rule.h"
#include "rules/under_condition.h"

namespace driftline {

// Functions and methods of ours that a hook is, or reaches by calls that are known: of functions of its own module by their
// name, of methods by what the call is bound to. Refers to the current program; immutable once made.
class InstallHooks {
public:
    explicit InstallHooks(const Program& program);
    struct Reached {
        std::string_view key;           // the manifest's, of the hook: "post_init_hook"; "init" for what models' init() or _auto_init() run, "_register_hook"; "": none runs it
        bool under_condition = false;   // each way to it leads through a condition
    };
    Reached reached(Index method) const;
    // What of a method that a hook reaches runs only if something holds, and what it only defines; nullptr where its source is not at hand.
    const Branches* branches(Index method) const;

private:
    std::unordered_map<Index, Reached> reached_;
    std::unordered_map<Index, Branches> branches_;   // offsets in the file
};

// Computed once.
const InstallHooks& install_hooks(const Upgrade& upgrade);

struct FailingHook {
    Effect effect = Effect::none;   // none: no hook runs it
    std::string_view consequence;   // of a failure, for people
};
// A place in code of the current program, `scope` being the function it stands in (no_row: none). What a hook only defines, and assigns to something, it does not run. Where a condition decides whether it runs, it
// is said to fail if that holds, and the installation is not said to fail.
FailingHook failing_hook(const Upgrade& upgrade, Index scope, const At& place);

}  // namespace driftline
