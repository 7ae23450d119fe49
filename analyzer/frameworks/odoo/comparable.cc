// Which files of a copied module say something about who edited it.
#include "base/text.h"
#include "frameworks/odoo/odoo.h"

namespace driftline::odoo {
namespace {

// "    'version': '16.0.1.0.3',": bots raise it.
bool is_version(std::string_view line) {
    line = trim(line);
    if (!line.starts_with('"') && !line.starts_with('\'')) return false;
    const char quote = line[0];
    line.remove_prefix(1);
    constexpr std::string_view key = "version";
    return line.starts_with(key) && line.size() > key.size() && line[key.size()] == quote;
}

}  // namespace

std::optional<std::string> comparable(std::string_view path, std::string bytes) {
    // What the community's bots make of a module: its README and page, translations.
    const bool made = path.starts_with("i18n/") || path.starts_with("i18n_extra/") || path.starts_with("readme/") || path.starts_with("static/description/") || path == "README.rst" ||
                      path == "README.md" || path == "pyproject.toml" || path.ends_with(".pyc") || path.ends_with(".pot");
    if (made) return std::nullopt;
    if (bytes.find('\r') != std::string::npos) bytes = replace_all(bytes, "\r\n", "\n");
    if (path != "__manifest__.py" && path != "__openerp__.py") return bytes;
    std::string kept;
    for (const std::string_view line : split(bytes, '\n'))
        if (!is_version(line)) kept.append(line).append(1, '\n');
    return kept;
}

}  // namespace driftline::odoo
