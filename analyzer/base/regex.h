// A regular expression (PCRE2: what it is given may be of any size, and no expression costs without end). Bytes, not characters:
// \w is [A-Za-z0-9_], "$" is the end of the text.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace driftline {

// Copies share what was compiled. Thread-safe.
class Regex {
public:
    // Fails with what is wrong and where.
    static Result<Regex> compile(std::string_view expression);
    // REQUIRES: the expression is well formed; it is the program's own.
    explicit Regex(std::string_view expression);

    using Place = std::pair<size_t, size_t>;   // offset and size
    // The first place at or behind `from` and not behind `last`. None, too, where looking for it takes more than a million steps, or 20 MB.
    std::optional<Place> find(std::string_view text, size_t from = 0, size_t last = std::string_view::npos) const;
    // The whole of that place, then its groups, at most 15; "" for one that took no part. Empty if there is none.
    std::vector<std::string_view> groups(std::string_view text) const;
    bool found_in(std::string_view text) const { return find(text).has_value(); }

private:
    struct Code;
    explicit Regex(std::shared_ptr<const Code> code);
    std::shared_ptr<const Code> code_;
};

}  // namespace driftline
