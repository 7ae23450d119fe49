#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/undocumented/register_place.h"

namespace driftline {

namespace {

// All that an entry may be about, besides overrides: our own fields, methods, records and modules.
std::set<std::pair<std::string, std::string>> own_symbols(const Program& program) {
    const World& world = program.world;
    std::set<std::pair<std::string, std::string>> symbols;
    const auto add = [&](const At& at, std::string symbol) {
        const Index module = world.module_of(at);
        if (world.custom(module)) symbols.emplace(std::move(symbol), module_name(program, module));
    };
    const auto member = [&](Index owner, Name name) {
        return owner == no_row ? std::string(world.str(name)) : fmt::format("{}.{}", world.str(world.facts.classes[owner].model), world.str(name));
    };
    for (const MethodRow& row : world.facts.methods) add(row.at, member(row.owner, row.name));
    for (const FieldRow& row : world.facts.fields) add(row.at, member(row.owner, row.name));
    for (const ClassRow& row : world.facts.classes) add(row.at, std::string(world.str(row.model)));
    for (const RecordRow& row : world.facts.records) add(row.at, std::string(world.str(row.xmlid)));
    for (const ModuleRow& row : world.facts.modules) add(row.at, std::string(world.str(row.name)));
    for (const Override& row : program.overrides) symbols.emplace(row.symbol, module_name(program, row.module));
    return symbols;
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr || options.evidence->customizations().entries.empty() || !whole_repository(program)) return;
    const Register& known = options.evidence->customizations();
    const auto symbols = own_symbols(program);
    for (const RegisterEntry& entry : known.entries) {
        if (std::any_of(symbols.begin(), symbols.end(), [&](const auto& one) { return entry.covers(one.first, one.second); })) continue;
        Finding finding = at_line(known.path, entry.line, entry.symbols.front());
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is in the register, and nothing of ours is called so any more", entry.symbols.front());
        finding.fix = "Delete the entry, or correct its symbol; `driftline register update` marks such entries.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(register_stale) = {
    "DL206", "register-stale", Severity::info,
    "An entry of the register matches nothing any more",
    "A register with dead entries is not believed: the next reader cannot tell what still holds. Not judged with --module or without a core.",
    "Delete the entry, or correct its symbol after a rename.",
    "", check};

}  // namespace driftline
