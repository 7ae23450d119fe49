// Replacing overrides that are copies: the core's body, a few lines changed, and from then on without its fixes.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/linker.h"

namespace driftline::odoo {
namespace {

constexpr uint32_t fewest_statements = 3;     // below, alike bodies are chance
constexpr size_t most_lines = 1500;           // the comparison is quadratic in lines; longer bodies do not exist outside generated code
constexpr double worth_telling = 0.5;

// Lines of a body without indentation, comments, decorators and the def line itself: what makes two bodies alike.
std::vector<std::string> body_lines(const std::string& text) {
    std::vector<std::string> lines;
    bool in_body = false, in_docstring = false;
    std::string_view quote;
    int depth = 0;
    for (const std::string_view raw : split(text, '\n')) {
        const std::string_view line = trim(raw);
        if (!in_body) {   // the header may span lines: it ends where its brackets are closed by a colon
            for (const char c : line.substr(0, line.find(" #"))) depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            const std::string_view code = depth == 0 ? trim(line.substr(0, line.find(" #"))) : line;
            if (depth == 0 && code.ends_with(':') && !code.starts_with("@")) in_body = true;
            continue;
        }
        if (in_docstring) {
            in_docstring = line.find(quote) == std::string_view::npos;
            continue;
        }
        if (lines.empty() && (line.starts_with("\"\"\"") || line.starts_with("'''") || line.starts_with("r\"\"\""))) {
            quote = line.find("'''") != std::string_view::npos ? "'''" : "\"\"\"";
            in_docstring = line.find(quote, line.find(quote) + 3) == std::string_view::npos;
            continue;
        }
        if (line.empty() || line.starts_with('#')) continue;
        lines.emplace_back(line);
    }
    return lines;
}

// Longest common subsequence of lines; marks the lines of `ours` and `theirs` that belong to it.
size_t common(const std::vector<std::string>& ours, const std::vector<std::string>& theirs, std::vector<bool>& in_ours, std::vector<bool>& in_theirs) {
    const size_t n = ours.size(), m = theirs.size();
    std::vector<uint16_t> table((n + 1) * (m + 1), 0);
    const auto cell = [&](size_t i, size_t k) -> uint16_t& { return table[i * (m + 1) + k]; };
    for (size_t i = n; i-- > 0;)
        for (size_t k = m; k-- > 0;) cell(i, k) = ours[i] == theirs[k] ? uint16_t(cell(i + 1, k + 1) + 1) : std::max(cell(i + 1, k), cell(i, k + 1));
    for (size_t i = 0, k = 0; i < n && k < m;) {
        if (ours[i] == theirs[k]) in_ours[i++] = in_theirs[k++] = true;
        else if (cell(i + 1, k) >= cell(i, k + 1)) ++i;
        else ++k;
    }
    return cell(0, 0);
}

std::optional<Fork> compare(const Program& program, Index index) {
    const Facts& facts = program.world.facts;
    const Override& o = program.overrides[index];
    const MethodRow& ours = facts.methods[o.custom.row];
    const MethodRow& theirs = facts.methods[o.core.row];
    if (theirs.statements < fewest_statements || ours.statements < fewest_statements) return std::nullopt;
    const auto a = body_lines(facts.source(ours.body)), b = body_lines(facts.source(theirs.body));
    if (a.empty() || b.empty() || a.size() > most_lines || b.size() > most_lines) return std::nullopt;
    std::vector<bool> in_a(a.size()), in_b(b.size());
    const size_t same = common(a, b, in_a, in_b);
    Fork fork;
    fork.override_ = index;
    fork.similarity = 2.0 * double(same) / double(a.size() + b.size());
    fork.statements = theirs.statements;
    if (fork.similarity < worth_telling) return std::nullopt;
    size_t i = 0, k = 0;
    while (i < a.size() || k < b.size()) {
        if (k < b.size() && !in_b[k]) fork.changed_lines.push_back("- " + b[k++]);
        else if (i < a.size() && !in_a[i]) fork.changed_lines.push_back("+ " + a[i++]);
        else ++i, ++k;
    }
    return fork;
}

}  // namespace

void find_forks(Program& program, int jobs) {
    std::vector<Index> candidates;
    for (Index i = 0; i < program.overrides.size(); ++i) {
        const Override& o = program.overrides[i];
        const bool method = o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method;
        if (method && o.behaviour != Behaviour::extends) candidates.push_back(i);
    }
    std::vector<std::optional<Fork>> forks(candidates.size());
    parallel_for(candidates.size(), jobs, [&](size_t i, int) { forks[i] = compare(program, candidates[i]); });
    for (auto& fork : forks)
        if (fork) program.forks.push_back(std::move(*fork));
}

}  // namespace driftline::odoo
