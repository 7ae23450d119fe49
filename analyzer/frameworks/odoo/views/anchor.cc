#include "frameworks/odoo/views/anchor.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace driftline::odoo {
namespace {

constexpr size_t max_steps = 32, max_shown = 120, most_nearest = 3;

bool attributes_match(ArchNode node, ArchNode spec, const ViewEngine& engine) {
    for (const auto& [name, value] : spec.attributes()) {
        if (name == "position" || (engine.versioned_specs() && name == "version")) continue;
        if (node.attribute(name) != value) return false;
    }
    return true;
}

// Ends of the location steps at the top level of an expression: "//a[b/c]/d" -> after "]" and at the end.
std::vector<size_t> step_ends(std::string_view expression) {
    std::vector<size_t> ends;
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (quote) { if (c == quote) quote = 0; }
        else if (c == '\'' || c == '"') quote = c;
        else if (c == '[' || c == '(' || c == '{') ++depth;
        else if (c == ']' || c == ')' || c == '}') --depth;
        else if (depth == 0 && c == '|') return {expression.size()};  // a union has no first failing step
        else if (depth == 0 && c == '/' && i > 0 && expression[i - 1] != '/') ends.push_back(i);
    }
    ends.push_back(expression.size());
    if (ends.size() > max_steps) ends.erase(ends.begin() + max_steps, ends.end() - 1);
    return ends;
}

struct Wanted {
    std::string tag;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string name() const {
        for (const auto& [key, value] : attributes)
            if (key == "name" || key == "id" || key == "t-call") return value;
        for (const auto& [key, value] : attributes)
            if (key.starts_with("data-")) return value;   // it may have become the name
        return "";
    }
};

// What a failing step asks for, as far as its text tells: the tag and every @attribute='value'.
Wanted wanted_by_step(std::string_view step) {
    Wanted wanted;
    while (step.starts_with('/')) step.remove_prefix(1);
    const size_t bracket = step.find('[');
    std::string_view tag = trim(step.substr(0, bracket));
    if (const size_t axis = tag.rfind(':'); axis != std::string_view::npos) tag.remove_prefix(axis + 1);
    wanted.tag = tag;
    for (size_t at = step.find('@'); at != std::string_view::npos; at = step.find('@', at + 1)) {
        const size_t equals = step.find_first_of("=,", at);
        if (equals == std::string_view::npos) break;
        const size_t open = step.find_first_not_of(" =", equals + 1);
        if (open == std::string_view::npos || (step[open] != '\'' && step[open] != '"')) continue;
        const size_t close = step.find(step[open], open + 1);
        if (close == std::string_view::npos) break;
        wanted.attributes.emplace_back(trim(step.substr(at + 1, equals - at - 1)), step.substr(open + 1, close - open - 1));
        at = close;
    }
    return wanted;
}

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j < b.size(); ++j)
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, diagonal + (a[i] != b[j])}));
    }
    return row.back();
}

bool names_node(std::string_view key) { return key == "name" || key == "id" || key == "t-name" || key == "t-call" || key.starts_with("data-"); }

// Higher is more alike; 0 is not worth naming.
size_t likeness(ArchNode node, const Wanted& wanted, std::string_view name) {
    const bool same_tag = node.name() == wanted.tag;
    size_t named = 0, equal = 0;
    for (const auto& [key, value] : wanted.attributes)
        if (node.attribute(key) == value) ++(names_node(key) ? named : equal);
    // Of two things that are asked for, the one that names the node counts.
    if (named > 0 || (equal > 0 && name.empty())) return 1000 * (named > 0 ? named : equal) + 10 * equal + (same_tag ? 500 : 0);
    if (name.empty() || name.size() > 100) return 0;
    size_t best = 0;
    for (const char* key : {"name", "id", "t-call"}) {
        const std::string_view have = node.value(key);
        const size_t longer = std::max(have.size(), name.size()), shorter = std::min(have.size(), name.size());
        if (have == name) best = std::max<size_t>(best, 900);
        // Two names can only be close if their lengths are; most pairs need no matrix.
        if (have.empty() || (longer - shorter) * 3 > longer) continue;
        const size_t distance = edit_distance(have, name);
        if (distance * 3 <= longer) best = std::max(best, 400 - 300 * distance / longer + (same_tag ? 300 : 0));
    }
    return best;
}

