#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/method_code.h"
#include "rules/overrides/protected_symbol.h"
#include "rules/support.h"

namespace driftline {

namespace {

struct Guarded {
    std::string_view pattern, what;
    bool may_refuse = false;     // False is the answer that refuses: without super it takes rights away, and checks nothing less
    bool whole_family = false;   // of many models, most of which guard nothing by themselves
};

// Names from Odoo 14 to 19; one that a series does not have matches nothing there.
constexpr std::array guarded = {
    Guarded{"account.move._post", "posting"},
    Guarded{"account.move.post", "posting"},
    Guarded{"account.move.action_post", "posting"},
    Guarded{"account.move._check_fiscal*", "the lock dates"},
    Guarded{"account.move._check_balanced", "the balance of entries"},
    Guarded{"account.move.line._check_tax_lock_date", "the lock dates"},
    Guarded{"account.move*._get_integrity_hash_fields*", "the inalterability hash"},
    Guarded{"account.move*._compute_string_to_hash", "the inalterability hash"},
    Guarded{"account.move*._get_new_hash", "the inalterability hash"},
    Guarded{"account.move*._compute_hash", "the inalterability hash"},
    Guarded{"account.move*._hash_*", "the inalterability hash"},
    Guarded{"account.move*._calculate_hashes", "the inalterability hash"},
    Guarded{"account.move*._get_chains_to_hash", "the inalterability hash"},
    Guarded{"*.check_access", "access checks"},
    Guarded{"*.check_access_rights", "access checks", true},
    Guarded{"*.check_access_rule", "access checks"},
    Guarded{"*._check_access", "access checks"},
    Guarded{"*.has_access", "access checks", true},
    Guarded{"*._filter_access_rules*", "access checks"},
    Guarded{"*._filtered_access", "access checks"},
    Guarded{"*.check_field_access_rights", "access checks"},
    Guarded{"*._check_field_access", "access checks"},
    Guarded{"*._has_field_access", "access checks", true},
    Guarded{"ir.model.access.check", "access checks", true},
    Guarded{"ir.model.access.check*", "access checks"},
    Guarded{"ir.model.access._get_allowed_models", "access checks"},
    Guarded{"ir.rule._compute_domain", "record rules"},
    Guarded{"ir.rule._get_rules", "record rules"},
    Guarded{"ir.rule._get_failing", "record rules"},
    Guarded{"ir.rule.domain_get", "record rules"},
    Guarded{"res.users._check_credentials", "the login"},
    Guarded{"res.users.authenticate", "the login"},
    Guarded{"res.users._login", "the login"},
    Guarded{"ir.*.create", "the system's own records", false, true},
    Guarded{"ir.*.write", "the system's own records", false, true},
    Guarded{"ir.*.unlink", "the system's own records", false, true},
};

}  // namespace

std::string_view protects(std::string_view symbol, const CheckOptions& options) {
    for (const auto& entry : guarded)
        if (glob_match(entry.pattern, symbol)) return entry.what;
    const auto& own = options.protected_symbols;
    return std::any_of(own.begin(), own.end(), [&](const std::string& pattern) { return glob_match(pattern, symbol); }) ? "what your configuration protects" : "";
}

bool worth_a_reason(const Override& o, const CheckOptions& options) {
    // What decides who may do what, and the settings that other checks rest on.
    static constexpr std::array decisive = {"ir.model.access.*", "ir.rule.*", "ir.config_parameter.*", "ir.actions.server.*"};
    const auto entry = std::find_if(guarded.begin(), guarded.end(), [&](const Guarded& row) { return glob_match(row.pattern, o.symbol); });
    if (entry == guarded.end() || !entry->whole_family || o.calls_super != Super::always) return !protects(o.symbol, options).empty();
    const auto& own = options.protected_symbols;
    const auto matches = [&](const auto& pattern) { return glob_match(pattern, o.symbol); };
    return std::any_of(decisive.begin(), decisive.end(), matches) || std::any_of(own.begin(), own.end(), matches);
}

namespace {

bool may_refuse(std::string_view symbol) {
    return std::any_of(guarded.begin(), guarded.end(), [&](const Guarded& entry) { return entry.may_refuse && glob_match(entry.pattern, symbol); });
}

// What may be put off. Elsewhere it is decided who may do what, and a key of the context comes from whoever calls.
bool may_wait(std::string_view what) { return what == "posting"; }

NodeId return_at(const MethodCode& code, uint32_t line) {
    const PythonTree& tree = code.tree();
    for (NodeId id = 0; id < tree.nodes.size(); ++id)
        if (tree[id].kind == Py::return_statement && code.at(id).line == line) return id;
    return no_node;
}

NodeId answer_of(const PythonTree& tree, NodeId returned) { return returned == no_node || tree[returned].next == returned + 1 ? no_node : tree.first_child(returned); }

// A button's method that answers with a dialog instead: nothing is posted, and nothing written, until somebody answers that.
bool asks_first(const Program& program, const Override& o, uint32_t line, MethodCode& code) {
    const std::string_view name = program.world.str(program.world.facts.methods[o.custom.row].name);
    if (line == 0 || name.starts_with('_') || !code.read(program, o.custom.row)) return false;
    const PythonTree& tree = code.tree();
    const NodeId answer = answer_of(tree, return_at(code, line));
    if (answer == no_node) return false;
    NodeId said = answer;
    while (tree[said].kind == Py::parenthesized_expression && tree.first_child(said) != no_node) said = tree.first_child(said);
    if (tree[said].kind != Py::call && tree[said].kind != Py::dictionary) return false;
    const std::string_view branch = tree.text(tree[tree[answer].parent].parent);
    return branch.find(".write(") == branch.npos && branch.find("posted") == branch.npos;
}

// The condition that the node stands under, and the branch; no_node outside of any.
NodeId branch_of(const PythonTree& tree, NodeId id, NodeId& condition) {
    for (NodeId above = tree[id].parent; above != no_node && tree[above].kind != Py::function_definition; id = above, above = tree[above].parent) {
        if (tree[above].kind != Py::if_statement && tree[above].kind != Py::elif_clause) continue;
        condition = tree[id].field == PyField::consequence ? tree.child(above, PyField::condition) : no_node;
        return id;
    }
    return no_node;
}

// The only way past super: it stands in no branch, and nothing else leaves before it.
bool only_way_past(const PythonTree& tree, NodeId leaving) {
    NodeId super = no_node;
    for (NodeId id = 0; id < tree.nodes.size() && super == no_node; ++id)
        if (tree[id].kind == Py::call && tree.text(id).starts_with("super(")) super = id;
    if (super == no_node) return false;
    for (NodeId above = tree[super].parent; above != no_node && tree[above].kind != Py::function_definition; above = tree[above].parent)
        if (tree[above].kind == Py::if_statement || tree[above].kind == Py::for_statement || tree[above].kind == Py::while_statement || tree[above].kind == Py::try_statement ||
            tree[above].kind == Py::conditional_expression || tree[above].kind == Py::boolean_operator || tree[above].kind == Py::lambda) return false;
    for (NodeId id = 0; id < super; ++id)
        if (tree[id].kind == Py::return_statement && id != leaving && tree[id].next <= super) return false;
    return true;
}

// `if self.env.su: return True`, and super for everybody else: the core lets the superuser pass, too (ir_model.py, check; models.py).
bool lets_superuser_pass(const Program& program, const Override& o, uint32_t line, MethodCode& code) {
    if (line == 0 || !code.read(program, o.custom.row)) return false;
    const PythonTree& tree = code.tree();
    const NodeId leaving = return_at(code, line);
    NodeId condition = no_node;
    if (leaving == no_node || branch_of(tree, leaving, condition) == no_node || condition == no_node) return false;
    const std::string_view asked = tree.text(condition);
    return (asked == "self.env.su" || asked == "self.env.is_superuser()" || asked == "self.env.user._is_superuser()") && only_way_past(tree, leaving);
}

// "sale.order.line" of `return self.env["sale.order.line"].check_access_rights(...)` under a condition: the same question, asked of another model.
std::string asked_instead(const Program& program, const Override& o, uint32_t line, MethodCode& code) {
    if (line == 0 || !code.read(program, o.custom.row)) return {};
    const PythonTree& tree = code.tree();
    const NodeId leaving = return_at(code, line), answer = answer_of(tree, leaving);
    const std::string tail = fmt::format("].{}(", program.world.str(program.world.facts.methods[o.custom.row].name));
    constexpr std::string_view env = "self.env[";
    if (answer == no_node || tree[answer].kind != Py::call || !tree.text(answer).starts_with(env) || !only_way_past(tree, leaving)) return {};
    const std::string_view text = tree.text(answer).substr(env.size());
    const size_t end = text.find(tail);
    return end == text.npos || end < 3 || text.substr(0, end).find_first_of("[](") != text.npos ? std::string() : std::string(text.substr(1, end - 2));
}

// The condition of the branch that leaves without super and with nothing, where the branch writes something down for later: "" otherwise,
// also where it does the work itself. At most a line of text.
std::string deferred_when(const Program& program, Index method, uint32_t line, MethodCode& code) {
    if (line == 0 || !code.read(program, method)) return {};
    const PythonTree& tree = code.tree();
    const NodeId leaving = return_at(code, line), answer = answer_of(tree, leaving);
    if (leaving == no_node || (answer != no_node && tree.text(answer) != "False" && tree.text(answer) != "None")) return {};
    for (NodeId child = leaving, above = tree[leaving].parent; above != no_node; child = above, above = tree[above].parent) {
        if (tree[above].kind == Py::function_definition) break;
        if ((tree[above].kind != Py::if_statement && tree[above].kind != Py::elif_clause) || tree[child].field == PyField::condition) continue;
        const NodeId condition = tree.child(above, PyField::condition);
        if (condition == no_node || tree[child].kind == Py::else_clause || tree[child].kind == Py::elif_clause) return {};
        std::string text(tree.text(condition));
        const std::string_view branch = tree.text(child);
        const bool writes = branch.find(".write(") != branch.npos;
        if (!writes || branch.find("posted") != branch.npos) return {};
        constexpr size_t most = 120;
        return text.size() > most || text.find('\n') != text.npos ? std::string{"the condition above it"} : "`" + text + "`";
    }
    return {};
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    MethodCode code;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.behaviour == Behaviour::patches) continue;
        const std::string_view what = protects(o.symbol, options);
        if (what.empty()) continue;
        Finding finding = begin_finding(program, o);
        const bool broken = o.calls_super == Super::none || o.calls_super == Super::sometimes;
        const bool handed_on = broken && (program.world.facts.methods[o.custom.row].flags & method_super_handed_on) != 0;
        const bool refuses = broken && program.world.facts.methods[o.custom.row].flags & method_super_or_false && may_refuse(o.symbol);
        finding.severity = refuses || !broken ? Severity::info : capped(handed_on ? Severity::warning : Severity::error, o);
        finding.effect = broken && !refuses ? Effect::silent : Effect::none;
        const uint32_t line = program.world.facts.methods[o.custom.row].super_missing_line;
        const std::string core = where(program, o.core);
        if (o.calls_super == Super::none) finding.message = fmt::format("{} guards {} and is replaced: no path calls super, so {}'s checks ({}) never run", o.symbol, what, whose(o), core);
        else if (refuses) finding.message = fmt::format("{} guards {}, and refuses at line {} before super ({}) is asked", o.symbol, what, line, core);
        else if (handed_on) finding.message = fmt::format("{} guards {}, and line {} hands super to another function: whether {}'s checks ({}) run is up to that one", o.symbol, what, line, whose(o), core);
        else if (const std::string when = broken && may_wait(what) ? deferred_when(program, o.custom.row, line, code) : std::string(); !when.empty()) {
            finding.severity = std::min(finding.severity, Severity::warning);
            finding.message = fmt::format("{} guards {}, and does not run {}'s checks ({}) where {} holds (line {})", o.symbol, what, whose(o), core, when, line);
            finding.fix = "See that super runs later for what leaves here, and say beside it when.";
            findings.push_back(std::move(finding));
            continue;
        } else if (broken && may_wait(what) && o.calls_super == Super::sometimes && asks_first(program, o, line, code)) {
            finding.severity = std::min(finding.severity, Severity::warning);
            finding.message = fmt::format("{} guards {}, and answers with something else at line {} before super ({}) is asked", o.symbol, what, line, core);
            finding.fix = "See that what it opens comes back here, so that the core's checks run after all; other code that calls this gets no posting and no error.";
            findings.push_back(std::move(finding));
            continue;
        } else if (broken && what == "access checks" && lets_superuser_pass(program, o, line, code)) {
            finding.severity = Severity::info;
            finding.effect = Effect::none;
            finding.message = fmt::format("{} guards {}, and lets the superuser pass at line {} before super ({}) is asked, who passes there, too", o.symbol, what, line, core);
            finding.fix = "Nothing; worth a second pair of eyes at every change.";
            findings.push_back(std::move(finding));
            continue;
        } else if (const std::string other = broken && what == "access checks" ? asked_instead(program, o, line, code) : std::string(); !other.empty()) {
            finding.severity = std::min(finding.severity, Severity::warning);
            finding.message = fmt::format("{} guards {}, and at line {} asks {} instead: who may do it there may do it here, whatever {}'s checks ({}) say", o.symbol, what, line, other, whose(o), core);
            finding.fix = "See that nobody else gets there: a key of the context comes from whoever calls. Where code of yours needs the right, use sudo() at that place.";
            findings.push_back(std::move(finding));
            continue;
        } else if (broken) finding.message = fmt::format("{} guards {}, and {} leaves without super: {}'s checks ({}) do not run there", o.symbol, what,
                                                       line ? fmt::format("the path at line {}", line) : std::string{"a path"}, whose(o), core);
        else finding.message = fmt::format("{} guards {} and is extended ({})", o.symbol, what, core);
        finding.fix = handed_on              ? "See that the function calls what it is given on every path, or say beside it where it does not and why."
                      : broken && !refuses ? "Call super() on every path: raise an error to refuse, never return early."
                                           : "Nothing; worth a second pair of eyes at every change.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(protected_symbol_overridden) = {
    "DL110", "protected-symbol-overridden", Severity::error,
    "A method that guards posting, hashing, access or system records is overridden",
    "These methods are what auditors and security reviews rely on: posting and the inalterability hash of journal entries, access rights and record rules, the "
    "login, writes to ir.* records. An error if a path misses super, a warning if super is handed to a function that may call it or if posting and the like is put off under a key of the context, else information; so is "
    "a check of access that answers False by itself, or lets none but the superuser pass; one that asks another model instead is a warning. The configuration can add patterns.",
    "Call super() on every path; to refuse something, raise an error.",
    "```python\ndef _post(self, soft=True):\n    if self.env.context.get('acme_skip'):\n        return self           # posted without the core's checks\n"
    "    return super()._post(soft)\n```\n",
    check};

}  // namespace driftline
