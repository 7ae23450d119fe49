// What one ERP framework supplies: a const struct of functions. All knowledge of a framework stands behind it.
#pragma once
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/extract.h"
#include "model/delta.h"
#include "model/library.h"

namespace driftline {

// One file to read, with what the extractor is told about it.
struct PlannedFile {
    size_t source = 0;        // index into SourceSet::files()
    FileContext context;
    Index module = no_row;    // of SourcePlan::modules
};

struct SourcePlan {
    bool is_core = false;
    std::string version;                  // of a core: "16.0"
    Facts manifests;                      // ModuleRows with their manifests' facts, one FileRow per manifest, sorted by path
    std::vector<PlannedFile> files;       // manifests not included
    std::map<std::string, uint64_t> files_not_loaded;
    std::vector<std::string> notices;
};

struct LinkOptions {
    std::vector<std::string> as_custom;        // modules of the core or a library to treat as own; "*" = all
    std::vector<std::string> only_modules;     // report only these; empty = all own ones
    std::vector<std::pair<std::string, Origin>> origin_by_path, origin_by_author, origin_by_license;   // from config; patterns
    bool community_too = false;                // an upgrade: community modules among own ones have to be ported as well
    std::string asked_series;                  // an upgrade: modules of only_modules that are of this series, the target's, take part today, too
    // The second link of an upgrade:
    bool only_compared = false;                // leave out what no comparison asks for: copies of core bodies, what hangs on replaced nodes
    std::string custom_series;                 // custom modules written for this series take part too, whatever the core's is
    std::optional<std::vector<std::string>> exactly;   // report these and no others
    std::vector<std::string> ours;             // of these our own copy counts, whatever the libraries of the target have
    std::vector<std::pair<std::string, std::string>> renamed_modules;   // old name, new one: who depends on the old gets the new
    std::vector<std::pair<std::string, std::vector<std::string>>> gone_modules;   // of the core, and what they depended on: who depends on one keeps that
    int jobs = 1;
};

struct ChainEntry {
    SymbolRef symbol;
    std::string what;          // "method", "field", "view", "record"
    Super calls_super = Super::not_applicable;
    std::string note;          // "abstract mixin", "priority 20", ...
};

// A stage that only this framework has, printed as JSON lines: `--print=NAME`, for tests against an oracle.
struct PrintStage {
    std::string_view name;
    void (*print)(const World& world, int jobs, std::ostream& out);
};

struct Framework {
    std::string_view name;
    uint32_t extractor_version;   // part of every cache key: raise it when extract() changes what it says
    uint32_t comparer_version;    // part of every stored delta's key: raise it when compare() changes what it says
    bool (*wants)(std::string_view path);                  // may extract() be asked to read such a file?
    bool (*enters)(std::string_view folder);               // does a core keep anything in such a folder that extract() reads?
    bool (*recognizes)(const SourceSet& source);           // modules or a core of this framework inside?
    std::optional<std::string> (*core_version)(const SourceSet& source);   // of a core of this framework; nullopt if it is none
    Result<SourcePlan> (*plan)(const SourceSet& source, const BuildOptions& options);
    void (*extract)(const FileContext& context, std::string_view bytes, Workspace& workspace, Facts& out);
    void (*finish)(Facts& facts, std::map<std::string, uint64_t>& files_not_loaded);   // after merging: what is loaded, in which order
    void (*arrange)(World& world, const LinkOptions& options, std::vector<std::string>& notices);   // origins, shadowing, closures, load order
    void (*link)(Program& program, const LinkOptions& options);    // links, overrides, specs, ledger
    Delta (*compare)(const World& from, const World& to, int jobs);   // two cores, arranged, nothing else in them
    std::vector<ChainEntry> (*chain)(const Program& program, std::string_view symbol);
    // The same of many symbols, in their order: what is built for one serves all.
    std::vector<std::vector<ChainEntry>> (*chains)(const Program& program, std::span<const std::string> symbols);
    // A file of a copied module (path inside it) without what robots change in it; nullopt: it tells nothing about edits.
    std::optional<std::string> (*comparable)(std::string_view path, std::string bytes);
    std::span<const PrintStage> stages;
};

const std::vector<const Framework*>& all_frameworks();   // defined in frameworks/

// What make_program() does before it links: nothing is bound yet, but it is known who takes part and who is reported.
Program join_program(std::vector<Library> libraries, std::span<Library> shared, const Framework& framework, const LinkOptions& options);
// Joins libraries (the core first, then libraries in their order, then the custom tree) and links them. `shared` ones
// come last and stay as they are, so that a second program can be made of them.
Program make_program(std::vector<Library> libraries, std::span<Library> shared, const Framework& framework, const LinkOptions& options);
// How to link with the target what `current` was made of, linked with `options`.
LinkOptions target_options(const Program& current, const Delta& delta, LinkOptions options);
// The difference of two cores; both are as before afterwards.
Delta compare_cores(Library& from, Library& to, const Framework& framework, int jobs);

}  // namespace driftline
