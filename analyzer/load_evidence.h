// What the custom tree says about its customizations: the register, CODEOWNERS, documentation; and the configuration's part.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/regex.h"
#include "base/result.h"
#include "model/evidence.h"
#include "source/source_set.h"

namespace driftline {

// `custom` may be null (only a core was read). An error when the register cannot be understood: what people decided must
// not be passed over in silence.
Result<EvidenceSources> evidence_sources(const SourceSet* custom, std::function<std::string(Index file)> text_of, std::vector<Regex> ticket_patterns);

}  // namespace driftline
