#include "pipeline.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <iterator>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "check/fingerprint.h"
#include "check/idle_suppressions.h"
#include "check/run.h"
#include "load_core.h"
#include "load_delta.h"
#include "load_evidence.h"
#include "locate_core.h"
#include "model/join.h"
#include "nearest.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

const Framework* framework_of(const SourceSet& source) {
    for (const Framework* framework : all_frameworks())
        if (framework->recognizes(source)) return framework;
    return nullptr;
}

struct Inputs {
    std::string core;                      // argument, "" = none was found
    std::vector<std::string> libraries;    // arguments
};

std::string command_without_core(const Upstream& upstream, const std::string& path, const std::string& series) {
    const std::string branch = series.empty() ? "SERIES" : series;
    return fmt::format("driftline core fetch {} {} && driftline scan {}{}--core {}", upstream.framework, branch, path == "." ? "" : path, path == "." ? "" : " ", branch);
}

// Named on the command line, then in the configuration, then wherever cores usually lie.
Inputs choose_inputs(Session& session, const Framework& framework, const std::string& folder, const Facts& facts, std::string& command) {
    Inputs inputs{session.options.core, session.options.libraries};
    if (inputs.core.empty()) inputs.core = configured_path(session.config, session.config.core);
    for (const std::string& path : session.config.libraries) inputs.libraries.push_back(configured_path(session.config, path));
    for (const std::string& path : session.config.addons_paths) {
        const std::string full = absolute_path((fs::path(session.config.folder) / path).string());
        if ((full + "/").starts_with(folder + "/")) continue;   // part of the custom tree
        std::error_code ignored;
        if (fs::is_directory(full, ignored)) inputs.libraries.push_back(full);
        else session.notices.push_back(fmt::format("{} of addons_paths is no folder here, so its modules are not read", full));
    }
    const Upstream* upstream = find_upstream(framework.name);
    if (!inputs.core.empty() || upstream == nullptr || folder.empty()) return inputs;
    const std::string series = upstream->series(facts);
    LocatedCore located = locate_core(*upstream, folder, series);
    if (!located.path.empty()) session.notices.push_back(fmt::format("the core is {} ({}); --core chooses another", located.path, located.why));
    for (std::string& refused : located.refused) session.notices.push_back(std::move(refused));
    inputs.core = std::move(located.path);
    inputs.libraries.insert(inputs.libraries.end(), located.libraries.begin(), located.libraries.end());
    if (inputs.core.empty()) {
        if (!series.empty() && session.store.find(series)) inputs.core = series;   // one stored under the series' own name
        else command = command_without_core(*upstream, session.options.path, series);
    }
    return inputs;
}

std::set<std::string_view> authors_of(const Library& library) {
    std::set<std::string_view> authors;
    for (const ModuleRow& module : library.facts.modules)
        for (const std::string_view author : split(library.facts.str(module.author), ','))
            if (!trim(author).empty() && author.find("(OCA)") == std::string_view::npos) authors.insert(trim(author));
    return authors;
}

// Paths of a nested checkout count from the repository that holds it.
void put_below(Library& library, const std::string& folder) {
    Facts& facts = library.facts;
    for (FileRow& file : facts.files) file.path = facts.name(folder + "/" + std::string(facts.str(file.path)));
    for (ModuleRow& module : facts.modules) module.path = facts.name(folder + "/" + std::string(facts.str(module.path)));
}

