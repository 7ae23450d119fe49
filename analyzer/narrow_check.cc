#include "narrow_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/version.h"
#include "base_state.h"
#include "frameworks/upstream.h"
#include "load_core.h"
#include "model/facts_compare.h"
#include "model/facts_mentions.h"
#include "model/join.h"
#include "model/slice.h"
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

// Whatever folder on the way is the module's.
bool may_be_documentation(std::string_view path) {
    for (size_t at = 0; at != std::string_view::npos; at = path.find('/', at) == std::string_view::npos ? std::string_view::npos : path.find('/', at) + 1)
        if (is_documentation(path.substr(at))) return true;
    return false;
}

// nullopt: a module that went, or a file of none. `texts`: what documents a module touches it, too.
std::optional<std::vector<std::string>> folders_of(const SourceSet& staged, const Framework& framework, const std::vector<std::string>& paths, bool texts) {
    std::set<std::string> folders;
    for (const std::string& path : paths) {
        if (lies_in(path, {folders.begin(), folders.end()})) continue;
        const bool wanted = framework.wants(path);
        if (!wanted && !(texts && may_be_documentation(path))) continue;
        const std::string folder = module_folder(staged, framework, path);
        if (folder.empty() && wanted) return std::nullopt;
        if (!folder.empty() && (wanted || is_documentation(std::string_view(path).substr(folder.size() + 1)))) folders.insert(folder);
    }
    return std::vector<std::string>(folders.begin(), folders.end());
}

std::string tree_file(const Session& session, const Framework& framework) {
    const std::string what = fmt::format("{} {} {} {} {}", version, framework.name, framework.extractor_version, session.config.max_file_size, absolute_path(parse_location(session.options.path).path));
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

}  // namespace

class NarrowCheck::Steps {
public:
    explicit Steps(Session& session) : session_(session), folder_(parse_location(session.options.path).path) {}

    bool look(const Revision& base, const Revision& head, const std::vector<std::string>& paths) {
        // [[allow]] speaks of findings anywhere: one that matches none any more can only be told from all of them.
        if (!session_.options.modules.empty() || !session_.config.allow.empty() || base.commit.empty()) return false;
        std::optional<State> state = latest_state(session_, base);
        if (!state) return false;
        base_ = base, head_ = head, paths_ = paths, state_ = std::move(*state);
        return see() && read();
    }

    std::optional<Narrowed> run() {
        if (says_nothing()) return Narrowed{true, nullptr, nullptr, {}};
        return link();
    }

    void load_core() {
        core_argument_ = session_.options.core.empty() ? configured_path(session_.config, session_.config.core) : session_.options.core;
        if (core_argument_.empty()) return;   // it is looked for later
        if (!session_.options.modules.empty() || !session_.config.allow.empty()) return;   // these mean the whole
        Session quiet = quiet_copy(session_);
        Result<LoadedCore> core = driftline::load_core(quiet, core_argument_);
        if (!core || !quiet.notices.empty()) return;
        core_ = std::move(*core);
        Result<Library> kept = kept_tree(*core_->framework);
        if (!kept) return;
        joined_tree_ = kept->content;
        joined_tree_begins_ = Index(core_->library.facts.modules.size());
        Library heading;   // what is asked of the core beside its facts
        heading.info = core_->library.info;
        heading.content = core_->library.content;
        std::vector<Library> both;
        both.push_back(std::exchange(core_->library, std::move(heading)));
        both.push_back(std::move(*kept));
        join_libraries(joined_.emplace(), std::move(both));
    }

private:
    // Which modules are touched: by this change (now_), and since the tree was kept (since_).
    bool see() {
        SourceOptions options;
        options.staged = head_.commit.empty();
        options.max_file_size = session_.config.max_file_size;
        options.wants = [](std::string_view) { return false; };   // names; nobody needs the sizes of all
        auto names = open_source(options.staged ? folder_ : folder_ + "@" + head_.commit, options);
        if (!names || paths_.size() > most_paths || !(*names)->nested().empty() || !(*names)->subfolder().empty()) return false;
        names_ = std::move(*names);
        for (const Framework* framework : all_frameworks())
            if (framework->recognizes(*names_)) framework_ = framework;
        if (framework_ == nullptr || std::any_of(paths_.begin(), paths_.end(), [&](const std::string& path) { return steers(*framework_, path); })) return false;
        const bool asked = std::any_of(state_.overrides.begin(), state_.overrides.end(), [](const State::Overriding& row) { return row.reason != Written::not_asked; });
        // A repository that is one module has its texts where others have those of nobody.
        if (asked && state_.modules.size() == 1 && std::any_of(paths_.begin(), paths_.end(), is_documentation)) return false;
        const auto folders = folders_of(*names_, *framework_, paths_, asked);
        if (!folders) return false;
        now_ = *folders;
        session_.watch.lap("see what is touched");
        return now_.empty() || load_kept_tree();
    }

