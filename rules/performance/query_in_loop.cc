#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/method_code.h"
#include "rules/performance/large_models.h"

namespace driftline {

namespace {

// What asks the database each time it is called (odoo/models.py, odoo/orm/models.py); reading a field of a record is prefetched.
bool is_query(std::string_view name) {
    static constexpr std::string_view queries[] = {"_read_group", "_search", "execute", "formatted_read_group", "name_search", "read_group", "search", "search_count", "search_fetch", "search_read"};
    return std::binary_search(std::begin(queries), std::end(queries), name);
}

std::string_view last_step(std::string_view path) { return path.substr(path.rfind('.') + 1); }

struct Query {
    At at;
    std::string what;      // "search on res.partner", "raw SQL"
    bool always = true;    // no condition stands between the loop, or the method, and it
    uint32_t when = 0;     // line of a condition around the loop, 0 without one
    bool holds = true;     // that condition, or else it does not
    bool lines = false;    // that asks for lines of a record among the values: forms write those one record at a time
    std::string through;   // "_sync (models/a.py:12)", "" at the place itself
};

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, findings_{findings} {
        for (Index l = 0; l < program.links.size(); ++l) {
            const UseRow& use = facts_.uses[program.links[l].use];
            if (use.kind == UseKind::call && use.scope != no_row) calls_.emplace(use.scope, l);
        }
        for (const FieldRow& field : facts_.fields)
            if (field.owner != no_row && field.compute != no_name && field.store == Tri::yes && takes_part(program, field.at)) stored_.insert({facts_.classes[field.owner].model, field.compute});
    }

    void operator()() {
        std::set<Index> seen;
        for (const Override& o : program_.overrides)
            if (hot(o) && seen.insert(o.custom.row).second) look(o);
    }

private:
    bool hot(const Override& o) const {
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.on_own_model || is_small(model_of(o))) return false;
        const MethodRow& method = facts_.methods[o.custom.row];
        const std::string_view name = facts_.str(method.name);
        if (name == "create" || name == "write" || name == "unlink") return true;
        return o.is_compute && method.owner != no_row && stored_.contains({facts_.classes[method.owner].model, method.name});
    }

    void look(const Override& o) {
        for (const Query& query : queries(o.custom.row, true, 0)) {
            Finding finding = begin_finding(program_, o);
            finding.places.front().at = query.at;
            finding.certainty = Certainty::likely;
            finding.cause = fmt::format("{} {} {}", query.what, query.when, query.holds);   // each condition is told
            finding.severity = query.always && !query.lines ? Severity::warning : Severity::info;
            finding.message = fmt::format("{} asks the database in a loop: {}{}, once for each record{}", o.symbol, query.what,
                                          query.through.empty() ? "" : " in " + query.through, query.always ? " it goes through" : " that meets a condition");
            finding.message += query.when ? fmt::format(", where the condition at line {} {}: as many queries as records", query.when, query.holds ? "holds" : "does not hold")
                                          : "; imports, mass edits and upgrades call it with thousands";
            finding.fix = "Ask once before the loop, with `in` and the ids of all records or with _read_group, and look the answers up in a dictionary.";
            findings_.push_back(std::move(finding));
        }
    }

    // Loops over what people do not have thousands of, or over what was grouped so that each round asks for many.
    static bool few(std::string_view over) {
        for (const char* word : {"compan", "currenc", "range(", ".items()", ".values()", "group", "split", "batch", "chunk", "lang", "_fields", "warehouse", "journal", "depends", "type", "website"})
            if (over.find(word) != over.npos) return true;
        return over.find_first_of("([") == 0 && over.find(" for ") == over.npos;   // a literal list
    }

    // The loop around a node, nearest the method; nothing where none counts.
    struct Around {
        bool loop = false, always = true;
        uint32_t when = 0;   // line of a condition around the loop
        bool holds = true;
        bool lines = false;
    };
    Around around(NodeId id) const {
        const PythonTree& tree = code_.tree();
        Around made;
        for (NodeId child = id, above = tree[id].parent; above != no_node; child = above, above = tree[above].parent) {
            const Py kind = tree[above].kind;
            const PyField part = tree[child].field;
            if (kind == Py::return_statement || kind == Py::raise_statement) return {};   // ends the loop
            const bool in_branch = (kind == Py::if_statement || kind == Py::elif_clause) && part != PyField::condition;
            const bool is_else = kind == Py::else_clause && tree[tree[above].parent].kind == Py::if_statement;   // loops and try have one, and no condition
            if (made.loop && (in_branch || is_else) && made.when == 0) {
                made.holds = in_branch && part != PyField::alternative;   // an elif asks where the if does not hold
                made.when = code_.at(in_branch ? above : tree[above].parent).line;
                const NodeId condition = in_branch ? tree.child(above, PyField::condition) : no_node;
                const std::string_view asked = condition == no_node ? std::string_view() : tree.text(condition);
                made.lines = asked.find("_ids\" in ") != asked.npos || asked.find("_ids' in ") != asked.npos;
            }
            if (in_branch || kind == Py::else_clause || kind == Py::except_clause || kind == Py::match_statement) made.always = made.always && made.loop;
            if (kind == Py::conditional_expression || kind == Py::boolean_operator) made.always = made.always && made.loop;
            if (kind == Py::for_statement && part == PyField::body && !few(over(tree, above))) {
                made.always = made.always && (made.loop || !stands_before(tree, Py::continue_statement, child, id));
                made.loop = true;
            }
            if (is_comprehension(kind) && part == PyField::body)
                for (NodeId c = tree.first_child(above); c != no_node; c = tree.next_sibling(c))
                    if (tree[c].kind == Py::for_in_clause && !few(over(tree, c))) made.loop = true;
            if (kind == Py::lambda && per_record(tree, above)) made.loop = true;
            if (kind == Py::function_definition && tree[above].parent != 0) return {};   // a function that is called who knows when
        }
        if (!made.loop && stands_before(tree, Py::return_statement, 0, id)) made.always = false;
        return made;
    }
    static bool stands_before(const PythonTree& tree, Py kind, NodeId from, NodeId to) {
        for (NodeId id = from; id < to; ++id)
            if (tree[id].kind == kind) return true;
        return false;
    }
    static bool is_comprehension(Py kind) { return kind == Py::list_comprehension || kind == Py::set_comprehension || kind == Py::dictionary_comprehension || kind == Py::generator_expression; }
    static std::string_view over(const PythonTree& tree, NodeId loop) {
        const NodeId right = tree.child(loop, PyField::right);
        return right == no_node ? std::string_view{} : tree.text(right);
    }
    // records.filtered(lambda r: ...)
    static bool per_record(const PythonTree& tree, NodeId lambda) {
        const NodeId list = tree[lambda].parent, call = list == no_node ? no_node : tree[list].parent;
        const NodeId function = call == no_node || tree[call].kind != Py::call ? no_node : tree.child(call, PyField::function);
        const NodeId name = function == no_node ? no_node : tree.child(function, PyField::attribute);
        return name != no_node && (tree.text(name) == "filtered" || tree.text(name) == "mapped" || tree.text(name) == "sorted");
    }