// Submodules and nested checkouts are libraries, unless our own authors wrote them.
void add_nested(Session& session, const SourceSet& custom, const Framework& framework, const std::string& core, std::vector<Library>& libraries) {
    const std::set<std::string> own = [&] {
        std::set<std::string> names;
        for (const std::string_view author : authors_of(libraries.back())) names.emplace(author);
        return names;
    }();
    const size_t before = libraries.size();
    for (const std::string& nested : custom.nested()) {
        const std::string path = custom.root() + "/" + nested;
        if (path == core || path.starts_with(core + "/") || core.starts_with(path + "/")) continue;
        const auto pinned = session.nested_at.find(nested);
        const std::string revision = pinned == session.nested_at.end() ? "" : pinned->second;
        const auto source = open_source(revision.empty() ? path : path + "@" + revision, reading_options(session, {path, revision}));
        if (!source) {
            session.notices.push_back(source.error().message);
            continue;
        }
        if (!framework.recognizes(**source) || framework.core_version(**source)) continue;
        Result<Library> library = read_library(session, **source, framework, "custom", "library", nested);
        if (!library) {
            session.notices.push_back(library.error().message);
            continue;
        }
        const auto authors = authors_of(*library);
        if (std::any_of(authors.begin(), authors.end(), [&](std::string_view author) { return own.contains(std::string(author)); })) {
            library->info.role = "custom";
            put_below(*library, nested);
        }
        libraries.push_back(std::move(*library));
    }
    // Order is the order in which modules win: libraries before the custom tree is what the linker expects.
    std::stable_partition(libraries.begin() + long(before) - 1, libraries.end(), [](const Library& library) { return library.info.role == "library"; });
}

Result<bool> add_libraries(Session& session, const Framework& framework, const std::vector<std::string>& arguments, std::vector<Library>& libraries) {
    for (const std::string& argument : arguments) {
        const Location location = parse_location(argument);
        const auto source = open_source(argument, reading_options(session, location));
        if (!source) return source.error();
        Result<Library> library = read_library(session, **source, framework, "library", "library", argument);
        if (!library) return library.error();
        if (library->facts.modules.empty()) session.notices.push_back(fmt::format("library {} holds no modules: give the folder they lie in", argument));
        libraries.push_back(std::move(*library));
    }
    return true;
}

// Modules to report: --module, else all below the folder that was asked for.
Result<std::vector<std::string>> chosen_modules(const Session& session, const std::vector<Library>& libraries, const std::string& subfolder) {
    std::vector<std::string> names, known;
    for (const Library& library : libraries) {
        if (library.info.role != "custom") continue;
        for (const ModuleRow& module : library.facts.modules) {
            const std::string_view path = library.facts.str(module.path);
            known.emplace_back(library.facts.str(module.name));
            if (!subfolder.empty() && (path == subfolder || path.starts_with(subfolder + "/"))) names.push_back(known.back());
        }
    }
    if (!subfolder.empty() && names.empty()) return Error{fmt::format("{} holds no modules; give the folder of your repository", session.options.path)};
    for (const std::string& name : session.options.modules)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return Error{fmt::format("there is no module {} in {}; did you mean {}?", name, session.options.path, nearest(name, known))};
    return session.options.modules.empty() ? names : session.options.modules;
}

// What the tree was at --base: it stands in for modules that are ported already, or not installable while they wait.
Result<Library> read_base(Session& session, const Framework& framework) {
    const std::string argument = base_argument(session.options);
    const auto source = open_source(argument, reading_options(session, parse_location(argument)));
    if (!source) return source.error();
    Result<Library> library = read_library(session, **source, framework, "custom", "base", argument);
    if (library) library->notices.clear();
    return library;
}

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    const auto size = in ? std::streamoff(in.tellg()) : std::streamoff(0);
    std::string bytes(size > 0 ? size_t(size) : 0, '\0');
    in.seekg(0);
    if (!bytes.empty()) in.read(bytes.data(), std::streamsize(bytes.size()));
    bytes.resize(size_t(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
}

// The same custom tree and libraries with two cores.
Result<bool> link_twice(Session& session, std::vector<Library> libraries, LinkOptions options, Linked& linked) {
    if (!linked.has_core) return Error{"--to needs the core of today as well: give it with --core"};
    Result<LoadedCore> target = load_core(session, session.options.to);
    if (!target) return target.error();
    if (target->framework != linked.framework) return Error{fmt::format("{} is a core of {}, not of {}", session.options.to, target->framework->name, linked.framework->name)};
    linked.target_path = target->library.info.name;
    // Who asks for a module by name wants it judged, though its version says that it is ported: what binds today only is not.
    if (session.options.base.empty() && !session.options.modules.empty()) options.asked_series = target->library.info.version;
    std::vector<Library> today, then;
    today.push_back(std::move(libraries.front()));
    libraries.erase(libraries.begin());
    then.push_back(std::move(target->library));
    if (const auto added = add_libraries(session, *linked.framework, session.options.libraries_to, then); !added) return added.error();
    if (!session.options.base.empty()) {
        Result<Library> base = read_base(session, *linked.framework);
        if (!base) return base.error();
        libraries.insert(libraries.begin(), std::move(*base));
    }
    session.watch.lap("read the target");
    linked.delta = std::make_unique<Delta>(load_delta(session, *linked.framework, today.front(), then.front()));
    session.watch.lap("compare the cores");

    const Framework& framework = *linked.framework;
    linked.program = join_program(std::move(today), libraries, framework, options);
    const LinkOptions target_linking = target_options(linked.program, *linked.delta, options);
    linked.target = std::make_unique<Program>(join_program(std::move(then), libraries, framework, target_linking));
    session.watch.lap("join");
    parallel_for(2, session.jobs, [&](size_t side, int) { side == 0 ? framework.link(*linked.target, target_linking) : framework.link(linked.program, options); });
    session.watch.lap("link twice");
    linked.upgrade = std::make_unique<Upgrade>(linked.program, *linked.target, *linked.delta);
    return true;
}

}  // namespace

