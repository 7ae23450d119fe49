#include "review_stories.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "check/merge_copy.h"
#include "model/reason.h"
#include "reports/report.h"
#include "review_texts.h"

namespace driftline {
namespace {

// Some hundred modules with years of history; what is beyond is said.
constexpr HistoryBudget generous{100'000, 200'000};
// Of all texts together: packed, they are the largest part of a page that is sent by mail.
constexpr size_t most_text = 8u << 20;
constexpr size_t most_specs = 6u << 10;   // bytes of one view's

class Teller {
public:
    Teller(Session& session, const Linked& linked, const std::vector<Finding>& findings, const std::string& today)
        : session_(session), linked_(linked), program_(linked.program), world_(linked.program.world), findings_(findings), today_(today), stories_(program_.overrides.size()) {}

    std::vector<Story> tell(const std::vector<Traced>& traced) {
        for (size_t i = 0; i < stories_.size(); ++i) introduce(i);
        chains();
        session_.watch.lap("chains");
        find_findings();
        history(traced);
        texts();
        session_.watch.lap("texts of definitions");
        return std::move(stories_);
    }

private:
    std::string_view module_name(Index module) const { return module == no_row ? std::string_view() : world_.str(world_.facts.modules[module].name); }

    std::string model_of(const Override& row) const {
        const Facts& facts = world_.facts;
        switch (row.core.column) {
            case SymbolRef::Column::method:
            case SymbolRef::Column::field:
            case SymbolRef::Column::member: {
                const std::string owner = row.symbol.substr(0, row.symbol.rfind('.'));
                return row.kind == SymbolKind::method || row.kind == SymbolKind::field ? owner : "";
            }
            case SymbolRef::Column::class_: return row.kind == SymbolKind::model ? row.symbol : "";
            case SymbolRef::Column::view: return std::string(facts.str(facts.views[row.core.row].model));
            case SymbolRef::Column::record: return std::string(facts.str(facts.records[row.core.row].model));
            default: return "";
        }
    }

    void introduce(size_t i) {
        const Override& row = program_.overrides[i];
        Story& story = stories_[i];
        const std::string id = fmt::format("{}:{}", module_name(row.module), row.symbol);
        const uint32_t number = ++ids_[id];
        story.id = number == 1 ? id : fmt::format("{}:{}", id, number);
        story.area = place_of(world_, row.core).module;
        story.model = model_of(row);
        const Register& known = linked_.evidence->customizations();
        story.entry.entry = known.find(row.symbol, module_name(row.module));
        if (story.entry.entry != nullptr) story.entry.overdue = story.entry.entry->vanished.empty() && days_between(story.entry.entry->review_by, today_) > 0;
        story.owner = linked_.evidence->of(i).owner;
    }

    void chains() {
        std::set<std::string> wanted;
        for (const Override& row : program_.overrides) wanted.insert(row.symbol);
        const std::vector<std::string> symbols(wanted.begin(), wanted.end());
        const auto chains = linked_.framework->chains(program_, symbols);
        for (size_t i = 0; i < stories_.size(); ++i) {
            const size_t at = size_t(std::lower_bound(symbols.begin(), symbols.end(), program_.overrides[i].symbol) - symbols.begin());
            std::vector<Story::Link>& chain = stories_[i].chain;
            constexpr size_t most = 40;
            for (const ChainEntry& entry : chains[at]) {
                if (chain.size() == most) break;
                const CorePlaceText place = place_of(world_, entry.symbol);
                const Index module = entry.symbol.module != no_row ? entry.symbol.module : world_.module_of(entry.symbol.at);
                chain.push_back({place.module, place.path, place.line, entry.calls_super, world_.custom(module)});
            }
        }
    }

    // By symbol, and by place: a finding of a module has the places of many overrides.
    void find_findings() {
        std::map<std::pair<Index, std::string_view>, std::vector<size_t>> by_symbol;
        std::map<std::pair<Index, uint32_t>, std::vector<size_t>> by_place;
        for (size_t f = 0; f < findings_.size(); ++f) {
            by_symbol[{findings_[f].module, findings_[f].symbol}].push_back(f);
            for (const Place& place : findings_[f].places) by_place[{place.at.file, place.at.begin}].push_back(f);
        }
        for (size_t i = 0; i < stories_.size(); ++i) {
            const Override& row = program_.overrides[i];
            std::set<size_t> found;
            if (const auto hit = by_symbol.find({row.module, row.symbol}); hit != by_symbol.end()) found.insert(hit->second.begin(), hit->second.end());
            if (const auto hit = by_place.find({row.custom.at.file, row.custom.at.begin}); hit != by_place.end()) found.insert(hit->second.begin(), hit->second.end());
            stories_[i].findings.assign(found.begin(), found.end());
        }
    }

    void history(const std::vector<Traced>& traced) {
        for (const Traced& one : traced) {
            Story& story = stories_[one.override_];
            if (one.story.introduced && one.story.introduced_end == SymbolStory::End::found) story.introduced = review_commit(*one.story.introduced, session_.config.ticket_patterns);
            if (one.story.changed && one.story.changed_end == SymbolStory::End::found) story.changed = review_commit(*one.story.changed, session_.config.ticket_patterns);
            story.changes = one.story.changes;
        }
    }

    // 0: somebody has to act on it; 1: it replaces the standard; 2: the rest.
    int urgency(size_t i) const {
        for (const size_t f : stories_[i].findings)
            if (findings_[f].severity != Severity::info) return 0;
        return replaces_standard(program_.overrides[i]) ? 1 : 2;
    }