    Result<Library> kept_tree(const Framework& framework) const {
        Result<Library> kept = load_snapshot(tree_file(session_, framework));
        if (!kept) return kept;
        kept->info.role = "custom";
        kept->info.name = session_.options.path;
        return kept;
    }

    bool load_kept_tree() {
        Result<Library> kept = kept_tree(*framework_);
        if (!kept) return false;
        const std::string then = kept->info.commit;
        kept->info.path = names_->root();
        kept_.emplace(std::move(*kept));
        since_ = now_;
        if (then == base_.commit) return true;
        const Result<Revision> known = resolve_revision(folder_, then);
        const auto paths = known ? paths_changed(folder_, *known, base_) : Result<std::vector<std::string>>(Error{});
        const auto folders = paths && paths->size() <= most_paths ? folders_of(*names_, *framework_, *paths, false) : std::nullopt;
        if (!folders) return false;
        for (const std::string& folder : *folders)
            if (std::find(since_.begin(), since_.end(), folder) == since_.end()) since_.push_back(folder);
        return true;
    }

    // Only what the kept tree does not have is parsed.
    std::optional<Library> read(const SourceSet& source) {
        Session quiet = quiet_copy(session_);
        Result<Library> library = read_library(quiet, source, *framework_, "", "custom", session_.options.path, &*kept_);
        return library ? std::optional<Library>(std::move(*library)) : std::nullopt;
    }

    bool read() {
        if (now_.empty()) return true;   // pictures, translations, texts
        SourceOptions options;
        options.max_file_size = session_.config.max_file_size;
        options.below = now_;
        auto before = open_source(folder_ + "@" + base_.commit, options);
        if (!before) return false;
        before_ = std::move(*before);
        old_ = read(*before_);
        fresh_ = read(*part_of(*names_, now_));
        session_.watch.lap("read what is touched");
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
        // What says why is said in comments and texts, which the facts know nothing of.
        if (std::any_of(state_.overrides.begin(), state_.overrides.end(), [&](const State::Overriding& row) { return row.reason != Written::not_asked && touches(row.module); })) return false;
        std::set<std::pair<std::string_view, std::string_view>> replacing;
        for (const State::Overriding& row : state_.overrides)
            if (row.behaviour != Behaviour::extends) replacing.emplace(row.module, std::string_view(row.symbol).substr(row.symbol.rfind('.') + 1));
        const bool nothing = says_nothing_new(old_->facts, fresh_->facts, [&](std::string_view module, std::string_view method) { return replacing.contains({module, method}); });
        session_.watch.lap("compare what is touched");
        return nothing;
    }

    // Who replaces what one of them replaces: which of them wins is told of all or of none.
    void add_rivals(std::set<std::string>& names) const {
        std::map<std::pair<SymbolKind, std::string_view>, std::vector<std::string_view>> rivals;
        std::map<std::string_view, std::vector<std::pair<SymbolKind, std::string_view>>> replaced;
        for (const State::Overriding& row : state_.overrides) {
            if (row.behaviour == Behaviour::extends) continue;
            rivals[{row.kind, row.symbol}].push_back(row.module);
            replaced[row.module].emplace_back(row.kind, row.symbol);
        }
        std::vector<std::string> open(names.begin(), names.end());
        while (!open.empty()) {
            const std::string module = std::move(open.back());
            open.pop_back();
            if (const auto symbols = replaced.find(module); symbols != replaced.end())
                for (const auto& symbol : symbols->second)
                    for (const std::string_view rival : rivals[symbol])
                        if (names.emplace(rival).second) open.emplace_back(rival);
        }
    }

