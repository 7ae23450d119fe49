// The edits that a core carries, told from the pristine one it was made from: for `scan CORE --pristine` and for a review.
#pragma once
#include <memory>
#include <string>

#include "model/edited_core.h"
#include "model/framework.h"
#include "session.h"

namespace driftline {

struct EditedCoreAsked {
    std::string core;       // PATH or PATH@REV
    std::string pristine;   // PATH, PATH@REV or "auto"; "" = only where the core's own history tells
    std::string target;     // PATH or PATH@REV; "" = none
};

struct EditedCore {
    const Framework* framework = nullptr;
    std::unique_ptr<SourceSet> fork;
    std::string pristine;   // PATH or PATH@REV
    std::string why;        // why that one; "" = it was named
    CoreEdits edits;
};

// Errors say what cannot be read, or that no pristine core is known. Notices of the comparison are in `edits`.
Result<EditedCore> find_core_edits(Session& session, const EditedCoreAsked& asked);

}  // namespace driftline
