// Runs sequences of views of one family, each arch parsed once, or twice. Used by one thread.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "frameworks/odoo/views/combine.h"
#include "frameworks/odoo/views/family.h"

namespace driftline::odoo {

class Combination {
public:
    explicit Combination(const World& world);

    // Applies every view of the sequence to its root, telling the observer about each spec. False if the root
    // has no arch that can be parsed. The combined arch lives until the next run.
    bool run(const FamilyState& state, const Sequence& sequence, SpecObserver& observer);
    // nullptr if the row has no arch, or none that can be parsed.
    const ViewArch* arch_of(Index row, bool inherits);
    const DatabaseIds& ids() const { return ids_; }
    const ViewEngine& engine() const { return engine_; }

private:
    std::unique_ptr<ViewArch> parsed(Index row, bool inherits);
    // What a sequence is applied to. Most roots are asked for once: the first time it is what was parsed, later a copy.
    std::unique_ptr<ArchDocument> base_of(Index root);

    const World& world_;
    ViewEngine engine_;
    DatabaseIds ids_;
    std::map<std::pair<Index, bool>, std::unique_ptr<ViewArch>> archs_;
    std::set<Index> given_away_;
    std::unique_ptr<ArchDocument> combined_;
};

ViewEngine engine_of(const World& world);

}  // namespace driftline::odoo
