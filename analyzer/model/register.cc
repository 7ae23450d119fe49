#include "model/register.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/text.h"

namespace driftline {
namespace {

// In symbols the dot parts what a slash parts in paths: sale.order.* is not about sale.order.line.write.
bool symbol_match(std::string_view pattern, std::string_view symbol) {
    return pattern == symbol || (pattern.find_first_of("*?") != pattern.npos && glob_match(replace_all(pattern, ".", "/"), replace_all(symbol, ".", "/")));
}

std::chrono::sys_days day(std::string_view date, bool& valid) {
    const auto number = [&](size_t begin, size_t size) { return std::atoi(std::string(date.substr(begin, size)).c_str()); };
    if (date.size() != 10) return valid = false, std::chrono::sys_days{};
    const std::chrono::year_month_day parts{std::chrono::year(number(0, 4)), std::chrono::month(unsigned(number(5, 2))), std::chrono::day(unsigned(number(8, 2)))};
    valid = valid && parts.ok();
    return parts.ok() ? std::chrono::sys_days(parts) : std::chrono::sys_days{};
}

}  // namespace

std::string_view text(Decision value) {
    switch (value) {
        case Decision::keep: return "keep";
        case Decision::upstream: return "upstream";
        case Decision::drop: return "drop";
        case Decision::none: break;
    }
    return "";
}

bool RegisterEntry::covers(std::string_view symbol, std::string_view module_name) const {
    if (!module.empty() && !glob_match(module, module_name)) return false;
    return std::any_of(symbols.begin(), symbols.end(), [&](const std::string& pattern) { return symbol_match(pattern, symbol); });
}

const RegisterEntry* Register::find(std::string_view symbol, std::string_view module) const {
    const RegisterEntry* covering = nullptr;
    for (const RegisterEntry& entry : entries) {
        if (!entry.covers(symbol, module)) continue;
        if (std::find(entry.symbols.begin(), entry.symbols.end(), symbol) != entry.symbols.end()) return &entry;
        if (covering == nullptr) covering = &entry;
    }
    return covering;
}

int64_t days_between(std::string_view from, std::string_view to) {
    bool valid = true;
    const auto begin = day(from, valid), end = day(to, valid);
    return valid ? (end - begin).count() : 0;
}

}  // namespace driftline
