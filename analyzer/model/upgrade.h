// One custom tree, linked twice: with the core it runs on and with the one it is to run on. What bound before and does
// not bind after is an upgrade's finding. Refers to both programs and the delta; immutable, safe to read from any thread.
//
// The custom tree and the libraries of today are part of both worlds, with the same rows in the same order behind
// whatever each side has of its own, so a row of one is a row of the other at a fixed distance.
#pragma once
#include <functional>
#include <optional>
#include <unordered_map>

#include "base/memo.h"
#include "model/delta.h"
#include "model/program.h"

namespace driftline {

class Upgrade {
public:
    // REQUIRES: both programs were made with the same shared libraries (make_program).
    Upgrade(const Program& current, const Program& target, const Delta& delta);

    const Program& current;
    const Program& target;
    const Delta& delta;
    // The bytes of a file of the target's core, by the path its facts have, for what facts do not hold; "" if it cannot be read.
    // Set by who made this, before anybody reads it; empty: no file is at hand. Thread-safe.
    std::function<std::string(std::string_view path)> read_target;
    std::function<std::string(std::string_view path)> read_current;   // likewise, of today's core
    const Memo memo;   // what several rules compute from the above
    // Two states of one series (a weekly bump): effort and the rules of the engine do not apply.
    bool same_series() const { return current.world.version == target.world.version; }

    // What became of a link, an override or a spec of the current program; nullptr if the target has none.
    const Link* link(const Link& current_link) const;
    const Override* override_(const Override& current_override) const;
    const SpecLink* spec(const SpecLink& current_spec) const;
    const SpecLink* client_spec(const SpecLink& current_spec) const;   // of Program::client_specs
    const SqlLink* sql(const SqlLink& current_link) const;

    // Rows of the shared libraries, from the current world to the target's.
    Index module(Index current_row) const { return shift(current_row, modules_); }
    Index view(Index current_row) const { return shift(current_row, views_); }
    Index record(Index current_row) const { return shift(current_row, records_); }
    Index method(Index current_row) const { return shift(current_row, methods_); }
    Index field(Index current_row) const { return shift(current_row, fields_); }
    Index class_(Index current_row) const { return shift(current_row, classes_); }
    Index use(Index current_row) const { return shift(current_row, uses_); }
    // The same place in the target's world; for places in shared files only.
    At at(At current_place) const {
        current_place.file = shift(current_place.file, files_);
        return current_place;
    }
    // A name of the current world in the target's; nullopt if nothing there bears it.
    std::optional<Name> name(Name current_name) const { return target.world.facts.names.find(current.world.str(current_name)); }

private:
    static Index shift(Index row, int64_t by) { return row == no_row ? no_row : Index(int64_t(row) + by); }

    int64_t files_, modules_, classes_, fields_, methods_, records_, views_, client_templates_, sql_rows_, uses_;
    std::vector<Index> links_;                                       // target: use, less the first that has one -> link; no_row: none
    Index first_use_ = 0;
    std::unordered_map<uint64_t, std::vector<Index>> overrides_;     // target: column and row of ours -> overrides
    std::unordered_map<uint64_t, Index> specs_, client_specs_;       // target: view and ordinal -> spec
    std::unordered_map<Index, std::vector<Index>> sql_;              // target: row of facts.sql -> its links
};

}  // namespace driftline
