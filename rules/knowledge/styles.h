// Which classes stylesheets give a look to.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace driftline::knowledge {

// Adds the classes that rules of a stylesheet (CSS, SCSS, Less) are about: of each selector those of its last element, also where it is nested
// (".media { &-body {} }"). What is said of their descendants alone, @extend and mixins that are called define none.
void add_styled_classes(std::string_view stylesheet, std::set<std::string, std::less<>>& classes);

}  // namespace driftline::knowledge