    // Queries of a method: those in its loops, or all of them where the loop is around its call.
    std::vector<Query> queries(Index method, bool in_loops, int depth) {
        struct Called { At at; Around where; Index target; };
        std::vector<Query> found;
        std::vector<Called> called;
        if (depth > 2 || !code_.read(program_, method)) return found;
        const auto [first, last] = calls_.equal_range(method);
        for (auto at = first; at != last; ++at) {
            const Link& link = program_.links[at->second];
            const UseRow& use = facts_.uses[link.use];
            const std::string_view name = last_step(facts_.str(use.path));
            const Around where = around(code_.innermost(use.at.begin));
            if (in_loops && !where.loop) continue;
            if (is_query(name) && name != "execute" && link.outcome == Outcome::bound) found.push_back({use.at, what(link, name), where.always, where.when, where.holds, where.lines, {}});
            else if (link.outcome == Outcome::own && link.target.column == SymbolRef::Column::method && world_module(method) == link.target.module && link.target.row != method)
                called.push_back({use.at, where, link.target.row});
        }
        code_.each_call([&](NodeId call, std::string_view object, std::string_view name) {
            if (name != "execute" || !(object.ends_with(".cr") || object.ends_with("._cr") || object == "cr")) return;
            const Around where = around(call);
            if (!in_loops || where.loop) found.push_back({code_.at(call), "raw SQL", where.always, where.when, where.holds, where.lines, {}});
        });
        for (const Called& one : called)
            for (Query query : inside(one.target, depth + 1)) {
                const MethodRow& row = facts_.methods[one.target];
                if (query.through.empty()) query.through = fmt::format("{} ({}:{})", facts_.str(row.name), path_in_module(program_, row.at.file), query.at.line);
                query.at = one.at;
                query.always = query.always && one.where.always;
                query.when = one.where.when;
                query.holds = one.where.holds;
                query.lines = one.where.lines;
                found.push_back(std::move(query));
                break;   // one is enough to look
            }
        return found;
    }

    // Each method is read once, whoever calls it.
    const std::vector<Query>& inside(Index method, int depth) {
        const auto known = inside_.find({method, depth});
        return known != inside_.end() ? known->second : inside_.emplace(std::pair(method, depth), queries(method, false, depth)).first->second;
    }

    std::string what(const Link& link, std::string_view name) const {
        const std::string_view model = facts_.str(link.owner);
        return model.empty() ? fmt::format("{}()", name) : fmt::format("{}() on {}", name, model);
    }
    Index world_module(Index method) const { return program_.world.module_of(facts_.methods[method].at); }

    const Program& program_;
    const Facts& facts_;
    std::multimap<Index, Index> calls_;                 // method -> links of calls in it
    std::set<std::pair<Name, Name>> stored_;            // model and compute method
    std::map<std::pair<Index, int>, std::vector<Query>> inside_;
    MethodCode code_;
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { Check{program, findings}(); }

}  // namespace

DRIFTLINE_RULE(query_in_loop) = {
    "DL501", "query-in-loop", Severity::warning,
    "An override of a core model's create, write, unlink or stored compute asks the database in a loop",
    "These methods are called with many records: by imports, by mass edits, by every upgrade. A search inside the loop over them makes a thousand queries where one would do, for "
    "everybody who uses the core model. Looked for are searches and SQL in loops over records, also in methods of the same module that such a loop calls. Under a condition it is "
    "information. Loops over companies, currencies, groups of records and other short lists are not reported, nor are models that hold a handful of records.",
    "Ask once before the loop, for all records, and look the answers up in a dictionary.",
    "```python\ndef write(self, vals):\n    res = super().write(vals)\n    for order in self:\n        order.rate = self.env['acme.rate'].search([('partner_id', '=', order.partner_id.id)], limit=1)\n    return res\n```\n",
    check};

}  // namespace driftline
