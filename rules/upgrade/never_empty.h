// Code that asks whether a selection is empty, where empty was a value of its own and the target requires one of the others.
#pragma once
#include <vector>

#include "model/upgrade.h"

namespace driftline {

struct AskedEmpty {
    const Link *link = nullptr, *target = nullptr;   // the field of today, and of the target
    bool searched = false;                           // in a domain; else code tests it
};
std::vector<AskedEmpty> asked_empty(const Upgrade& upgrade);

}  // namespace driftline
