#include "baseline_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "reports/baseline.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

constexpr const char* usual_name = "driftline-baseline.json";
constexpr uint64_t max_bytes = 64u << 20;

// Whether everything was asked: only then an entry that matches nothing is stale.
bool asked_for_all(const Session& session) {
    const Options& options = session.options;
    return options.modules.empty() && options.select.empty() && options.ignore.empty();
}

}  // namespace

std::string baseline_file(const Session& session, const std::string& root) {
    const std::string folder = session.config.folder.empty() ? root : session.config.folder;
    return (fs::path(folder) / (session.config.baseline.empty() ? usual_name : session.config.baseline)).lexically_normal().string();
}

Result<std::set<std::string>> load_baseline(const Session& session, const std::string& root) {
    const std::string file = baseline_file(session, root);
    std::error_code ignored;
    if (session.options.no_baseline) return std::set<std::string>();
    if (!fs::is_regular_file(file, ignored)) {
        if (session.config.baseline.empty()) return std::set<std::string>();
        return Error{fmt::format("{} names the baseline {}, which is not there; `driftline baseline write` makes it", session.config.file, file)};
    }
    if (fs::file_size(file, ignored) > max_bytes) return Error{fmt::format("{}: too large for a baseline", file)};
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    return read_baseline(bytes, file);
}

Result<bool> apply_baseline(Session& session, const Linked& linked, Checked& checked) {
    if (!linked.custom) return false;
    const auto known = load_baseline(session, linked.custom->root());
    if (!known) return known.error();
    if (known->empty()) return false;
    std::set<std::string> met;
    uint64_t hidden = 0;
    for (Finding& finding : checked.findings)
        hidden += std::erase_if(finding.places, [&](const Place& place) {
            const bool is_known = known->contains(place.fingerprint);
            if (is_known) met.insert(place.fingerprint);
            return is_known;
        });
    std::erase_if(checked.findings, [](const Finding& finding) { return finding.places.empty(); });
    const std::string name = fs::path(baseline_file(session, linked.custom->root())).filename().string();
    if (hidden > 0) session.notices.push_back(fmt::format("{} place{} in {} {} not shown; --no-baseline shows them", hidden, hidden == 1 ? "" : "s", name, hidden == 1 ? "is" : "are"));
    if (const size_t stale = known->size() - met.size(); stale > 0 && asked_for_all(session) && linked.has_core)
        session.notices.push_back(fmt::format("{} {} of {} match{} nothing any more; `driftline baseline write` drops them", stale, stale == 1 ? "entry" : "entries", name, stale == 1 ? "es" : ""));
    return true;
}

}  // namespace driftline
