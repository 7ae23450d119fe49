#include "config.h"

#include <filesystem>

#include <fmt/format.h>

#include "config_effort.h"
#include "toml_reader.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

void read_origins(const TomlReader& reader, const toml::table& origins, Config& config) {
    static constexpr std::pair<std::string_view, Origin> kinds[] = {
        {"own", Origin::own}, {"community", Origin::community}, {"app_store", Origin::app_store}, {"enterprise", Origin::enterprise}};
    reader.only(origins, "origin.", {"own", "community", "app_store", "enterprise"});
    for (const auto& [key, origin] : kinds) {
        const toml::table* table = reader.section(origins, key);
        if (table == nullptr) continue;
        reader.only(*table, fmt::format("origin.{}.", key), {"path", "author", "license"});
        for (std::string& pattern : reader.texts(*table, "path")) config.origin_by_path.emplace_back(std::move(pattern), origin);
        for (std::string& pattern : reader.texts(*table, "author")) config.origin_by_author.emplace_back(std::move(pattern), origin);
        for (std::string& pattern : reader.texts(*table, "license")) config.origin_by_license.emplace_back(std::move(pattern), origin);
    }
}

void read_allow(const TomlReader& reader, const toml::node& node, Config& config) {
    const toml::array* entries = node.as_array();
    if (entries == nullptr) reader.reject(node, "allow must be a list of tables: write [[allow]]");
    for (const toml::node& item : *entries) {
        const toml::table* table = item.as_table();
        if (table == nullptr) reader.reject(item, "allow must be a list of tables: write [[allow]]");
        reader.only(*table, "allow.", {"rule", "path", "symbol", "reason", "expires"});
        AllowEntry entry;
        entry.line = uint32_t(table->source().begin.line);
        entry.slug = reader.text(*table, "rule");
        entry.path = reader.text(*table, "path");
        entry.symbol = reader.text(*table, "symbol");
        entry.reason = reader.text(*table, "reason");
        entry.expires = reader.date(*table, "expires");
        if (entry.slug.empty()) reader.reject(item, "an [[allow]] needs a rule: its id or slug (see `driftline rules`)");
        if (entry.reason.empty()) reader.reject(item, "an [[allow]] needs a reason: say why the finding is accepted");
        config.allow.push_back(std::move(entry));
    }
}

void read_gate(const TomlReader& reader, const toml::table& gate, Config& config) {
    config.gate_preset = reader.text(gate, "preset", config.gate_preset);
    if (!gate_preset(config.gate_preset, config.gate)) reader.reject(*gate.get("preset"), "preset must be observe, standard or strict");
    std::vector<std::string_view> known{"preset"};
    for (size_t i = 0; i < gate_lines; ++i) known.push_back(text(GateLine(i)));
    for (const auto& [key, node] : gate) {
        GateLine line{};
        if (key.str() == "preset") continue;
        if (!gate_line(key.str(), line)) reader.reject(node, fmt::format("there is no key gate.{}; did you mean gate.{}?", key.str(), nearest(key.str(), known)));
        if (!gate_action(reader.text(gate, key.str()), config.gate[size_t(line)])) reader.reject(node, fmt::format("gate.{} must be fail, comment or ignore", key.str()));
    }
}

void read_evidence(const TomlReader& reader, const toml::table& evidence, Config& config) {
    reader.only(evidence, "evidence.", {"ticket"});
    for (const std::string& pattern : reader.texts(evidence, "ticket")) {
        Result<Regex> compiled = Regex::compile(pattern);
        if (compiled) config.ticket_patterns.push_back(std::move(*compiled));
        else reader.reject(*evidence.get("ticket"), fmt::format("ticket {} is no regular expression: {}", pattern, compiled.error().message));
    }
}

void read_review(const TomlReader& reader, const toml::table& review, Config& config) {
    constexpr int64_t most_quarters = 40;
    reader.only(review, "review.", {"title", "logo", "language", "quarters"});
    config.review.title = reader.text(review, "title");
    config.review.logo = reader.text(review, "logo");
    config.review.language = reader.text(review, "language", config.review.language);
    if (config.review.language != "en" && config.review.language != "de") reader.reject(*review.get("language"), "review.language must be en or de");
    if (const toml::node* node = review.get("quarters")) {
        const auto quarters = node->value<int64_t>();
        if (!quarters || *quarters < 1 || *quarters > most_quarters) reader.reject(*node, fmt::format("review.quarters must be a number from 1 to {}", most_quarters));
        config.review.quarters = size_t(*quarters);
    }
}

