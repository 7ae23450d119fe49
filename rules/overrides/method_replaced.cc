#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/nearby_text.h"
#include "rules/overrides/protected_symbol.h"
#include "rules/support.h"

namespace driftline {

namespace {

std::string core_lines(const Program& program, const Override& o) {
    const uint32_t lines = o.core.column == SymbolRef::Column::method ? body_lines(program, o.core.row) : 0;
    return lines ? fmt::format("{}'s {} ({})", whose(o), count_of(lines, "line"), where(program, o.core))
                 : fmt::format("{}'s method ({})", whose(o), where(program, o.core));
}

// The core's own words for a method that is made to be replaced.
bool made_to_be_replaced(const Program& program, const Override& o) {
    if (o.core.column != SymbolRef::Column::method) return false;
    const std::string told = lower(docstring(program.world.facts.source(program.world.facts.methods[o.core.row].body)));
    for (const char* words : {"fallback", "to be overrid", "be overridden", "hook method", "hook to ", "hook for ", "meant to be inherited"})
        if (told.find(words) != told.npos) return true;
    return false;
}

bool cached(const Facts& facts, const MethodRow& method) {
    const auto decorators = facts.items(method.decorators);
    return std::any_of(decorators.begin(), decorators.end(), [&](Name decorator) { return facts.str(decorator).find("ormcache") != std::string_view::npos; });
}

bool loses_cache(const Facts& facts, const Override& o) {
    return o.core.column == SymbolRef::Column::method && cached(facts, facts.methods[o.core.row]) && !cached(facts, facts.methods[o.custom.row]);
}

// A copy whose change stands in a function inside the body: nothing to call super() for.
std::string_view changed_within(const Program& program, Index override_) {
    const auto fork = std::lower_bound(program.forks.begin(), program.forks.end(), override_, [](const Fork& row, Index index) { return row.override_ < index; });
    return fork != program.forks.end() && fork->override_ == override_ ? std::string_view(fork->changed_within) : std::string_view();
}

// `explained`: beside the override or in the register somebody wrote why.
std::string fix_of(const Program& program, const Override& o, bool explained) {
    if (const std::string_view within = changed_within(program, Index(&o - program.overrides.data())); !within.empty())
        return fmt::format("What differs stands in {}(), a function inside the body, which super() does not reach: compare it with {}'s body at each update.", within, whose(o));
    if (explained) return fmt::format("Call super() if that can be; else compare it with {}'s body at each update: nothing fails when that changes.", whose(o));
    return "Call super() and change its result or its input; if the body must be replaced, write down why and compare it at every update.";
}

// Says nothing by itself, or answers with no records of whatever model: `return self.env['account.move']`.
bool switched_off(const Facts& facts, const MethodRow& method) {
    if (method.flags & method_trivial) return true;
    if (method.statements != 1) return false;
    const std::string body = facts.source(method.body);
    constexpr std::string_view answer = "return self.env[";
    const size_t at = body.rfind(answer);
    return at != std::string::npos && trim(std::string_view(body).substr(at)).find(']') == trim(std::string_view(body).substr(at)).size() - 1;
}

// `super(Other, self)` goes on below Other: what lies between does not run, and no more. Those definitions, the nearest first; none where
// Other is not found, or the core's own does not run either.
std::vector<SymbolRef> passed_over(const Program& program, const Override& o) {
    const Facts& facts = program.world.facts;
    const std::string body = facts.source(facts.methods[o.custom.row].body);
    const size_t call = body.find("super("), comma = body.find(',', call);
    if (call == std::string::npos || comma == std::string::npos) return {};
    const std::string_view named = trim(std::string_view(body).substr(call + 6, comma - call - 6));
    const auto binding = std::find_if(facts.bindings.begin(), facts.bindings.end(), [&](const BindingRow& row) { return row.at.file == o.custom.at.file && row.kind == BindingKind::import && facts.str(row.name) == named; });
    if (binding == facts.bindings.end()) return {};
    std::vector<SymbolRef> passed;
    for (const SymbolRef& below : o.chain) {
        if (below.column != SymbolRef::Column::method || (below.row == o.core.row && below.column == o.core.column)) return {};
        passed.push_back(below);
        const Index owner = facts.methods[below.row].owner;
        if (owner == no_row) continue;
        const ClassRow& cls = facts.classes[owner];
        if (fmt::format("{}.{}", facts.str(facts.files[cls.at.file].python_path), facts.str(cls.name)) == facts.str(binding->target)) return passed;
    }
    return {};
}

// A constraint or an onchange of ours that has the name of what every model has: nobody meant to override that.
bool named_alike(const Facts& facts, const Override& o) {
    if (o.core.module != no_row) return false;
    const auto decorators = facts.items(facts.methods[o.custom.row].decorators);
    return std::any_of(decorators.begin(), decorators.end(), [&](Name name) {
        const std::string_view text = facts.str(name);
        return text.find("constrains(") != text.npos || text.find("onchange(") != text.npos;
    });
}

// What is switched off cannot call super: who wrote why has said all. Nobody else's records lose anything where a mixin asks to be
// answered, on a model of our own.
Severity severity_of(const Program& program, const Override& o, bool hook, bool explained) {
    if (o.calls_super == Super::sometimes || o.is_compute || hook || o.of_default || o.of_mixin_brought || o.on_own_model || runs_while_loading(o) || named_alike(program.world.facts, o)) return Severity::info;
    const bool off = switched_off(program.world.facts, program.world.facts.methods[o.custom.row]);
    return (explained && off) || made_to_be_replaced(program, o) ? Severity::info : Severity::warning;
}

void describe(const Program& program, const Override& o, bool hook, bool explained, Finding& finding) {
    const MethodRow& ours = program.world.facts.methods[o.custom.row];
    if (o.calls_super == Super::sometimes && ours.flags & method_super_handed_on) {
        finding.message = fmt::format("{}: line {} hands super to another function; whether {} run is up to that one", o.symbol, ours.super_missing_line, core_lines(program, o));
        finding.fix = "Nothing, if that function calls it.";
        return;
    }
    if (o.calls_super == Super::sometimes) {
        const std::string line = ours.super_missing_line ? fmt::format("the path through line {}", ours.super_missing_line) : "at least one path";
        finding.message = fmt::format("{} calls super only sometimes: on {}, {} never run", o.symbol, line, core_lines(program, o));
        finding.fix = "Check that skipping super there is meant; a comment saying why saves the next reader the question.";
        return;
    }
    if (runs_while_loading(o)) {
        finding.message = fmt::format("{} does not call super: {} run when their own module is installed or updated, and not again when {} is", o.symbol,
                                      core_lines(program, o), module_name(program, o.module));
        finding.fix = "Call super().init(), unless what it does must not be done twice.";
        return;
    }
    finding.fix = fix_of(program, o, explained);
    if (hook) {
        finding.message = fmt::format("{} fills in a method that {} leaves empty ({})", o.symbol, whose(o), where(program, o.core));
        finding.fix = "Nothing, unless another module fills it in too: then call super().";
    } else if (o.of_default) {
        finding.message = fmt::format("{} says by itself how these records are called, and not through super ({})", o.symbol, where(program, o.core));
        finding.fix = "Nothing, unless another module has an answer, too: then call super().";
    } else if (o.on_own_model || o.of_mixin_brought) {
        finding.message = fmt::format("{} is answered without super: on this model {} never run", o.symbol, core_lines(program, o));
        finding.fix = "Nothing, if the mixin leaves the answer to its models; else call super().";
    } else if (named_alike(program.world.facts, o)) {
        finding.message = fmt::format("{} has the name of a method that every model has ({}): whoever calls that gets this check", o.symbol, where(program, o.core));
        finding.fix = "Give it another name.";
    } else if (o.is_compute) {
        finding.message = fmt::format("{} computes its field without super: {} never run", o.symbol, core_lines(program, o));
    } else if (switched_off(program.world.facts, ours)) {
        finding.message = fmt::format("{} is switched off: the override does nothing, so {} never run", o.symbol, core_lines(program, o));
        if (!explained) finding.fix = fmt::format("If that is meant, write down why, and compare {}'s body at every update: what it does by then is switched off, too.", whose(o));
    } else if (const auto passed = o.behaviour == Behaviour::bypasses ? passed_over(program, o) : std::vector<SymbolRef>(); !passed.empty()) {
        std::vector<std::string> names;
        for (const SymbolRef& one : passed) names.push_back(where(program, one));
        finding.message = fmt::format("{} calls past its parent: {}'s method runs, but not what lies between ({})", o.symbol, whose(o), listed(names, 3));
        finding.fix = "Call plain super(): naming another class skips every extension up to it.";
    } else if (o.behaviour == Behaviour::bypasses) {
        finding.message = fmt::format("{} is bypassed: it calls past its parent, so {} never run", o.symbol, core_lines(program, o));
        finding.fix = "Call plain super(): naming a grandparent or the ORM's class skips every extension between.";
    } else if (ours.flags & method_super_other) {
        finding.message = fmt::format("{} is replaced: it calls super of another method only, so {} never run", o.symbol, core_lines(program, o));
    } else {
        finding.message = fmt::format("{} is replaced: no path calls super, so {} never run", o.symbol, core_lines(program, o));
    }
    if (finding.severity == Severity::warning && loses_cache(program.world.facts, o)) finding.message += fmt::format("; {} keeps its answers in a cache (@ormcache), and this one does not", whose(o));
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    for (Index i = 0; i < program.overrides.size(); ++i) {
        const Override& o = program.overrides[i];
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.behaviour == Behaviour::patches) continue;
        if (o.calls_super != Super::none && o.calls_super != Super::sometimes) continue;
        if (!protects(o.symbol, options).empty()) continue;   // DL110 tells
        const bool hook = o.core.column == SymbolRef::Column::method && program.world.facts.methods[o.core.row].flags & (method_trivial | method_only_raises);
        const EvidenceLevel level = options.evidence ? options.evidence->of(i).level : EvidenceLevel::none;
        const bool explained = level == EvidenceLevel::comment || level == EvidenceLevel::register_;
        Finding finding = begin_finding(program, o);
        finding.severity = severity_of(program, o, hook, explained);
        finding.effect = Effect::silent;
        describe(program, o, hook, explained, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(method_replaced) = {
    "DL101", "method-replaced", Severity::warning,
    "A core method is overridden and super is not called on some or any path",
    "What the core's method does no longer happens, for every module that counts on it; fixes Odoo ships in that body never reach you. "
    "Nothing fails when the core's body changes: the copy just grows old. Only some paths without super, a field's compute method, a method the "
    "core leaves empty, the ORM's way to call a record by its name (name_get, _compute_display_name), init() (the core's runs before yours is loaded), a mixin's method on a model that is one's own or has the mixin from the same class, a method whose docstring in the core says that it is to be replaced, "
    "one that only has the name of a method of every model by accident (a constraint of ours) and one that is switched off with a reason beside it are information; no path with super is a warning.",
    "Call super() and work on its result or its input. If the body has to go, say why in a comment and compare it with the core at every update.",
    "```python\nclass SaleOrder(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):        # replaced: super is never called\n"
    "        self.write({'state': 'sale'})\n```\n",
    check};

}  // namespace driftline
