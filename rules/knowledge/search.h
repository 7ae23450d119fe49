// What all matchers share: whose facts count, and the bytes of custom files.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/judged.h"
#include "rules/knowledge/match.h"

namespace driftline::knowledge {

class Search {
public:
    Search(const Upgrade& from, const CheckOptions& how, const std::vector<const Change*>& rows) : upgrade(from), options(how), changes(rows) {}

    const Upgrade& upgrade;
    const CheckOptions& options;
    const std::vector<const Change*>& changes;
    std::vector<Match> found;

    const World& world() const { return upgrade.current.world; }
    const Facts& facts() const { return world().facts; }
    std::string_view str(Name name) const { return facts().str(name); }

    bool counts(Index module) const;   // it is reported, and takes part today
    bool counts(const At& at) const;   // a loaded file of such a module
    // The rows of a column from the first that may count.
    template <class Row>
    std::span<const Row> ours(const Column<Row>& column) const {
        return std::span<const Row>(column.data(), column.size()).subspan(first_of(world(), column, [&](Index module) { return counts(module); }));
    }
    const std::string& text(Index file);   // "" if it cannot be read
    // Whether a stylesheet of the module, or of one of ours that it depends on, gives the class a look of its own.
    bool styles(Index module, std::string_view css_class);
    std::vector<const Change*> of_kind(MatchKind kind) const;

    Match& add(const Change& change, const At& at, std::string_view name, std::string_view tag = {});

private:
    std::map<Index, std::string> texts_;
    std::map<Index, std::set<std::string, std::less<>>> styled_;   // by module, of it alone
};

// Line of `offset`, given the line at `from`.
uint32_t line_at(std::string_view text, size_t offset, size_t from = 0, uint32_t line = 1);

// Behind a literal of Python that begins with a quote at `at`.
size_t behind_string(std::string_view text, size_t at);

// One per file of this folder; each looks for its own kinds.
void match_archs(Search& search);
void match_data(Search& search);
void match_manifests(Search& search);
void match_declarations(Search& search);
void match_code(Search& search);
void match_scripts(Search& search);

}  // namespace driftline::knowledge
