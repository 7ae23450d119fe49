// The bytes of a file of the target's core, for what its facts do not hold. Whoever made the Upgrade puts it into its memo; of
// one that nobody gave it, no file is at hand.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "model/upgrade.h"

namespace driftline {

struct TargetText {
    std::function<std::string(std::string_view path)> read;   // by the path its facts have; "" if it cannot be read. Thread-safe; may be empty
};
inline const TargetText& target_text(const Upgrade& upgrade, TargetText given = {}) {
    return upgrade.memo.get<TargetText>([&] { return std::move(given); });
}

}  // namespace driftline
