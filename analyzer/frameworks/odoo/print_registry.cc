#include <fmt/format.h>

#include <ostream>

#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/registry.h"

namespace driftline::odoo {

void print_registry(const World& world, int, std::ostream& out) {
    const PythonIndex python(world);
    const Registry registry(world, python);
    const Facts& facts = world.facts;
    for (const Model& model : registry.models()) {
        if (model.extended_only) continue;   // to the real registry it is an error
        std::string mro;
        for (const Index row : model.mro) {
            const At& at = facts.classes[row].at;
            const Index module = world.module_of(at);
            if (module == no_row) continue;
            const std::string_view folder = facts.str(facts.modules[module].path), path = facts.str(facts.files[at.file].path);
            mro += fmt::format("{}\"{}/{}:{}\"", mro.empty() ? "" : ", ", facts.str(facts.modules[module].name), path.substr(folder.empty() ? 0 : folder.size() + 1), at.line);
        }
        out << fmt::format("{{\"model\": \"{}\", \"mro\": [{}]}}\n", facts.str(model.name), mro);   // names are identifiers, dots and slashes
    }
}

}  // namespace driftline::odoo
