// The passes of the link, in order. Each adds one column of the Program.
#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {
namespace {

// Reports follow the text of the files, whatever order the passes came in.
void sort_overrides(Program& program) {
    const Facts& facts = program.world.facts;
    const auto place = [&](const At& at) { return std::tuple(at.file == no_row ? std::string_view() : facts.str(facts.files[at.file].path), at.begin, at.end); };
    std::stable_sort(program.overrides.begin(), program.overrides.end(), [&](const Override& a, const Override& b) {
        return std::tuple(place(a.custom.at), a.kind, std::string_view(a.symbol)) < std::tuple(place(b.custom.at), b.kind, std::string_view(b.symbol));
    });
}

void account_overrides(Program& program) {
    Ledger::Row& row = program.ledger.by_kind["override"];
    row.extracted = row.bound = program.overrides.size();
}

}  // namespace

void link(Program& program, const LinkOptions& options) {
    // Views ask nothing of the tables.
    std::optional<Linked> tables;
    ViewLinks views;
    parallel_for(2, options.jobs, [&](size_t side, int) {
        if (side == 0) tables.emplace(program.world);
        else views = link_views(program.world, options);
    });
    const Linked& linked = *tables;
    link_uses(linked, std::move(views), program, options.jobs);
    link_sql(linked, program);
    link_overrides(linked, program);
    link_view_overrides(linked, program);
    sort_overrides(program);
    account_overrides(program);
    if (!options.only_compared) find_forks(program, options.jobs);
}

}  // namespace driftline::odoo
