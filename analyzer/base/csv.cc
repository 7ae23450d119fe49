#include "base/csv.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace driftline {

CsvReader::CsvReader(std::string_view bytes) : bytes_(bytes) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (bytes_.starts_with(mark)) at_ = mark.size();
}

bool CsvReader::next() {
    cells_.clear();
    line_ = next_line_;
    if (at_ >= bytes_.size()) return false;
    for (;;) {
        cell();
        if (at_ >= bytes_.size() || bytes_[at_] != ',') break;
        ++at_;
    }
    if (at_ < bytes_.size()) {
        at_ += bytes_.substr(at_, 2) == "\r\n" ? 2 : 1;
        ++next_line_;
    }
    return true;
}

void CsvReader::cell() {
    std::string& text = cells_.emplace_back();
    if (at_ >= bytes_.size() || bytes_[at_] != '"') {
        const size_t end = std::min(bytes_.find_first_of(",\r\n", at_), bytes_.size());
        text = bytes_.substr(at_, end - at_);
        at_ = end;
        return;
    }
    for (++at_;; ++at_) {
        const size_t quote = std::min(bytes_.find('"', at_), bytes_.size());
        text += bytes_.substr(at_, quote - at_);
        next_line_ += uint32_t(std::count(bytes_.begin() + std::ptrdiff_t(at_), bytes_.begin() + std::ptrdiff_t(quote), '\n'));
        at_ = quote + 1;
        open_ = quote == bytes_.size();
        if (open_ || at_ >= bytes_.size() || bytes_[at_] != '"') break;
        text += '"';
    }
    at_ = std::min(at_, bytes_.size());
    const size_t end = std::min(bytes_.find_first_of(",\r\n", at_), bytes_.size());
    text += bytes_.substr(at_, end - at_);
    at_ = end;
}

std::string csv_cell(std::string_view text) {
    std::string safe = one_line(text);
    // A spreadsheet may pass over white space before it looks for a formula.
    const size_t first = safe.find_first_not_of(" ");
    if (first != std::string::npos && std::string_view("=+-@\t\r").find(safe[first]) != std::string_view::npos) safe.insert(0, "'");
    if (safe.find_first_of(",\"\t ") == std::string::npos) return safe;
    return '"' + replace_all(safe, "\"", "\"\"") + '"';
}

}  // namespace driftline
