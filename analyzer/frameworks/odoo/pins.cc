#include "frameworks/odoo/pins.h"

#include <algorithm>

#include "base/text.h"

namespace driftline::odoo {
namespace {

constexpr std::string_view files[] = {"repos.yaml", "repos.yml", "odoo/custom/src/repos.yaml", "odoo/custom/src/repos.yml", "requirements.txt", "oca_requirements.txt",
                                      "Dockerfile", "docker/Dockerfile", ".docker/Dockerfile", "odoo/Dockerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yml",
                                      "compose.yaml", ".env"};

bool is_core_name(std::string_view name) {
    const std::string low = lower(name);
    return low == "odoo" || low == "ocb" || low.ends_with("/odoo") || low.ends_with("/ocb") || low.ends_with("/odoo.git") || low.ends_with("/ocb.git");
}

std::string unquoted(std::string_view text) {
    std::string made(trim(text.substr(0, text.find(" #"))));
    std::erase_if(made, [](char c) { return c == '"' || c == '\''; });
    return made;
}

// Folders at the left margin; below each a list of what is merged into it: "- origin 16.0".
std::vector<Pin> aggregated(std::string_view file, std::string_view text) {
    std::vector<Pin> found;
    const size_t slash = file.rfind('/');
    const std::string parent = slash == std::string_view::npos ? "" : std::string(file.substr(0, slash + 1));
    bool merges = false;
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view content = trim(line);
        if (content.empty() || content.starts_with('#')) continue;
        if (line[0] != ' ' && line[0] != '-' && line[0] != '\t') {
            std::string key = unquoted(content.substr(0, content.find(':')));
            if (key.starts_with("./")) key.erase(0, 2);
            const bool core = is_core_name(key);
            found.push_back({core ? "core" : "library " + key, std::string(file), parent + key, "", core});
            merges = false;
        } else if (content.ends_with(':')) {
            merges = content == "merges:";
        } else if (merges && content.starts_with("- ") && !found.empty()) {
            std::string& value = found.back().value;
            value += (value.empty() ? "" : " + ") + unquoted(content.substr(2));
        }
    }
    return found;
}

// "odoo==16.0", "odoo @ git+https://github.com/odoo/odoo@SHA", "odoo-addon-queue-job==16.0.1.2.3".
std::vector<Pin> required(std::string_view file, std::string_view text) {
    std::vector<Pin> found;
    for (const std::string_view line : split(text, '\n')) {
        const std::string content = unquoted(line);
        if (content.empty() || content[0] == '#') continue;
        if (const size_t url = content.find("git+"); url != std::string::npos) {
            const std::string_view where = std::string_view(content).substr(url, content.find('#', url) - url);
            const size_t at = where.rfind('@');
            const std::string_view repository = where.substr(0, at);
            if (at == std::string_view::npos || at < where.find("://") + 3) continue;
            if (is_core_name(repository)) found.push_back({"core", std::string(file), "", std::string(where.substr(at + 1)), true});
            else if (lower(repository).find("odoo") != std::string::npos || lower(repository).find("/oca/") != std::string::npos)
                found.push_back({"library " + std::string(repository.substr(repository.rfind('/') + 1)), std::string(file), "", std::string(where.substr(at + 1)), false});
        } else if (const size_t equals = content.find("=="); equals != std::string::npos) {
            const std::string name(trim(std::string_view(content).substr(0, equals))), value(trim(std::string_view(content).substr(equals + 2)));
            if (name == "odoo") found.push_back({"core", std::string(file), "", value, true});
            else if (name.starts_with("odoo-addon")) found.push_back({"library " + name, std::string(file), "", value, false});
        }
    }
    return found;
}

bool is_core_variable(std::string_view name) {
    static constexpr std::string_view kinds[] = {"_VERSION", "_RELEASE", "_REV", "_REVISION", "_COMMIT", "_SHA", "_REF", "_BRANCH", "_TAG"};
    const bool about_core = name.starts_with("ODOO_") || name.starts_with("OCB_");
    return about_core && std::any_of(std::begin(kinds), std::end(kinds), [&](std::string_view kind) { return name.ends_with(kind); });
}

// "FROM odoo:16.0-20240501", "ARG ODOO_VERSION=16.0", "image: odoo:16.0".
std::vector<Pin> images(std::string_view file, std::string_view text) {
    std::vector<Pin> found;
    for (const std::string_view line : split(text, '\n')) {
        std::string content = unquoted(line);
        for (const std::string_view word : {"- ", "export "})
            if (content.starts_with(word)) content.erase(0, word.size());
        const bool from = content.starts_with("FROM "), image = content.starts_with("image:");
        if (from || image) {
            const std::string_view named = trim(std::string_view(content).substr(from ? 5 : 6));
            const std::string_view reference = named.substr(0, named.find(' '));
            const size_t colon = reference.rfind(':');
            if (colon != std::string_view::npos && is_core_name(reference.substr(0, std::min(colon, reference.find('@')))))
                found.push_back({"core", std::string(file), "", std::string(reference.substr(colon + 1)), true});
            continue;
        }
        for (const std::string_view word : {"ARG ", "ENV "})
            if (content.starts_with(word)) content.erase(0, word.size());
        const size_t end = content.find_first_of("=: ");
        if (end == std::string::npos) continue;
        const std::string name = content.substr(0, end);
        const std::string_view value = trim(std::string_view(content).substr(end + 1));
        if (is_core_variable(name) && !value.empty()) found.push_back({"core (" + name + ")", std::string(file), "", std::string(value), true});
    }
    return found;
}

}  // namespace

std::span<const std::string_view> pin_files() { return files; }

std::vector<Pin> pins(std::string_view file, std::string_view text) {
    const std::string_view name = file.substr(file.rfind('/') + 1);
    std::vector<Pin> found = name.starts_with("repos.") ? aggregated(file, text) : name.ends_with("requirements.txt") ? required(file, text) : images(file, text);
    std::erase_if(found, [](const Pin& pin) { return pin.value.empty(); });
    return found;
}

}  // namespace driftline::odoo