// A step of an expression, counted from 0, and its bytes there.
struct MissedStep { size_t number = 0, begin = 0, end = 0; };

// The first step from which on the expression matches nothing.
MissedStep first_missed(const ArchDocument& arch, std::string_view expression) {
    MissedStep step;
    for (const size_t end : step_ends(expression)) {
        step.end = end;
        const auto found = arch.find(arch.root(), expression.substr(0, end));
        if (!found || !*found || end == expression.size()) break;
        step.begin = end;
        ++step.number;
    }
    return step;
}

// What the whole expression asks for; "" if that is the missed step itself.
std::string_view last_step(std::string_view expression, const MissedStep& missed) {
    const std::vector<size_t> ends = step_ends(expression);
    return missed.end == expression.size() || ends.size() < 2 ? std::string_view{} : expression.substr(ends[ends.size() - 2]);
}

struct Candidate { size_t likeness = 0; ArchNode node; };

// The likest nodes, those first in the document before others that are as alike; none that are much less alike than the first.
std::vector<Candidate> nearest_nodes(ArchNode root, const Wanted& wanted, size_t most) {
    const std::string name = wanted.name();
    std::vector<Candidate> best;
    for (ArchNode node = root; node; node = node.following(root)) {
        const size_t score = likeness(node, wanted, name);
        if (score == 0) continue;
        const auto place = std::find_if(best.begin(), best.end(), [&](const Candidate& other) { return other.likeness < score; });
        if (place == best.end() && best.size() == most) continue;
        best.insert(place, {score, node});
        if (best.size() > most) best.pop_back();
    }
    while (!best.empty() && best.back().likeness + 150 < best.front().likeness) best.pop_back();
    return best;
}

// Whether a character can be part of a name in XPath.
bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '@' || c == '$' || c == ':'; }

// The expression with each node test `from` named `to`; quoted text stays.
std::string rename_tag(std::string_view expression, std::string_view from, std::string_view to) {
    std::string made;
    char quote = 0;
    for (size_t i = 0; i < expression.size();) {
        const char c = expression[i];
        if (quote) { if (c == quote) quote = 0; }
        else if (c == '\'' || c == '"') quote = c;
        else if (expression.substr(i).starts_with(from) && (i == 0 || !in_name(expression[i - 1])) && (i + from.size() == expression.size() || !in_name(expression[i + from.size()]))) {
            made += to;
            i += from.size();
            continue;
        }
        made += c;
        ++i;
    }
    return made;
}

}  // namespace

Result<ArchNode> locate(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine) {
    const ArchNode root = arch.root();
    if (spec.name() == "xpath") {
        const auto expression = spec.attribute("expr");
        if (!expression) return Error{"<xpath> without expr"};
        return arch.find(root, *expression);
    }
    if (spec.name() == "field") {
        const auto name = spec.attribute("name");
        for (ArchNode node = root; node; node = node.following(root))
            if (node.same_tag(spec) && node.attribute("name") == name) return node;
        return ArchNode();
    }
    for (ArchNode node = root; node; node = node.following(root)) {
        if (!node.same_tag(spec) || !attributes_match(node, spec, engine)) continue;
        const auto version = spec.attribute("version");
        if (engine.versioned_specs() && version && !version->empty() && root.attribute("version") != version) return ArchNode();
        return node;
    }
    return ArchNode();
}

uint32_t count_matches(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine) {
    const ArchNode root = arch.root();
    if (spec.name() == "xpath") {
        const auto found = arch.find_all(root, spec.value("expr"));
        return found ? uint32_t(found->size()) : 1;
    }
    uint32_t count = 0;
    for (ArchNode node = root; node; node = node.following(root))
        count += node.same_tag(spec) && (spec.name() == "field" ? node.attribute("name") == spec.attribute("name") : attributes_match(node, spec, engine));
    return count;
}

