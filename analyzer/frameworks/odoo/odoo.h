// The Odoo framework: what the rest of the program may call. Everything else under this folder is internal.
#pragma once
#include "model/framework.h"

namespace driftline::odoo {

extern const Framework framework;

// The parts of `framework`, one file each; see model/framework.h for what they promise.
bool wants(std::string_view path);
bool enters(std::string_view folder);
bool recognizes(const SourceSet& source);
std::optional<std::string> core_version(const SourceSet& source);
Result<SourcePlan> plan(const SourceSet& source, const BuildOptions& options);
// A file of templates that scripts render; `path` is relative to its module.
bool is_client_template(std::string_view path);
void extract(const FileContext& context, std::string_view bytes, Workspace& workspace, Facts& out);
void finish(Facts& facts, std::map<std::string, uint64_t>& files_not_loaded);
void arrange(World& world, const LinkOptions& options, std::vector<std::string>& notices);
void link(Program& program, const LinkOptions& options);
Delta compare(const World& from, const World& to, int jobs);
std::vector<ChainEntry> chain(const Program& program, std::string_view symbol);
std::vector<std::vector<ChainEntry>> chains(const Program& program, std::span<const std::string> symbols);
std::optional<std::string> comparable(std::string_view path, std::string bytes);
// JSON lines {"model", "mro": ["module/path:line", ...]}: every model's classes in method resolution order, framework classes left out.
void print_registry(const World& world, int jobs, std::ostream& out);

}  // namespace driftline::odoo
