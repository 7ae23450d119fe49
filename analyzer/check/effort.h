// How long work takes: what a plan adds up. The figures are rules/knowledge/effort.toml and [effort] of driftline.toml;
// that file says what each of them means.
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
    double low = 0, high = 0;
    Minutes& operator+=(const Minutes& other) { return low += other.low, high += other.high, *this; }
    bool operator==(const Minutes&) const = default;
};
inline Minutes operator*(const Minutes& one, size_t times) { return {one.low * double(times), one.high * double(times)}; }

// What kind of work a cause is, the least first.
enum class Work : uint8_t { mechanical, review, redesign };
inline constexpr std::array<std::string_view, 3> work_names{"mechanical", "review", "redesign"};

struct Effort {
    using Table = std::map<std::string, Minutes, std::less<>>;
    struct PerRule { Work settled = Work::review, open = Work::review; };   // a successor is named for certain; none is named (a likely one: review at most)

    Table base, places, effect, mechanical, redesign, rule, state;
    uint32_t most_places = 0;                             // of one cause, that are counted
    std::map<std::string, PerRule, std::less<>> work;     // by rule

    Work work_of(const Finding& finding) const;
    Minutes minutes_of(const Finding& finding) const;
    static Minutes of(const Table& table, std::string_view key);   // nothing for a key that is not there
};

}  // namespace driftline
