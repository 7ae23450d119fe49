#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/security/groups.h"
#include "syntax/xml_tree.h"

namespace driftline {

namespace {

// "hr.group_hr_user,base.group_system"
std::vector<std::string_view> group_list(std::string_view text) {
    std::vector<std::string_view> groups;
    for (const std::string_view part : split(text, ','))
        if (!trim(part).empty()) groups.push_back(trim(part));
    return groups;
}

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, groups_{program}, findings_{findings} {}

    void operator()() {
        for (const Override& o : program_.overrides)
            if (o.kind == SymbolKind::field && o.custom.column == SymbolRef::Column::field && o.core.column == SymbolRef::Column::field) field(o);
        std::map<Index, std::vector<const SpecLink*>> by_view;
        for (const SpecLink& spec : program_.specs)
            if (hides(spec)) by_view[spec.view].push_back(&spec);
        for (const auto& [view, specs] : by_view) of_view(view, specs);
    }

private:
    // Who sees it under `ours` and not under `theirs`: "" of nobody new.
    std::string new_readers(std::string_view theirs, std::string_view ours) const {
        std::vector<std::string_view> before = group_list(theirs);
        if (std::any_of(before.begin(), before.end(), [](std::string_view g) { return g.starts_with('!'); })) return {};
        const bool priv = std::any_of(before.begin(), before.end(), [&](std::string_view g) { return !groups_.feature(g); });
        if (!priv || std::any_of(before.begin(), before.end(), [&](std::string_view g) { return groups_.feature(g); })) return {};
        const std::vector<std::string_view> after = group_list(ours);
        if (after.empty()) return "everybody who may read the record";
        std::vector<std::string> gained;
        for (const std::string_view group : after) {
            if (group.starts_with('!') || !groups_.known(group)) return {};
            if (std::none_of(before.begin(), before.end(), [&](std::string_view g) { return groups_.implies(group, g); })) gained.emplace_back(Groups::called(group));
        }
        return listed(gained, 3);
    }

    void field(const Override& o) {
        const FieldRow& ours = facts_.fields[o.custom.row];
        const auto options = facts_.items(ours.options);
        bool stated = false, literal = true;
        for (size_t i = 0; i + 1 < options.size(); i += 2)
            if (facts_.str(options[i]) == "groups") {
                stated = true;
                const std::string_view text = facts_.str(options[i + 1]);
                literal = !facts_.str(ours.groups).empty() || text == "None" || text == "False" || text == "''" || text == "\"\"";
            }
        if (!stated || !literal) return;
        // The next definition below that says something about groups.
        const FieldRow* theirs = &facts_.fields[o.core.row];
        SymbolRef place = o.core;
        for (const SymbolRef& below : o.chain)
            if (facts_.str(theirs->groups).empty() && below.column == SymbolRef::Column::field && !program_.world.custom(below.module)) {
                theirs = &facts_.fields[below.row];
                place = below;
            }
        const std::string readers = new_readers(facts_.str(theirs->groups), facts_.str(ours.groups));
        if (readers.empty()) return;
        Finding finding = begin_finding(program_, o);
        finding.severity = Severity::warning;
        finding.effect = Effect::silent;
        finding.message = fmt::format("{} is kept for {} ({}) and shown to {} by this definition, through views, exports and the API alike", o.symbol, listed_groups(facts_.str(theirs->groups)), where(program_, place), readers);
        finding.fix = "Leave out groups, so that the core's stay; or name a group that implies them, and write down who decided it.";
        findings_.push_back(std::move(finding));
    }

    static std::string listed_groups(std::string_view text) {
        std::vector<std::string> names;
        for (const std::string_view group : group_list(text)) names.emplace_back(group);
        return listed(names, 3);
    }

    static std::string_view groups_of(std::string_view start_tag) {
        constexpr std::string_view opening = " groups=\"";
        const size_t at = start_tag.find(opening), begin = at + opening.size();
        const size_t end = at == start_tag.npos ? at : start_tag.find('"', begin);
        return end == start_tag.npos ? std::string_view{} : start_tag.substr(begin, end - begin);
    }

    // A change of a node of the core or a library that only some groups see; buttons hold no data.
    bool hides(const SpecLink& spec) const {
        if (spec.status != SpecStatus::applied || spec.target_module == no_row || program_.world.custom(spec.target_module)) return false;
        if (spec.position != SpecPosition::attributes && spec.position != SpecPosition::replace) return false;
        const bool of_records = !(facts_.views[spec.view].flags & view_template) && !spec.target_text.starts_with("<button");
        return of_records && !groups_of(spec.target_text).empty() && ours(program_, spec.at);
    }

