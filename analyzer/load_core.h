// Cores and libraries: from the store when nothing changed, else read, parsed and stored.
#pragma once
#include <string>

#include "model/framework.h"
#include "session.h"

namespace driftline {

struct LoadedCore {
    Library library;
    const Framework* framework = nullptr;
    std::string key;        // in the store; "" if it could not be stored
    std::string argument;   // PATH or PATH@REV, absolute
};

// A core by PATH, PATH@REV or stored name; an existing path wins. What goes wrong with the store alone is a notice.
Result<LoadedCore> load_core(Session& session, const std::string& argument);
// The store's own entry.
Result<LoadedCore> load_stored(Session& session, const Store::Entry& entry);

// How a core or library is opened: without a .git of its own it is the plain folder it is, even inside somebody's repository.
SourceOptions reading_options(const Session& session, const Location& location);
// Reads and extracts one side, with the facts cache of that name ("core", "custom").
Result<Library> read_library(Session& session, const SourceSet& source, const Framework& framework, std::string_view cache, std::string role, std::string name,
                             const StoredFacts* previous = nullptr);

std::string framework_names();   // "x or y", for messages

}  // namespace driftline
