#include "rules/upgrade/client_bundles.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "facts/bundles.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

constexpr std::string_view qweb_key = "qweb", qweb_bundle = "web.assets_qweb";
constexpr int first_rendered_late = 18;   // from then on the client applies t-inherit itself (web/static/src/core/templates.js)

// Bundles that the core has files in today, and none in the target: it does not load them any more.
struct GoneBundles { std::set<std::string_view> names; };
const std::set<std::string_view>& gone_bundles(const Upgrade& upgrade) {
    return upgrade.memo.get<GoneBundles>([&] {
        const auto of_core = [](const Program& program) {
            std::set<std::string_view> names;
            for (Index module = 0; module < program.world.facts.modules.size(); ++module) {
                if (!upstream(program, module)) continue;
                const auto assets = program.world.facts.items(program.world.facts.modules[module].assets);
                for (size_t i = 0; i + 1 < assets.size(); i += 2) names.insert(program.world.str(assets[i]));
            }
            return names;
        };
        GoneBundles gone{of_core(upgrade.current)};
        for (const std::string_view name : of_core(upgrade.target)) gone.names.erase(name);
        return gone;
    }).names;
}

}  // namespace

bool loads_bundle(const Upgrade& upgrade, std::string_view bundle) {
    const int then = series(upgrade.target);
    if (bundle == qweb_key) return then < first_with_bundles;
    return bundle == qweb_bundle ? then == first_with_bundles : then >= first_with_bundles && !gone_bundles(upgrade).contains(bundle);
}

Loading loading_of(const Upgrade& upgrade, const At& at) {
    const World& world = upgrade.target.world;
    const Index module = world.module_of(at);
    if (module == no_row) return Loading::unlisted;
    const ModuleRow& own = world.facts.modules[module];
    const std::string_view folder = world.str(own.path), path = world.str(world.facts.files[at.file].path);
    const std::string_view inside = path.substr(folder.empty() ? 0 : folder.size() + 1);
    Loading found = Loading::unlisted;
    for (const ModuleRow& row : world.facts.modules)
        for (const std::string_view bundle : bundles_with(world.facts, row, world.str(own.name), inside)) {
            if (loads_bundle(upgrade, bundle)) return Loading::loaded;
            found = Loading::unread;
        }
    return found;
}

std::string_view what_fails(const Program& target, Loading loading, bool parent_gone) {
    if (series(target) >= first_rendered_late) {
        if (parent_gone) return loading == Loading::unread ? "once a bundle lists the file again, nothing fails, and what it changes is never shown" : "nothing fails, and what it changes is never shown";
        return loading == Loading::unread ? "once a bundle lists the file again, the template fails when it is rendered" : "the template fails when it is rendered, wherever it is used";
    }
    return loading == Loading::unread ? "once a bundle lists the file again, that fails to load, and with it the page" : "the bundle with it fails to load, and with it the page";
}

bool extends_to_no_effect(const Upgrade& upgrade, const UseRow& use) {
    if (use.kind != UseKind::client_template || !(use.flags & use_inherit)) return false;
    if (use.flags & use_late && series(upgrade.target) >= first_rendered_late) return true;
    return loading_of(upgrade, use.at) == Loading::unread;
}

bool has_broken_client_templates(const Upgrade& upgrade, Index module) {
    const World& world = upgrade.current.world;
    return std::any_of(upgrade.current.client_specs.begin(), upgrade.current.client_specs.end(), [&](const SpecLink& spec) {
        if (spec.status != SpecStatus::applied || world.module_of(world.facts.client_templates[spec.view].at) != module) return false;
        const SpecLink* there = upgrade.client_spec(spec);
        return there && (there->status == SpecStatus::not_found || there->status == SpecStatus::parent_missing);
    });
}

SymbolRef client_node(const Program& program, const SpecLink& spec) {
    SymbolRef node{SymbolRef::Column::file, no_row, spec.target_module, program.world.facts.client_templates[spec.target_view].at};
    node.row = node.at.file;
    node.at.line = spec.target_line;
    return node;
}

}  // namespace driftline
