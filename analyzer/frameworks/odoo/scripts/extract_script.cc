#include "frameworks/odoo/scripts/extract_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "frameworks/odoo/scripts/script_text.h"

namespace driftline {
namespace {

using namespace odoo;

// Counts lines on from where it was last asked.
class Lines {
public:
    explicit Lines(std::string_view bytes) : bytes_(bytes) {}
    At at(size_t begin, size_t end) {
        if (begin < counted_) counted_ = 0, line_ = 1;
        line_ += uint32_t(std::count(bytes_.begin() + std::ptrdiff_t(counted_), bytes_.begin() + std::ptrdiff_t(begin), '\n'));
        counted_ = begin;
        return {0, uint32_t(begin), uint32_t(end), line_};
    }

private:
    std::string_view bytes_;
    size_t counted_ = 0;
    uint32_t line_ = 1;
};

bool is_of_others(std::string_view module, const std::string& own) {
    if (module.empty() || module.find("/../") != module.npos || module.starts_with("@odoo/") || module.find_first_of(" ${") != module.npos) return false;
    return module.starts_with('@') ? !module.starts_with("@" + own + "/") : module.find('.') != module.npos && !module.starts_with(own + ".") && !module.starts_with(own + "/");
}

}  // namespace

void extract_script(const FileContext& context, std::string_view bytes, Facts& out) {
    auto own = script_module(context.module, context.path);
    if (!own) return;
    if (context.path.ends_with("/index.js")) *own += "/index";
    const ScriptText text = read_script(*own, bytes);
    Lines lines(bytes);
    const auto add = [&](std::string_view root, std::string_view path, uint16_t flags, At at) -> UseRow& {
        UseRow use;
        use.kind = UseKind::script;
        use.flags = uint16_t(flags | (context.data ? 0 : use_unlisted));
        use.root = out.name(root);
        use.path = out.name(path);
        use.at = at;
        return out.uses.push_back(use), out.uses.back();
    };
    for (const LegacyDefine& define : text.defines) {
        // Only what has to be there besides this file's own definitions.
        const auto asked = std::count_if(text.imports.begin(), text.imports.end(), [&](const ScriptImport& import) { return import.name.empty(); });
        add(legacy_define, define.name, 0, lines.at(define.begin, define.end)).arguments = uint8_t(std::min<std::ptrdiff_t>(asked, 255));
    }
    const auto takes_patch = [](const ScriptImport& import) { return import.module == "@web/core/utils/patch" && import.name == "patch"; };
    if (std::any_of(text.imports.begin(), text.imports.end(), takes_patch))
        for (const NamedPatch& patch : text.named_patches) add(named_patch, patch.target, 0, lines.at(patch.begin, patch.end));
    for (const std::string& service : text.services.added) add(service_added, service, 0, {0, 0, 0, 1});
    const auto takes_services = [](const ScriptImport& import) { return import.module == "@web/core/utils/hooks" && import.name == "useService"; };
    const bool asks = std::any_of(text.imports.begin(), text.imports.end(), takes_services);
    for (const ServiceUse& use : text.services.asked)
        if (use.at_start || use.in_env || asks) add(fmt::format("{}{}", service_prefix, use.name), use.in_env ? in_environment : std::string_view{}, use.at_start ? 0 : use_late, lines.at(use.begin, use.end));
    for (const ScriptSaid& said : text.said) add(script_says, said.name, said.at_load ? 0 : use_late, lines.at(said.begin, said.end));
    for (const PatchedMethod& method : text.patched) {
        const auto import = std::find_if(text.imports.begin(), text.imports.end(), [&](const ScriptImport& one) { return one.local == method.target; });
        if (import == text.imports.end() || !import->module.starts_with('@') || !is_of_others(import->module, context.module)) continue;
        const uint16_t flags = uint16_t(use_late | (method.super ? 0 : use_optional));
        add(fmt::format("{}{}:{}", patched_prefix, import->module, import->name), method.name, flags, lines.at(method.begin, method.end));
    }
    for (const ScriptImport& import : text.imports)
        if (is_of_others(import.module, context.module)) add(import.module, import.name, import.at_load || import.name.empty() ? 0 : use_late, lines.at(import.begin, import.end));
}

}  // namespace driftline
