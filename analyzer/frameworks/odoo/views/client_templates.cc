#include "frameworks/odoo/views/client_templates.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "frameworks/odoo/views/combination.h"
#include "frameworks/odoo/views/spec_link.h"
#include "model/judged.h"
#include "syntax/xml_tree.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_others = 2;
constexpr int most_levels = 20;   // of templates that inherit from one another

ViewEngine client_engine(const World& world) {
    ViewEngine engine = engine_of(world);
    engine.scripts = true;
    return engine;
}

// The client takes hasclass('a b') for a piece of the class attribute; here it is both tokens, in any order.
std::string with_single_classes(std::string_view expression) {
    constexpr std::string_view call = "hasclass(";
    std::string made{expression};
    for (size_t at = made.find(call); at != made.npos; at = made.find(call, at + 1)) {
        char quote = 0;
        for (size_t i = at + call.size(); i < made.size() && made[i] != ')'; ++i) {
            if (made[i] == '\'' || made[i] == '"') quote = quote == 0 ? made[i] : quote == made[i] ? '\0' : quote;
            else if (made[i] == ' ' && quote != 0 && made[i - 1] != quote && made[i - 1] != ' ') made.replace(i, 1, {quote, ',', quote}), i += 2;
        }
    }
    return made;
}

class ClientLinker : public SpecObserver {
public:
    explicit ClientLinker(const World& world) : world_(world), facts_(world.facts), names_(world), engine_(client_engine(world)) {
        for (Index row = 0; row < facts_.client_templates.size(); ++row)
            if (const ClientTemplateRow& one = facts_.client_templates[row]; one.flags & client_extension && is_linked(row)) extensions_[one.inherit].push_back(row);
        for (auto& [name, rows] : extensions_) std::sort(rows.begin(), rows.end(), [&](Index a, Index b) { return place(a) < place(b); });
    }

    std::vector<SpecLink> link() {
        std::vector<SpecLink> made;
        for (Index row = first_judged(world_, facts_.client_templates); row < facts_.client_templates.size(); ++row) {
            const ClientTemplateRow& one = facts_.client_templates[row];
            if (one.inherit == no_name || one.flags & client_nested || !is_linked(row) || !judged(world_, world_.module_of(one.at))) continue;
            link_one(row);
            made.insert(made.end(), links_.begin(), links_.end());
        }
        const auto where = [&](const SpecLink& s) { return std::tuple(world_.str(facts_.files[s.at.file].path), s.at.begin); };
        std::sort(made.begin(), made.end(), [&](const SpecLink& a, const SpecLink& b) { return where(a) < where(b); });
        return made;
    }

private:
    bool located(const SpecEvent& event) override {
        if (event.view != asked_ || event.ordinal == 0) return true;
        SpecLink& link = links_[event.ordinal - 1];
        note_located(link, event, ids_, engine_);
        if (const uint32_t origin = event.node.origin()) {
            link.target_view = origin - 1;
            const ClientTemplateRow& target = facts_.client_templates[link.target_view];
            link.target_module = world_.module_of(target.at);
            link.target_line = target.arch_line + std::max<uint32_t>(event.node.line(), 1) - 1;
        }
        return true;
    }
    void failed(const SpecEvent& event, SpecFault fault, const std::string& reason) override {
        if (event.view == asked_ && event.ordinal != 0) note_failed(links_[event.ordinal - 1], event, fault, reason, ids_, engine_);
    }

    void link_one(Index row) {
        describe_all(row);
        if (links_.empty()) return;
        const Index parent = parent_of(row, viewer(row));
        if (parent == no_row) return reject(SpecStatus::parent_missing, Reason::nowhere);
        asked_ = row;
        budget_ = {};
        const std::unique_ptr<ArchDocument> arch = combined(parent, viewer(row), row, 0);
        const ViewArch* ours = arch_of(row);
        if (!arch || !ours) reject(SpecStatus::unknown, Reason::not_analyzed);
        else apply_specs(*arch, *ours, row, engine_, budget_, *this);
        asked_ = no_row;
        if (ours)
            for (const Spec& spec : ours->specs)
                if (SpecLink& link = links_[spec.ordinal - 1]; link.status == SpecStatus::not_found && link.message.empty()) name_others(parent, spec.node, link);
        const std::vector<Name>& missing = world_.modules[viewer(row)].missing;
        for (SpecLink& link : links_) {
            if (link.status != SpecStatus::not_found || missing.empty()) continue;
            link.status = SpecStatus::unknown;
            link.reason = Reason::missing_module;
            link.missing = missing.front();
        }
    }