std::string configured_path(const Config& config, const std::string& path) {
    if (path.empty() || path[0] == '/') return path;
    const std::string full = (fs::path(config.folder) / path).lexically_normal().string();
    std::error_code ignored;
    return fs::exists(parse_location(full).path, ignored) ? full : path;
}

std::string base_argument(const Options& options) { return parse_location(options.path).path + "@" + options.base; }

Result<std::unique_ptr<Linked>> link_program(Session& session) {
    const Options& options = session.options;
    OwnTree tree;

    // The custom tree comes first: it tells the framework, and the series of the core to look for.
    SourceOptions reading;
    reading.max_file_size = session.config.max_file_size;
    reading.staged = options.staged;
    Result<std::unique_ptr<SourceSet>> custom = open_source(options.path, reading);
    if (!custom) return custom.error();
    session.watch.lap("list the repository");
    tree.framework = framework_of(**custom);
    // Asked about the core alone (a chain, a module taken out of it), a folder without modules is fine.
    const bool core_alone = options.command == Command::chain || !options.as_custom.empty();
    session.has_modules = tree.framework != nullptr;
    if (tree.framework == nullptr && !core_alone)
        return Error{fmt::format("{} holds no modules of {}; give the folder of your repository", options.path, framework_names())};
    const bool same_as_core = !options.as_custom.empty() && absolute_path(options.path) == absolute_path(options.core);
    if (tree.framework != nullptr && !same_as_core) {
        Result<Library> library = read_library(session, **custom, *tree.framework, "custom", "custom", options.path);
        if (!library) return library.error();
        tree.parts.push_back(std::move(*library));
        tree.source = std::move(*custom);
        session.watch.lap("read the repository");
    }
    if (tree.framework == nullptr) tree.framework = all_frameworks().front();
    return link_tree(session, std::move(tree));
}

namespace {

// Core, libraries, the tree itself and what is nested in it, in the order in which they are joined.
Result<std::vector<Library>> read_around(Session& session, OwnTree& tree, Linked& linked) {
    std::vector<Library> libraries, own = std::move(tree.parts);
    const Facts nothing;
    const std::string folder = linked.custom ? linked.custom->root() : "";
    const Inputs inputs = choose_inputs(session, *linked.framework, folder, own.empty() ? nothing : own.back().facts, linked.core_command);
    linked.core = inputs.core;
    linked.libraries = inputs.libraries;
    if (!inputs.core.empty()) {
        Result<LoadedCore> core = tree.core && tree.core_argument == inputs.core ? Result<LoadedCore>(std::move(*tree.core)) : load_core(session, inputs.core);
        if (!core) return core.error();
        linked.framework = core->framework;
        linked.has_core = true;
        linked.core_path = core->library.info.name;
        libraries.push_back(std::move(core->library));
    } else {
        session.notices.push_back(fmt::format("no core was found, so nothing is said about it; type: {}", linked.core_command));
    }

    if (const auto added = add_libraries(session, *linked.framework, inputs.libraries, libraries); !added) return added.error();
    std::set<Digest> own_contents;
    for (Library& part : own) {
        own_contents.insert(part.content);
        libraries.push_back(std::move(part));
    }
    if (!own.empty()) add_nested(session, *linked.custom, *linked.framework, absolute_path(inputs.core), libraries);
    std::vector<Digest> contents;
    for (const Library& library : libraries)
        if (!own_contents.contains(library.content)) contents.push_back(library.content);
    linked.surroundings = digest_combine(contents);
    session.watch.lap("read the libraries");
    return libraries;
}

}  // namespace

