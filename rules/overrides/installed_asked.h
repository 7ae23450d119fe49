// Modules that code does without: it looks whether they are installed (`ir.module.module`, by name) before it uses what they bring.
#pragma once
#include <map>
#include <set>
#include <string_view>

#include "check/rule.h"

namespace driftline {

class InstalledAsked {
public:
    explicit InstalledAsked(const Program& program);

    // `module`, or one of ours that it depends on, asks for `provider`.
    bool about(Index module, std::string_view provider) const;
    // A module that is asked for and could not be read, the first by name; "" if there is none. It may define anything.
    std::string_view unread(Index module) const;

private:
    template <class Wanted>
    std::string_view first(Index module, const Wanted& wanted) const;

    const Program& program_;
    std::map<Index, std::set<std::string_view>> names_;   // by the module that asks
};

// Not when the class is set up, as what a decorator or a field names is.
bool runs_when_called(const UseRow& use);

}  // namespace driftline
