// From files to a Library: read, parse, extract in parallel; merge; let the framework say what is loaded.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <numeric>

#include "base/parallel.h"
#include "model/facts_cache.h"
#include "model/framework.h"
#include "model/library.h"
#include "model/slice.h"

namespace driftline {
namespace {

Digest cache_key(const Digest& content, const FileContext& context, const Framework& framework) {
    const std::string what = fmt::format("{}\n{}\n{}\n{}\n{}{}{}\n{}", framework.name, framework.extractor_version, context.module, context.path, int(context.demo),
                                         int(context.data) + 2 * int(context.words), int(context.is_package), context.python_path);
    const Digest parts[] = {content, digest128(what)};
    return digest_combine(parts);
}

uint32_t count_lines(std::string_view bytes) { return uint32_t(std::count(bytes.begin(), bytes.end(), '\n') + (bytes.empty() || bytes.ends_with('\n') ? 0 : 1)); }

// The file's own row: what every extractor finds at index 0.
void start_file(Facts& facts, std::string_view path, FileKind kind) {
    FileRow row;
    row.path = facts.name(path);
    row.kind = kind;
    facts.files.push_back(row);
}

class Builder {
public:
    Builder(const SourceSet& source, const Framework& framework, const BuildOptions& options, const SourcePlan& plan)
        : source_(source), framework_(framework), options_(options), plan_(plan), parts_(plan.files.size() + 1), trouble_(plan.files.size()),
          workspaces_(size_t(std::max(1, options.jobs))) {}

    void run() {
        std::vector<size_t> order(plan_.files.size());
        std::iota(order.begin(), order.end(), 0);
        const auto size = [&](size_t i) { return source_.files()[plan_.files[i].source].size; };
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return size(a) > size(b); });
        std::atomic<size_t> done{0};
        parallel_for(order, options_.jobs, [&](size_t i, int worker) {
            extract(i, workspaces_[size_t(worker)]);
            if (options_.progress) options_.progress(++done, order.size());
        });
    }

    std::vector<Facts>& parts() { return parts_; }
    const std::vector<std::string>& trouble() const { return trouble_; }

private:
    void extract(size_t i, Workspace& workspace) {
        const PlannedFile& planned = plan_.files[i];
        const SourceFile& file = source_.files()[planned.source];
        Facts& facts = parts_[i + 1];
        Digest key;
        if (options_.cache && file.content != Digest()) {
            key = cache_key(file.content, planned.context, framework_);
            if (options_.cache->find(key, facts)) return finish(facts, planned, file.path);
        }
        facts = Facts();
        start_file(facts, file.path, planned.context.kind);
        const auto bytes = source_.read(file);
        if (!bytes) {
            trouble_[i] = bytes.error().message;
            facts.files[0].flags |= file_unreadable;
            return finish(facts, planned, file.path);
        }
        const Digest content = digest128(*bytes);
        if (options_.cache && file.content == Digest()) {
            key = cache_key(content, planned.context, framework_);
            if (options_.cache->find(key, facts)) return finish(facts, planned, file.path);
            facts = Facts();
            start_file(facts, file.path, planned.context.kind);
        }
        if (options_.previous && options_.previous->find(content, file.path, planned.context, facts)) return finish(facts, planned, file.path);
        facts.files[0].content = content;
        facts.files[0].bytes = uint32_t(bytes->size());
        facts.files[0].lines = count_lines(*bytes);
        if (planned.context.demo) facts.files[0].flags |= file_demo;
        framework_.extract(planned.context, *bytes, workspace, facts);
        if (options_.cache) options_.cache->add(key, facts);
        finish(facts, planned, file.path);
    }

    // The path is not part of what is cached: a module that moves as a whole keeps its facts.
    void finish(Facts& facts, const PlannedFile& planned, std::string_view path) {
        facts.files[0].path = facts.name(path);
        facts.files[0].python_path = facts.name(planned.context.python_path);
        facts.files[0].module = planned.module;
    }

    const SourceSet& source_;
    const Framework& framework_;
    const BuildOptions& options_;
    const SourcePlan& plan_;
    std::vector<Facts> parts_;
    std::vector<std::string> trouble_;
    std::vector<Workspace> workspaces_;
};

void count_lines_of_modules(Facts& facts) {
    for (const FileRow& file : facts.files) {
        if (file.module == no_row || file.kind == FileKind::script) continue;
        ++facts.modules[file.module].files;
        facts.modules[file.module].lines += file.lines;
    }
}

}  // namespace

Result<Library> build_library(const SourceSet& source, const Framework& framework, const BuildOptions& options) {
    auto plan = framework.plan(source, options);
    if (!plan) return plan.error();
    Library library;
    library.is_core = plan->is_core;
    library.framework = framework.name;
    library.info.version = plan->version;
    library.info.path = source.root();
    library.info.subfolder = source.subfolder();
    library.info.commit = source.revision();
    library.files_not_loaded = std::move(plan->files_not_loaded);
    library.notices = std::move(plan->notices);
    library.notices.insert(library.notices.end(), source.notices().begin(), source.notices().end());
    for (const SourceFile& file : source.files())
        if (file.skip != SkipReason::none) ++library.files_not_read[std::string(skip_reason_text(file.skip))];

    Builder builder(source, framework, options, *plan);
    builder.run();
    for (const std::string& trouble : builder.trouble())
        if (!trouble.empty()) {
            library.notices.push_back(trouble);
            ++library.files_not_read["unreadable"];
        }
    // Manifests come first, so that a planned file's module index is the module's row; then files sorted by path.
    // The file rows of parts were given module indices of the manifests, which start at 0 in the merged facts: nothing to shift.
    auto& parts = builder.parts();
    parts[0] = std::move(plan->manifests);
    std::vector<Index> modules;
    for (size_t i = 1; i < parts.size(); ++i) {
        modules.push_back(parts[i].files[0].module);
        parts[i].files[0].module = no_row;
    }
    const size_t manifests = parts[0].files.size();
    library.facts = merge_facts(parts, options.jobs);
    for (size_t i = 0; i < modules.size(); ++i) library.facts.files[manifests + i].module = modules[i];
    framework.finish(library.facts, library.files_not_loaded);
    count_lines_of_modules(library.facts);

    std::vector<Digest> contents;
    for (const FileRow& file : library.facts.files) {
        contents.push_back(digest128(library.facts.str(file.path)));
        contents.push_back(file.content);
    }
    for (const ModuleRow& module : library.facts.modules)   // of files that have no rows
        for (const Name script : library.facts.items(module.scripts)) contents.push_back(digest128(library.facts.str(script)));
    library.content = digest_combine(contents);
    return library;
}

}  // namespace driftline
