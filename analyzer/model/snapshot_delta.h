// A Delta stored in one file: read at once, verified before use, made anew on any mismatch, never migrated.
#pragma once
#include <string>

#include "base/result.h"
#include "model/delta.h"

namespace driftline {

// `maker` says which program and which comparison made it: a file of another maker is not read.
// Whole or not at all; returns bytes written.
Result<uint64_t> save_delta(const Delta& delta, uint64_t maker, const std::string& file);
Result<Delta> load_delta_file(const std::string& file, uint64_t maker);

}  // namespace driftline
