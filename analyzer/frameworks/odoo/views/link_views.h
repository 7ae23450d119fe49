// Resolves every spec of the inheriting views that are reported on, each as its own module sees it.
//
// Status and reason of a SpecLink:
//  applied        target_* tell the node. certainty `likely`: the node was put there by a view that is not
//                 certain to come first, or that applies to some users only. reason `inactive`: the view is
//                 not active (nor all it inherits from) and was applied on its own.
//  not_found      reason `nowhere`: failed_step, nearest; message if the expression is invalid or the engine
//                 refuses the change. reason `outside_closure`, outside_closure set: all modules together do
//                 have the node (target_*); certainty `likely` if its module is installed automatically with ours.
//  parent_missing reason `outside_closure` (target_view and target_module: the parent) or `nowhere`
//  not_applied    reason `inactive`: the view's model is not its parent's, another module overwrites the
//                 arch, or an inactive view's spec matches nothing. message says which
//  unknown        reason `missing_module` (missing: its name; while one is missing nothing is outside the closure,
//                 either), `generated`: an add-on changes the engine, or `not_analyzed`: no readable root arch
#pragma once
#include <vector>

#include "frameworks/odoo/views/family.h"
#include "frameworks/odoo/views/spec_link.h"
#include "model/framework.h"

namespace driftline::odoo {

struct ViewLinks {
    std::vector<SpecLink> specs;         // sorted by (file path, offset)
    std::vector<SpecContext> contexts;   // contexts[i] is of specs[i]
};

// Without SpecLink::anchored_inside where only a comparison is asked for.
ViewLinks link_views(const World& world, const LinkOptions& options);

// Rows of all views of the family that `xmlid` belongs to, in application order, inactive ones included; empty
// if there is no such view.
std::vector<Index> view_chain(const World& world, const Families& families, Name xmlid);

}  // namespace driftline::odoo
