#include "rules/knowledge/table.h"

#include <algorithm>
#include <map>
#include <toml++/toml.h>

#include <fmt/format.h>

#include "base/text.h"
#include "embedded/knowledge.h"

namespace driftline::knowledge {
namespace {

// Thrown and caught inside this file only.
struct Rejected {
    std::string message;
};

class Row {
public:
    // `proven`: its expressions are well formed, and need not be compiled to know it.
    Row(std::string_view path, const toml::table& table, bool proven) : path_(path), table_(table), proven_(proven) {}

    [[noreturn]] void reject(const std::string& what) const {
        throw Rejected{fmt::format("{}:{}: {}", path_, table_.source().begin.line, what)};
    }
    void only(std::initializer_list<std::string_view> known) const {
        for (const auto& [key, node] : table_)
            if (std::find(known.begin(), known.end(), key.str()) == known.end()) reject(fmt::format("there is no key {}", key.str()));
    }
    bool has(std::string_view key) const { return table_.contains(key); }
    std::string text(std::string_view key) const {
        const auto value = table_[key].value<std::string>();
        if (!value || trim(*value).empty()) reject(fmt::format("{} must be a string that says something", key));
        return *value;
    }
    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> made;
        if (!has(key)) return made;
        const toml::array* items = table_[key].as_array();
        if (!items) reject(fmt::format("{} must be a list", key));
        for (const toml::node& item : *items) {
            if (!item.is_string()) reject(fmt::format("{} must hold strings only", key));
            made.push_back(item.ref<std::string>());
        }
        if (made.empty()) reject(fmt::format("{} is empty", key));
        return made;
    }
    bool truth(std::string_view key, bool otherwise) const {
        if (!has(key)) return otherwise;
        const auto value = table_[key].value<bool>();
        if (!value) reject(fmt::format("{} must be true or false", key));
        return *value;
    }
    std::optional<Pattern> pattern(std::string_view key) const {
        if (!has(key)) return std::nullopt;
        return compiled(key, text(key));
    }
    // A list of pairs: a regular expression, and what is said where it is found.
    std::vector<std::pair<Pattern, std::string>> texts_by_pattern(std::string_view key) const {
        std::vector<std::pair<Pattern, std::string>> made;
        if (!has(key)) return made;
        const toml::array* items = table_[key].as_array();
        if (!items || items->empty()) reject(fmt::format("{} must be a list of pairs", key));
        for (const toml::node& item : *items) {
            const toml::array* pair = item.as_array();
            if (!pair || pair->size() != 2 || !pair->get(0)->is_string() || !pair->get(1)->is_string()) reject(fmt::format("{} must hold pairs of strings only", key));
            made.emplace_back(compiled(key, pair->get(0)->ref<std::string>()), pair->get(1)->ref<std::string>());
        }
        return made;
    }
    Series series_of(std::string_view text) const {
        const auto made = series(text);
        if (!made) reject(fmt::format("{} is no series", text));
        return *made;
    }
    Row section(std::string_view key) const {
        const toml::table* made = table_[key].as_table();
        if (!made) reject(fmt::format("{} must be a table", key));
        return {path_, *made, proven_};
    }
    const toml::table& table() const { return table_; }

private:
    Pattern compiled(std::string_view key, const std::string& expression) const {
        if (proven_) return Pattern(expression);
        Result<Pattern> made = Pattern::compile(expression);
        if (!made) reject(fmt::format("{} is no regular expression: {}", key, made.error().message));
        return *made;
    }

