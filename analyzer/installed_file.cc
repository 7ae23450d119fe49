#include "installed_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"

namespace driftline {
namespace {

constexpr std::string_view columns[] = {"kind", "name", "state", "version", "model", "module", "changed", "by"};
enum Heading : size_t { kind, name, state, version, model, module, changed, by, column_count };
constexpr uint64_t most_bytes = 64u << 20;
constexpr std::string_view remedy = "make it anew with the query of docs/installed.md";

}  // namespace

Result<Installed> parse_installed(const std::string& file, std::string_view bytes) {
    CsvReader reader(bytes);
    const auto broken = [&](const std::string& what) { return Error{fmt::format("{}:{}: {}; {}", file, reader.line(), what, remedy)}; };
    if (!reader.next()) return broken("the file is empty");
    size_t where[column_count];
    for (size_t c = 0; c < column_count; ++c) {
        const auto found = std::find(reader.cells().begin(), reader.cells().end(), columns[c]);
        if (found == reader.cells().end()) return broken(fmt::format("there is no column {}", columns[c]));
        where[c] = size_t(found - reader.cells().begin());
    }
    const size_t width = reader.cells().size();
    Installed made;
    made.file = file;
    while (reader.next()) {
        if (reader.open_quote()) return broken("a quoted cell never ends");
        const auto& cells = reader.cells();
        if (cells.size() == 1 && trim(cells.front()).empty()) continue;
        if (cells.size() != width) return broken(fmt::format("{} cells where the first line has {}", cells.size(), width));
        const auto at = [&](Heading column) { return std::string(trim(cells[where[column]])); };
        if (at(kind).empty() || at(name).empty()) return broken("a row needs a kind and a name");
        if (at(kind) == "module") made.modules.push_back({at(name), at(state), at(version)});
        else made.changes.push_back({at(kind), at(model), at(name), at(module), at(changed), at(by)});
    }
    if (made.modules.empty()) return broken("no row of kind module, so it does not say what is installed");
    std::sort(made.modules.begin(), made.modules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return made;
}

Result<Installed> read_installed(const std::string& file) {
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in) return Error{fmt::format("{} cannot be read; give the CSV that the query of docs/installed.md writes", file)};
    if (size > most_bytes) return Error{fmt::format("{} is larger than {} MB; {}", file, most_bytes >> 20, remedy)};
    return parse_installed(file, std::string{std::istreambuf_iterator<char>(in), {}});
}

}  // namespace driftline
