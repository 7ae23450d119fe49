// What an ArchDocument owns. For arch_document.cc and arch_xpath.cc only.
#pragma once
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include <vector>

#include "syntax/arch_document.h"

namespace driftline {

struct ArchDocument::State {
    xmlDoc* document = nullptr;
    xmlXPathContext* xpath = nullptr;   // made at the first search
    std::vector<xmlNode*> loose;        // every node that once was attached nowhere

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();
};

}  // namespace driftline