    std::string_view path_;
    const toml::table& table_;
    bool proven_;
};

Effect effect_of(const Row& row) {
    const std::string name = row.text("effect");
    for (const Effect effect : {Effect::crash_install, Effect::crash_run, Effect::silent, Effect::deprecated})
        if (text(effect) == name) return effect;
    row.reject("effect must be crash-install, crash-run, silent or deprecated");
}

// What breaks is an error, what is deprecated info; a row may say less where only looks suffer.
Severity severity_of(const Row& row, Effect effect) {
    if (!row.has("severity")) return effect == Effect::deprecated ? Severity::info : Severity::error;
    const std::string name = row.text("severity");
    if (effect != Effect::silent || (name != "warning" && name != "info")) row.reject("severity may be warning or info, for what is silent");
    return name == "info" ? Severity::info : Severity::warning;
}

Where where_of(const Row& row) {
    if (!row.has("where")) return Where::anywhere;
    const std::string name = row.text("where");
    if (name != "view" && name != "template") row.reject("where must be view or template");
    return name == "view" ? Where::view : Where::template_;
}

// What a kind cannot do without.
void require(const Row& row, const Matcher& matcher) {
    const auto need = [&](bool given, std::string_view key) {
        if (!given) row.reject(fmt::format("this kind needs {}", key));
    };
    switch (matcher.kind) {
    case MatchKind::arch_class: case MatchKind::template_inherit: need(matcher.value.has_value(), "value"); break;
    case MatchKind::arch_xpath: need(!matcher.expr.empty(), "expr"); break;
    case MatchKind::record_field: need(!matcher.models.empty() && !matcher.fields.empty(), "models and fields"); break;
    case MatchKind::record_body: need(!matcher.models.empty() && !matcher.fields.empty() && matcher.value, "models, fields and value"); break;
    case MatchKind::hook_parameters: case MatchKind::option_method: need(!matcher.names.empty() && matcher.params, "names and params"); break;
    case MatchKind::method_body: need(!matcher.names.empty() && matcher.body, "names and body"); break;
    case MatchKind::search_method: need(matcher.body.has_value(), "body"); break;
    case MatchKind::code: need(!matcher.words.empty() && matcher.value, "words and value"); break;
    case MatchKind::code_string: need(!matcher.names.empty() && !matcher.words.empty() && matcher.value, "words, names and value"); break;
    case MatchKind::sql_translated: break;
    default: need(!matcher.names.empty(), "names");
    }
}

Matcher read_matcher(const Row& row) {
    row.only({"kind", "names", "tags", "not_tags", "models", "fields", "types", "words", "bundles", "expr", "value", "body", "without_body", "params", "with_decorator", "instead",
              "where", "in_attribute_specs", "client", "closing_tag", "inherited_view", "typed", "prefix", "pair", "super"});
    Matcher made;
    const auto kind = match_kind(row.text("kind"));
    if (!kind) row.reject(fmt::format("there is no kind {}", row.text("kind")));
    made.kind = *kind;
    made.names = row.texts("names");
    made.tags = row.texts("tags");
    made.not_tags = row.texts("not_tags");
    made.models = row.texts("models");
    made.fields = row.texts("fields");
    made.types = row.texts("types");
    made.words = row.texts("words");
    made.bundles = row.texts("bundles");
    if (row.has("expr")) made.expr = row.text("expr");
    if (row.has("instead")) made.instead = row.text("instead");
    made.value = row.pattern("value");
    made.body = row.pattern("body");
    made.without_body = row.pattern("without_body");
    made.params = row.pattern("params");
    made.with_decorator = row.pattern("with_decorator");
    made.where = where_of(row);
    made.in_attribute_specs = row.truth("in_attribute_specs", false);
    made.client = row.truth("client", false);
    made.closing_tag = row.truth("closing_tag", false);
    made.inherited_view = row.truth("inherited_view", false);
    made.typed = row.truth("typed", false);
    made.prefix = row.truth("prefix", false);
    made.pair = row.truth("pair", false);
    made.super = row.truth("super", true);
    require(row, made);
    return made;
}

Change read_change(const Row& row) {
    row.only({"id", "what", "effect", "mechanical", "severity", "message", "fix", "source", "anchors", "until", "supersedes", "later", "fix_for", "match"});
    Change made;
    made.id = row.text("id");
    if (made.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) row.reject("id must be in kebab-case");
    made.what = row.text("what");
    made.effect = effect_of(row);
    if (!row.has("mechanical")) row.reject("mechanical must be true or false");
    made.mechanical = row.truth("mechanical", false);
    made.severity = severity_of(row, made.effect);
    made.message = row.text("message");
    made.fix = row.text("fix");
    made.source = row.text("source");
    made.anchors = row.texts("anchors");
    if (row.has("until")) made.until = row.series_of(row.text("until"));
    made.supersedes = row.texts("supersedes");
    if (row.has("later")) {
        const Row later = row.section("later");
        for (const auto& [since, node] : later.table()) made.later.emplace_back(later.series_of(since.str()), later.text(since.str()));
        std::sort(made.later.begin(), made.later.end());
    }
    made.fix_for = row.texts_by_pattern("fix_for");
    if (made.fix_for.empty() != (made.fix.find("{each}") == made.fix.npos)) row.reject("fix_for is what {each} in fix stands for");
    made.match = read_matcher(row.section("match"));
    return made;
}

// What to do about names that are gone, by name.
using Advice = std::map<std::string, std::string, std::less<>>;

void read_advice(std::string_view path, const toml::table& table, Advice& advice) {
    const toml::array* rows = table["gone"].as_array();
    if (!rows) return;
    for (const toml::node& node : *rows) {
        if (!node.is_table()) continue;
        const Row row{path, *node.as_table(), true};
        row.only({"names", "fix"});
        for (std::string& name : row.texts("names")) advice[std::move(name)] = row.text("fix");
    }
}

using Merged = std::map<std::pair<std::string, std::string>, MergedValue>;   // by field and value

void read_merged(std::string_view path, const toml::table& table, Merged& merged) {
    const toml::array* rows = table["merged"].as_array();
    if (!rows) return;
    for (const toml::node& node : *rows) {
        if (!node.is_table()) continue;
        const Row row{path, *node.as_table(), true};
        row.only({"fields", "value", "into", "fix", "source"});
        row.text("source");
        for (std::string& field : row.texts("fields")) merged[{std::move(field), row.text("value")}] = {row.text("into"), row.text("fix")};
    }
}

// One table, or all of a framework: its changes in the order of series.
struct Table {
    std::vector<Change> changes;
    Advice advice;
    Merged merged;
};

void read_table(std::string_view path, std::string_view text, bool proven, Table& made) {
    const toml::table table = toml::parse(text, path);
    const Row file{path, table, proven};
    file.only({"change", "gone", "merged"});
    const size_t slash = path.rfind('/') + 1, dash = path.find('-', slash), end = path.rfind(".toml");
    if (dash == path.npos || end == path.npos || end < dash) file.reject("a table is called FROM-TO.toml");
    const Series from = file.series_of(path.substr(slash, dash - slash)), to = file.series_of(path.substr(dash + 1, end - dash - 1));
    read_advice(path, table, made.advice);
    read_merged(path, table, made.merged);
    const toml::array* rows = table["change"].as_array();
    if (!rows) file.reject("change must be a list of tables: write [[change]]");
    for (const toml::node& node : *rows) {
        if (!node.is_table()) file.reject("change must be a list of tables: write [[change]]");
        made.changes.push_back(read_change({path, *node.as_table(), proven}));
        made.changes.back().from = from;
        made.changes.back().to = to;
    }
}

// All tables by framework. tests/unit/rules parses each of them as strictly as one can.
const std::map<std::string, Table, std::less<>>& tables() {
    static const auto all = [] {
        std::map<std::string, Table, std::less<>> made;
        for (const EmbeddedFile& file : embedded::knowledge()) {
            const std::string_view path = file.path.substr(file.path.find("knowledge/") + 10);
            const size_t slash = path.find('/');
            if (slash != path.npos) read_table(path, file.text, true, made[std::string(path.substr(0, slash))]);   // else: effort.toml
        }
        for (auto& [framework, table] : made)
            std::stable_sort(table.changes.begin(), table.changes.end(), [](const Change& a, const Change& b) { return a.to < b.to; });
        return made;
    }();
    return all;
}

}  // namespace