    void of_view(Index row, const std::vector<const SpecLink*>& specs) {
        const ViewRow& view = facts_.views[row];
        if (view.flags & view_has_groups) return;   // shown to those groups only
        const std::string text = "<data>" + facts_.source(view.arch) + "</data>";
        XmlTree tree;
        parse_xml(text, tree);
        std::map<uint32_t, ElementId> by_offset;
        for (ElementId e = 0; e < tree.elements.size(); ++e) by_offset.emplace(tree[e].begin, e);
        for (const SpecLink* spec : specs) {
            const auto found = by_offset.find(spec->at.begin - view.arch_begin + 6);
            if (found == by_offset.end()) continue;
            if (spec->position == SpecPosition::attributes) attribute(tree, found->second, *spec);
            else if (!spec->keeps_original && !spec->replace_inner) replaced(tree, found->second, *spec);
        }
    }

    void attribute(const XmlTree& tree, ElementId spec, const SpecLink& link) {
        for (ElementId e = tree.first_child(spec); e != no_element; e = tree.next_sibling(e))
            if (tree[e].name == "attribute" && tree.value(e, "name") == "groups" && !tree.attribute(e, "add") && !tree.attribute(e, "remove")) report(link, new_readers(groups_of(link.target_text), trim(tree[e].text)));
    }

    // The same field again, for others.
    void replaced(const XmlTree& tree, ElementId spec, const SpecLink& link) {
        if (!link.target_node.starts_with("field ")) return;
        const std::string_view name = std::string_view(link.target_node).substr(6);
        for (ElementId e = spec + 1; e < tree[spec].next; ++e)
            if (tree[e].name == "field" && tree.value(e, "name") == name && !hidden(tree, e, spec)) report(link, new_readers(groups_of(link.target_text), groups_around(tree, e, spec)));
    }
    static std::string_view groups_around(const XmlTree& tree, ElementId e, ElementId spec) {
        for (; e != spec && e != no_element; e = tree[e].parent)
            if (const XmlAttribute* groups = tree.attribute(e, "groups")) return groups->value;
        return {};
    }
    static bool hidden(const XmlTree& tree, ElementId e, ElementId spec) {
        for (; e != spec && e != no_element; e = tree[e].parent)
            if (const std::string_view value = tree.value(e, "invisible"); value == "1" || value == "True" || value == "true") return true;
        return false;
    }

    void report(const SpecLink& spec, const std::string& readers) {
        if (readers.empty()) return;
        const ViewRow& view = facts_.views[spec.view];
        Finding finding = begin_finding(program_.world.module_of(view.at), SymbolKind::view, std::string(facts_.str(view.inherit)), spec.at);
        finding.severity = Severity::info;
        finding.effect = Effect::silent;
        finding.cause = spec.target_node;
        SymbolRef node{SymbolRef::Column::view, spec.target_view, spec.target_module, spec.target_view == no_row ? At{} : facts_.views[spec.target_view].at};
        if (spec.target_line) node.at.line = spec.target_line;
        finding.message = fmt::format("{} is shown to {} only ({}), and to {} by this view", spec.target_node, listed_groups(groups_of(spec.target_text)), where(program_, node), readers);
        finding.related.push_back(related_to(program_, node, "who sees it without this view"));
        finding.fix = "Repeat the groups, or write down who decided that others may see it.";
        findings_.push_back(std::move(finding));
    }

    const Program& program_;
    const Facts& facts_;
    const Groups groups_;
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { Check{program, findings}(); }

}  // namespace

DRIFTLINE_RULE(private_data_exposed) = {
    "DL405", "private-data-exposed", Severity::warning,
    "A core field or part of a view that is kept for some groups is shown to others",
    "groups on a field decides who may read it at all, in views, exports and over the API; a definition of ours that takes them away or names others opens it to them. groups in a view only "
    "hides: where a view of ours takes them away it is information. Groups that switch a feature on (of the settings, several companies or currencies, the developer's mode) keep nothing private "
    "and do not count, nor does an \"other\" group that implies the core's.",
    "Leave the core's groups as they are; or write down who decided that others may see it.",
    "```python\nclass Employee(models.Model):\n    _inherit = 'hr.employee'\n\n    private_phone = fields.Char(groups='base.group_user')   # the core's: hr.group_hr_user\n```\n",
    check};

}  // namespace driftline
