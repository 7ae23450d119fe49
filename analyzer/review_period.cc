#include "review_period.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

namespace driftline {
namespace {

bool digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

std::string iso(int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace

std::string Quarter::text() const { return fmt::format("{:04}Q{}", year, number); }
std::string Quarter::begin() const { return fmt::format("{:04}-{:02}-01", year, number * 3 - 2); }
std::string Quarter::last() const {
    static constexpr std::array days = {"03-31", "06-30", "09-30", "12-31"};
    return fmt::format("{:04}-{}", year, days[size_t(number - 1)]);
}
Quarter Quarter::before(int quarters) const {
    const int count = year * 4 + number - 1 - quarters;
    return {count / 4, count % 4 + 1};
}

std::optional<Quarter> parse_quarter(std::string_view text) {
    constexpr size_t year = 4;
    if (text.size() < year + 2 || !digits(text.substr(0, year))) return std::nullopt;
    std::string_view rest = text.substr(year);
    if (rest.starts_with('-')) rest.remove_prefix(1);
    if (rest.size() != 2 || (rest[0] != 'Q' && rest[0] != 'q') || rest[1] < '1' || rest[1] > '4') return std::nullopt;
    return Quarter{std::stoi(std::string(text.substr(0, year))), rest[1] - '0'};
}

Quarter quarter_of(std::string_view date) { return {std::stoi(std::string(date.substr(0, 4))), (std::stoi(std::string(date.substr(5, 2))) + 2) / 3}; }

bool is_date(std::string_view text) {
    constexpr size_t size = 10, month = 5, day = 8;
    return text.size() == size && digits(text.substr(0, 4)) && text[4] == '-' && digits(text.substr(month, 2)) && text[7] == '-' && digits(text.substr(day, 2)) &&
           text.substr(month, 2) >= "01" && text.substr(month, 2) <= "12" && text.substr(day, 2) >= "01" && text.substr(day, 2) <= "31";
}

std::optional<Commit> FirstParents::last_before(std::string_view day) const {
    for (const LineCommit& one : line_.commits)
        if (iso(one.committed) < day) {
            const auto id = history_.resolve(one.id);
            Result<Commit> commit = id ? history_.commit(*id) : Result<Commit>(Error{});
            return commit ? std::optional(std::move(*commit)) : std::nullopt;
        }
    return std::nullopt;
}

std::string FirstParents::day_of(const Commit& commit) const {
    const std::string id = commit.id.hex();
    const auto found = std::find_if(line_.commits.begin(), line_.commits.end(), [&](const LineCommit& one) { return one.id == id; });
    return found == line_.commits.end() ? commit.date() : iso(found->committed);
}

Moment moment_of(const Commit& commit, std::string date, std::string label) { return {std::move(label), std::move(date), commit.id.hex(), std::string(commit.subject())}; }

Result<Period> find_period(const std::string& quarter, const std::string& since, std::string_view today, const History& history, const FirstParents& line, std::vector<std::string>& notices) {
    Period period;
    period.quarter = quarter_of(today);
    if (!quarter.empty()) {
        const auto asked = parse_quarter(quarter);
        if (!asked) return Error{fmt::format("{} is no quarter: write it as 2026Q3", quarter)};
        if (*asked > period.quarter) return Error{fmt::format("{} has not begun yet", asked->text())};
        if (*asked < period.quarter) {
            const std::optional<Commit> until = line.last_before(asked->before(-1).begin());
            if (!until) return Error{fmt::format("the history holds no commit of {} or before", asked->text())};
            period.until_commit = until->id.hex();
        }
        period.quarter = *asked;
    }
    period.label = period.quarter.text();
    if (!since.empty() && !is_date(since)) {
        const auto id = history.resolve(since);
        if (!id) return Error{fmt::format("--since {} is neither a day such as 2026-07-01 nor a revision of this repository", since)};
        Result<Commit> commit = history.commit(*id);
        if (!commit) return commit.error();
        period.since = std::move(*commit);
        period.begin = line.day_of(*period.since);
        return period;
    }
    const std::string day = since.empty() ? period.quarter.begin() : since;
    period.begin = day;
    if (std::optional<Commit> before = line.last_before(day)) period.since = std::move(before);
    else notices.push_back(fmt::format("there is nothing to compare with: {} no commit from before {}{}", line.cut() ? "this clone holds" : "the history has", day, line.cut() ? "; `git fetch --unshallow` brings more" : ""));
    return period;
}

}  // namespace driftline