    // Templates are taken apart: other ones of the parent's module that have such a node come first among what is near. Of a bare tag many have one.
    void name_others(Index parent, ArchNode spec, SpecLink& link) {
        if (link.locator.find_first_of("[ABCDEFGHIJKLMNOPQRSTUVWXYZ") == link.locator.npos) return;
        std::vector<std::string> others;
        for (Index row = 0; row < facts_.client_templates.size() && others.size() <= most_others; ++row) {
            const ClientTemplateRow& one = facts_.client_templates[row];
            if (row == parent || one.inherit != no_name || one.flags & client_nested || viewer(row) != viewer(parent)) continue;
            const ViewArch* arch = arch_of(row);
            const auto found = arch ? locate(arch->document, spec, engine_) : Result<ArchNode>(ArchNode());
            if (found && *found) others.push_back(std::string{client_template_mark}.append(world_.str(one.name)));
        }
        if (others.size() <= most_others) link.nearest.insert(link.nearest.begin(), others.begin(), others.end());
    }

    // Where each spec stands, and what it asks for.
    void describe_all(Index row) {
        links_.clear();
        const ViewArch* arch = arch_of(row);
        if (!arch) return;
        const ClientTemplateRow& one = facts_.client_templates[row];
        const std::string source = facts_.source(one.arch);
        XmlTree tree;
        parse_xml(source, tree);
        ElementId element = tree.elements.empty() ? no_element : tree.first_child(0);
        for (const Spec& spec : arch->specs) {
            SpecLink link;
            link.view = row;
            link.at = one.at;
            if (element != no_element) {
                link.at = {one.at.file, tree[element].begin + one.arch_begin, tree[element].end + one.arch_begin, one.arch_line + tree[element].line - 1};
                element = tree.next_sibling(element);
            }
            describe(link, spec, ids_, engine_);
            links_.push_back(std::move(link));
        }
    }
    void reject(SpecStatus status, Reason reason) {
        for (SpecLink& link : links_) link.status = status, link.reason = reason;
    }

    // A template with everything that is changed in it before `until` is, as far as `from` sees; null if that is not known.
    std::unique_ptr<ArchDocument> combined(Index row, Index from, Index until, int level) {
        const ViewArch* own = arch_of(row);
        if (!own || level > most_levels) return nullptr;
        const ClientTemplateRow& one = facts_.client_templates[row];
        std::unique_ptr<ArchDocument> arch;
        if (one.inherit == no_name) {
            arch = std::make_unique<ArchDocument>(ArchDocument::copy_of(own->document.root()));
        } else {
            const Index parent = parent_of(row, from);
            if (parent != no_row) arch = combined(parent, from, row, level + 1);
            if (!arch) return nullptr;
            apply_specs(*arch, *own, row, engine_, budget_, *this);
            for (const auto& [name, value] : own->document.root().attributes())
                if (name != "t-inherit" && name != "t-inherit-mode") arch->root().set_attribute(name, value);
        }
        for (const Index extension : extensions_of(row))
            if (extension != until && place(extension) < place(until) && visible(from, extension))
                if (const ViewArch* more = arch_of(extension)) apply_specs(*arch, *more, extension, engine_, budget_, *this);
        return arch;
    }

    Index parent_of(Index row, Index from) const {
        const std::vector<Index> found = names_.find(facts_.client_templates[row].inherit);
        const auto hit = std::find_if(found.begin(), found.end(), [&](Index one) { return one != row && visible(from, one); });
        return hit == found.end() ? no_row : *hit;
    }

