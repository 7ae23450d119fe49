// The text of definitions, ours and the core's: bodies of methods from facts, the rest from files that still are what was read.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "pipeline.h"

namespace driftline {

class DefinitionTexts {
public:
    // Refers to both. `custom`: bytes of files of the custom tree.
    DefinitionTexts(const Session& session, const World& world, std::function<std::string(Index file)> custom) : session_(session), world_(world), custom_(std::move(custom)) {}

    // nullopt: its source is not at hand, or it is longer than `longest` bytes.
    std::optional<std::string> of(const SymbolRef& symbol);
    // Some lines of the file around a line.
    std::optional<std::string> around(const At& at);
    std::optional<std::string> slice(const At& at);

    static constexpr size_t longest = 16u << 10;

private:
    const std::string& file(Index index);   // "" when it is gone or changed
    const SourceSet* source(const LibraryInfo& library);

    const Session& session_;
    const World& world_;
    std::function<std::string(Index file)> custom_;
    std::map<std::string, std::unique_ptr<SourceSet>> sources_;
    std::map<Index, std::string> files_;
};

}  // namespace driftline