    void texts() {
        DefinitionTexts now(session_, world_, text_of(linked_));
        std::optional<DefinitionTexts> then;
        if (linked_.upgrade) then.emplace(session_, linked_.target->world, nullptr);
        std::set<size_t> copies;
        for (const Fork& fork : program_.forks) copies.insert(fork.override_);
        std::vector<size_t> order(stories_.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return urgency(a) < urgency(b); });
        size_t used = 0, left_out = 0;
        for (const size_t i : order) {
            Story& story = stories_[i];
            read_texts(program_.overrides[i], now, then ? &*then : nullptr, story);
            merge(program_.overrides[i], copies.contains(i), story);
            size_t size = 0;
            for (const auto* text : {&story.ours, &story.core, &story.target, &story.merged}) size += *text ? (*text)->size() : 0;
            if (used + size > most_text) {
                story.ours.reset(), story.core.reset(), story.target.reset(), story.merged.reset();
                ++left_out;
                continue;
            }
            used += size;
        }
        if (left_out > 0) session_.notices.push_back(fmt::format("the texts of {} overrides are left out, to keep the page small", left_out));
    }

    // Of a view only the change and the lines around its node: the whole of both says nothing side by side.
    void read_texts(const Override& row, DefinitionTexts& now, DefinitionTexts* then, Story& story) const {
        if (row.spec != no_row) {
            const SpecLink& spec = telling_spec(row);
            story.ours = now.slice(spec.at);
            // What else the view asks for, in its order.
            for (size_t i = row.spec; story.ours && i < program_.specs.size() && program_.specs[i].view == spec.view; ++i)
                if (const auto more = &program_.specs[i] == &spec ? std::nullopt : now.slice(program_.specs[i].at); more && story.ours->size() + more->size() < most_specs) *story.ours += "\n\n" + *more;
            story.core = node(program_.world, spec, now);
            const SpecLink* target = then == nullptr ? nullptr : linked_.upgrade->spec(spec);
            if (target != nullptr) story.target = node(linked_.target->world, *target, *then);
            return;
        }
        // Of a patch only the name it is given to is a symbol: what it does stands around it.
        story.ours = row.behaviour == Behaviour::patches ? now.around(row.custom.at) : now.of(row.custom);
        story.core = now.of(row.core);
        const Override* target = then == nullptr ? nullptr : linked_.upgrade->override_(row);
        if (target != nullptr) story.target = then->of(target->core);
    }

    // Of a view that replaces something: what does.
    const SpecLink& telling_spec(const Override& row) const {
        const SpecLink& first = program_.specs[row.spec];
        for (size_t i = row.spec; row.behaviour == Behaviour::replaces && i < program_.specs.size() && program_.specs[i].view == first.view; ++i)
            if (program_.specs[i].status == SpecStatus::applied && program_.specs[i].position == SpecPosition::replace && !program_.specs[i].keeps_original) return program_.specs[i];
        return first;
    }

    // Ours with what the target changed in the original. Of what is no copy only where the two do not meet: else it would be one conflict.
    void merge(const Override& row, bool copy, Story& story) const {
        if (row.kind != SymbolKind::method || !story.ours || !story.core || !story.target || *story.core == *story.target || (!copy && !replaces_standard(row))) return;
        const Merge merged = merge_copy(*story.core + '\n', *story.ours + '\n', *story.target + '\n', {world_.version, "custom", linked_.target->world.version});
        std::string_view text = merged.text;
        text.remove_suffix(text.ends_with('\n'));
        if (text.empty() || text == *story.ours || (!copy && merged.conflicts > 0)) return;
        story.merged = std::string(text);
        story.conflicts = merged.conflicts;
    }

    static std::optional<std::string> node(const World& world, const SpecLink& spec, DefinitionTexts& texts) {
        if (spec.target_view == no_row || spec.target_line == 0) return std::nullopt;
        At at = world.facts.views[spec.target_view].at;
        at.line = spec.target_line;
        return texts.around(at);
    }

    Session& session_;
    const Linked& linked_;
    const Program& program_;
    const World& world_;
    const std::vector<Finding>& findings_;
    const std::string& today_;
    std::vector<Story> stories_;
    std::map<std::string, uint32_t> ids_;
};

}  // namespace

ReviewCommit review_commit(const Commit& commit, const std::vector<Regex>& ticket_patterns) {
    return {commit.id.hex(), commit.date(), commit.author, std::string(commit.subject()), find_ticket(commit.message, ticket_patterns)};
}

std::vector<Traced> trace_all(Session& session, Linked& linked) {
    if (!linked.custom || !linked.custom->is_git() || linked.custom->revision().empty() || !linked.evidence) return {};
    std::vector<Index> all(linked.program.overrides.size());
    for (Index i = 0; i < all.size(); ++i) all[i] = i;
    auto traced = trace_overrides(session, linked, all, generous);
    if (!traced) return session.notices.push_back(traced.error().message), std::vector<Traced>();
    for (const Traced& one : *traced)
        if (one.story.changed && one.story.changed_end == SymbolStory::End::found && !linked.evidence->of(one.override_).why() && !linked.program.overrides[one.override_].silent_same)
            linked.evidence->add_commit(one.override_, note_of(*one.story.changed));
    return std::move(*traced);
}

std::vector<Story> tell_stories(Session& session, const Linked& linked, const std::vector<Finding>& findings, const std::vector<Traced>& traced, const std::string& today) {
    return Teller(session, linked, findings, today).tell(traced);
}

}  // namespace driftline
