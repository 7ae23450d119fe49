#include "model/snapshot.h"

#include <flatbuffers/flatbuffers.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "model/checked_file.h"
#include "model/snapshot_generated.h"

namespace driftline {
namespace {

constexpr size_t least_mapped = 1 << 16;      // bytes: less is copied as quickly as it is mapped
constexpr uint64_t format_version = 3;        // raise when the meaning of a row changes
constexpr flatbuffers::uoffset_t verifier_tables = 4096;   // a library has a few dozen; the default of a million is for trees

uint64_t layout_digest() {
    Facts none;
    std::string sizes = fmt::format("{};", format_version);
    Facts::columns(none, [&](std::string_view name, auto& column) { sizes += fmt::format("{}:{};", name, sizeof(column[0])); });
    return digest64(sizes);
}

std::string_view bytes_of(const flatbuffers::Vector<uint8_t>* v) {
    return v ? std::string_view(reinterpret_cast<const char*>(v->data()), v->size()) : std::string_view();
}
std::string_view str(const flatbuffers::String* s) { return s ? std::string_view(s->data(), s->size()) : std::string_view(); }

// As it lies in what `keeper` keeps: the difference of two cores reads nearly all of both, and to unpack them took a tenth of its time.
class StoredText : public TextPack {
public:
    StoredText(std::string_view text, uint32_t size, std::shared_ptr<const MappedFile> keeper) : text_(text), size_(size), keeper_(std::move(keeper)) {}
    uint32_t size() const override { return size_; }
    std::string get(Text text) const override { return text.begin < text_.size() ? std::string(text_.substr(text.begin, text.size)) : std::string(); }
    std::string_view whole() const override { return text_; }

private:
    std::string_view text_;
    uint32_t size_;
    std::shared_ptr<const MappedFile> keeper_;
};

using Builder = flatbuffers::FlatBufferBuilder;
using Counts = std::map<std::string, uint64_t>;

auto store_counts(Builder& builder, const Counts& counts) {
    std::vector<flatbuffers::Offset<stored::Count>> rows;
    for (const auto& [reason, count] : counts) rows.push_back(stored::CreateCount(builder, builder.CreateString(reason), count));
    return builder.CreateVector(rows);
}

// Finishes the buffer with everything that Facts hold; the library's heading is optional.
void build(Builder& builder, const Facts& facts, const Library* library, bool with_source) {
    std::vector<uint32_t> offsets{0};
    std::string names;
    offsets.reserve(facts.names.size() + 1);
    for (size_t i = 0; i < facts.names.size(); ++i) {
        names.append(facts.names.text(Name(i)));
        offsets.push_back(uint32_t(names.size()));
    }
    const std::string text = facts.pack ? facts.pack->get({0, facts.pack->size()}) + facts.text : std::string();
    const std::string_view all_text = facts.pack ? std::string_view(text) : std::string_view(facts.text);

    const auto v_offsets = builder.CreateVector(offsets);
    const auto v_names = builder.CreateVector(reinterpret_cast<const uint8_t*>(names.data()), names.size());
    const auto v_items = builder.CreateVector(reinterpret_cast<const uint32_t*>(facts.list_items.data()), facts.list_items.size());
    const auto v_said = builder.CreateVector(facts.said.data(), facts.said.size());
    std::vector<flatbuffers::Offset<stored::Column>> columns;
    Facts::columns(facts, [&](std::string_view name, const auto& column) {
        using Row = typename std::decay_t<decltype(column)>::value_type;
        static_assert(std::is_trivially_copyable_v<Row>);
        builder.ForceVectorAlignment(column.size() * sizeof(Row), 1, 8);
        const auto rows = builder.CreateVector(reinterpret_cast<const uint8_t*>(column.data()), column.size() * sizeof(Row));
        columns.push_back(stored::CreateColumn(builder, builder.CreateString(std::string(name)), sizeof(Row), rows));
    });
    const auto v_columns = builder.CreateVector(columns);
    const auto v_text = builder.CreateVector(reinterpret_cast<const uint8_t*>(all_text.data()), with_source ? all_text.size() : 0);
    const LibraryInfo none;
    const LibraryInfo& info = library ? library->info : none;
    const auto framework = builder.CreateString(library ? library->framework : std::string()), version = builder.CreateString(info.version), commit = builder.CreateString(info.commit),
               path = builder.CreateString(info.path), name = builder.CreateString(info.name);
    const Counts nothing;
    const auto not_read = store_counts(builder, library ? library->files_not_read : nothing);
    const auto not_loaded = store_counts(builder, library ? library->files_not_loaded : nothing);
    const auto notices = builder.CreateVectorOfStrings(library ? library->notices : std::vector<std::string>());
    const auto content = library ? library->content : Digest();
    builder.Finish(stored::CreateLibrary(builder, layout_digest(), framework, version, commit, path, name, library && library->is_core, content.high, content.low,
                                         facts.modules.size(), facts.files.size(), with_source, v_offsets, v_names, v_items, v_said, v_columns, facts.pack ? facts.pack->size() + facts.text.size() : facts.text.size(), v_text,
                                         not_read, not_loaded, notices),
                   stored::LibraryIdentifier());
}

const stored::Library* verify(std::string_view bytes) {
    flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), 64, verifier_tables);
    if (!stored::VerifyLibraryBuffer(verifier)) return nullptr;
    const stored::Library* root = stored::GetLibrary(bytes.data());
    return root->layout() == layout_digest() ? root : nullptr;
}

