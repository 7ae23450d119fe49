// A library stored in one file: read at once, verified before use, rebuilt on any mismatch, never migrated.
//
// Layout: a FlatBuffers root (snapshot.fbs) holding the names, the columns of Facts as vectors of plain rows with
// their row size, and the bodies of methods and archs in compressed blocks, followed by a checksum of it all.
// Written to a temporary name, then renamed.
#pragma once
#include <string>

#include "model/library.h"

namespace driftline {

struct SnapshotOptions { bool source = true; /* keep bodies; without them hunks become file and line */ };

Result<uint64_t> save_snapshot(const Library& library, const std::string& file, const SnapshotOptions& options = {});   // bytes written
Result<Library> load_snapshot(const std::string& file);
// Only the heading: name, version, commit, counts. Cheap.
struct SnapshotHeading { std::string framework, version, commit, path, name; uint64_t bytes = 0, modules = 0, files = 0; bool source = true; Digest content; };
Result<SnapshotHeading> read_snapshot_heading(const std::string& file);

// Facts <-> bytes, the form used inside segments of the facts cache.
std::string pack_facts(const Facts& facts);
bool unpack_facts(std::string_view bytes, Facts& out);   // false on any mismatch

}  // namespace driftline
