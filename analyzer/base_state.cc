#include "base_state.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "model/write_file.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

constexpr size_t most_states = 200;   // some kilobytes each; the oldest go

std::string state_file(const Session& session, const Revision& revision, const std::string& maker) {
    return fmt::format("{}/states/{}.state", session.store.folder(), digest128(revision.tree + "\n" + maker).hex());
}

void drop_oldest(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) files.emplace_back(it->last_write_time(error), it->path());
    if (files.size() <= most_states) return;
    std::sort(files.begin(), files.end());
    for (size_t i = 0; i < files.size() - most_states / 2; ++i) fs::remove(files[i].second, error);
}

std::string slurp(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Names what made the latest of a tree's states.
std::string latest_file(const Session& session, const Revision& revision) {
    const Options& options = session.options;
    const std::string what = fmt::format("{} {}\n{}\n{}\n{}\n{}", version, absolute_path(parse_location(options.path).path), options.core, join(options.select, ","), join(options.ignore, ","),
                                         join(options.libraries, ","));
    const Digest parts[] = {digest128(revision.tree), digest128(what), digest128(session.config.file.empty() ? "" : slurp(session.config.file))};
    return fmt::format("{}/states/{}.latest", session.store.folder(), digest_combine(parts).hex());
}

}  // namespace

Digest state_maker(const Session& session, const Linked& linked) {
    const Options& options = session.options;
    const bool dated = std::any_of(session.config.allow.begin(), session.config.allow.end(), [](const AllowEntry& entry) { return !entry.expires.empty(); });
    const std::string what = fmt::format("{} {} {}\n{}\n{}\n{}\n{}\n{}", version, linked.framework->name, linked.framework->extractor_version, join(options.select, ","), join(options.ignore, ","),
                                         join(options.as_custom, ","), linked.custom ? linked.custom->subfolder() : "", dated ? today() : "");
    const Digest parts[] = {linked.surroundings, digest128(what), digest128(session.config.file.empty() ? "" : slurp(session.config.file))};
    return digest_combine(parts);
}

std::optional<State> stored_state(const Session& session, const Revision& revision, const Digest& maker) {
    if (revision.empty) return State();
    if (revision.tree.empty() || !session.store.usable()) return std::nullopt;
    State state;
    if (!unpack_state(slurp(state_file(session, revision, maker.hex())), state)) return std::nullopt;
    return state;
}

std::optional<State> latest_state(const Session& session, const Revision& revision) {
    if (revision.empty || revision.tree.empty() || !session.store.usable()) return std::nullopt;
    const std::string maker = slurp(latest_file(session, revision));
    State state;
    if (maker.empty() || !unpack_state(slurp(state_file(session, revision, maker)), state)) return std::nullopt;
    return state;
}

void note_latest(const Session& session, const Revision& revision, const Digest& maker) {
    if (revision.tree.empty() || !session.store.usable()) return;
    const std::string file = latest_file(session, revision);
    if (slurp(file) != maker.hex()) (void)write_file(file, {maker.hex()});
}

void inherit_state(const Session& session, const Revision& from, const Revision& to) {
    if (from.tree.empty() || to.tree.empty() || from.tree == to.tree || !session.store.usable()) return;
    const std::string maker = slurp(latest_file(session, from));
    if (write_file(state_file(session, to, maker), {slurp(state_file(session, from, maker))})) (void)write_file(latest_file(session, to), {maker});
}

void store_state(const Session& session, const Revision& revision, const Digest& maker, const State& state) {
    if (revision.tree.empty() || !session.store.usable()) return;
    const std::string file = state_file(session, revision, maker.hex());
    if (write_file(file, {pack_state(state)})) drop_oldest(fs::path(file).parent_path());
}

Result<std::unique_ptr<Linked>> link_base(const Session& session, const Linked& head, const Revision& revision) {
    if (revision.empty) return std::unique_ptr<Linked>();
    Session base;
    base.options = session.options;
    base.config = session.config;
    base.store = session.store;
    base.jobs = session.jobs;
    const std::string folder = parse_location(session.options.path).path;
    base.options.path = folder + "@" + (revision.commit.empty() ? revision.tree : revision.commit);
    base.options.staged = false;
    base.options.modules.clear();   // one of today may not have been there; and the state is kept for all
    base.options.core = head.core;
    base.options.libraries = head.libraries;
    base.config.libraries.clear();  // part of head.libraries
    base.config.addons_paths.clear();
    Result<std::unique_ptr<Linked>> linked = link_program(base);
    if (!linked) {
        // No module in it yet: whatever is there now is new.
        if (const auto source = open_source(base.options.path); source && !head.framework->recognizes(**source)) return std::unique_ptr<Linked>();
        return linked.error();
    }
    return linked;
}

State state_of_base(const Session& session, const Linked* base, const Revision& revision, const Digest& maker) {
    if (std::optional<State> known = stored_state(session, revision, maker)) return std::move(*known);
    if (base == nullptr) return State();
    Session quiet;   // what is to be said of the base was said when it was the head
    quiet.options = session.options;
    quiet.config = session.config;
    quiet.store = session.store;
    quiet.jobs = session.jobs;
    State state = state_of(base->program, check_program(quiet, *base).findings, base->evidence.get());
    store_state(session, revision, maker, state);
    return state;
}

}  // namespace driftline