Result<std::unique_ptr<Linked>> link_tree(Session& session, OwnTree tree) {
    const Options& options = session.options;
    auto made = std::make_unique<Linked>();
    Linked& linked = *made;
    linked.framework = tree.framework;
    linked.custom = std::move(tree.source);
    const std::string subfolder = tree.parts.empty() ? "" : tree.parts.back().info.subfolder;
    Result<std::vector<Library>> libraries = read_around(session, tree, linked);
    if (!libraries) return libraries.error();

    const Result<std::vector<std::string>> modules = chosen_modules(session, *libraries, subfolder);
    if (!modules) return modules.error();
    LinkOptions link;
    link.as_custom = options.as_custom;
    link.only_modules = *modules;
    link.origin_by_path = session.config.origin_by_path;
    link.origin_by_author = session.config.origin_by_author;
    link.origin_by_license = session.config.origin_by_license;
    link.jobs = session.jobs;
    link.community_too = !options.to.empty();
    if (options.to.empty()) {
        if (tree.joined) libraries->erase(libraries->begin());   // the core
        linked.program = make_program(tree.joined ? std::move(*tree.joined) : Program(), std::move(*libraries), *linked.framework, link);
        session.watch.lap("link");
    } else if (const auto both = link_twice(session, std::move(*libraries), link, linked); !both) {
        return both.error();
    }
    Result<EvidenceSources> evidence = evidence_sources(linked.custom.get(), text_of(linked), session.config.ticket_patterns);
    if (!evidence) return evidence.error();
    linked.evidence = std::make_unique<Evidence>(linked.program, std::move(*evidence));
    session.watch.lap("find evidence");
    return made;
}

std::function<std::string(Index file)> text_of(const Linked& linked) {
    return [&linked](Index file) -> std::string {
        const Program& program = linked.program;
        const Facts& facts = program.world.facts;
        const std::string path(facts.str(facts.files[file].path));
        const Index module = facts.files[file].module;
        const bool own = module == no_row || program.world.libraries[program.world.modules[module].library].role == "custom";
        if (own && linked.custom)
            if (Result<std::string> bytes = linked.custom->read(path)) return std::move(*bytes);
        // A module taken out of the core, or a nested checkout.
        const std::string root = own ? (linked.custom ? linked.custom->root() : "") : program.world.libraries[program.world.modules[module].library].path;
        return bytes_of(root + "/" + path);
    };
}

