#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "pipeline.h"
#include "reports/report.h"

namespace driftline {

int run_chain(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    const World& world = linked.program.world;
    const std::vector<ChainEntry> entries = linked.framework->chain(linked.program, options.subject);
    if (entries.empty()) {
        complain(fmt::format("nothing defines {}; write model.method, model.field or module.xmlid as the code does", options.subject));
        return exit_failure;
    }
    for (const std::string& notice : session->notices) complain(notice);
    for (const ChainEntry& entry : entries) {
        const CorePlaceText place = place_of(world, entry.symbol);
        const std::string origin = entry.symbol.module == no_row ? "" : std::string(origin_text(world.modules[entry.symbol.module].origin));
        std::string line = fmt::format("{:<10} {:<8} {}:{}", origin, entry.what, place.module.empty() ? place.path : place.module + "/" + place.path, place.line);
        if (entry.calls_super != Super::not_applicable) line += fmt::format("  super: {}", text(entry.calls_super));
        if (!entry.note.empty()) line += "  " + entry.note;
        fmt::print("{}\n", one_line(line));
    }
    return exit_clean;
}

}  // namespace driftline
