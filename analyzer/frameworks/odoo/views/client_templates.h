// Applies what our templates for scripts (static/src) change in those they inherit from, as the bundle that holds them does:
// the parent of today's modules, with what the closure's modules change in it before ours.
//
// Rules: HomeStaticTemplateHelpers in web/controllers/main.py (14, 15), xml() in base/models/assetsbundle.py (16, 17),
// web/static/src/core/templates.js (from 18 on, when the template is first rendered).
#pragma once
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/program.h"

namespace driftline::odoo {

// In SpecLink::nearest: not a node, but another template that has such a one.
inline constexpr std::string_view client_template_mark = "template ";

// A link for each spec of a template with t-inherit, of the modules that are judged; sorted by (file path, offset). As those of views
// (link_views.h), without `outside_closure`: which bundle loads a file is not known here, and what other modules add is not looked at.
std::vector<SpecLink> link_client_templates(const World& world);

// Rows of the template that a module means by a name, the nearest first: "web.Dialog", and up to 17 also "web.Dialog" for what module
// web calls "Dialog". Not those that only extend it, nor those of modules that are not linked.
class ClientTemplateNames {
public:
    explicit ClientTemplateNames(const World& world);
    std::vector<Index> find(Name name) const;

private:
    const World& world_;
    std::unordered_map<Name, std::vector<Index>> by_name_;
};

}  // namespace driftline::odoo