namespace {

Selection chosen_rules(const Session& session) {
    Selection selection = session.options.select.empty() ? Selection{session.config.select, session.config.ignore} : Selection{session.options.select, {}};
    selection.ignore.insert(selection.ignore.end(), session.options.ignore.begin(), session.options.ignore.end());
    return selection;
}

// A checkout is read as it lies there, a revision from its repository. A core known by its name alone is not at hand.
std::function<std::string(std::string_view path)> text_of_core(const std::string& given, const Program& program) {
    const Location location = parse_location(given);
    std::error_code ignored;
    if (!fs::exists(location.path, ignored)) return {};
    const auto& libraries = program.world.libraries;
    const auto core = std::find_if(libraries.begin(), libraries.end(), [](const LibraryInfo& library) { return library.role == "core"; });
    if (core == libraries.end()) return {};
    if (fs::is_directory(core->path, ignored) && location.revision.empty()) return [root = core->path](std::string_view path) { return bytes_of(root + "/" + std::string(path)); };
    struct Opened {
        std::once_flag once;
        std::unique_ptr<SourceSet> source;
    };
    return [argument = given, opened = std::make_shared<Opened>()](std::string_view path) -> std::string {
        std::call_once(opened->once, [&] {
            if (auto source = open_source(argument)) opened->source = std::move(*source);
        });
        Result<std::string> bytes = opened->source ? opened->source->read(path) : Result<std::string>(Error{});
        return bytes ? std::move(*bytes) : std::string();
    };
}

CheckOptions check_options(const Session& session, const Linked& linked, const TextOf& texts) {
    CheckOptions check;
    check.protected_symbols = session.config.protected_symbols;
    check.text_of = texts;
    check.styles_of = [&linked](Index module) {
        const Facts& facts = linked.program.world.facts;
        const bool own = linked.program.world.libraries[linked.program.world.modules[module].library].role == "custom";
        return own && linked.custom ? stylesheets_below(*linked.custom, facts.str(facts.modules[module].path)) : std::vector<std::string>{};
    };
    if (linked.upgrade && linked.target) {
        linked.upgrade->read_target = text_of_core(session.options.to, *linked.target);
        linked.upgrade->read_current = text_of_core(linked.core_path, linked.program);
    }
    check.evidence = linked.evidence.get();
    check.today = today();
    check.jobs = session.jobs;
    return check;
}

}  // namespace

namespace {

// For rules that read messages; a bound, since a gate must not walk a long history.
std::vector<Revisions::CommitOfChange> commits_between(const SourceSet& base, const SourceSet& head) {
    constexpr size_t most = 500;
    std::vector<Revisions::CommitOfChange> commits;
    if (base.revision().empty() || head.revision().empty() || base.revision() == head.revision()) return commits;
    const auto history = History::open(head.root(), head.revision());
    if (!history) return commits;
    const auto excluded = (*history)->resolve(base.revision());
    if (!excluded) return commits;
    for (const ObjectId& id : (*history)->walk((*history)->head(), *excluded, most)) {
        Result<Commit> commit = (*history)->commit(id);
        if (!commit) continue;
        const Result<Commit> parent = commit->parents.empty() ? Result<Commit>(Error{}) : (*history)->commit(commit->parents.front());
        const auto changes = (*history)->changes(parent ? parent->tree : ObjectId(), commit->tree, "", 1);
        commits.push_back({std::move(*commit), changes.empty() ? "" : changes.front().path});
    }
    return commits;
}

}  // namespace

std::vector<Finding> check_change(Session& session, const Linked* base, const Linked& head, std::vector<Index> unexplained) {
    const Program nothing;
    const auto no_files = memory_source({});
    Revisions revisions{base != nullptr ? base->program : nothing, head.program, base != nullptr ? *base->custom : *no_files, *head.custom, head.evidence.get(), std::move(unexplained)};
    if (base != nullptr && !session.config.ticket_patterns.empty()) revisions.commits = commits_between(*base->custom, *head.custom);
    const TextOf texts = text_of(head);
    std::vector<Finding> findings = run_change_rules(revisions, check_options(session, head, texts), chosen_rules(session), session.jobs);
    finish_findings(head.program, texts, findings);
    apply_suppressions(head.program, session.config.allow, today(), texts, findings);   // its notices were said of the head
    session.watch.lap("check the change");
    return findings;
}

Checked check_program(Session& session, const Linked& linked) {
    const Program& program = linked.program;
    const TextOf texts = text_of(linked);
    Checked checked;
    checked.findings = run_rules(program, linked.upgrade.get(), check_options(session, linked, texts), chosen_rules(session), session.jobs);
    finish_findings(program, texts, checked.findings);
    Suppressed suppressed = apply_suppressions(program, session.config.allow, today(), texts, checked.findings);
    checked.suppressed = suppressed.places;
    const std::string root = linked.custom ? linked.custom->root() : "";
    add_idle_suppressions(program, suppressed, session.config.allow, chosen_rules(session), {fs::path(session.config.file).lexically_relative(root).string(), linked.upgrade != nullptr}, texts, checked.findings);
    std::move(suppressed.notices.begin(), suppressed.notices.end(), std::back_inserter(session.notices));
    session.watch.lap("check");
    return checked;
}

}  // namespace driftline
