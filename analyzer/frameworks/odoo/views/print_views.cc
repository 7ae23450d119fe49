#include "frameworks/odoo/views/print_views.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/parallel.h"
#include "frameworks/odoo/views/combination.h"

namespace driftline::odoo {
namespace {

std::string quoted(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') (made += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20) made += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else made += c;
    }
    return made + '"';
}

// Prints the specs of the wanted rows, each once.
class SpecPrinter : public SpecObserver {
public:
    SpecPrinter(const World& world, std::string_view closure, std::set<Index> wanted, std::vector<std::string>& lines)
        : world_(world), closure_(quoted(closure)), wanted_(std::move(wanted)), lines_(lines) {}
    ~SpecPrinter() override {
        for (const auto& [spec, result] : results_)
            lines_.push_back(fmt::format("{{\"view\":{},\"closure\":{},\"spec\":{},\"path\":{},\"status\":\"{}\"}}\n",
                                         quoted(world_.str(world_.facts.views[spec.first].xmlid)), closure_, spec.second, quoted(result.path), result.status));
    }
    bool located(const SpecEvent& event) override {
        if (wants(event)) results_[{event.view, event.ordinal}] = {event.node.path(), "applied"};
        return true;
    }
    void failed(const SpecEvent& event, SpecFault fault, const std::string&) override {
        if (wants(event))
            results_[{event.view, event.ordinal}] = {event.node ? event.node.path() : "", fault == SpecFault::not_found ? "not_found" : "invalid"};
    }

private:
    bool wants(const SpecEvent& event) const { return event.ordinal > 0 && wanted_.contains(event.view) && world_.facts.views[event.view].xmlid != no_name; }

    struct Result { std::string path; const char* status; };
    const World& world_;
    const std::string closure_;
    const std::set<Index> wanted_;
    std::vector<std::string>& lines_;
    std::map<std::pair<Index, uint32_t>, Result> results_;
};

class FamilyPrinter {
public:
    FamilyPrinter(const World& world, const Families& families, Index family)
        : world_(world), family_(families.all()[family]), combination_(world) {}

    std::string print() {
        std::set<Index> modules;
        for (const ViewRecord& record : family_.members)
            for (const Index row : record.rows) modules.insert(world_.module_of(world_.facts.views[row].at));
        print_set({&world_, no_row}, "*");
        for (const Index module : modules) print_set({&world_, module}, world_.str(world_.facts.modules[module].name));
        std::sort(lines_.begin(), lines_.end());
        std::string text;
        for (const std::string& line : lines_) text += line;
        return text;
    }

private:
    bool touched_by(Index member, Index module) const {
        if (module == no_row) return true;
        const std::vector<Index>& rows = family_.members[member].rows;
        return std::any_of(rows.begin(), rows.end(), [&](Index row) { return world_.module_of(world_.facts.views[row].at) == module; });
    }

    void print_set(const ModuleSet& modules, std::string_view closure) {
        const FamilyState state = state_of(family_, modules);
        std::set<Index> primaries;
        for (Index member = 0; member < state.size(); ++member) {
            if (!state[member].exists || top_of(state, member) == no_row || !touched_by(member, modules.module)) continue;
            const Index primary = primary_of(state, member);
            if (primary == no_row) continue;
            const std::vector<Index> forced = inactive_above(state, member);
            if (forced.empty()) primaries.insert(primary);
            else print_run(state, primary, forced, member, closure);
        }
        for (const Index primary : primaries) print_run(state, primary, {}, no_row, closure);
    }

    // Of one member, or of all the primary view's own.
    void print_run(const FamilyState& state, Index primary, const std::vector<Index>& forced, Index only, std::string_view closure) {
        const Sequence sequence = sequence_of(state, primary, forced);
        std::set<Index> wanted;
        for (const Sequence::Step& step : sequence.steps)
            if (only == no_row ? step.stage == sequence.stages : step.member == only) wanted.insert(state[step.member].arch);
        SpecPrinter printer(world_, closure, std::move(wanted), lines_);
        combination_.run(state, sequence, printer);
    }

    const World& world_;
    const Family& family_;
    Combination combination_;
    std::vector<std::string> lines_;
};

}  // namespace

void print_views(const World& world, int jobs, std::ostream& out) {
    const Families families(world);
    const size_t count = families.all().size();
    std::vector<size_t> order(count);
    for (size_t i = 0; i < count; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return families.all()[a].members.size() > families.all()[b].members.size(); });
    std::vector<std::string> texts(count);
    parallel_for(order, jobs, [&](size_t i, int) { texts[i] = FamilyPrinter(world, families, Index(i)).print(); });
    for (const std::string& text : texts) out << text;
}

}  // namespace driftline::odoo
