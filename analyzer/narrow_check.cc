#include "narrow_check.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/version.h"
#include "base_state.h"
#include "frameworks/upstream.h"
#include "load_core.h"
#include "model/facts_compare.h"
#include "model/facts_mentions.h"
#include "model/snapshot.h"

namespace driftline {
namespace {

constexpr size_t most_paths = 100;   // beyond that the whole is linked anyhow

// Files that say what the whole is made of, and not what a module says.
bool steers(const Framework& framework, std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    static constexpr std::string_view names[] = {"driftline-baseline.json", ".gitmodules", "CODEOWNERS"};
    if (std::find(std::begin(names), std::end(names), name) != std::end(names) || name.ends_with(".toml") || name.ends_with(".conf")) return true;
    const Upstream* upstream = find_upstream(framework.name);
    return upstream != nullptr && std::find(upstream->pin_files.begin(), upstream->pin_files.end(), path) != upstream->pin_files.end();
}

// The innermost folder around a path that is a module by itself; "" if there is none.
std::string module_folder(const SourceSet& source, const Framework& framework, std::string folder) {
    for (size_t slash = folder.rfind('/'); slash != std::string::npos; slash = folder.rfind('/')) {
        folder.resize(slash);
        if (framework.recognizes(*part_of(source, {folder}))) return folder;
    }
    return "";
}

// nullopt: a module that went, or a file of none.
std::optional<std::vector<std::string>> folders_of(const SourceSet& staged, const Framework& framework, const std::vector<std::string>& paths) {
    std::set<std::string> folders;
    for (const std::string& path : paths) {
        if (!framework.wants(path) || lies_in(path, {folders.begin(), folders.end()})) continue;
        const std::string folder = module_folder(staged, framework, path);
        if (folder.empty()) return std::nullopt;
        folders.insert(folder);
    }
    return std::vector<std::string>(folders.begin(), folders.end());
}

std::string tree_file(const Session& session, const Framework& framework) {
    const std::string what = fmt::format("{} {} {} {} {}", version, framework.name, framework.extractor_version, session.config.max_file_size, absolute_path(session.options.path));
    return fmt::format("{}/trees/{}.tree", session.store.folder(), digest128(what).hex());
}

Session quiet_copy(const Session& session) {
    Session quiet;   // what is left out here is told by the whole run, when it matters
    quiet.options = session.options;
    quiet.config = session.config;
    quiet.store = session.store;
    quiet.jobs = session.jobs;
    return quiet;
}

class Narrowing {
public:
    Narrowing(Session& session, const Revision& base, const State& base_state) : session_(session), base_(base), state_(base_state) {}

    std::optional<Narrowed> run() {
        if (!look() || !read()) return std::nullopt;
        if (says_nothing()) return Narrowed{true, nullptr, nullptr, {}};
        return link();
    }

private:
    // Which modules are touched: by this change (now_), and since the tree was kept (since_).
    bool look() {
        const std::string& folder = session_.options.path;
        SourceOptions options;
        options.staged = true;
        options.max_file_size = session_.config.max_file_size;
        options.wants = [](std::string_view) { return false; };   // names; nobody needs the sizes of all
        auto names = open_source(folder, options);
        const auto paths = paths_changed(folder, base_, Revision());   // the index
        if (!names || !paths || paths->size() > most_paths || !(*names)->nested().empty() || !(*names)->subfolder().empty()) return false;
        names_ = std::move(*names);
        for (const Framework* framework : all_frameworks())
            if (framework->recognizes(*names_)) framework_ = framework;
        if (framework_ == nullptr || std::any_of(paths->begin(), paths->end(), [&](const std::string& path) { return steers(*framework_, path); })) return false;
        const auto folders = folders_of(*names_, *framework_, *paths);
        if (!folders) return false;
        now_ = *folders;
        session_.watch.lap("see what is staged");
        return true;
    }

    std::optional<Library> read(bool staged, const std::vector<std::string>& folders, std::unique_ptr<SourceSet>* kept = nullptr) {
        SourceOptions options;
        options.max_file_size = session_.config.max_file_size;
        options.staged = staged;
        options.below = folders;
        auto source = open_source(staged ? session_.options.path : session_.options.path + "@" + base_.commit, options);
        if (!source) return std::nullopt;
        Session quiet = quiet_copy(session_);
        Result<Library> library = read_library(quiet, **source, *framework_, "custom", "custom", session_.options.path);
        if (!library) return std::nullopt;
        if (kept != nullptr) *kept = std::move(*source);
        return std::move(*library);
    }

    bool read() {
        if (now_.empty()) return true;   // pictures, translations, texts
        old_ = read(false, now_, &before_);
        fresh_ = read(true, now_);
        session_.watch.lap("read what is staged");
        return old_ && fresh_ && old_->files_not_read == fresh_->files_not_read && old_->notices == fresh_->notices;
    }

    bool touches(std::string_view module) const {
        return std::any_of(old_->facts.modules.begin(), old_->facts.modules.end(), [&](const ModuleRow& row) { return old_->facts.str(row.name) == module; });
    }

    // Without a finding or a comment in the touched modules the base's state is the head's, line by line.
    bool says_nothing() {
        if (now_.empty()) return true;
        const auto touched = [&](const auto& row) { return touches(row.module); };
        if (std::any_of(state_.places.begin(), state_.places.end(), touched) || std::any_of(state_.allowed.begin(), state_.allowed.end(), touched)) return false;
        std::set<std::pair<std::string_view, std::string_view>> replacing;
        for (const State::Overriding& row : state_.overrides)
            if (row.behaviour != Behaviour::extends) replacing.emplace(row.module, std::string_view(row.symbol).substr(row.symbol.rfind('.') + 1));
        const bool nothing = says_nothing_new(old_->facts, fresh_->facts, [&](std::string_view module, std::string_view method) { return replacing.contains({module, method}); });
        session_.watch.lap("compare what is staged");
        return nothing;
    }

