// Facts by content: (blob, context, extractor version) -> the file's Facts, for core, libraries and custom alike,
// so that a changed file costs its own parse only.
//
// On disk: segments in a folder, each written once under a temporary name and renamed; a segment that is cut,
// damaged or from another version is ignored and deleted. A full disk loses the cache, never the run.
// find() may be called from any thread; add() is called with a slot so that order does not depend on threads.
#pragma once
#include <memory>
#include <string>

#include "base/digest.h"
#include "facts/facts.h"

namespace driftline {

class FactsCache {
public:
    explicit FactsCache(std::string folder);
    ~FactsCache();
    bool find(const Digest& key, Facts& out) const;       // thread-safe
    void add(const Digest& key, const Facts& facts);      // thread-safe; kept in memory until flush()
    void flush(std::vector<std::string>& notices);        // writes what was added as one segment

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace driftline
