// A method's parameters as a call sees them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline {

// A method's parameters as people write them: the facts keep "key=" of a default, which reads "key=...".
std::string shown_parameters(std::string_view params);

// One call: positional arguments (self not counted) and keyword names; unpacked ones cannot be counted.
struct CallShape {
    uint32_t positional = 0;
    bool unpacks_positional = false, unpacks_keywords = false;
    std::vector<std::string_view> keywords;
};

// How a use of kind call or super_call calls.
CallShape shape_of(const Facts& facts, const UseRow& use);

// How a call that does not fit was made, behind "calls it": "without" what is needed, "so" with what is not taken.
inline std::string_view called_how(std::string_view misfit) { return misfit.starts_with("needs") ? "without" : "so"; }

class Signature {
public:
    // `params` as MethodRow has them: "self, vals, *args, key=, **kwargs"; "=" marks a default. `bound`: the first one is self or cls.
    Signature(std::string_view params, bool bound);
    // "" if the call fits, else what does not: "takes no argument 'force'", "takes at most 1 argument, not 2", "needs 'partner'".
    std::string misfit(const CallShape& call) const;
    std::vector<std::string_view> names() const;
    // Whether an argument of that name can be passed.
    bool takes(std::string_view name) const;
    // Place of a parameter that can be passed by position, from 1; 0 if there is none of that name.
    size_t position(std::string_view name) const;
    std::vector<std::string_view> positional() const;
    // The shortest call that fits: what is required, by position where that is allowed.
    CallShape least_call() const;

private:
    struct Parameter { std::string_view name; bool optional = false, by_position = true, by_name = true; };
    std::vector<Parameter> parameters_;
    size_t positional_ = 0;
    bool any_positional_ = false, any_keyword_ = false;
};

}  // namespace driftline