bool matches_renamed(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine) {
    if (!engine.lists_are_lists()) return false;
    const ArchNode root = arch.root();
    if (spec.name() == "xpath") {
        const std::string_view expression = spec.value("expr");
        const std::string renamed = rename_tag(expression, "tree", "list");
        if (renamed == expression) return false;
        const auto found = arch.find(root, renamed);
        return found && *found;
    }
    if (spec.name() != "tree") return false;
    for (ArchNode node = root; node; node = node.following(root))
        if (node.name() == "list" && attributes_match(node, spec, engine)) return true;
    return false;
}

std::string locator_of(ArchNode spec) {
    if (spec.name() == "xpath") return std::string(spec.value("expr"));
    std::string made(spec.name());
    for (const auto& [name, value] : spec.attributes())
        if (name != "position" && (spec.name() != "field" || name == "name")) made += "[@" + name + "='" + std::string(value) + "']";
    return made;
}

Miss explain_miss(const ArchDocument& arch, ArchNode spec, const ViewEngine& engine) {
    std::string expression = locator_of(spec);
    const bool path = spec.name() == "xpath";
    MissedStep missed = path ? first_missed(arch, expression) : MissedStep{0, 0, expression.size()};
    if (path && engine.lists_are_lists()) {
        // A renamed tag is told apart; what is still missing with the new name is what is gone.
        std::string renamed = rename_tag(expression, "tree", "list");
        if (const MissedStep other = first_missed(arch, renamed); other.number > missed.number) {
            expression = std::move(renamed);
            missed = other;
        }
    }
    std::string_view step = std::string_view(expression).substr(missed.begin, missed.end - missed.begin);
    const std::string_view last = path ? last_step(expression, missed) : std::string_view{};
    while (step.size() > 1 && step.starts_with('/') && !step.starts_with("//")) step.remove_prefix(1);
    Miss miss{std::string(step), {}};
    for (const Candidate& near : nearest_nodes(arch.root(), wanted_by_step(step), most_nearest)) miss.nearest.push_back(start_tag(near.node));
    // The container is gone, but what it held may stand elsewhere.
    const Wanted wanted = wanted_by_step(last);
    const std::string name = wanted.name();
    if (name.empty()) return miss;
    for (const Candidate& near : nearest_nodes(arch.root(), wanted, 1))
        if (near.node.name() == wanted.tag && (near.node.value("name") == name || near.node.value("id") == name)) miss.nearest.insert(miss.nearest.begin(), start_tag(near.node) + " at " + near.node.path());
    if (miss.nearest.size() > most_nearest) miss.nearest.pop_back();
    return miss;
}

std::string identity(ArchNode node) {
    if (!node.is_element()) return node.kind() == ArchKind::comment ? "comment" : "instruction";
    std::string made(node.name());
    for (const char* key : {"name", "id"})
        if (const auto name = node.attribute(key); name && !name->empty()) return made + " " + std::string(*name);
    for (const char* key : {"t-name", "t-call", "t-set"})
        if (const auto name = node.attribute(key); name && !name->empty()) return made + " " + key + "=" + std::string(*name);
    return made;
}

std::vector<std::string> named_containers(ArchNode node) {
    std::vector<std::string> names;
    for (ArchNode above = node.parent(); above; above = above.parent())
        if (std::string name = identity(above); name.find(' ') != std::string::npos) names.push_back(std::move(name));
    return names;
}

std::string start_tag(ArchNode node) {
    if (!node.is_element()) return node.kind() == ArchKind::comment ? "<!-- -->" : "<? ?>";
    std::string made = "<" + std::string(node.name());
    // What tells it apart comes first: the rest may be cut off.
    auto attributes = node.attributes();
    std::stable_partition(attributes.begin(), attributes.end(), [](const auto& a) { return a.first == "name" || a.first == "id" || a.first == "t-name" || a.first == "t-call"; });
    for (const auto& [name, value] : attributes) {
        std::string flat;
        for (const char c : value.substr(0, 2 * max_shown)) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!space || (!flat.empty() && flat.back() != ' ')) flat += space ? ' ' : c;
        }
        made += " " + name + "=\"" + flat + "\"";
        if (made.size() > max_shown) break;
    }
    if (made.size() > max_shown) {
        size_t end = max_shown;
        while (end > 0 && (static_cast<unsigned char>(made[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
        return made.substr(0, end) + "...";
    }
    return made + ">";
}

}  // namespace driftline::odoo
