// Joining libraries into one World, and linking it: beyond this point nothing is added but links.
#include <algorithm>

#include "model/framework.h"
#include "model/program.h"

namespace driftline {

bool World::in_closure(Index module, Index wanted) const {
    if (module == no_row || wanted == no_row) return wanted == no_row;
    const auto& closure = modules[module].closure;
    return std::binary_search(closure.begin(), closure.end(), wanted);
}

Result<Program> make_program(std::vector<Library> libraries, const Framework& framework, const LinkOptions& options) {
    Program program;
    World& world = program.world;
    world.framework = framework.name;
    for (size_t i = 0; i < libraries.size(); ++i) {
        Library& library = libraries[i];
        const size_t known = world.facts.modules.size();
        if (i == 0) world.facts = std::move(library.facts);   // the core, by far the largest: the others are moved onto it
        else append_facts(world.facts, library.facts);
        library.facts = Facts();
        if (library.is_core && world.version.empty()) world.version = library.info.version;
        world.modules.resize(world.facts.modules.size());
        for (size_t m = known; m < world.modules.size(); ++m) world.modules[m].library = Index(i);
        if (library.info.role == "custom") {
            for (const auto& [reason, count] : library.files_not_read) program.ledger.files_not_read[reason] += count;
            for (const auto& [reason, count] : library.files_not_loaded) program.ledger.files_not_loaded[reason] += count;
        }
        program.notices.insert(program.notices.end(), library.notices.begin(), library.notices.end());
        world.libraries.push_back(std::move(library.info));
    }
    framework.arrange(world, options, program.notices);
    for (Index m = 0; m < world.modules.size(); ++m) {
        if (world.custom(m)) program.ledger.script_files += world.facts.modules[m].script_files;
        if (!world.custom(m)) continue;
        for (const Name missing : world.modules[m].missing) program.ledger.missing_modules[std::string(world.str(missing))];
    }
    framework.link(program, options);
    return program;
}

}  // namespace driftline
