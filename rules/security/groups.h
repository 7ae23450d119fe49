// Groups of users as data files make them: which imply which, and which only switch a feature on.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "rules/models.h"

namespace driftline {

class Groups {
public:
    explicit Groups(const Program& program);

    // Whoever is in `group` is in `implied`, too. Everybody is in "".
    bool implies(std::string_view group, std::string_view implied) const;
    bool known(std::string_view group) const { return everyone(group) || all_.contains(group); }   // its definition was read
    // Switched on for all users by a setting, or technical: hides what is not used rather than what is private.
    bool feature(std::string_view group) const;
    // Everyone who opens a page, or has a login: "" (no group), public, portal, internal users.
    static bool everyone(std::string_view group);
    static std::string_view called(std::string_view group);   // for a sentence

private:
    std::map<std::string, std::set<std::string>, std::less<>> all_;   // with all they imply, themselves included
    std::set<std::string, std::less<>> features_;
};

}  // namespace driftline
