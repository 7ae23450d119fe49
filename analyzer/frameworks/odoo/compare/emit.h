// Pairs and what is left over become rows of the Delta.
#pragma once
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "frameworks/odoo/compare/callers.h"

namespace driftline::odoo {

// What, before, after: texts of the cores, or made for the purpose.
struct Attribute { std::string_view what, before, after; };
class Attributes {
public:
    void clear() { rows_.clear(), made_.clear(); }
    void add(std::string_view what, std::string_view before, std::string_view after) { rows_.push_back({what, before, after}); }
    std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }   // as long as these
    std::span<const Attribute> rows() const { return rows_; }

private:
    std::vector<Attribute> rows_;
    std::deque<std::string> made_;
};

// Adds what differs between two definitions of one symbol; nothing if nothing that counts does.
void changed_attributes(const Pairing& pairing, const Symbol& old_symbol, const Symbol& new_symbol, Attributes& out);

class Emitter {
public:
    Emitter(const Pairing& pairing, const Callers& callers, Delta& delta);
    void run();

private:
    Change row(ChangeKind change, const Symbol* old_symbol, const Symbol* new_symbol);
    void put(Change change) { delta_.changes.push_back(change); }
    void key(const Symbol& symbol, Name& owner, Name& name);
    Name name(Word word);
    Name module_name(const Side& side, Index module);
    List modules(const Symbols& symbols, const Symbol& symbol);
    ChangeSide place(const Side& side, const Symbol& symbol);
    List attributes(std::span<const Attribute> changed);
    void changed(const Symbol& old_symbol, const Symbol& new_symbol);
    void module_gone(const Symbol& old_symbol);
    bool renamed_module(const Symbol& fresh) const;
    void moved(const Symbol& old_symbol, const Symbol& new_symbol);
    bool left_over(const Symbol& old_symbol, const Symbol& new_symbol) const;
    bool inherits(const Side& side, Word model, Word method, bool at_last = false) const;
    void tables(ChangeKind change, const Symbol* old_symbol, const Symbol* new_symbol, const Successor* successor = nullptr);
    struct Stored { std::string_view table, column; };   // of tables_, or of the words
    std::optional<Stored> stored(const Symbols& symbols, const Symbol* symbol);
    std::string_view table(const Side& side, const Model& model);
    std::string_view kept(std::string text) { return *texts_.insert(std::move(text)).first; }

    std::unordered_set<std::string_view> all_tables(const Symbols& symbols);

    const Pairing& p_;
    const Callers& callers_;
    Delta& delta_;
    std::unordered_set<std::string> texts_;            // made here; where they are looked at from lasts
    std::vector<std::string_view> tables_[2];          // by side and model, once asked for
    std::unordered_set<std::string_view> old_tables_, new_tables_;
    std::vector<std::pair<uint64_t, Index>> ranked_;   // what modules() works with
    Attributes differences_;         // what changed() works with
    std::vector<Name> module_names_;
    std::vector<Name> names_;        // by word, once asked for
    List last_modules_;
    std::string_view record_module_;   // as the last record's id begins
    Name record_owner_{};
    std::vector<uint32_t> files_[2]; // by side and file: of the delta's, likewise
};

}  // namespace driftline::odoo
