// What the target has by name, whoever defines it. Gathered when first asked for; one object serves one thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "model/program.h"

namespace driftline {

class TargetNames {
public:
    explicit TargetNames(const Program& target) : target_{target} {}
    // A field or method of any model of the core: what `self` of a mixin may stand for.
    bool has_member(std::string_view name) const;
    // A Python file, or a package that files lie in.
    bool has_python(std::string_view dotted) const;
    // Does the file bind the name at its top level, in so many words?
    bool binds(std::string_view file, std::string_view name) const;

private:
    const Program& target_;
    mutable std::optional<std::unordered_set<std::string_view>> members_, python_;
    mutable std::optional<std::unordered_set<std::string>> bindings_;
};

}  // namespace driftline
