#include "check/definitions.h"

#include <algorithm>
#include <tuple>

namespace driftline {

namespace {

// Rows stand by file.
template <class Row>
auto rows_of(const Column<Row>& column, Index file) {
    return std::ranges::equal_range(column, file, {}, [](const Row& row) { return row.at.file; });
}

}  // namespace

Definitions::Definitions(const Facts& facts, const std::set<Index>& files) {
    const auto add = [&](const At& at, std::string name) { by_file_[at.file].push_back({at.begin, at.end, at.line, std::move(name)}); };
    const auto member_name = [&](Index owner, Name name) {
        const std::string own{facts.str(name)};
        return owner == no_row ? own : std::string{facts.str(facts.classes[owner].name)} + "." + own;
    };
    for (const Index file : files) {
        for (const auto& row : rows_of(facts.classes, file)) add(row.at, std::string{facts.str(row.name)});
        for (const auto& row : rows_of(facts.methods, file)) add(row.at, member_name(row.owner, row.name));
        for (const auto& row : rows_of(facts.fields, file)) add(row.at, member_name(row.owner, row.name));
        for (const auto& row : rows_of(facts.records, file)) add(row.at, std::string{facts.str(row.xmlid)});
    }
    for (auto& [file, regions] : by_file_)
        std::sort(regions.begin(), regions.end(), [](const Region& a, const Region& b) {
            return std::tuple{a.begin, b.end, std::string_view{a.name}} < std::tuple{b.begin, a.end, std::string_view{b.name}};
        });
}

const Definitions::Region* Definitions::innermost(const At& at) const {
    const auto found = by_file_.find(at.file);
    if (found == by_file_.end()) return nullptr;
    const Region* inner = nullptr;
    for (const auto& region : found->second) {
        if (region.begin > at.begin) break;
        if (at.begin < region.end || (at.begin == region.begin && at.end <= region.end)) inner = &region;
    }
    return inner;
}

std::vector<const Definitions::Region*> Definitions::starting_at(Index file, uint32_t line) const {
    std::vector<const Region*> regions;
    if (const auto found = by_file_.find(file); found != by_file_.end())
        for (const auto& region : found->second)
            if (region.line == line) regions.push_back(&region);
    return regions;
}

}  // namespace driftline
