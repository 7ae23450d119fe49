#include "frameworks/odoo/views/combination.h"

#include <charconv>

namespace driftline::odoo {

ViewEngine engine_of(const World& world) {
    ViewEngine engine;
    std::from_chars(world.version.data(), world.version.data() + world.version.size(), engine.series);
    return engine;
}

namespace {

ArchShape shape_of(const Facts& facts, const ViewRow& view, bool inherits) {
    ArchShape shape{inherits, {}, {}, false};
    if (view.record == no_row || facts.records[view.record].tag != RecordTag::template_) return shape;
    shape.template_name = facts.str(view.xmlid);
    shape.names_result = view.mode == ViewMode::primary;
    const Rows values = facts.records[view.record].values;
    for (Index v = values.begin; v < values.begin + values.count; ++v)
        if (facts.values[v].kind == ValueKind::text) shape.attributes.emplace_back(facts.str(facts.values[v].field), facts.str(facts.values[v].value));
    return shape;
}

}  // namespace

Combination::Combination(const World& world) : world_(world), engine_(engine_of(world)) {}

std::unique_ptr<ViewArch> Combination::parsed(Index row, bool inherits) {
    const ViewRow& view = world_.facts.views[row];
    const std::string text = world_.facts.source(view.arch);
    const Index module = world_.module_of(view.at);
    auto made = parse_view_arch(ids_.substitute(text, module == no_row ? "" : world_.str(world_.facts.modules[module].name)), row,
                                shape_of(world_.facts, view, inherits));
    return made ? std::make_unique<ViewArch>(std::move(*made)) : nullptr;
}

const ViewArch* Combination::arch_of(Index row, bool inherits) {
    const auto [known, made] = archs_.try_emplace({row, inherits});
    if (made) known->second = parsed(row, inherits);
    return known->second.get();
}

std::unique_ptr<ArchDocument> Combination::base_of(Index root) {
    if (given_away_.insert(root).second) {
        const auto arch = parsed(root, false);
        return arch ? std::make_unique<ArchDocument>(std::move(arch->document)) : nullptr;
    }
    const ViewArch* arch = arch_of(root, false);
    return arch ? std::make_unique<ArchDocument>(ArchDocument::copy_of(arch->document.root())) : nullptr;
}

bool Combination::run(const FamilyState& state, const Sequence& sequence, SpecObserver& observer) {
    if (sequence.steps.empty()) return false;
    const Index root = state[sequence.steps.front().member].arch;
    auto base = root == no_row ? nullptr : base_of(root);
    if (!base) return false;
    combined_ = std::move(base);
    CombineBudget budget;
    for (size_t i = 1; i < sequence.steps.size(); ++i) {
        const Index row = state[sequence.steps[i].member].arch;
        const ViewArch* inheriting = row == no_row ? nullptr : arch_of(row, true);
        if (inheriting) apply_specs(*combined_, *inheriting, row, engine_, budget, observer);
    }
    return true;
}

}  // namespace driftline::odoo
