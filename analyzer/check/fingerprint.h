// Fills what people and other tools read of a place: path, line, columns, scope, fingerprint.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "check/finding.h"

namespace driftline {

// The bytes of a file of the custom tree, "" if they can no longer be read. Called once a file, on the calling thread.
using TextOf = std::function<std::string(Index file)>;

// Columns are 1-based and count characters, not bytes. A region ends with its first line: annotations appear only
// where all lines of a region are part of a change.
// A fingerprint digests rule, symbol, module, scope and the place's ordinal among those that share all of these:
// moved lines keep it.
void finish_findings(const Program& program, const TextOf& text_of, std::vector<Finding>& findings);

}  // namespace driftline
