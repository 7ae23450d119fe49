// Which functions of the same module a function hands its first parameter to, unchanged.
#pragma once
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/method_code.h"

namespace driftline::knowledge {

class HandedOn {
public:
    explicit HandedOn(const Program& program);

    // Rows of facts.methods, in the order of the calls, each once. Only what is sure: both names mean one thing in all of `function`,
    // and the helper's is bound once in the file, to a function at the top of it or imported from another file of the module.
    std::vector<Index> helpers_of(Index function);

private:
    Index helper(const At& from, std::string_view name) const;
    Index defined(Index module, std::string_view python_path, std::string_view name) const;

    const Program& program_;
    std::map<std::pair<Index, std::string_view>, std::vector<Index>> bindings_;    // file, name: rows
    std::map<std::pair<Index, std::string_view>, std::vector<Index>> functions_;   // module, name: rows
    MethodCode code_;
};

}  // namespace driftline::knowledge
