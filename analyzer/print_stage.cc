// --print: the stages of the pipeline as text, to look at and to test against.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "base/text.h"
#include "pipeline.h"
#include "reports/report.h"

namespace driftline {
namespace {

std::string place(const World& world, const SymbolRef& symbol) {
    if (!symbol) return "-";
    const CorePlaceText at = place_of(world, symbol);
    return fmt::format("{}/{}:{}", at.module, at.path, at.line);
}

std::string source_text(const Linked& linked) {
    std::string text;
    if (!linked.custom) return text;
    for (const SourceFile& file : linked.custom->files())
        text += fmt::format("{:>9} {}{}\n", file.size, file.path, file.skip == SkipReason::none ? "" : fmt::format("  skipped: {}", skip_reason_text(file.skip)));
    return text;
}

// What the reported modules' files say: definitions and references, by place.
std::string facts_text(const World& world) {
    const Facts& facts = world.facts;
    std::vector<std::pair<At, std::string>> rows;
    const auto add = [&](const At& at, std::string what) {
        if (world.custom(world.module_of(at))) rows.emplace_back(at, std::move(what));
    };
    for (const ClassRow& row : facts.classes) add(row.at, fmt::format("class {} model={}", facts.str(row.name), facts.str(row.model)));
    for (const FieldRow& row : facts.fields) add(row.at, fmt::format("field {} {}", facts.str(row.name), facts.str(row.type)));
    for (const MethodRow& row : facts.methods) add(row.at, fmt::format("method {}({}) super={}", facts.str(row.name), facts.str(row.params), text(row.super)));
    for (const RecordRow& row : facts.records) add(row.at, fmt::format("record {} {}", facts.str(row.xmlid), facts.str(row.model)));
    for (const ViewRow& row : facts.views) add(row.at, fmt::format("view {} inherit={} specs={}", facts.str(row.xmlid), facts.str(row.inherit), row.specs));
    for (const PatchRow& row : facts.patches) add(row.at, fmt::format("patch {}.{}", facts.str(row.target), facts.str(row.attribute)));
    for (const SqlRow& row : facts.sql) add(row.at, fmt::format("sql {}", facts.str(row.table)));
    for (const UseRow& row : facts.uses) add(row.at, fmt::format("use {} {} {}", int(row.kind), facts.str(row.root), facts.str(row.path)));
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
        const auto path = [&](const At& at) { return file_path(world, at); };
        return std::pair(path(a.first), a.first.begin) < std::pair(path(b.first), b.first.begin);
    });
    std::string text;
    for (const auto& [at, what] : rows) text += fmt::format("{}:{} {}\n", file_path(world, at), at.line, what);
    return text;
}

std::string library_text(const World& world) {
    std::string text;
    for (const Index module : world.load_order) {
        const ModuleInfo& info = world.modules[module];
        text += fmt::format("{:>5} {:<40} {:<16} {} dependencies\n", info.load_order, world.str(world.facts.modules[module].name), origin_text(info.origin), info.closure.size());
    }
    return text;
}

std::string links_text(const Program& program) {
    const World& world = program.world;
    std::string result;
    for (const Link& link : program.links) {
        const UseRow& use = world.facts.uses[link.use];
        result += fmt::format("{}:{} {} {} {}.{} {} -> {}\n", file_path(world, use.at), use.at.line, text(link.outcome), text(link.reason), world.str(link.owner), world.str(link.name),
                              text(link.kind), place(world, link.target));
    }
    for (const Override& row : program.overrides)
        result += fmt::format("{}:{} {} {} {} super={} -> {}\n", file_path(world, row.custom.at), row.custom.at.line, text(row.kind), row.symbol, text(row.behaviour), text(row.calls_super),
                              place(world, row.core));
    return result;
}

std::string ledger_text(const Ledger& ledger) {
    std::string result = fmt::format("{:<16} {:>9} {:>9} {:>9} {:>9}  unresolved\n", "kind", "extracted", "bound", "own", "guarded");
    for (const auto& [kind, row] : ledger.by_kind) {
        result += fmt::format("{:<16} {:>9} {:>9} {:>9} {:>9} ", kind, row.extracted, row.bound, row.own, row.guarded);
        for (const auto& [reason, count] : row.unresolved) result += fmt::format(" {} {}", text(reason), count);
        result += "\n";
    }
    for (const auto& [reason, count] : ledger.files_not_read) result += fmt::format("files not read: {} {}\n", reason, count);
    for (const auto& [reason, count] : ledger.files_not_loaded) result += fmt::format("files not loaded: {} {}\n", reason, count);
    for (const auto& [module, count] : ledger.missing_modules) result += fmt::format("missing module {}: {} facts not judged\n", module, count);
    return result + fmt::format("JavaScript and asset files not analyzed: {}\n", ledger.script_files);
}

}  // namespace

std::string print_stage(const std::string& stage, const Linked& linked, int jobs) {
    const Program& program = linked.program;
    for (const PrintStage& own : linked.framework->stages) {   // already text for programs
        if (own.name != stage) continue;
        std::ostringstream out;
        own.print(program.world, jobs, out);
        return out.str();
    }
    const auto made = [&] {
        if (stage == "source") return source_text(linked);
        if (stage == "facts") return facts_text(program.world);
        if (stage == "library") return library_text(program.world);
        if (stage == "links") return links_text(program);
        return ledger_text(program.ledger);
    }();
    return printable(made);
}

}  // namespace driftline
