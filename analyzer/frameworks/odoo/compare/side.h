// One of the two cores that are compared: its world, with what can be asked of it. Immutable after construction.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frameworks/odoo/compare/fields_of.h"
#include "frameworks/odoo/compare/words.h"
#include "frameworks/odoo/python_index.h"
#include "frameworks/odoo/registry.h"
#include "model/program.h"

namespace driftline::odoo {

// Bodies and archs of a core. What it gives is valid as long as it and the facts live.
class SourceText {
public:
    explicit SourceText(const Facts& facts);   // which must outlive it

    bool empty() const { return text_.empty(); }   // the core was stored without source
    std::string_view get(Text text) const { return text_.substr(std::min<size_t>(text.begin, text_.size()), text.size); }

private:
    std::string own_;         // where the facts have it in several pieces
    std::string_view text_;
};

class Side {
public:
    Side(SideOf which, const World& w, const Words& all_words);

    const World& world;
    const Facts& facts;
    const Words& words;
    const SideOf which;
    PythonIndex python;
    Registry registry;
    FieldReader fields;

    Word word(Name name) const { return words.of(which, name); }
    std::string_view str(Name name) const { return facts.str(name); }
    const Model* model(Word word) const;   // nullptr if there is none
    Index module_of(const At& at) const { return world.module_of(at); }
    std::string_view module_name(Index module) const { return module == no_row ? std::string_view() : facts.str(facts.modules[module].name); }
    // Its file is loaded, and its module takes part; or it is the framework's own.
    bool loaded(const At& at) const;
    // Rank of a place in the order everything is loaded.
    uint64_t load_rank(const At& at) const;
    // A body or an arch; "" without source.
    std::string_view source(Text text) const { return text_.get(text); }
    bool has_source() const { return !text_.empty(); }

private:
    SourceText text_;
};

}  // namespace driftline::odoo
