#include "local_edits.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "load_core.h"
#include "source/merge_texts.h"

namespace driftline {
namespace {

// The files of one module, by their path inside it.
using ModuleFiles = std::map<std::string_view, const SourceFile*>;

ModuleFiles files_of(const SourceSet& source, std::string_view folder) {
    ModuleFiles files;
    const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
    const auto& all = source.files();
    auto file = std::lower_bound(all.begin(), all.end(), prefix, [](const SourceFile& f, const std::string& p) { return f.path < p; });
    for (; file != all.end() && file->path.starts_with(prefix); ++file)
        if (file->skip == SkipReason::none) files.emplace(std::string_view(file->path).substr(prefix.size()), &*file);
    return files;
}

class Comparer {
public:
    Comparer(Session& session, const Linked& linked) : session_(session), linked_(linked) {}

    std::map<Index, UpstreamCopy> compare() {
        std::map<Index, UpstreamCopy> copies;
        for (const Takeable& found : takeable_modules(*linked_.upgrade)) copies.emplace(found.module, copy(found));
        return copies;
    }

private:
    UpstreamCopy copy(const Takeable& found) {
        const World &today = linked_.program.world, &then = linked_.target->world;
        UpstreamCopy made;
        made.library = then.libraries[then.modules[found.target].library].name;
        made.version = then.str(then.facts.modules[found.target].version);
        made.compared_with_target = found.current == no_row;
        const World& theirs = made.compared_with_target ? then : today;
        const Index module = made.compared_with_target ? found.target : found.current;
        const LibraryInfo& library = theirs.libraries[theirs.modules[module].library];
        const SourceSet* source = open(library);
        if (source == nullptr || !linked_.custom) return made;
        made.compared_with = library.name;
        made.compared_version = theirs.str(theirs.facts.modules[module].version);
        const ModuleRow& ours = today.facts.modules[found.module];
        made.edits = edits(std::string(today.str(ours.name)), *linked_.custom, today.str(ours.path), *source, theirs.str(theirs.facts.modules[module].path));
        return made;
    }

    // A library as it was read; nullptr: it cannot be opened any more.
    const SourceSet* open(const LibraryInfo& library) {
        const auto [entry, fresh] = sources_.try_emplace(library.name);
        if (!fresh) return entry->second.get();
        std::error_code ignored;
        const std::string argument = std::filesystem::exists(parse_location(library.name).path, ignored) ? library.name : library.path;
        SourceOptions options = reading_options(session_, parse_location(argument));
        options.wants = {};   // an edited script is an edit
        Result<std::unique_ptr<SourceSet>> source = open_source(argument, options);
        if (source) entry->second = std::move(*source);
        else session_.notices.push_back(source.error().message);
        return entry->second.get();
    }

    std::vector<LocalEdit> edits(const std::string& module, const SourceSet& ours, std::string_view our_folder, const SourceSet& theirs, std::string_view their_folder) {
        const ModuleFiles mine = files_of(ours, our_folder), others = files_of(theirs, their_folder);
        std::map<std::string_view, std::pair<const SourceFile*, const SourceFile*>> both;
        for (const auto& [path, file] : mine) both[path].first = file;
        for (const auto& [path, file] : others) both[path].second = file;
        std::vector<LocalEdit> edits;
        for (const auto& [path, files] : both) {
            const auto [our_file, their_file] = files;
            if (our_file && their_file && our_file->content != Digest() && our_file->content == their_file->content) continue;
            const auto our_text = read(ours, our_file), their_text = read(theirs, their_file);
            const auto comparable = [&](const std::optional<std::string>& text) { return text ? linked_.framework->comparable(path, *text) : std::nullopt; };
            if (comparable(our_text) == comparable(their_text)) continue;
            const LocalEdit::Kind kind = !their_text ? LocalEdit::Kind::added : !our_text ? LocalEdit::Kind::removed : LocalEdit::Kind::changed;
            const std::string name = fmt::format("/{}/{}", module, path);
            const DiffOptions labels{their_text ? "a" + name : "/dev/null", our_text ? "b" + name : "/dev/null"};
            edits.push_back({kind, std::string(path), unified_diff(their_text.value_or(""), our_text.value_or(""), labels)});
        }
        return edits;
    }

    std::optional<std::string> read(const SourceSet& source, const SourceFile* file) {
        if (file == nullptr) return std::nullopt;
        Result<std::string> bytes = source.read(*file);
        if (bytes) return std::move(*bytes);
        session_.notices.push_back(bytes.error().message);
        return std::nullopt;
    }

    Session& session_;
    const Linked& linked_;
    std::map<std::string, std::unique_ptr<SourceSet>> sources_;
};

}  // namespace

std::map<Index, UpstreamCopy> compare_copies(Session& session, const Linked& linked) { return Comparer(session, linked).compare(); }

}  // namespace driftline