    std::optional<Library> kept_tree() {
        Result<Library> kept = load_snapshot(tree_file(session_, *framework_));
        if (!kept) return std::nullopt;
        kept->info.role = "custom";
        kept->info.stored = false;
        kept->info.path = names_->root();
        kept->info.name = session_.options.path;
        if (kept->info.commit == base_.commit) return std::move(*kept);
        Revision then;
        then.commit = kept->info.commit;
        const Result<Revision> known = resolve_revision(session_.options.path, then.commit);
        const auto paths = known ? paths_changed(session_.options.path, *known, Revision()) : Result<std::vector<std::string>>(Error{});
        if (!paths || paths->size() > most_paths) return std::nullopt;
        const auto folders = folders_of(*names_, *framework_, *paths);
        if (!folders) return std::nullopt;
        since_ = *folders;
        for (const std::string& folder : now_)   // what was changed and is now as it was then
            if (std::find(since_.begin(), since_.end(), folder) == since_.end()) since_.push_back(folder);
        return std::move(*kept);
    }

    // What the gate reports on, and the change can reach.
    std::vector<std::string> reached(const Library& rest, const Library& touched, const ChangedNames& changed) const {
        std::set<std::string> names = modules_that_say(rest.facts, changed);
        names.merge(modules_that_say(touched.facts, changed));
        std::vector<std::string> modules;
        for (const State::Module& module : state_.modules)
            if (names.contains(module.name) || touches(module.name)) modules.push_back(module.name);
        return modules;
    }

    std::optional<Narrowed> link() {
        const auto changed = changed_names(old_->facts, fresh_->facts);
        std::optional<Library> rest = changed ? kept_tree() : std::nullopt;
        if (!rest) return std::nullopt;
        std::optional<Library> touched = since_.empty() ? std::move(fresh_) : read(true, since_);
        if (!touched) return std::nullopt;
        OwnTree tree;
        tree.framework = framework_;
        tree.report = reached(*rest, *touched, *changed);
        session_.watch.lap("see whom it reaches");
        if (tree.report.empty()) return std::nullopt;
        for (ModuleRow& row : rest->facts.modules)   // today's stands in for it
            for (const ModuleRow& other : touched->facts.modules)
                if (rest->facts.str(row.name) == touched->facts.str(other.name)) row.flags &= uint16_t(~module_installable);
        tree.source = std::move(names_);
        tree.parts.push_back(std::move(*touched));
        tree.parts.push_back(std::move(*rest));

        Narrowed made;
        Result<std::unique_ptr<Linked>> head = link_tree(session_, std::move(tree));
        if (!head || !(*head)->has_core) return std::nullopt;
        made.head = std::move(*head);
        auto known = stored_state(session_, base_, state_maker(session_, *made.head));   // with this core and these libraries
        if (!known) return std::nullopt;
        made.base_state = std::move(*known);
        made.base = unlinked_base(*made.head);
        return made;
    }

    std::unique_ptr<Linked> unlinked_base(const Linked& head) {
        auto base = std::make_unique<Linked>();
        base->framework = framework_;
        base->custom = std::move(before_);
        std::vector<Library> parts;
        parts.push_back(std::move(*old_));
        base->program = join_program(std::move(parts), {}, *framework_, {});
        World& world = base->program.world;
        world.version = head.program.world.version;
        for (const State::Overriding& row : state_.overrides) {
            const auto module = world.module_by_name.find(row.module);
            if (module == world.module_by_name.end()) continue;
            Override made;
            made.kind = row.kind;
            made.behaviour = row.behaviour;
            made.calls_super = row.calls_super;
            made.module = module->second;
            made.symbol = row.symbol;
            base->program.overrides.push_back(std::move(made));
        }
        return base;
    }

    Session& session_;
    const Revision& base_;
    const State& state_;
    const Framework* framework_ = nullptr;
    std::unique_ptr<SourceSet> names_, before_;
    std::vector<std::string> now_, since_;     // folders of modules
    std::optional<Library> old_, fresh_;       // of now_, at the base and staged
};

}  // namespace

std::optional<Narrowed> check_narrowly(Session& session, const Revision& base) {
    // [[allow]] speaks of findings anywhere: one that matches none any more can only be told from all of them.
    if (!session.options.modules.empty() || !session.config.allow.empty() || base.commit.empty()) return std::nullopt;
    const std::optional<State> state = latest_state(session, base);
    if (!state) return std::nullopt;
    return Narrowing(session, base, *state).run();
}

void keep_tree(Session& session, const Revision& base) {
    if (!session.store.usable() || base.commit.empty()) return;
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    const auto source = open_source(session.options.path + "@" + base.commit, options);
    if (!source || !(*source)->subfolder().empty()) return;
    for (const Framework* framework : all_frameworks()) {
        if (!framework->recognizes(**source)) continue;
        Session quiet = quiet_copy(session);
        const Result<Library> library = read_library(quiet, **source, *framework, "custom", "custom", session.options.path);
        if (library) (void)save_snapshot(*library, tree_file(session, *framework));
        return;
    }
}

}  // namespace driftline