    std::vector<Index> extensions_of(Index row) const {
        const ClientTemplateRow& one = facts_.client_templates[row];
        const std::string_view name = world_.str(one.name), module = world_.str(facts_.modules[viewer(row)].name);
        std::vector<Index> rows;
        for (const std::string& called : {std::string{name}, std::string{module}.append(".").append(name)})
            if (const auto known = facts_.names.find(called))
                if (const auto found = extensions_.find(*known); found != extensions_.end()) rows.insert(rows.end(), found->second.begin(), found->second.end());
        return rows;
    }

    const ViewArch* arch_of(Index row) {
        const auto [known, made] = archs_.try_emplace(row);
        if (!made) return known->second.get();
        const ClientTemplateRow& one = facts_.client_templates[row];
        const std::string source = facts_.source(one.arch);
        auto parsed = source.empty() ? Result<ArchDocument>(Error{"no source"}) : ArchDocument::parse(source);
        if (!parsed) return nullptr;
        ViewArch arch{std::move(*parsed), {}};
        arch.document.root().set_origin_of_subtree(row + 1);
        if (one.inherit != no_name && engine_.series >= 18)
            for (ArchNode node = arch.document.root(); node; node = node.following(arch.document.root()))
                if (const auto expression = node.name() == "xpath" ? node.attribute("expr") : std::nullopt; expression && expression->find("hasclass(") != expression->npos)
                    node.set_attribute("expr", with_single_classes(*expression));
        uint32_t ordinal = 0;
        if (one.inherit != no_name)
            for (ArchNode child = arch.document.root().first_element(); child; child = child.next_element()) arch.specs.push_back({child, ++ordinal});
        known->second = std::make_unique<ViewArch>(std::move(arch));
        return known->second.get();
    }

    Index viewer(Index row) const { return world_.module_of(facts_.client_templates[row].at); }
    bool is_linked(Index row) const { return viewer(row) != no_row && world_.modules[viewer(row)].linked; }
    bool visible(Index from, Index row) const { return viewer(row) == from || world_.in_closure(from, viewer(row)); }
    // In the order bundles are filled: module by module, and files by their names, since most are listed by a pattern.
    std::tuple<uint32_t, std::string_view, uint32_t> place(Index row) const {
        const At& at = facts_.client_templates[row].at;
        return {world_.modules[viewer(row)].load_order, world_.str(facts_.files[at.file].path), at.begin};
    }

    const World& world_;
    const Facts& facts_;
    const ClientTemplateNames names_;
    const ViewEngine engine_;
    const DatabaseIds ids_;                               // no template names any
    std::unordered_map<Name, std::vector<Index>> extensions_;   // by what they say they extend, in order
    std::map<Index, std::unique_ptr<ViewArch>> archs_;
    CombineBudget budget_;
    std::vector<SpecLink> links_;                         // of the row at hand, by ordinal
    Index asked_ = no_row;
};

}  // namespace

ClientTemplateNames::ClientTemplateNames(const World& world) : world_(world) {
    for (Index row = 0; row < world.facts.client_templates.size(); ++row) {
        const ClientTemplateRow& one = world.facts.client_templates[row];
        const Index module = world.module_of(one.at);
        if (one.name != no_name && !(one.flags & client_extension) && (module == no_row || world.modules[module].linked)) by_name_[one.name].push_back(row);
    }
}

std::vector<Index> ClientTemplateNames::find(Name name) const {
    if (const auto known = by_name_.find(name); known != by_name_.end()) return known->second;
    const std::string_view text = world_.str(name), provider = text.substr(0, text.find('.'));
    if (engine_of(world_).series > 17 || provider.size() == text.size()) return {};
    const auto bare = world_.facts.names.find(text.substr(provider.size() + 1));
    const auto known = bare ? by_name_.find(*bare) : by_name_.end();
    if (known == by_name_.end()) return {};
    std::vector<Index> rows = known->second;
    std::erase_if(rows, [&](Index row) {
        const Index module = world_.module_of(world_.facts.client_templates[row].at);
        return module == no_row || world_.str(world_.facts.modules[module].name) != provider;
    });
    return rows;
}

std::vector<SpecLink> link_client_templates(const World& world) { return ClientLinker(world).link(); }

}  // namespace driftline::odoo
