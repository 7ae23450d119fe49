// Joining libraries into one World, and linking it: beyond this point nothing is added but links.
#include "model/join.h"

#include <algorithm>

#include "model/program.h"

namespace driftline {

bool World::in_closure(Index module, Index wanted) const {
    if (module == no_row || wanted == no_row) return wanted == no_row;
    const auto& closure = modules[module].closure;
    return std::binary_search(closure.begin(), closure.end(), wanted);
}

bool World::surely_installed(Index module, Index wanted) const {
    if (in_closure(module, wanted)) return true;
    if (module == no_row) return false;
    const auto& beside = modules[module].beside;
    return std::binary_search(beside.begin(), beside.end(), wanted);
}

namespace {

// The first library gives its facts away; the others are copied behind them.
void join(World& world, Library& library, bool first) {
    const size_t known = world.facts.modules.size();
    if (first) world.facts = std::move(library.facts);
    else append_facts(world.facts, library.facts);
    if (library.is_core && world.version.empty()) world.version = library.info.version;
    world.modules.resize(world.facts.modules.size());
    for (size_t m = known; m < world.modules.size(); ++m) world.modules[m].library = Index(world.libraries.size());
    world.libraries.push_back(library.info);
}

void account(const Library& library, Program& program) {
    if (library.info.role == "custom") {
        for (const auto& [reason, count] : library.files_not_read) program.ledger.files_not_read[reason] += count;
        for (const auto& [reason, count] : library.files_not_loaded) program.ledger.files_not_loaded[reason] += count;
    }
    program.notices.insert(program.notices.end(), library.notices.begin(), library.notices.end());
}

// Add-ons that somebody dropped into a core's folder are no part of it: their absence from the other core says nothing.
void leave_out_foreign(World& world) {
    const auto foreign = [&](Index m) { return !(world.facts.modules[m].flags & module_core); };
    if (std::all_of(world.load_order.begin(), world.load_order.end(), foreign)) return;
    for (const Index m : world.load_order)
        if (foreign(m)) world.modules[m].linked = false;
    std::erase_if(world.load_order, foreign);
    std::erase_if(world.module_by_name, [&](const auto& entry) { return foreign(entry.second); });
}

World core_world(Library& core, const Framework& framework) {
    World world;
    world.framework = framework.name;
    join(world, core, true);
    std::vector<std::string> ignored;
    framework.arrange(world, {}, ignored);
    leave_out_foreign(world);
    return world;
}

}  // namespace

void join_libraries(Program& program, std::vector<Library> libraries) {
    for (Library& library : libraries) {
        join(program.world, library, program.world.libraries.empty());   // the core, by far the largest, is moved
        account(library, program);
        library.facts = Facts();
    }
}

namespace {

void arrange_program(Program& program, const Framework& framework, const LinkOptions& options) {
    World& world = program.world;
    world.framework = framework.name;
    framework.arrange(world, options, program.notices);
    for (Index m = 0; m < world.modules.size(); ++m) {
        if (!world.custom(m)) continue;
        program.ledger.script_files += world.facts.modules[m].script_files;
        for (const Name missing : world.modules[m].missing) program.ledger.missing_modules[std::string(world.str(missing))];
    }
}

}  // namespace

Program join_program(std::vector<Library> libraries, std::span<Library> shared, const Framework& framework, const LinkOptions& options) {
    Program program;
    join_libraries(program, std::move(libraries));
    for (Library& library : shared) {
        join(program.world, library, false);
        account(library, program);
    }
    arrange_program(program, framework, options);
    return program;
}

Program make_program(std::vector<Library> libraries, std::span<Library> shared, const Framework& framework, const LinkOptions& options) {
    Program program = join_program(std::move(libraries), shared, framework, options);
    framework.link(program, options);
    return program;
}

Program make_program(Program joined, std::vector<Library> libraries, const Framework& framework, const LinkOptions& options) {
    join_libraries(joined, std::move(libraries));
    arrange_program(joined, framework, options);
    framework.link(joined, options);
    return joined;
}

LinkOptions target_options(const Program& current, const Delta& delta, LinkOptions options) {
    const World& world = current.world;
    options.only_compared = true;
    options.custom_series = world.version;
    options.exactly.emplace();
    for (Index m = 0; m < world.modules.size(); ++m)
        if (world.modules[m].reported) {
            options.exactly->emplace_back(world.str(world.facts.modules[m].name));
            if (!world.modules[m].for_plan) options.ours.push_back(options.exactly->back());
        }
    for (const Change& change : delta.changes)
        if (change.kind == SymbolKind::module && change.change == ChangeKind::renamed)
            options.renamed_modules.emplace_back(delta.str(change.name), delta.str(change.to_name));
    return options;
}

Delta compare_cores(Library& from, Library& to, const Framework& framework, int jobs) {
    World a = core_world(from, framework), b = core_world(to, framework);
    Delta delta = framework.compare(a, b, jobs);
    delta.framework = framework.name;
    delta.from = from.info;
    delta.to = to.info;
    delta.settle();
    from.facts = std::move(a.facts);
    to.facts = std::move(b.facts);
    return delta;
}

}  // namespace driftline
