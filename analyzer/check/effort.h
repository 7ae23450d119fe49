// How long work takes: what a plan adds up. The figures are rules/knowledge/effort.toml and [effort] of driftline.toml.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "check/finding.h"

namespace driftline {

// A range of minutes.
struct Minutes {
    uint32_t low = 0, high = 0;
    Minutes& operator+=(const Minutes& other) { return low += other.low, high += other.high, *this; }
    bool operator==(const Minutes&) const = default;
};
inline Minutes operator*(const Minutes& one, uint32_t times) { return {one.low * times, one.high * times}; }

// What kind of work a cause is, the least first.
enum class Work : uint8_t { mechanical, review, redesign };
inline constexpr std::array<std::string_view, 3> work_names{"mechanical", "review", "redesign"};

struct Effort {
    struct PerWork { Minutes cause, place; };
    struct PerRule { Work settled = Work::review, open = Work::review; };   // a successor is named and certain; it is not

    Minutes module, take, patch;    // a ported module; one taken from the community; a file of it with local edits
    std::array<PerWork, 3> work;    // by Work
    std::map<std::string, PerRule, std::less<>> rules;   // "DL305", or "DL319/SYMBOL" for one cause of a rule

    Work work_of(const Finding& finding) const;
    Minutes minutes_of(const Finding& finding) const;
};

}  // namespace driftline
