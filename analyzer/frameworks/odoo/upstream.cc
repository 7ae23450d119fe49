#include "frameworks/odoo/upstream.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/regex.h"
#include "base/text.h"
#include "frameworks/odoo/locate.h"
#include "frameworks/odoo/pins.h"

namespace driftline::odoo {
namespace {
namespace fs = std::filesystem;

// A checkout holds odoo/release.py (openerp/ until 9.0) beside addons/; an installed package is that inner folder alone.
std::string release_file(const fs::path& folder) {
    std::error_code ignored;
    for (const char* inner : {"odoo/release.py", "openerp/release.py"})
        if (fs::is_regular_file(folder / inner, ignored)) return (folder / inner).string();
    if (fs::is_regular_file(folder / "release.py", ignored) && fs::is_directory(folder / "addons" / "base", ignored)) return (folder / "release.py").string();
    return "";
}

std::string core_folder(const std::string& folder) {
    // addons_path names CORE/addons and CORE/odoo/addons: the core is up to two folders above.
    fs::path at = fs::path(folder).lexically_normal();
    if (!at.has_filename()) at = at.parent_path();
    for (;; at = at.parent_path()) {
        const bool part = at.filename() == "addons" || at.filename() == "odoo" || at.filename() == "openerp";
        if (!release_file(at).empty()) {
            // The package inside a checkout lacks the modules beside it.
            const fs::path outer = at.parent_path();
            return part && fs::exists(outer / "addons") && !release_file(outer).empty() ? outer.string() : at.string();
        }
        if (!part || !at.has_relative_path()) return "";
    }
}

std::string core_series(const std::string& folder) {
    std::ifstream in(release_file(folder));
    std::string text(8192, '\0');
    in.read(text.data(), std::streamsize(text.size()));
    text.resize(size_t(in.gcount()));
    // version_info = (16, 0, 0, FINAL, 0, ''); on saas branches ('saas~16', 2, ...)
    static const Regex version(R"(version_info\s*=\s*\(\s*['"]?((?:saas~)?\d+)['"]?\s*,\s*(\d+))");
    const auto found = version.groups(text);
    return found.empty() ? "" : std::string(found[1]) + "." + std::string(found[2]);
}

// "16.0.1.2.0" says 16.0; "1.2" says nothing.
std::string series(const Facts& facts) {
    std::map<std::string, size_t> counts;
    for (const ModuleRow& module : facts.modules) {
        const auto parts = split(facts.str(module.version), '.');
        if (parts.size() >= 4 && (module.flags & module_installable) != 0) ++counts[std::string(parts[0]) + "." + std::string(parts[1])];
    }
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? "" : most->first;
}

}  // namespace

const Upstream upstream{"odoo", "Odoo", "https://github.com/odoo/odoo.git", look_around, core_folder, core_series, series, pin_files(), pins};

}  // namespace driftline::odoo
