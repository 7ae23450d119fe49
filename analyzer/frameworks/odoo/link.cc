// The passes of the link, in order. Each adds one column of the Program.
#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/views/client_templates.h"

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
    // These three ask nothing of each other; the longest comes first.
    std::optional<PythonIndex> python;
    std::optional<Registry> registry;
    std::optional<WrittenIds> ids;
    ViewLinks views;
    const World& world = program.world;
    parallel_for(3, options.jobs, [&](size_t part, int) {
        if (part == 0) python.emplace(world), registry.emplace(world, *python);
        else if (part == 1) views = link_views(world, options), program.client_specs = link_client_templates(world);
        else ids.emplace(world);
    });
    const Linked linked(world, std::move(*python), std::move(*registry), std::move(*ids));
    link_uses(linked, std::move(views), program, options.jobs);
    link_sql(linked, program);
    link_overrides(linked, program);
    link_view_overrides(linked, program);
    sort_overrides(program);
    account_overrides(program);
    if (!options.only_compared) find_forks(program, options.jobs);
}

}  // namespace driftline::odoo
