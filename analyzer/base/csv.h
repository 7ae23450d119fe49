// Rows of a CSV file as spreadsheets and databases write them (RFC 4180): a quote opens a quoted part only at the start of a cell.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

class CsvReader {
public:
    explicit CsvReader(std::string_view bytes);   // which must outlive it; a byte order mark is passed over
    bool next();                                  // false at the end
    const std::vector<std::string>& cells() const { return cells_; }
    uint32_t line() const { return line_; }       // where the row begins, 1-based
    bool open_quote() const { return open_; }     // the file ends inside quotes

private:
    void cell();
    std::string_view bytes_;
    size_t at_ = 0;
    uint32_t line_ = 1, next_line_ = 1;
    bool open_ = false;
    std::vector<std::string> cells_;
};

// A cell to write. What a spreadsheet would take for a formula (= + - @, tab, carriage return) gets a quote in front of it.
std::string csv_cell(std::string_view text);

}  // namespace driftline
