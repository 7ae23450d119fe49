#include "register_file.h"

#include "base/text.h"
#include "base/toml_text.h"
#include "toml_reader.h"

namespace driftline {
namespace {

constexpr std::string_view preamble =
    "# What we change in the core, and why. driftline reads it as the strongest evidence; docs/documented.md says how.\n"
    "# One entry may cover several overrides: symbol = [\"a.b.c\", \"a.b.d\"], or a pattern (* = one name, ** = any).\n"
    "# Keys: symbol, module, reason, owner, ticket, added, reviewed, review_by, decision = \"keep\" | \"upstream\" | \"drop\".\n"
    "# Dates are written 2026-12-31. `driftline register update` adds what is new and marks what vanished.\n";

Decision decision_of(const TomlReader& reader, const toml::table& table) {
    const std::string value = reader.text(table, "decision");
    for (const Decision decision : {Decision::none, Decision::keep, Decision::upstream, Decision::drop})
        if (value == text(decision)) return decision;
    reader.reject(*table.get("decision"), "decision must be keep, upstream or drop");
}

RegisterEntry entry_of(const TomlReader& reader, const toml::table& table) {
    reader.only(table, "customization.", {"symbol", "module", "reason", "owner", "ticket", "added", "reviewed", "review_by", "decision", "vanished"});
    RegisterEntry entry;
    entry.line = uint32_t(table.source().begin.line);
    entry.symbols = reader.texts(table, "symbol");
    if (entry.symbols.empty() || trim(entry.symbols.front()).empty())
        reader.reject(table, "a [[customization]] needs a symbol, such as \"model.method\", or a pattern");
    entry.module = reader.text(table, "module");
    entry.reason = reader.text(table, "reason");
    entry.owner = reader.text(table, "owner");
    entry.ticket = reader.text(table, "ticket");
    entry.added = reader.date(table, "added");
    entry.reviewed = reader.date(table, "reviewed");
    entry.review_by = reader.date(table, "review_by");
    entry.vanished = reader.date(table, "vanished");
    entry.decision = decision_of(reader, table);
    return entry;
}

Register read(const TomlReader& reader, const std::string& path, const toml::table& root) {
    reader.only(root, "", {"customization"});
    Register made;
    made.path = path;
    const toml::node* node = root.get("customization");
    if (node == nullptr) return made;
    const toml::array* entries = node->as_array();
    if (entries == nullptr) reader.reject(*node, "customization must be a list of tables: write [[customization]]");
    for (const toml::node& item : *entries) {
        const toml::table* table = item.as_table();
        if (table == nullptr) reader.reject(item, "customization must be a list of tables: write [[customization]]");
        made.entries.push_back(entry_of(reader, *table));
    }
    return made;
}

std::string stub_text(const Stub& stub) {
    std::string text;
    if (!stub.note.empty()) text += "# " + one_line(stub.note) + "\n";
    text += fmt::format("[[customization]]\nsymbol = {}\nreason = \"\"\nowner = \"\"\nticket = \"\"\n", toml_string(stub.symbol));
    if (!stub.added.empty()) text += fmt::format("added = {}\n", stub.added);
    return text + "decision = \"\"\n";
}

void sort_stubs(std::vector<Stub>& stubs) {
    std::stable_sort(stubs.begin(), stubs.end(), [](const Stub& a, const Stub& b) { return a.symbol < b.symbol; });
}

// Lines with their ends, so that putting them together again gives the same bytes.
std::vector<std::string> lines_of(std::string_view bytes) {
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        lines.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(end);
    }
    return lines;
}

std::string put_together(const std::vector<std::string>& lines) {
    std::string bytes;
    for (const std::string& line : lines) bytes += line;
    return bytes;
}

// Index of the first line of an entry: its header, or the comments directly above it.
size_t first_line(const std::vector<std::string>& lines, const RegisterEntry& entry) {
    size_t at = entry.line - 1;
    while (at > 0 && trim(lines[at - 1]).starts_with('#')) --at;
    return at;
}

}  // namespace

Result<Register> read_register(const std::string& path, std::string_view bytes) {
    try {
        return read(TomlReader(path), path, toml::parse(bytes));
    } catch (const TomlRejected& rejected) {
        return Error{rejected.message};
    } catch (const toml::parse_error& error) {
        return Error{fmt::format("{}:{}: {}; correct the file", path, error.source().begin.line, error.description())};
    }
}

std::string new_register(std::vector<Stub> stubs) {
    sort_stubs(stubs);
    std::string text(preamble);
    for (const Stub& stub : stubs) text += "\n" + stub_text(stub);
    return text;
}

std::string with_stubs(std::string_view bytes, const Register& known, std::vector<Stub> stubs) {
    sort_stubs(stubs);
    std::vector<std::string> lines = lines_of(bytes);
    std::vector<std::string> before(lines.size() + 1);   // what to write before each line
    for (const Stub& stub : stubs) {
        size_t at = lines.size();
        for (const RegisterEntry& entry : known.entries)
            if (stub.symbol < entry.symbols.front()) {
                at = first_line(lines, entry);
                break;
            }
        before[at] += at == lines.size() ? "\n" + stub_text(stub) : stub_text(stub) + "\n";
    }
    if (!lines.empty() && !lines.back().ends_with('\n')) lines.back() += '\n';
    std::string made;
    for (size_t i = 0; i < lines.size(); ++i) made += before[i] + lines[i];
    return made + before[lines.size()];
}

std::string with_marks(std::string_view bytes, const Register& known, const std::vector<bool>& matches, std::string_view today) {
    std::vector<std::string> lines = lines_of(bytes);
    for (size_t i = 0; i < known.entries.size(); ++i) {
        const RegisterEntry& entry = known.entries[i];
        // An entry written as an inline table has no header to write below.
        if (entry.line > lines.size() || !trim(lines[entry.line - 1]).starts_with("[[")) continue;
        const size_t end = i + 1 < known.entries.size() ? known.entries[i + 1].line - 1 : lines.size();
        if (!matches[i] && entry.vanished.empty()) {
            std::string& header = lines[entry.line - 1];
            if (!header.ends_with('\n')) header += '\n';
            header += fmt::format("vanished = {}  # nothing matches any more: delete the entry, or correct its symbol\n", today);
        }
        for (size_t at = entry.line; matches[i] && !entry.vanished.empty() && at < end; ++at)
            if (trim(lines[at]).starts_with("vanished")) lines[at].clear();
    }
    return put_together(lines);
}

}  // namespace driftline