// Rows as they lie in `keeper`, copied page by page when they are written to; without one they are copied at once.
// What is joined to a mapped library is small beside it: room for that spares moving all rows.
template <class Row>
void fill(Column<Row>& column, std::string_view bytes, const std::shared_ptr<const MappedFile>& keeper) {
    const size_t count = bytes.size() / sizeof(Row);
    const auto part = keeper && bytes.size() >= least_mapped ? keeper->copy(bytes, bytes.size() / 4) : MappedFile::Part();
    const auto* first = reinterpret_cast<const Row*>(bytes.data());   // aligned as build() asked for
    if (part.begin != nullptr) column.adopt(reinterpret_cast<Row*>(part.begin), count, part.capacity / sizeof(Row), part.keeper);
    else column.assign(first, first + count);
}

// The text stays in `keeper`; without one it is copied.
bool restore(const stored::Library& root, const std::shared_ptr<const MappedFile>& keeper, Facts& facts) {
    if (!root.names_offsets() || !root.names_text() || !root.columns() || !root.list_items() || !root.said()) return false;
    const std::span<const uint32_t> offsets(root.names_offsets()->data(), root.names_offsets()->size());
    const std::string_view names = bytes_of(root.names_text());
    if (offsets.empty() || offsets.back() != names.size() || !std::is_sorted(offsets.begin(), offsets.end())) return false;
    facts.names = keeper ? Names(offsets, names, keeper) : Names(std::vector(offsets.begin(), offsets.end()), std::string(names));
    fill(facts.list_items, {reinterpret_cast<const char*>(root.list_items()->data()), root.list_items()->size() * sizeof(Name)}, keeper);
    fill(facts.said, {reinterpret_cast<const char*>(root.said()->data()), root.said()->size() * sizeof(uint32_t)}, keeper);
    size_t index = 0;
    bool whole = true;
    Facts::columns(facts, [&](std::string_view name, auto& column) {
        using Row = typename std::decay_t<decltype(column)>::value_type;
        const stored::Column* stored = index < root.columns()->size() ? root.columns()->Get(flatbuffers::uoffset_t(index)) : nullptr;
        ++index;
        if (!stored || str(stored->name()) != name || stored->row_size() != sizeof(Row) || !stored->rows()) whole = false;
        else fill(column, bytes_of(stored->rows()), keeper);
    });
    if (!whole) return false;
    const std::string_view text = bytes_of(root.text());
    if (!text.empty() && text.size() != root.text_size()) return false;
    if (root.text_size() == 0) return true;
    facts.pack = std::make_shared<StoredText>(text, uint32_t(root.text_size()), keeper);
    if (!keeper) {
        facts.text = facts.pack->get({0, facts.pack->size()});
        facts.pack = nullptr;
    }
    return true;
}

Counts counts_of(const flatbuffers::Vector<flatbuffers::Offset<stored::Count>>* rows) {
    Counts counts;
    if (rows)
        for (const stored::Count* row : *rows) counts[std::string(str(row->reason()))] = row->count();
    return counts;
}

}  // namespace

Result<uint64_t> save_snapshot(const Library& library, const std::string& file, const SnapshotOptions& options) {
    Builder builder(128u << 20);
    build(builder, library.facts, &library, options.source);
    const std::string_view body(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
    return write_checked(file, {body});
}

Result<Library> load_snapshot(const std::string& file) {
    const auto checked = open_checked(file);
    if (!checked) return checked.error();
    const stored::Library* root = verify(checked->body);
    if (!root) return Error{fmt::format("{}: snapshot of another version of driftline", file)};
    Library library;
    if (!restore(*root, checked->file, library.facts)) return Error{fmt::format("{}: damaged snapshot", file)};
    library.framework = str(root->framework());
    library.info = {"core", std::string(str(root->name())), std::string(str(root->path())), std::string(str(root->version())),
                    std::string(str(root->commit())), "", true};
    library.is_core = root->is_core();
    library.content = {root->content_high(), root->content_low()};
    library.files_not_read = counts_of(root->not_read());
    library.files_not_loaded = counts_of(root->not_loaded());
    if (root->notices())
        for (const auto* notice : *root->notices()) library.notices.emplace_back(str(notice));
    return library;
}

Result<SnapshotHeading> read_snapshot_heading(const std::string& file) {
    const auto checked = open_checked(file);
    if (!checked) return checked.error();
    const stored::Library* root = verify(checked->body);
    if (!root) return Error{fmt::format("{}: snapshot of another version of driftline", file)};
    return SnapshotHeading{std::string(str(root->framework())), std::string(str(root->version())), std::string(str(root->commit())),
                           std::string(str(root->path())), std::string(str(root->name())), checked->file->bytes().size(), root->module_count(),
                           root->file_count(), root->with_source(), {root->content_high(), root->content_low()}};
}

std::string pack_facts(const Facts& facts) {
    Builder builder(1 << 14);
    build(builder, facts, nullptr, true);
    return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

bool unpack_facts(std::string_view bytes, Facts& out) {
    const stored::Library* root = verify(bytes);
    return root && restore(*root, nullptr, out);   // a file's facts are merged at once: plain text is what merging wants
}

}  // namespace driftline
