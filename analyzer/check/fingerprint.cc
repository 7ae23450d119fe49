#include "check/fingerprint.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/digest.h"
#include "base/text.h"
#include "check/definitions.h"
#include "check/rule.h"

namespace driftline {

namespace {

std::set<Index> files_of(const std::vector<Finding>& findings) {
    std::set<Index> files;
    for (const auto& finding : findings)
        for (const auto& place : finding.places)
            if (place.at.file != no_row) files.insert(place.at.file);
    return files;
}

uint32_t characters(std::string_view bytes) {
    return uint32_t(std::count_if(bytes.begin(), bytes.end(), [](char c) { return (uint8_t(c) & 0xC0) != 0x80; }));
}

void fill_position(Place& place, std::string_view bytes) {
    place.line = place.end_line = std::max(place.at.line, 1u);
    place.column = place.end_column = 1;
    if (place.at.begin >= bytes.size()) return;   // the file is gone or has changed since it was read
    const size_t newline = bytes.rfind('\n', place.at.begin ? place.at.begin - 1 : 0);
    const size_t start = place.at.begin && newline != bytes.npos ? newline + 1 : 0;
    const size_t line_end = std::min(bytes.find_first_of("\r\n", place.at.begin), bytes.size());
    place.code = digest64(trim(bytes.substr(start, line_end - start)));
    const size_t end = place.at.end > place.at.begin ? std::min<size_t>(place.at.end, line_end) : line_end;
    place.column = 1 + characters(bytes.substr(start, place.at.begin - start));
    place.end_column = place.column + characters(bytes.substr(place.at.begin, end - place.at.begin));
}

struct Numbered { Finding* finding; Place* place; };

// In the order of the code, whatever the severities: the ordinal of a place must not change with a rule's threshold.
std::vector<Numbered> in_code_order(std::vector<Finding>& findings) {
    std::vector<Numbered> all;
    for (auto& finding : findings)
        for (auto& place : finding.places) all.push_back({&finding, &place});
    std::stable_sort(all.begin(), all.end(), [](const Numbered& a, const Numbered& b) {
        return std::tuple{std::string_view{a.place->path}, a.place->at.begin} < std::tuple{std::string_view{b.place->path}, b.place->at.begin};
    });
    return all;
}

void fill_fingerprints(const World& world, std::vector<Finding>& findings) {
    std::map<std::string, uint32_t> ordinals;
    for (const auto& [finding, place] : in_code_order(findings)) {
        std::string key{finding->rule->id};
        const std::string_view module = finding->module == no_row ? std::string_view{} : world.str(world.facts.modules[finding->module].name);
        for (const std::string_view part : {std::string_view{symbol_of(*finding, *place)}, module, std::string_view{place->scope}}) key.append(1, '\0').append(part);
        const uint32_t ordinal = ordinals[key]++;
        place->fingerprint = digest128(key.append(1, '\0').append(std::to_string(ordinal))).hex();
    }
}

}  // namespace

void finish_findings(const Program& program, const TextOf& text_of, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    const auto files = files_of(findings);
    const Definitions definitions{facts, files};
    std::map<Index, std::string> texts;
    for (const Index file : files) texts[file] = text_of(file);
    for (auto& finding : findings)
        for (auto& place : finding.places) {
            if (place.at.file == no_row) continue;
            place.path = facts.str(facts.files[place.at.file].path);
            fill_position(place, texts[place.at.file]);
            if (const auto* definition = definitions.innermost(place.at)) place.scope = definition->name;
        }
    fill_fingerprints(program.world, findings);
}

}  // namespace driftline
