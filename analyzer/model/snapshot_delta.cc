#include "model/snapshot_delta.h"

#include <flatbuffers/flatbuffers.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/digest.h"
#include "model/checked_file.h"
#include "model/delta_generated.h"

namespace driftline {
namespace {

constexpr uint64_t format_version = 1;   // raise when the meaning of a row changes
constexpr flatbuffers::uoffset_t verifier_tables = 16;

uint64_t layout(uint64_t maker) { return digest64(fmt::format("{} {} {} {}", format_version, sizeof(Change), sizeof(Name), maker)); }

std::string text(const flatbuffers::String* s) { return s ? std::string(s->data(), s->size()) : std::string(); }

// Every id a row holds must be one of the table's: a damaged file must not lead anywhere.
bool in_range(const Delta& delta) {
    const auto name = [&](Name n) { return size_t(n) < delta.names.size(); };
    const auto list = [&](List l) { return uint64_t(l.begin) + l.count <= delta.list_items.size(); };
    const auto row = [&](const Change& c) {
        return name(c.owner) && name(c.name) && name(c.module) && name(c.model) && name(c.to_owner) && name(c.to_name) && name(c.to_module) && name(c.evidence) &&
               name(c.from.module) && name(c.from.path) && name(c.to.module) && name(c.to.path) && list(c.modules) && list(c.attributes);
    };
    return std::all_of(delta.list_items.begin(), delta.list_items.end(), name) && std::all_of(delta.changes.begin(), delta.changes.end(), row);
}

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
    std::vector<uint32_t> offsets(root->names_offsets()->begin(), root->names_offsets()->end());
    std::string names(reinterpret_cast<const char*>(root->names_text()->data()), root->names_text()->size());
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != names.size() || !std::is_sorted(offsets.begin(), offsets.end())) return Error{fmt::format("{}: damaged", file)};
    delta.names = Names(std::move(offsets), std::move(names));
    delta.list_items.resize(root->list_items()->size());
    if (!delta.list_items.empty()) std::memcpy(delta.list_items.data(), root->list_items()->data(), delta.list_items.size() * sizeof(Name));
    delta.changes.resize(root->changes()->size() / sizeof(Change));
    if (!delta.changes.empty()) std::memcpy(static_cast<void*>(delta.changes.data()), root->changes()->data(), delta.changes.size() * sizeof(Change));
    if (!in_range(delta)) return Error{fmt::format("{}: damaged", file)};
    return delta;
}

}  // namespace driftline
