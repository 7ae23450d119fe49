// What the text reports share: lines, colours, and the parts that say what a result rests on.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "reports/line_writer.h"
#include "reports/report.h"

namespace driftline {

enum class Colour { red, yellow, bold, dim };

std::string counted(uint64_t count, std::string_view one, std::string_view many);   // "1 module", "2 modules"

inline constexpr char no_break = '\x1f';   // a space that does not end a line
// Words of `text`, folded behind `indent` columns before they reach 150. The first line begins at column `begin`.
std::string folded(const std::string& text, size_t begin, size_t indent);

class TextLines : protected LineWriter {
protected:
    static constexpr std::string_view unresolved_today = "DL116";   // has a line of its own: not an override, and not an upgrade's fault

    TextLines(const Report& report, const WriteOptions& options) : report_(report), world_(report.program.world), options_(options) {}

    void label(std::string_view name, const std::string& value) { line("{:<12} {}", name, folded(value, 13, 13)); }
    std::string paint(Colour colour, std::string_view text) const;

    void heading();      // driftline, repository, cores
    void statistics();   // findings per rule
    // Modules that need others which nobody could read; `option` is the one that adds them.
    void not_judged(const Program& program, std::string_view name, std::string_view option);
    void ledger(const Ledger& ledger, std::string_view name);
    void files(std::string_view name, const std::map<std::string, uint64_t>& counts);
    void notices();

    const Report& report_;
    const World& world_;
    WriteOptions options_;
};

}  // namespace driftline
