// What changed in an engine between two series and no comparison of symbols shows: a row of rules/knowledge/<framework>/*.toml.
// README.md there says what each column means.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "check/finding.h"

namespace driftline::knowledge {

// "16.0", "saas~17.4"; anything else is no series.
struct Series {
    int major = 0, minor = 0;
    auto operator<=>(const Series&) const = default;
};
std::optional<Series> series(std::string_view text);

// A regular expression that is searched for, in one line at a time, of which it sees the first 1,000 bytes. Compiled where a text first holds what it cannot do without: compiling costs more than most texts. Thread-safe.
class Pattern {
public:
    explicit Pattern(std::string_view expression);   // REQUIRES: it is well formed
    static Result<Pattern> compile(std::string_view expression);
    bool found_in(std::string_view line) const;
    // Where it is found: offset and size.
    std::optional<std::pair<size_t, size_t>> find(std::string_view line) const;
    // The same of one that begins at one of the first places up to `last`: what looks far ahead need not be tried at all of them.
    std::optional<std::pair<size_t, size_t>> find_from(std::string_view text, size_t last) const;
    // False only where no part of the text, of whatever size, is found.
    bool may_be_in(std::string_view text) const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

enum class MatchKind : uint8_t {
    arch_attribute, arch_tag, arch_class, arch_xpath, locator_tag, locator_attribute, template_inherit, record_field, record_body, data_tag, manifest_key,
    manifest_bundle, hook_parameters, field_option, class_attribute, method, method_body, search_method, option_method, call, import, route_option, code,
    code_string, sql_translated, script,
};
std::optional<MatchKind> match_kind(std::string_view name);

enum class Where : uint8_t { anywhere, view, template_ };

struct Matcher {
    MatchKind kind = MatchKind::arch_tag;
    std::vector<std::string> names, tags, not_tags, models, fields, types, words, bundles;
    std::string expr, instead;
    std::optional<Pattern> value, body, without_body, params, with_decorator;
    Where where = Where::anywhere;
    bool in_attribute_specs = false, client = false, closing_tag = false, inherited_view = false, typed = false, prefix = false, pair = false;
    bool super = true;   // of calls: those of super(), too

    bool names_one(std::string_view name) const;   // "*" names all
};

struct Change {
    std::string id, what, message, fix, source;
    std::vector<std::string> anchors;         // texts of the line meant, the first that a core has counts: later cores have it elsewhere
    Effect effect = Effect::none;
    bool mechanical = false;
    Severity severity = Severity::error;
    Series from, to;                          // the table it stands in
    std::optional<Series> until;              // from that one on it does not count
    std::vector<std::string> supersedes;
    std::vector<std::pair<Series, std::string>> later;   // sorted: the fix from that series on
    std::vector<std::pair<Pattern, std::string>> fix_for;   // what {each} of the fix stands for: of each thing that matched the first text whose expression it fits
    Matcher match;

    const std::string& fix_at(Series target) const;
};

}  // namespace driftline::knowledge
