// What the target's core and libraries define, by name. Each table is made when first asked for, so an object serves one thread.
#pragma once
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/upgrade.h"

namespace driftline {

class TargetNames {
public:
    explicit TargetNames(const Upgrade& upgrade) : TargetNames(upgrade.target) {}
    explicit TargetNames(const Program& program) : program_{program} {}

    bool model(std::string_view name) const;    // defined, not only extended
    bool member(std::string_view name) const;   // a field, method or attribute of any class, or a function
    bool file(std::string_view dotted) const;   // a Python file, or a package that files lie in
    bool binds(std::string_view file, std::string_view name) const;   // at its top level, in so many words
    // Does a class of that module ("": of any), for that model, have a field or method of that name?
    bool defines(std::string_view module, std::string_view model, std::string_view name) const;
    // Has the model such a field or method, whichever module brings it?
    bool has(std::string_view model, std::string_view member) const { return defines({}, model, member); }
    // A Python file, or a name at the top level of one: "odoo.tools.misc", "odoo.tools.misc.formatLang".
    bool python(std::string_view dotted) const;

private:
    using Words = std::unordered_set<std::string_view>;
    bool takes_part(const At& at) const;

    const Program& program_;
    mutable std::optional<Words> models_, members_, files_;
    mutable std::optional<std::unordered_map<std::string_view, Words>> bindings_;   // by file
    struct Definition { Index module; Name model; };
    mutable std::optional<std::unordered_map<Name, std::vector<Definition>>> definitions_;   // by the member's name
};

}  // namespace driftline
