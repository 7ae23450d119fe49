// The words that reports use: closed lists which only grow.
#include "model/delta.h"

namespace driftline {
namespace {

template <class Enum, size_t N>
std::string_view pick(Enum value, const std::array<std::string_view, N>& words) {
    const auto i = static_cast<size_t>(value);
    return i < N ? words[i] : std::string_view("?");
}

}  // namespace

std::string_view origin_text(Origin origin) {
    return pick(origin, std::array<std::string_view, 9>{"core", "library", "own", "community", "app store", "enterprise", "core copy", "foreign series", "not installable"});
}
std::string_view text(Certainty value) { return pick(value, std::array<std::string_view, 3>{"exact", "likely", "unknown"}); }
std::string_view text(SymbolKind value) {
    return pick(value, std::array<std::string_view, 15>{"module", "model", "field", "method", "record", "view", "template", "python", "route", "sql", "asset_bundle", "js_module",
                                                        "js_export", "hook", "doctype"});
}
std::string_view text(Behaviour value) { return pick(value, std::array<std::string_view, 4>{"extends", "replaces", "bypasses", "patches"}); }
std::string_view text(Super value) { return pick(value, std::array<std::string_view, 4>{"never", "sometimes", "always", "n/a"}); }
std::string_view text(Effect value) { return pick(value, std::array<std::string_view, 5>{"", "crash-install", "crash-run", "silent", "deprecated"}); }
std::string_view text(Outcome value) { return pick(value, std::array<std::string_view, 4>{"bound", "own", "unresolved", "guarded"}); }
std::string_view text(Reason value) {
    return pick(value, std::array<std::string_view, 10>{"", "missing module", "outside the dependencies", "nowhere", "dynamic name", "result of a call", "self of a mixin",
                                                        "made at run time", "not analyzed", "never applied"});
}
std::string_view text(ChangeKind value) { return pick(value, std::array<std::string_view, 5>{"added", "removed", "renamed", "moved", "changed"}); }
std::string_view text(Via value) { return pick(value, std::array<std::string_view, 3>{"declared", "mixin", "delegation"}); }
std::string_view text(ModelKind value) { return pick(value, std::array<std::string_view, 4>{"", "persistent", "transient", "abstract"}); }

}  // namespace driftline
