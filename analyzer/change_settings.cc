#include "change_settings.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "baseline_file.h"
#include "reports/baseline.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

// "" for a file outside the repository.
std::string path_in(const std::string& root, const std::string& file) {
    std::error_code ignored;
    const std::string below = fs::weakly_canonical(file, ignored).lexically_relative(fs::weakly_canonical(root, ignored)).string();
    return below.empty() || below.starts_with("..") ? "" : below;
}

int strictness(const std::string& fail_on) { return fail_on == "never" ? 0 : fail_on == "error" ? 1 : fail_on == "warning" ? 2 : 3; }

void compare_allow(const Config& before, const Config& now, std::vector<std::string>& weakened) {
    for (const AllowEntry& entry : now.allow) {
        const bool known = std::any_of(before.allow.begin(), before.allow.end(), [&](const AllowEntry& old) {
            return old.slug == entry.slug && old.path == entry.path && old.symbol == entry.symbol && old.expires >= entry.expires;
        });
        if (known) continue;
        weakened.push_back(fmt::format("[[allow]] suppresses {}{}{}: {}", entry.slug, entry.path.empty() ? "" : " in " + entry.path, entry.symbol.empty() ? "" : " of " + entry.symbol, entry.reason));
    }
}

void compare_gate(const Config& before, const Config& now, std::vector<std::string>& weakened) {
    for (const std::string& rule : now.ignore)
        if (std::find(before.ignore.begin(), before.ignore.end(), rule) == before.ignore.end()) weakened.push_back(fmt::format("ignore gains {}", rule));
    if (strictness(now.fail_on) < strictness(before.fail_on)) weakened.push_back(fmt::format("fail_on goes from {} to {}", before.fail_on, now.fail_on));
    if (now.gate_preset != before.gate_preset && now.gate < before.gate) weakened.push_back(fmt::format("the gate's preset goes from {} to {}", before.gate_preset, now.gate_preset));
    else
        for (size_t i = 0; i < gate_lines; ++i)
            if (now.gate[i] < before.gate[i]) weakened.push_back(fmt::format("the gate no longer {} {}", before.gate[i] == GateAction::fail ? "fails on" : "speaks of", text(GateLine(i))));
}

}  // namespace

std::vector<std::string> settings_weakened(const Session& session, const std::string& root, const Revision& base, const std::set<std::string>& baseline) {
    std::vector<std::string> weakened;
    if (base.empty || base.tree.empty()) return weakened;
    if (const std::string path = path_in(root, session.config.file); !session.config.file.empty() && !path.empty())
        if (const std::string text = file_of_tree(root, base.tree, path); !text.empty())
            if (const auto before = parse_config(text, session.config.file)) {
                compare_allow(*before, session.config, weakened);
                compare_gate(*before, session.config, weakened);
            }
    const std::string path = path_in(root, baseline_file(session, root));
    if (const std::string text = path.empty() || baseline.empty() ? "" : file_of_tree(root, base.tree, path); !text.empty())
        if (const auto before = read_baseline(text, path)) {
            const auto added = std::count_if(baseline.begin(), baseline.end(), [&](const std::string& fingerprint) { return !before->contains(fingerprint); });
            if (added > 0) weakened.push_back(fmt::format("{} hides {} more place{}", path, added, added == 1 ? "" : "s"));
        }
    return weakened;
}

}  // namespace driftline
