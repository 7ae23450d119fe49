// What the archs of a family have to say for a spec's node to be there: where none of them does, no combination of them holds it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/arch_document.h"

namespace driftline::odoo {

struct NeededWord {
    std::string text;          // "<tree", "data-key"; a class; a value of `name`, `id` or `data-key`
    bool value = false;        // a whole value of an attribute
    size_t own = 0;            // how often the spec says it itself
    std::string tag = {};      // of the element that has the value; "" of any
    size_t count_in(std::string_view arch) const;
};

// Empty where nothing is sure.
std::vector<NeededWord> needed_words(ArchNode spec);

}  // namespace driftline::odoo
