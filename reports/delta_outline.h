// A Delta as people read it: counts, then sections of lines. What text and Markdown share.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "reports/delta.h"

namespace driftline {

struct DeltaLine {
    ChangeKind change = ChangeKind::changed;
    std::string what;        // "field qty_done"
    std::string told;        // "is now quantity, 0.93 alike: same type"; "" for what is new
    std::string from, to;    // "stock/models/stock_move.py:12", "" where there is none
};

struct DeltaSection {
    std::string title;       // a model, or "records of sale"
    std::vector<DeltaLine> lines;
};

struct DeltaCounts {
    uint64_t removed = 0, renamed = 0, moved = 0, changed = 0, added = 0;
    void count(ChangeKind change);
};

struct DeltaOutline {
    std::string title;                                          // "16.0 -> 17.0"
    std::vector<std::pair<std::string, DeltaCounts>> kinds;     // in a fixed order, those that occur
    std::map<std::string, DeltaCounts> modules;
    std::vector<DeltaSection> sections;
    bool short_of_changes = false;   // nothing was asked for in particular: what changed, what is new, records and Python names are only counted
};

// Demo data, ids that the framework makes, columns, and what only a mixin or a delegate passes on are in JSON alone.
DeltaOutline outline(const Delta& delta, const DeltaFilter& filter);

inline constexpr std::string_view delta_more = "What changed, what is new, and records: --module NAME or --model NAME. All of it: --output-format json.";

}  // namespace driftline
