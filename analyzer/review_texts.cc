#include "review_texts.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "load_core.h"

namespace driftline {
namespace {

std::optional<std::string> if_short(std::string text) {
    if (text.empty() || text.size() > DefinitionTexts::longest) return std::nullopt;
    return text;
}

// Definitions of two places side by side: what they are indented by is no difference. A body begins behind its own indentation.
std::string dedented(std::string_view text, bool body) {
    constexpr size_t step = 4;
    size_t common = std::string_view::npos;
    bool first = true;
    for (const std::string_view line : split(text, '\n')) {
        const size_t at = line.find_first_not_of(" \t");
        if (at != std::string_view::npos && !(first && body)) common = std::min(common, at);
        first = false;
    }
    if (common == std::string_view::npos) common = 0;
    if (body && !text.starts_with('@')) common -= std::min(common, step);
    std::string made;
    first = true;
    for (const std::string_view line : split(text, '\n')) {
        if (!first) made += '\n';
        made += (first && body) || line.find_first_not_of(" \t") == std::string_view::npos ? line : line.substr(std::min(common, line.size()));
        first = false;
    }
    return made;
}

}  // namespace

const SourceSet* DefinitionTexts::source(const LibraryInfo& library) {
    const auto [entry, fresh] = sources_.try_emplace(library.name);
    if (!fresh) return entry->second.get();
    std::string argument = library.name;
    if (library.stored)
        if (const auto stored = session_.store.find(argument)) argument = stored->argument;
    if (argument.empty()) return nullptr;
    if (auto opened = open_source(argument, reading_options(session_, parse_location(argument)))) entry->second = std::move(*opened);
    return entry->second.get();
}

const std::string& DefinitionTexts::file(Index index) {
    const auto [entry, fresh] = files_.try_emplace(index);
    if (!fresh) return entry->second;
    const Index module = world_.facts.files[index].module;
    const LibraryInfo* library = module == no_row ? nullptr : &world_.libraries[world_.modules[module].library];
    std::string bytes;
    if (library == nullptr || library->role == "custom") {
        bytes = custom_ ? custom_(index) : "";
    } else if (const SourceSet* from = source(*library)) {
        if (auto read = from->read(world_.str(world_.facts.files[index].path))) bytes = std::move(*read);
    }
    // A checkout moves on; text of another state would be a lie.
    if (digest128(bytes) == world_.facts.files[index].content) entry->second = std::move(bytes);
    return entry->second;
}

std::optional<std::string> DefinitionTexts::slice(const At& at) {
    if (at.file == no_row) return std::nullopt;
    const std::string& bytes = file(at.file);
    if (at.begin >= bytes.size() || at.end <= at.begin) return std::nullopt;
    size_t begin = at.begin;
    while (begin > 0 && (bytes[begin - 1] == ' ' || bytes[begin - 1] == '\t')) --begin;   // with its indentation
    return if_short(dedented(std::string_view(bytes).substr(begin, at.end - begin), false));
}

std::optional<std::string> DefinitionTexts::around(const At& at) {
    constexpr uint32_t before = 4, after = 12;
    if (at.file == no_row || at.line == 0) return std::nullopt;
    const std::string& bytes = file(at.file);
    std::string text;
    uint32_t line = 1;
    for (size_t begin = 0; begin < bytes.size() && line <= at.line + after; ++line) {
        const size_t end = std::min(bytes.find('\n', begin), bytes.size());
        if (line + before >= at.line) text.append(bytes, begin, end - begin).push_back('\n');
        begin = end + 1;
    }
    return if_short(dedented(text, false));
}

std::optional<std::string> DefinitionTexts::of(const SymbolRef& symbol) {
    if (symbol.column == SymbolRef::Column::method)
        if (auto body = if_short(dedented(world_.facts.source(world_.facts.methods[symbol.row].body), true))) return body;
    return slice(symbol.at);
}

}  // namespace driftline
