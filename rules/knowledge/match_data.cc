// Rows about data records: their fields, their texts, the tags that make them.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/knowledge/search.h"
#include "rules/support.h"
#include "syntax/xml_tree.h"

namespace driftline::knowledge {
namespace {

bool holds(const std::vector<std::string>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

// Views that extend others, by record.
std::map<Index, const ViewRow*> extensions(const Facts& facts) {
    std::map<Index, const ViewRow*> made;
    for (const ViewRow& view : facts.views)
        if (view.inherit != no_name && view.mode != ViewMode::primary) made.emplace(view.record, &view);
    return made;
}

class DataMatcher {
public:
    explicit DataMatcher(Search& search) : search_(search), facts_(search.facts()) {}

    void operator()() {
        templates();
        for (const RecordRow& record : facts_.records) {
            if (!search_.counts(record.at)) continue;
            for (const Change* change : tags_) tag(*change, record);
            for (const Change* change : fields_)
                if (holds(change->match.models, search_.str(record.model))) fields(*change, record);
            for (const Change* change : bodies_)
                if (holds(change->match.models, search_.str(record.model))) bodies(*change, record);
        }
    }

private:
    template <class F> void each_value(const Change& change, const RecordRow& record, F&& f) {
        for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i) {
            const std::string_view name = search_.str(facts_.values[i].field);
            if (holds(change.match.fields, name.substr(0, name.find_first_of("@:")))) f(facts_.values[i], name);
        }
    }

    void templates() {
        const auto changes = search_.of_kind(MatchKind::template_inherit);
        if (changes.empty()) return;
        for (const ViewRow& view : facts_.views) {
            if (view.inherit == no_name || !search_.counts(view.at)) continue;
            for (const Change* change : changes)
                if (change->match.value->found_in(search_.str(view.inherit))) search_.add(*change, place_of_parent(view), search_.str(view.inherit));
        }
    }
    At place_of_parent(const ViewRow& view) const {
        const Rows values = facts_.records[view.record].values;
        for (Index i = values.begin; i < values.begin + values.count; ++i)
            if (search_.str(facts_.values[i].field) == "inherit_id") return facts_.values[i].at;
        return view.at;
    }

    void tag(const Change& change, const RecordRow& record) {
        const std::string_view name = record.tag == RecordTag::report ? "report" : record.tag == RecordTag::action ? "act_window" : "";
        if (change.match.names_one(name)) search_.add(change, record.at, name);
    }

    void fields(const Change& change, const RecordRow& record) {
        if (!change.match.instead.empty() && is_defined_for(record, change.match.instead)) return;
        each_value(change, record, [&](const ValueRow& value, std::string_view name) {
            if (change.match.inherited_view && !extends(record)) return;
            if (!change.match.value || change.match.value->found_in(search_.str(value.value))) search_.add(change, value.at, name);
        });
    }
    // Its record says so, or it writes to one that does in the target.
    bool extends(const RecordRow& record) {
        if (extensions_.contains(Index(&record - facts_.records.data()))) return true;
        if (record.xmlid == no_name) return false;
        if (!extended_then_) {
            extended_then_.emplace();
            const Facts& then = search_.upgrade.target.world.facts;
            for (const auto& [row, view] : extensions(then))
                if (loaded(search_.upgrade.target, view->at)) extended_then_->insert(then.str(then.records[row].xmlid));
        }
        return extended_then_->contains(search_.str(record.xmlid));
    }

    // A module that the record's builds on, or itself, and that is not the core's has a method of that name.
    bool is_defined_for(const RecordRow& record, std::string_view method) {
        const Index module = search_.world().module_of(record.at);
        const auto name = facts_.names.find(method);
        return name && std::any_of(facts_.methods.begin(), facts_.methods.end(), [&](const MethodRow& row) {
            const Index provider = row.name == *name ? search_.world().module_of(row.at) : no_row;
            return provider != no_row && search_.world().modules[provider].origin != Origin::core && search_.world().in_closure(module, provider);
        });
    }

    void bodies(const Change& change, const RecordRow& record) {
        each_value(change, record, [&](const ValueRow& value, std::string_view name) {
            if (value.kind == ValueKind::text || value.kind == ValueKind::arch) return lines(change, value, name);
            if (change.match.value->found_in(search_.str(value.value))) search_.add(change, value.at, name);
        });
    }
    // The text as the file has it, whatever its length.
    void lines(const Change& change, const ValueRow& value, std::string_view name) {
        const std::string& text = search_.text(value.at.file);
        const size_t end = end_of(value, text);
        uint32_t line = value.at.line;
        for (size_t begin = value.at.begin; begin < end;) {
            const size_t newline = std::min(text.find('\n', begin), end);
            if (const auto found = change.match.value->find(std::string_view(text).substr(begin, newline - begin)))
                search_.add(change, {value.at.file, uint32_t(begin + found->first), uint32_t(begin + found->first + found->second), line}, name);
            begin = newline + 1;
            ++line;
        }
    }
    // A value with markup stands at its start tag alone.
    size_t end_of(const ValueRow& value, const std::string& text) {
        if (value.kind == ValueKind::text) return std::min<size_t>(value.at.end, text.size());
        const auto [known, added] = trees_.try_emplace(value.at.file);
        if (added) parse_xml(text, known->second);
        const auto& elements = known->second.elements;
        const auto found = std::lower_bound(elements.begin(), elements.end(), value.at.begin, [](const XmlElement& e, uint32_t begin) { return e.begin < begin; });
        return found != elements.end() && found->begin == value.at.begin ? found->end : value.at.end;
    }

    Search& search_;
    const Facts& facts_;
    const std::vector<const Change*> tags_ = search_.of_kind(MatchKind::data_tag), fields_ = search_.of_kind(MatchKind::record_field),
                                     bodies_ = search_.of_kind(MatchKind::record_body);
    const std::map<Index, const ViewRow*> extensions_ = extensions(facts_);
    std::optional<std::set<std::string_view>> extended_then_;   // ids of such views in the target
    std::map<Index, XmlTree> trees_;
};

}  // namespace

void match_data(Search& search) { DataMatcher{search}(); }

}  // namespace driftline::knowledge
