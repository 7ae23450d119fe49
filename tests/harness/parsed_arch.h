// An arch of a test's own text.
#pragma once
#include "harness/catch.h"
#include "syntax/arch_document.h"
#include "syntax/xml_tree.h"

namespace driftline {

inline ArchDocument parsed(std::string_view text) {
    xml_initialise();
    Result<ArchDocument> document = ArchDocument::parse(text);
    if (!document) FAIL(document.error().message);
    return std::move(*document);
}

}  // namespace driftline
