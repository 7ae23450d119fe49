#include "model/snapshot_delta.h"

#include <flatbuffers/flatbuffers.h>
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/digest.h"
#include "model/checked_file.h"
#include "model/delta_generated.h"

namespace driftline {
namespace {

constexpr uint64_t format_version = 1;   // raise when the meaning of a row changes
constexpr flatbuffers::uoffset_t verifier_tables = 16;

uint64_t layout(uint64_t maker) { return digest64(fmt::format("{} {} {} {}", format_version, sizeof(Change), sizeof(Name), maker)); }

std::string text(const flatbuffers::String* s) { return s ? std::string(s->data(), s->size()) : std::string(); }

}  // namespace

Result<uint64_t> save_delta(const Delta& delta, uint64_t maker, const std::string& file) {
    static_assert(std::is_trivially_copyable_v<Change>);
    std::vector<uint32_t> offsets{0};
    std::string names;
    offsets.reserve(delta.names.size() + 1);
    for (size_t i = 0; i < delta.names.size(); ++i) {
        names.append(delta.names.text(Name(i)));
        offsets.push_back(uint32_t(names.size()));
    }
    const size_t bytes = delta.changes.size() * sizeof(Change);
    // At once as large as it is going to be: growing means copying all of it.
    flatbuffers::FlatBufferBuilder builder(bytes + names.size() + (offsets.size() + delta.list_items.size()) * sizeof(uint32_t) + (size_t(1) << 16));
    const auto side = [&](const LibraryInfo& info) {
        const auto version = builder.CreateString(info.version), commit = builder.CreateString(info.commit);
        return stored::CreateDeltaSide(builder, version, commit);
    };
    const auto framework = builder.CreateString(delta.framework);
    const auto from = side(delta.from), to = side(delta.to);
    const auto v_offsets = builder.CreateVector(offsets);
    const auto v_names = builder.CreateVector(reinterpret_cast<const uint8_t*>(names.data()), names.size());
    const auto v_items = builder.CreateVector(reinterpret_cast<const uint32_t*>(delta.list_items.data()), delta.list_items.size());
    builder.ForceVectorAlignment(bytes, 1, 8);
    const auto v_changes = builder.CreateVector(reinterpret_cast<const uint8_t*>(delta.changes.data()), bytes);
    builder.Finish(stored::CreateDelta(builder, layout(maker), framework, from, to, v_offsets, v_names, v_items, v_changes), stored::DeltaIdentifier());
    const std::string_view body(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
    return write_checked(file, body);
}

Result<Delta> load_delta_file(const std::string& file, uint64_t maker) {
    const auto checked = open_checked(file);
    if (!checked) return checked.error();
    const std::string_view body = checked->body;
    flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(body.data()), body.size(), 16, verifier_tables);
    if (!stored::VerifyDeltaBuffer(verifier)) return Error{fmt::format("{}: damaged", file)};
    const stored::Delta* root = stored::GetDelta(body.data());
    if (root->layout() != layout(maker)) return Error{fmt::format("{}: made by another version of driftline", file)};
    if (!root->names_offsets() || !root->names_text() || !root->list_items() || !root->changes() || !root->from() || !root->to()) return Error{fmt::format("{}: damaged", file)};

    Delta delta;
    delta.framework = text(root->framework());
    delta.from.version = text(root->from()->version());
    delta.from.commit = text(root->from()->commit());
    delta.to.version = text(root->to()->version());
    delta.to.commit = text(root->to()->commit());
    // Used as they lie in the file; what a row's ids lead to, the checksum vouches for.
    const std::span<const uint32_t> offsets(root->names_offsets()->data(), root->names_offsets()->size());
    const std::string_view names(reinterpret_cast<const char*>(root->names_text()->data()), root->names_text()->size());
    const size_t count = root->changes()->size() / sizeof(Change);
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != names.size() || !std::is_sorted(offsets.begin(), offsets.end())) return Error{fmt::format("{}: damaged", file)};
    delta.file = checked->file;
    delta.names = Names(offsets, names);
    delta.list_items = DeltaRows<Name>({reinterpret_cast<const Name*>(root->list_items()->data()), root->list_items()->size()});
    delta.changes = DeltaRows<Change>({reinterpret_cast<const Change*>(root->changes()->data()), count});
    return delta;
}

}  // namespace driftline
