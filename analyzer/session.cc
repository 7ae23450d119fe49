#include "session.h"

#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "check/run.h"
#include "source/source_set.h"

namespace driftline {
namespace fs = std::filesystem;

void Stopwatch::lap(std::string what) {
    const auto now = std::chrono::steady_clock::now();
    laps_.emplace_back(std::move(what), std::chrono::duration<double>(now - last_).count());
    last_ = now;
}

std::string Stopwatch::text() const {
    std::string text;
    for (const auto& [what, seconds] : laps_) text += fmt::format("{:8.3f} s  {}\n", seconds, what);
    return text;
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

void complain(const std::string& message) {
    fmt::print(stderr, "driftline: {}\n", replace_all(printable(message), "\n", " "));
}

std::string absolute_path(const std::string& path) {
    std::error_code ignored;
    const fs::path full = fs::absolute(path, ignored).lexically_normal();
    return (full.has_filename() || !full.has_relative_path() ? full : full.parent_path()).string();
}

Result<Session> open_session(const Options& options) {
    Session session;
    session.options = options;
    session.jobs = options.jobs > 0 ? options.jobs : default_jobs();
    session.store = Store(Store::default_folder());
    session.config.effort = default_effort();
    const std::string file = !options.config.empty() ? options.config : options.isolated ? "" : find_config(parse_location(options.path).path);
    if (!file.empty()) {
        Result<Config> config = read_config(file);
        if (!config) return config.error();
        session.config = std::move(*config);
    }
    const auto reject = [](const std::string& where, const std::vector<std::string>& unknown) {
        return Error{fmt::format("{}no rule is called {}; `driftline rules` lists them", where, join(unknown, ", "))};
    };
    if (const auto unknown = Selection{options.select, options.ignore}.unknown(); !unknown.empty()) return reject("", unknown);
    if (const auto unknown = Selection{session.config.select, session.config.ignore}.unknown(); !unknown.empty())
        return reject(session.config.file + ": ", unknown);
    if (options.command == Command::scan && options.to.empty()) {
        const char* alone = !options.base.empty() ? "--base" : options.plan ? "--plan" : !options.libraries_to.empty() ? "--library-to" : options.format == "markdown" ? "--output-format markdown" : "";
        if (*alone != '\0') return Error{fmt::format("{} speaks of an upgrade: give the core to upgrade to with --to", alone)};
    }
    return session;
}

}  // namespace driftline
