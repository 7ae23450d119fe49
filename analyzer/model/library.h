// A library: the facts of one core, one collection of modules, or the custom tree, extracted by the same code.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "model/program.h"
#include "source/source_set.h"

namespace driftline {

struct Framework;
class FactsCache;
class StoredFacts;

struct Library {
    LibraryInfo info;
    std::string framework;       // its name
    Facts facts;                 // files sorted by path; modules sorted by path; file -> module set
    bool is_core = false;        // holds the framework itself
    Digest content;              // of everything that was read, in order: the key of a snapshot
    std::map<std::string, uint64_t> files_not_read, files_not_loaded;   // reason -> count
    std::vector<std::string> notices;
};

struct BuildOptions {
    int jobs = 1;
    FactsCache* cache = nullptr;               // facts by content; may be null
    const StoredFacts* previous = nullptr;     // the same library as it was stored last; may be null
    std::function<void(size_t done, size_t all)> progress;   // called from worker threads
};

// Reads, parses and extracts every file the framework asks for; a file that cannot be read or parsed is a
// notice and a flag on its row, never an error. Same result for any number of jobs.
Result<Library> build_library(const SourceSet& source, const Framework& framework, const BuildOptions& options);

// Concatenates `from` onto `into`: names translated, rows and text shifted. Linear in the size of `from`.
// Returns the index of the first row that came from `from`, for files and modules.
struct Appended { Index files = 0, modules = 0; };
Appended append_facts(Facts& into, const Facts& from);
// Merges many small Facts into one whose Names are sorted (id order = text order).
Facts merge_facts(std::vector<Facts>& parts, int jobs);

}  // namespace driftline
