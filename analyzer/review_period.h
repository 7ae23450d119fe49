// Quarters, and the states of a repository at their ends.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "check/review.h"
#include "source/first_parents.h"
#include "source/history.h"

namespace driftline {

struct Quarter {
    int year = 0, number = 1;   // number: 1 to 4
    std::string text() const;   // "2026Q3"
    std::string begin() const;  // its first day
    std::string last() const;   // its last day
    Quarter before(int quarters = 1) const;
    auto operator<=>(const Quarter&) const = default;
};

std::optional<Quarter> parse_quarter(std::string_view text);   // "2026Q3", "2026-Q3"
Quarter quarter_of(std::string_view date);                      // "2026-08-14"
bool is_date(std::string_view text);                            // "2026-08-14"

// The last commit of a branch before each day, in UTC.
class FirstParents {
public:
    FirstParents(const History& history, FirstParentLine line) : history_(history), line_(std::move(line)) {}
    // nullopt: the branch is younger, or the clone holds nothing that old.
    std::optional<Commit> last_before(std::string_view day) const;
    bool cut() const { return line_.cut; }
    std::string day_of(const Commit& commit) const;   // when it came to the branch; its author's day where it never did

private:
    const History& history_;
    FirstParentLine line_;
};

Moment moment_of(const Commit& commit, std::string date, std::string label);

// What a review compares: until (the tree as it is read) and since.
struct Period {
    std::string label;
    Quarter quarter;               // of the last day
    std::string begin;             // its first day
    std::string until_commit;      // "" = PATH as it was given
    std::optional<Commit> since;   // empty: nothing to compare with
};
// `today`: ISO. `head`: what PATH is at. Notes say what could not be found.
Result<Period> find_period(const std::string& quarter, const std::string& since, std::string_view today, const History& history, const FirstParents& line, std::vector<std::string>& notices);

}  // namespace driftline
