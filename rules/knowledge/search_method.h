// What a search method says of the operator and the value that it is given, in words that do not depend on how it calls them.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/knowledge/search.h"

namespace driftline::knowledge {

class SearchMethods {
public:
    explicit SearchMethods(const Search& search);

    // The types of the fields of ours that name this method of a model as their search=; none: it is no search method.
    const std::vector<std::string_view>& types(std::string_view model, Name method) const;
    // Its code, one statement a line, no comments, the parameters called `operator` and `value`; and that of the methods of its model that it hands the operator to.
    std::string said(const MethodRow& method) const;

private:
    std::string code(const MethodRow& method, const std::vector<std::pair<std::string, std::string>>& names) const;

    const Search& search_;
    std::map<std::pair<std::string_view, Name>, std::vector<std::string_view>> types_;
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Index>> methods_;   // of models with search methods
};

}  // namespace driftline::knowledge