    // Folders of the modules that the gate reports on and the change can reach, and of those that are not as they were kept.
    std::vector<std::string> reached(const Facts& kept, const ChangedNames& changed) const {
        std::set<std::string> names = modules_that_say(kept, changed);   // what is new since then is touched, too
        std::set<std::string> folders(since_.begin(), since_.end());
        for (const ModuleRow& row : kept.modules)
            if (folders.contains(std::string(kept.str(row.path)))) names.emplace(kept.str(row.name));
        add_rivals(names);
        for (const State::Module& module : state_.modules)
            if (names.contains(module.name))
                for (const ModuleRow& row : kept.modules)
                    if (kept.str(row.name) == module.name) folders.emplace(kept.str(row.path));
        return {folders.begin(), folders.end()};
    }

    // Today's modules stand in for those that were kept.
    static void stand_in(const Facts& today, Facts& kept, Index first) {
        for (Index m = first; m < kept.modules.size(); ++m)
            for (const ModuleRow& row : today.modules)
                if (kept.str(kept.modules[m].name) == today.str(row.name)) kept.modules[m].flags &= uint16_t(~module_installable);
    }

    std::optional<Narrowed> link() {
        const auto changed = changed_names(old_->facts, fresh_->facts);
        if (!changed) return std::nullopt;
        const std::vector<std::string> folders = reached(kept_->library().facts, *changed);
        std::optional<Library> judged = folders.size() == now_.size() ? std::move(fresh_) : read(*part_of(*names_, folders));
        session_.watch.lap("read whom it reaches");
        if (!judged) return std::nullopt;
        OwnTree tree;
        tree.framework = framework_;
        if (joined_) {
            if (joined_tree_ != kept_->library().content) return std::nullopt;   // somebody kept another one meanwhile
            stand_in(judged->facts, joined_->world.facts, joined_tree_begins_);
            joined_->world.libraries.back().path = names_->root();
            tree.joined = std::move(joined_);
            tree.parts.push_back(std::move(*judged));
        } else {
            Library rest = std::move(*kept_).release();
            stand_in(judged->facts, rest.facts, 0);
            tree.parts.push_back(std::move(*judged));
            tree.parts.push_back(std::move(rest));
        }
        tree.source = std::move(names_);
        tree.core = std::move(core_);
        tree.core_argument = core_argument_;

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
    const std::string folder_;
    Revision base_, head_;
    std::vector<std::string> paths_;
    State state_;                              // the base's
    const Framework* framework_ = nullptr;
    std::unique_ptr<SourceSet> names_, before_;
    std::vector<std::string> now_, since_;     // folders of modules
    std::optional<Library> old_, fresh_;       // of now_, at the base and the head
    std::optional<StoredFacts> kept_;          // the tree as it was kept
    std::optional<LoadedCore> core_;
    std::string core_argument_;
    std::optional<Program> joined_;            // the core's facts, and behind them the kept tree's: joined while the change is looked at
    Digest joined_tree_;
    Index joined_tree_begins_ = 0;             // its first module
};

NarrowCheck::NarrowCheck(Session& session) : steps_(std::make_unique<Steps>(session)) {}
NarrowCheck::~NarrowCheck() = default;
void NarrowCheck::load_core() { steps_->load_core(); }
bool NarrowCheck::look(const Revision& base, const Revision& head, const std::vector<std::string>& paths) { return steps_->look(base, head, paths); }
std::optional<Narrowed> NarrowCheck::run() { return steps_->run(); }

void keep_tree(Session& session, const Revision& base) {
    if (!session.store.usable() || base.commit.empty()) return;
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    const auto source = open_source(parse_location(session.options.path).path + "@" + base.commit, options);
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