Result<std::vector<Change>> parse_changes(std::string_view path, std::string_view text) {
    Table made;
    try {
        read_table(path, text, false, made);
    } catch (const toml::parse_error& error) {
        return Error{fmt::format("{}:{}: {}", path, error.source().begin.line, error.description())};
    } catch (const Rejected& rejected) {
        return Error{rejected.message};
    }
    return std::move(made.changes);
}

std::string_view advice_about(std::string_view framework, std::string_view symbol) {
    const auto table = tables().find(framework);
    if (table == tables().end()) return {};
    const auto found = table->second.advice.find(symbol);
    return found == table->second.advice.end() ? std::string_view{} : std::string_view{found->second};
}

const MergedValue* merged_value(std::string_view framework, std::string_view field, std::string_view value) {
    const auto table = tables().find(framework);
    if (table == tables().end()) return nullptr;
    const auto found = table->second.merged.find({std::string(field), std::string(value)});
    return found == table->second.merged.end() ? nullptr : &found->second;
}

std::vector<const Change*> changes_between(std::string_view framework, std::string_view from, std::string_view to) {
    const auto first = series(from), last = series(to);
    const auto table = tables().find(framework);
    std::vector<const Change*> made;
    if (!first || !last || table == tables().end()) return made;
    for (const Change& change : table->second.changes)
        if (*first < change.to && change.to <= *last && (!change.until || *last < *change.until)) made.push_back(&change);
    std::vector<std::string_view> replaced;
    for (const Change* change : made) replaced.insert(replaced.end(), change->supersedes.begin(), change->supersedes.end());
    std::erase_if(made, [&](const Change* change) { return std::find(replaced.begin(), replaced.end(), change->id) != replaced.end(); });
    return made;
}

}  // namespace driftline::knowledge
