#include "base/names.h"

#include <algorithm>
#include <bit>

#include "base/digest.h"

namespace driftline {
namespace {
constexpr size_t chunk_size = 1 << 12;
}

Names::Names() { intern(""); }

Names::Names(std::span<const uint32_t> offsets, std::string_view text, std::shared_ptr<const void> keeper)
    : keeper_(std::move(keeper)), offsets_(offsets), frozen_(text), frozen_count_(offsets.empty() ? 0 : offsets.size() - 1) {
    if (frozen_count_ == 0) intern("");
}

Names::Names(std::vector<uint32_t> offsets, std::string text) {
    struct Owned { std::vector<uint32_t> offsets; std::string text; };
    const auto owned = std::make_shared<const Owned>(Owned{std::move(offsets), std::move(text)});
    *this = Names(std::span<const uint32_t>(owned->offsets), std::string_view(owned->text), owned);
}

std::optional<Name> Names::find(std::string_view text) const {
    size_t low = 0, high = frozen_count_;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = this->text(Name(middle)).compare(text);
        if (order == 0) return Name(middle);
        if (order < 0) low = middle + 1; else high = middle;
    }
    if (table_.empty()) return std::nullopt;
    const uint32_t entry = table_[slot(text, digest64(text))];
    if (entry == 0) return std::nullopt;
    return Name(frozen_count_ + entry - 1);
}

size_t Names::slot(std::string_view text, uint64_t hash) const {
    size_t i = hash & (table_.size() - 1);
    while (table_[i] != 0 && appended_[table_[i] - 1] != text) i = (i + 1) & (table_.size() - 1);
    return i;
}

void Names::reserve(size_t more) {
    const size_t wanted = (appended_.size() + more) * 2;
    if (wanted > table_.size()) rehash(std::bit_ceil(wanted));
}

void Names::rehash(size_t slots) {
    table_.assign(slots, 0);
    for (size_t i = 0; i < appended_.size(); ++i) table_[slot(appended_[i], digest64(appended_[i]))] = uint32_t(i + 1);
}

Name Names::intern(std::string_view text) {
    if (frozen_count_ > 0)
        if (const auto known = find(text)) return *known;
    return intern_beyond(text);
}

Name Names::intern_beyond(std::string_view text) {
    if ((appended_.size() + 1) * 2 > table_.size()) rehash(std::max<size_t>(64, table_.size() * 4));
    const size_t at = slot(text, digest64(text));
    if (table_[at] != 0) return Name(frozen_count_ + table_[at] - 1);
    if (chunks_.empty() || chunks_.back().size() + text.size() > chunks_.back().capacity()) {
        chunks_.emplace_back();
        chunks_.back().reserve(std::max(chunk_size, text.size()));
    }
    std::string& chunk = chunks_.back();
    const size_t begin = chunk.size();
    chunk.append(text);
    appended_.push_back(std::string_view(chunk).substr(begin, text.size()));
    table_[at] = uint32_t(appended_.size());
    return Name(frozen_count_ + appended_.size() - 1);
}

}  // namespace driftline
