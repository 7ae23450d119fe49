#include <algorithm>
#include <deque>

#include "base/text.h"
#include "frameworks/odoo/data/extract_data.h"
#include "frameworks/odoo/data/rows.h"

namespace driftline {
namespace {

using odoo::DataRows;

struct Cell {
    std::string_view text;           // unquoted; in the file where possible
    uint32_t begin = 0, end = 0;     // bytes in the file, quotes included
};

// Rows as Python's csv module reads them: a quote opens a quoted part only at the start of a cell, any line ending ends a row.
class CsvRows {
public:
    explicit CsvRows(std::string_view bytes) : bytes_(bytes) {
        if (bytes_.starts_with("\xEF\xBB\xBF")) position_ = 3;
    }
    // False at the end. Cells are valid until the next call.
    bool next() {
        cells.clear();
        storage_.clear();
        if (position_ >= bytes_.size()) return false;
        line += lines_read_;
        lines_read_ = 0;
        begin = uint32_t(position_);
        for (;;) {
            read_cell();
            if (position_ >= bytes_.size() || bytes_[position_] != ',') break;
            ++position_;
        }
        end = uint32_t(position_);
        if (position_ < bytes_.size()) {
            const bool pair = bytes_[position_] == '\r' && bytes_.substr(position_ + 1, 1) == "\n";
            position_ += pair ? 2 : 1;
            // A lone '\r' ends a row; lines are counted by '\n' everywhere else.
            lines_read_ += pair || bytes_[position_ - 1] == '\n';
        }
        return true;
    }

    std::vector<Cell> cells;
    uint32_t begin = 0, end = 0, line = 1;   // of the row

private:
    void read_cell() {
        Cell cell;
        cell.begin = uint32_t(position_);
        if (position_ < bytes_.size() && bytes_[position_] == '"') {
            read_quoted(cell);
        } else {
            position_ = std::min(bytes_.find_first_of(",\r\n", position_), bytes_.size());
            cell.text = bytes_.substr(cell.begin, position_ - cell.begin);
        }
        cell.end = uint32_t(position_);
        cells.push_back(cell);
    }
    void read_quoted(Cell& cell) {
        const size_t content = ++position_;
        std::string* copy = nullptr;
        for (size_t part = content;;) {
            const size_t quote = std::min(bytes_.find('"', part), bytes_.size());
            position_ = std::min(quote + 1, bytes_.size());
            const bool doubled = bytes_.substr(position_, 1) == "\"";
            const size_t rest = doubled ? position_ : std::min(bytes_.find_first_of(",\r\n", position_), bytes_.size());
            if (!copy && !doubled && rest == position_) {
                cell.text = bytes_.substr(content, quote - content);
                break;
            }
            if (!copy) copy = &storage_.emplace_back();
            copy->append(bytes_.substr(part, quote - part));
            if (doubled) {
                copy->push_back('"');
                part = ++position_;
                continue;
            }
            copy->append(bytes_.substr(position_, rest - position_));
            position_ = rest;
            cell.text = *copy;
            break;
        }
        lines_read_ += uint32_t(std::count(bytes_.begin() + ptrdiff_t(content), bytes_.begin() + ptrdiff_t(position_), '\n'));
    }

    std::string_view bytes_;
    size_t position_ = 0;
    uint32_t lines_read_ = 0;
    std::deque<std::string> storage_;
};

struct Column {
    enum Kind : uint8_t { id, ref, sub_id /* external id of a line below */, sub_value, value, ignored } kind = value;
    std::string_view parent;   // "line_ids" of "line_ids/name"
    std::string field;         // path with dots, without what says how the record is named
    bool group = false;
};

Column column_of(std::string_view header) {
    Column column;
    header = trim(header);
    if (header.empty() || header.find('@') != header.npos) return column.kind = Column::ignored, column;   // translations
    if (header == "id" || header == ".id") return column.kind = header == "id" ? Column::id : Column::ignored, column;
    column.field = header;
    for (const std::string_view suffix : {":id", "/id", "/.id", ".id"}) {
        if (!header.ends_with(suffix)) continue;
        column.field.resize(header.size() - suffix.size());
        column.kind = suffix == ":id" || suffix == "/id" ? Column::ref : Column::value;
        break;
    }
    if (const size_t slash = column.field.find('/'); slash != std::string::npos) column.parent = header.substr(0, slash);
    std::replace(column.field.begin(), column.field.end(), '/', '.');
    column.group = column.field == "group_id" || column.field == "groups_id" || column.field == "group_ids" || column.field == "implied_ids";
    return column;
}

// "line_ids/id" names lines of this record when other columns fill those lines, else it refers to records.
void find_sub_columns(std::vector<Column>& columns) {
    for (Column& column : columns) {
        if (column.parent.empty() && column.kind == Column::ref)
            for (const Column& other : columns)
                if (other.parent == column.field) column.kind = Column::sub_id;
        if (!column.parent.empty() && column.kind == Column::value) column.kind = Column::sub_value;
    }
}

std::string_view model_of(std::string_view path) {
    path = path.substr(path.rfind('/') + 1);
    path = path.substr(0, path.rfind('.'));
    return path.substr(0, path.find('-'));
}

// Files of the last century's encoding exist; every name must be UTF-8.
std::string from_latin1(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80) {
            text += c;
        } else {
            text += char(0xC0 | code >> 6);
            text += char(0x80 | (code & 0x3F));
        }
    }
    return text;
}

