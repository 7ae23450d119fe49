// Facts of single files, taken out of a library that was stored before: what merging put together, apart again.
// That makes the last snapshot of a core the cache for its next reading.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/extract.h"
#include "model/library.h"

namespace driftline {

// Immutable after construction; any thread may ask.
class StoredFacts {
public:
    explicit StoredFacts(Library library);

    // The facts of a file with the same bytes, place and role; false if the library holds none. `out` is replaced.
    bool find(const Digest& content, std::string_view path, const FileContext& context, Facts& out) const;

    const Library& library() const { return library_; }
    Library release() && { return std::move(library_); }

private:
    struct Range { Index begin = 0, end = 0; };
    // Ranges of one file's rows, one per column in the order of Facts::columns.
    using Ranges = std::vector<Range>;

    Library library_;
    std::vector<Ranges> ranges_;                         // by file
    std::unordered_map<std::string_view, Index> files_;  // by path
};

}  // namespace driftline