Config read(const TomlReader& reader, const std::string& file, const toml::table& root) {
    reader.only(root, "", {"core", "pristine", "libraries", "addons_paths", "select", "ignore", "fail_on", "protected", "origin", "allow", "limits", "baseline", "gate", "evidence", "effort", "review", "environment"});
    Config config;
    config.file = file;
    config.folder = fs::absolute(file).parent_path().lexically_normal().string();
    config.core = reader.text(root, "core");
    config.pristine = reader.text(root, "pristine");
    config.baseline = reader.text(root, "baseline");
    config.libraries = reader.texts(root, "libraries");
    config.addons_paths = reader.texts(root, "addons_paths");
    config.select = reader.texts(root, "select");
    config.ignore = reader.texts(root, "ignore");
    config.protected_symbols = reader.texts(root, "protected");
    config.fail_on = reader.text(root, "fail_on", config.fail_on);
    if (config.fail_on != "error" && config.fail_on != "warning" && config.fail_on != "info" && config.fail_on != "never")
        reader.reject(*root.get("fail_on"), "fail_on must be error, warning, info or never");
    if (const toml::table* origins = reader.section(root, "origin")) read_origins(reader, *origins, config);
    if (const toml::node* allow = root.get("allow")) read_allow(reader, *allow, config);
    if (const toml::table* gate = reader.section(root, "gate")) read_gate(reader, *gate, config);
    if (const toml::table* evidence = reader.section(root, "evidence")) read_evidence(reader, *evidence, config);
    if (const toml::table* review = reader.section(root, "review")) read_review(reader, *review, config);
    if (const toml::table* environment = reader.section(root, "environment")) {
        reader.only(*environment, "environment.", {"installed"});
        config.installed = reader.text(*environment, "installed");
    }
    config.effort = default_effort();
    if (const toml::table* effort = reader.section(root, "effort")) read_effort(reader, *effort, "effort.", config.effort);
    if (const toml::table* limits = reader.section(root, "limits")) {
        reader.only(*limits, "limits.", {"max_file_size"});
        if (const toml::node* size = limits->get("max_file_size")) {
            const auto bytes = size->value<int64_t>();
            if (!bytes || *bytes <= 0) reader.reject(*size, "max_file_size must be a number of bytes above 0");
            config.max_file_size = uint64_t(*bytes);
        }
    }
    return config;
}

}  // namespace

std::string find_config(const std::string& folder) {
    std::error_code ignored;
    const fs::path start = fs::absolute(folder, ignored).lexically_normal();
    // Outside a repository only the folder itself counts: what lies above may belong to somebody else.
    fs::path top = start;
    while (!fs::exists(top / ".git", ignored) && top != top.parent_path()) top = top.parent_path();
    if (top == top.parent_path()) top = start;
    for (fs::path at = start;; at = at.parent_path()) {
        for (const char* name : {"driftline.toml", ".driftline.toml"})
            if (fs::is_regular_file(at / name, ignored)) return (at / name).string();
        if (at == top) return "";
    }
}

namespace {

Result<Config> parsed(const std::string& file, const auto& parse) {
    try {
        return read(TomlReader(file), file, parse());
    } catch (const TomlRejected& rejected) {
        return Error{rejected.message};
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        if (line == 0) return Error{fmt::format("{}: {}; correct the path or leave --config out", file, error.description())};
        return Error{fmt::format("{}:{}: {}; correct the file or use --isolated", file, line, error.description())};
    }
}

}  // namespace

Result<Config> read_config(const std::string& file) {
    return parsed(file, [&] { return toml::parse_file(file); });
}

Result<Config> parse_config(const std::string& text, const std::string& file) {
    return parsed(file, [&] { return toml::parse(text, file); });
}

}  // namespace driftline