class CsvReader {
public:
    CsvReader(const FileContext& context, std::string_view bytes, Facts& out)
        : rows_(context, out), lines_(bytes), model_(model_of(context.path)), is_utf8_(is_valid_utf8(bytes)) {
        rows_.base_flags = context.demo ? record_demo | record_noupdate : 0;
    }

    void read() {
        if (!lines_.next()) return;
        const std::vector<Cell> headers = lines_.cells;
        std::vector<std::string> names;   // Column::parent points into them
        for (const Cell& header : headers) names.emplace_back(header.text);
        for (const std::string& name : names) columns_.push_back(column_of(name));
        find_sub_columns(columns_);
        const At header{0, lines_.begin, lines_.end, lines_.line};
        const Index first = Index(rows_.facts.records.size());
        while (lines_.next()) read_row();
        rows_.owner = first < rows_.facts.records.size() ? first : no_row;
        rows_.use_model(model_, header);
        const Name root = rows_.facts.name(model_);
        for (size_t i = 0; i < columns_.size(); ++i)
            if (!columns_[i].field.empty())
                rows_.use(UseKind::field_path, root, rows_.facts.name(columns_[i].field), use_key, {0, headers[i].begin, headers[i].end, header.line});
    }

private:
    void read_row() {
        std::vector<Cell>& cells = lines_.cells;
        if (cells.size() > columns_.size()) cells.resize(columns_.size());
        std::string_view id;
        bool own = false, any = false;
        for (size_t i = 0; i < cells.size(); ++i) {
            if (columns_[i].kind == Column::ignored || cells[i].text.empty()) continue;
            any = true;
            if (columns_[i].kind == Column::id) id = cells[i].text;
            own |= columns_[i].kind != Column::sub_id && columns_[i].kind != Column::sub_value && columns_[i].parent.empty();
        }
        if (!any) return;
        const At at{0, lines_.begin, lines_.end, lines_.line};
        // A row that fills columns of lines only goes on with the record above.
        if (own || !has_record_) rows_.add_record(id, model_, RecordTag::csv, 0, at);
        has_record_ = true;
        const Index record = rows_.owner;
        for (size_t i = 0; own && i < cells.size(); ++i) read_value(columns_[i], cells[i]);
        for (size_t i = 0; i < cells.size(); ++i) read_references(columns_[i], cells[i]);
        for (size_t i = 0; i < cells.size(); ++i)
            if (columns_[i].kind == Column::sub_id && !cells[i].text.empty()) rows_.add_record(trim(cells[i].text), {}, RecordTag::csv, 0, at_cell(cells[i]));
        rows_.owner = record;
    }

    At at_cell(const Cell& cell) const { return {0, cell.begin, cell.end, lines_.line}; }

    void read_value(const Column& column, const Cell& cell) {
        if (cell.text.empty() || (column.kind != Column::value && column.kind != Column::ref) || !column.parent.empty()) return;
        const bool one = column.kind == Column::ref && cell.text.find(',') == cell.text.npos;
        const ValueKind kind = one ? ValueKind::ref : ValueKind::text;
        if (is_utf8_ || is_valid_utf8(cell.text)) rows_.add_value(column.field, kind, cell.text, at_cell(cell));
        else rows_.add_value(column.field, kind, from_latin1(cell.text), at_cell(cell));
    }

    // Several ids stand in one cell for a many2many field.
    void read_references(const Column& column, const Cell& cell) {
        if (column.kind != Column::ref || cell.text.empty()) return;
        for (const std::string_view id : split(cell.text, ',')) rows_.use_xmlid(id, column.group ? use_group : 0, at_cell(cell));
    }

    DataRows rows_;
    CsvRows lines_;
    std::string_view model_;
    bool is_utf8_;
    bool has_record_ = false;
    std::vector<Column> columns_;
};

}  // namespace

void extract_csv(const FileContext& context, std::string_view bytes, Facts& out) { CsvReader(context, bytes, out).read(); }

}  // namespace driftline
