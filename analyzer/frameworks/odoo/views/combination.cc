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

const ViewArch* Combination::arch_of(Index row, bool inherits) {
    const auto [known, made] = archs_.try_emplace({row, inherits});
    if (!made) return known->second.get();
    const ViewRow& view = world_.facts.views[row];
    const std::string text = world_.facts.source(view.arch);
    const Index module = world_.module_of(view.at);
    auto parsed = parse_view_arch(ids_.substitute(text, module == no_row ? "" : world_.str(world_.facts.modules[module].name)), row,
                                  shape_of(world_.facts, view, inherits));
    if (parsed) known->second = std::make_unique<ViewArch>(std::move(*parsed));
    return known->second.get();
}

bool Combination::run(const FamilyState& state, const Sequence& sequence, SpecObserver& observer) {
    if (sequence.steps.empty()) return false;
    const Index root = state[sequence.steps.front().member].arch;
    const ViewArch* base = root == no_row ? nullptr : arch_of(root, false);
    if (!base) return false;
    combined_ = std::make_unique<ArchDocument>(ArchDocument::copy_of(base->document.root()));
    CombineBudget budget;
    for (size_t i = 1; i < sequence.steps.size(); ++i) {
        const Index row = state[sequence.steps[i].member].arch;
        const ViewArch* inheriting = row == no_row ? nullptr : arch_of(row, true);
        if (inheriting) apply_specs(*combined_, *inheriting, row, engine_, budget, observer);
    }
    return true;
}

}  // namespace driftline::odoo
