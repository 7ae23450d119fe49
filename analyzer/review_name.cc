#include "review_name.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace driftline {
namespace {

constexpr std::array no_names = {"repo", "repository", "git", "bare", "mirror", "src", "source", "checkout", "worktree", "."};

// "" where no part of it tells anything.
std::string name_in(std::string_view path) {
    while (!path.empty()) {
        const size_t cut = path.find_last_of("/:");
        std::string_view part = path.substr(cut == path.npos ? 0 : cut + 1);
        if (part.ends_with(".git")) part.remove_suffix(std::string_view(".git").size());
        if (!part.empty() && std::find(no_names.begin(), no_names.end(), lower(part)) == no_names.end()) return std::string(part);
        if (cut == path.npos) break;
        path = path.substr(0, cut);
    }
    return "";
}

}  // namespace

std::string repository_name(const std::string& folder, const std::string& origin) {
    if (std::string name = name_in(origin); !name.empty()) return name;
    const std::string name = name_in(folder);
    return name.empty() ? folder.substr(folder.rfind('/') + 1) : name;
}

}  // namespace driftline
