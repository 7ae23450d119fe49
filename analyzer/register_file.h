// CUSTOMIZATIONS.toml as a file: read, and changed without touching what people wrote in it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/register.h"

namespace driftline {

inline constexpr std::string_view register_name = "CUSTOMIZATIONS.toml";

// Parses the file's bytes; `path` is for messages. An unknown key, a wrong type or value, an entry without a symbol is an
// error that names line and remedy.
Result<Register> read_register(const std::string& path, std::string_view bytes);

// An entry for people to fill in: what is known is written, reason, owner and decision are left empty.
struct Stub {
    std::string symbol;
    std::string note;     // one line above it, as a comment: where the override stands and what it does
    std::string added;    // "2026-11-25"; "" = leave out
};

std::string new_register(std::vector<Stub> stubs);   // a whole file, sorted by symbol
// Inserts stubs before the first entry that sorts behind them (behind the last entry where none does). Comments directly
// above an entry belong to it. All other bytes stay as they are.
std::string with_stubs(std::string_view bytes, const Register& known, std::vector<Stub> stubs);
// Writes `vanished = DATE` below the header of entries that match nothing any more, and takes it away from those that
// match again. `matches[i]` is of known.entries[i].
std::string with_marks(std::string_view bytes, const Register& known, const std::vector<bool>& matches, std::string_view today);

}  // namespace driftline
