#include <fmt/format.h>

#include "source/source_set.h"

namespace driftline {
namespace {

class MemorySource : public SourceSet {
public:
    explicit MemorySource(std::map<std::string, std::string> bytes) : bytes_(std::move(bytes)) {
        for (const auto& [path, text] : bytes_) files_.push_back({path, text.size(), digest128(text), SkipReason::none});
    }
    using SourceSet::read;
    Result<std::string> read(const SourceFile& file) const override {
        const auto found = bytes_.find(file.path);
        if (found == bytes_.end()) return Error{fmt::format("{}: no such file", file.path)};
        return found->second;
    }

private:
    std::map<std::string, std::string> bytes_;
};

}  // namespace

std::unique_ptr<SourceSet> memory_source(std::map<std::string, std::string> files) { return std::make_unique<MemorySource>(std::move(files)); }

}  // namespace driftline
