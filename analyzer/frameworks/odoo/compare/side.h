// One of the two cores that are compared: its world, with what can be asked of it. Immutable after construction.
#pragma once
#include <string>
#include <string_view>

#include "frameworks/odoo/compare/fields_of.h"
#include "frameworks/odoo/compare/words.h"
#include "frameworks/odoo/python_index.h"
#include "frameworks/odoo/registry.h"
#include "model/program.h"

namespace driftline::odoo {

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
    std::string_view source(Text text) const { return std::string_view(text_).substr(std::min<size_t>(text.begin, text_.size()), text.size); }
    bool has_source() const { return !text_.empty(); }

private:
    std::string text_;   // all of it, unpacked once
};

}  // namespace driftline::odoo
