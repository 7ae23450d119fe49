// What `core diff` prints: the rows of a Delta, for people and for programs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/delta.h"

namespace driftline {

struct DeltaFilter {
    std::vector<std::string> modules, models;   // empty: all
    // A row passes if one of the modules declares it on either side, and if it is about one of the models.
    bool passes(const Delta& delta, const Change& change) const;
};

std::string write_delta_text(const Delta& delta, const DeltaFilter& filter);
std::string write_delta_markdown(const Delta& delta, const DeltaFilter& filter);
// As schema/delta.schema.json describes it.
std::string write_delta_json(const Delta& delta, const DeltaFilter& filter);

}  // namespace driftline
