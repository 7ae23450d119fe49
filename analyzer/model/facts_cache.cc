#include "model/facts_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <unordered_map>

#include "model/snapshot.h"
#include "model/write_file.h"

namespace driftline {
namespace {

// A segment: magic, then entries (key, size, packed facts), then a checksum of all before it.
constexpr char magic[8] = {'d', 'r', 'i', 'f', 't', 's', 'g', '1'};
constexpr size_t segments_kept = 8;            // more are written as one
constexpr uint64_t bytes_kept = 512u << 20;    // a cache, not an archive: beyond this it starts anew

struct KeyHash {
    size_t operator()(const Digest& key) const { return key.low; }
};
struct EntryHead {
    Digest key;
    uint64_t size;
};

std::string head_bytes(const Digest& key, uint64_t size) {
    const EntryHead head{key, size};
    return {reinterpret_cast<const char*>(&head), sizeof head};
}

}  // namespace

struct FactsCache::State {
    std::string folder;
    std::vector<std::string> files, segments;                       // loaded segments keep their bytes
    std::unordered_map<Digest, std::string_view, KeyHash> known;    // into segments
    std::unordered_map<Digest, std::string, KeyHash> added;
    std::mutex mutex;                                               // guards added

    void load(const std::filesystem::path& file);
};

void FactsCache::State::load(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    const auto size = in ? std::streamoff(in.tellg()) : 0;
    std::string bytes(size_t(std::max<std::streamoff>(size, 0)), '\0');
    in.seekg(0);
    uint64_t sum = 0;
    const bool whole = in.read(bytes.data(), size) && bytes.size() >= sizeof magic + sizeof sum && std::memcmp(bytes.data(), magic, sizeof magic) == 0;
    if (whole) std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
    if (!whole || sum != digest64(std::string_view(bytes).substr(0, bytes.size() - sizeof sum))) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);   // cut, damaged or of another version: it can only be made again
        return;
    }
    segments.push_back(std::move(bytes));
    files.push_back(file.string());
    std::string_view rest = std::string_view(segments.back()).substr(sizeof magic);
    rest.remove_suffix(sizeof sum);
    while (rest.size() >= sizeof(EntryHead)) {
        EntryHead head;
        std::memcpy(&head, rest.data(), sizeof head);
        rest.remove_prefix(sizeof head);
        if (head.size > rest.size()) break;
        known[head.key] = rest.substr(0, head.size);
        rest.remove_prefix(head.size);
    }
}

FactsCache::FactsCache(std::string folder) : state_(std::make_unique<State>()) {
    state_->folder = std::move(folder);
    std::error_code error;
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(state_->folder, error))
        if (entry.path().extension() == ".facts") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    state_->segments.reserve(found.size());   // views into segments must not move
    for (const auto& file : found) state_->load(file);
}

FactsCache::~FactsCache() = default;

bool FactsCache::find(const Digest& key, Facts& out) const {
    const auto hit = state_->known.find(key);
    return hit != state_->known.end() && unpack_facts(hit->second, out);
}

void FactsCache::add(const Digest& key, const Facts& facts) {
    std::string packed = pack_facts(facts);
    const std::lock_guard lock(state_->mutex);
    state_->added.emplace(key, std::move(packed));
}

void FactsCache::flush(std::vector<std::string>& notices) {
    if (state_->added.empty()) return;
    // Many small segments are folded into the new one, so that the number of files stays small.
    const bool fold = state_->segments.size() >= segments_kept;
    uint64_t bytes = 0;
    for (const std::string& segment : state_->segments) bytes += segment.size();
    std::vector<std::pair<Digest, std::string_view>> entries;
    for (const auto& [key, packed] : state_->added) entries.emplace_back(key, packed);
    if (fold && bytes < bytes_kept)
        for (const auto& [key, packed] : state_->known)
            if (!state_->added.contains(key)) entries.emplace_back(key, packed);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string segment(magic, sizeof magic);
    for (const auto& [key, packed] : entries) segment.append(head_bytes(key, packed.size())).append(packed);
    const uint64_t sum = digest64(segment);
    const std::string file = fmt::format("{}/{}.facts", state_->folder, digest128(segment).hex());
    const auto written = write_file(file, {segment, {reinterpret_cast<const char*>(&sum), sizeof sum}});
    if (!written) {
        notices.push_back("facts cache: " + written.error().message + "; the next run parses these files again");
        return;
    }
    std::error_code ignored;
    if (fold)
        for (const std::string& old : state_->files)
            if (old != file) std::filesystem::remove(old, ignored);
    state_->added.clear();
}

}  // namespace driftline
