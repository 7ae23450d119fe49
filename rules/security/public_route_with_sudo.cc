#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "rules/method_code.h"

namespace driftline {

namespace {

// Something done as superuser, or in SQL, on the way from a route.
struct Reach {
    At at;
    std::string what;      // "sudo().write()", "raw SQL"
    bool changes = false;  // writes, creates, deletes, or calls a method nobody looked into
    std::string through;   // methods between the route and it
};

// What a route asks before it trusts its caller: a token, a signature, a key, or what access says of the record.
bool is_check(std::string_view word) {
    static constexpr std::string_view parts[] = {"token", "signature", "hmac", "digest", "consteq", "secret", "api_key", "apikey", "password", "authenticate", "authoriz", "check_access", "_document_check",
                                                 "verify", "verif", "signed", "_check_", "credential", "captcha", "unslug_hash", "security_key", "webhook_key", "validate_", "_validate", "accesserror", "forbidden", "unauthorized", "has_group",
                                                 "_is_public", "is_public", "user_has_groups", "uuid", "notfound", "can_access", "is_published", "website_published", "filter_access", "_filtered_access", "hash", "otp", "nonce", "jwt", "session", "get_order", "_get_cart", "_get_visitor", "guest"};
    const std::string text = lower(word);
    return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) { return text.find(part) != text.npos; });
}

constexpr int most_deep = 4;             // calls from the route
constexpr size_t most_methods = 100;     // looked into for one route

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, findings_{findings} {
        for (Index l = 0; l < program.links.size(); ++l) {
            const Link& link = program.links[l];
            const UseRow& use = facts_.uses[link.use];
            if (use.kind == UseKind::call && use.scope != no_row && link.outcome == Outcome::own && link.target.column == SymbolRef::Column::method) calls_.emplace(use.scope, link.target.row);
        }
        for (Index c = 0; c < facts_.classes.size(); ++c)
            if (facts_.classes[c].model_kind == ModelKind::none && takes_part(program, facts_.classes[c].at)) by_path_.emplace(facts_.str(facts_.classes[c].python_path), c);
        for (Index r = 0; r < facts_.routes.size(); ++r)
            if (facts_.routes[r].method != no_row) route_of_.emplace(facts_.routes[r].method, r);
        for (const Override& o : program.overrides)
            if (o.kind == SymbolKind::route && o.custom.column == SymbolRef::Column::method) overridden_.emplace(o.custom.row, o.core.row);
    }

    void operator()() {
        for (const RouteRow& route : facts_.routes)
            if (route.method != no_row && ours(program_, route.at)) look(route);
    }

private:
    // "public", "none", "user" ... : a route that extends another keeps the other's unless it says otherwise.
    std::string_view auth_of(const RouteRow& route) const {
        if (const std::string_view stated = facts_.str(route.auth); !stated.empty()) return stated;
        if (const auto below = overridden_.find(route.method); below != overridden_.end())
            if (const auto theirs = route_of_.find(below->second); theirs != route_of_.end()) return auth_of(facts_.routes[theirs->second]);
        return "user";
    }
    std::string paths_of(const RouteRow& route) const {
        std::vector<std::string> paths;
        for (const Name path : facts_.items(route.paths)) paths.emplace_back(facts_.str(path));
        if (paths.size() > 1) return fmt::format("{} (and {})", paths.front(), count_of(paths.size() - 1, "other path"));
        if (!paths.empty()) return paths.front();
        if (const auto below = overridden_.find(route.method); below != overridden_.end())
            if (const auto theirs = route_of_.find(below->second); theirs != route_of_.end() && theirs->second != Index(&route - facts_.routes.data())) return paths_of(facts_.routes[theirs->second]);
        return "this route";
    }
    // Other sites' forms can send to it with the user's own session.
    bool forgeable(const RouteRow& route) const {
        if (!route.csrf_off || facts_.str(route.type) == "json" || facts_.str(route.type) == "jsonrpc") return false;
        for (const Name decorator : facts_.items(facts_.methods[route.method].decorators)) {
            const std::string_view text = facts_.str(decorator);
            if (text.find("methods=") != text.npos && text.find("POST") == text.npos && text.find("PUT") == text.npos && text.find("DELETE") == text.npos) return false;   // only reads
        }
        return true;
    }

    void look(const RouteRow& route) {
        const std::string_view auth = auth_of(route);
        const bool open = auth == "public" || auth == "none", forgeable_user = auth == "user" && forgeable(route);
        if ((!open && !forgeable_user) || route.dynamic) return;
        checked_ = false;
        std::set<Index> seen;
        const std::optional<Reach> reach = reaches(route.method, seen, 0);
        if (const auto below = overridden_.find(route.method); below != overridden_.end() && facts_.methods[route.method].super != Super::none) {
            std::set<Index> theirs;
            look_for_checks(below->second, theirs, 0);
        }
        if (!reach || checked_ || (forgeable_user && !reach->changes)) return;
        const MethodRow& method = facts_.methods[route.method];
        const std::string owner = method.owner == no_row ? std::string() : fmt::format("{}.", facts_.str(facts_.classes[method.owner].name));
        Finding finding = begin_finding(program_.world.module_of(route.at), SymbolKind::route, owner + std::string(facts_.str(method.name)), reach->through.empty() ? reach->at : method.at);
        if (!reach->through.empty()) finding.places.front().at.end = std::min(method.at.end, method.at.begin + 1);
        finding.certainty = Certainty::likely;
        finding.severity = reach->changes ? Severity::warning : Severity::info;
        const std::string path = paths_of(route);
        finding.message = open ? fmt::format("no login is needed for {}, which reaches {}", path, reach->what) : fmt::format("other sites may send forms to {} with the session of whoever is logged in (csrf=False), and it reaches {}", path, reach->what);
        if (!reach->through.empty()) finding.message += fmt::format(" through {}", reach->through);
        finding.message += ", and no check of a token, a signature or access was seen on the way";
        finding.fix = open ? "Check a token or the record's access first, and use sudo() on no more than the record it is about." : "Drop csrf=False, or check a token that only the caller knows.";
        findings_.push_back(std::move(finding));
    }

    // What one method does itself, and which methods of its module it calls. Read once, whoever calls it.
    struct Summary {
        std::optional<Reach> worst;   // changes before reads
        std::vector<Index> next;
        bool checks = false;
    };
    const Summary& summary(Index method) {
        const auto known = summaries_.find(method);
        return known != summaries_.end() ? known->second : summaries_.emplace(method, read(method)).first->second;
    }

    Summary read(Index method) {
        Summary made;
        if (!code_.read(program_, method)) return made;
        const auto take = [&](Reach&& reach) {
            if (!made.worst || (reach.changes && !made.worst->changes)) made.worst = std::move(reach);
        };
        const MethodRow& row = facts_.methods[method];
        const PythonTree& tree = code_.tree();
        for (NodeId id = 0; id < tree.nodes.size(); ++id)
            if ((tree[id].kind == Py::identifier || tree[id].kind == Py::string_content) && tree[id].end - tree[id].begin < 60 && tree.text(id) != "csrf_token" && is_check(tree.text(id))) made.checks = true;
        code_.each_call([&](NodeId call, std::string_view object, std::string_view name) {
            if (object == "self")
                if (const Index target = own_method(row.owner, name); target != no_row) made.next.push_back(target);
            if (name == "execute" && (object.ends_with(".cr") || object.ends_with("._cr") || object == "cr")) take({code_.at(call), "raw SQL", writes_sql(call), {}});
            else if (is_superuser(call, name)) superuser(call, take);
        });
        const auto [first, last] = calls_.equal_range(method);
        for (auto at = first; at != last; ++at)
            if (program_.world.module_of(facts_.methods[at->second].at) == program_.world.module_of(row.at)) made.next.push_back(at->second);
        return made;
    }

    // The worst of what the method reaches. Notes whether any method on the way checks its caller.
    std::optional<Reach> reaches(Index method, std::set<Index>& seen, int depth) {
        if (depth > most_deep || seen.size() > most_methods || !seen.insert(method).second) return std::nullopt;
        const Summary& here = summary(method);
        checked_ = checked_ || here.checks;
        std::optional<Reach> worst = here.worst;
        for (const Index target : here.next) {
            if (!ours(program_, facts_.methods[target].at)) continue;
            std::optional<Reach> further = reaches(target, seen, depth + 1);
            if (!further || (worst && !(further->changes && !worst->changes))) continue;
            const MethodRow& called = facts_.methods[target];
            further->through = further->through.empty() ? fmt::format("{} ({}:{})", facts_.str(called.name), path_in_module(program_, further->at.file), further->at.line)
                                                        : fmt::format("{}, {}", facts_.str(called.name), further->through);
            worst = std::move(further);
        }
        return worst;
    }

    // The route that ours extends may have asked already.
    void look_for_checks(Index method, std::set<Index>& seen, int depth) {
        if (checked_ || depth > most_deep || seen.size() > most_methods || !seen.insert(method).second) return;
        const Summary& here = summary(method);
        checked_ = checked_ || here.checks;
        for (const Index target : here.next) look_for_checks(target, seen, depth + 1);
    }

    // A method of a controller's own class, or of a class that it extends.
    Index own_method(Index owner, std::string_view name) const {
        for (int depth = 0; owner != no_row && depth < 4; ++depth) {
            const ClassRow& row = facts_.classes[owner];
            if (row.model_kind != ModelKind::none) return no_row;   // links know
            for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m)
                if (facts_.str(facts_.methods[m].name) == name) return m;
            const auto bases = facts_.items(row.bases);
            Index next = no_row;
            for (const Name base : bases)
                if (const auto found = by_path_.find(facts_.str(base)); next == no_row && found != by_path_.end() && found->second != owner) next = found->second;
            owner = next;
        }
        return no_row;
    }

    // x.sudo(), x.sudo(True), x.with_user(SUPERUSER_ID), request.env(user=SUPERUSER_ID), env(su=True)
    bool is_superuser(NodeId call, std::string_view name) const {
        const PythonTree& tree = code_.tree();
        const NodeId list = tree.child(call, PyField::arguments);
        const std::string_view arguments = list == no_node ? std::string_view{} : tree.text(list);
        const bool root = arguments.find("SUPERUSER_ID") != arguments.npos || arguments.find("su=True") != arguments.npos || arguments == "(1)";
        if (name == "sudo") return arguments == "()" || arguments == "(True)" || root;
        return (name == "with_user" || name == "env" || name == "Environment") && root;
    }

    // What is done with what sudo() gave: the calls and assignments that follow it in the expression.
    template <class Take> void superuser(NodeId call, const Take& take) {
        const PythonTree& tree = code_.tree();
        NodeId top = call;
        std::string_view last;
        for (NodeId above = tree[call].parent; above != no_node; above = tree[above].parent) {
            if (tree[above].kind == Py::attribute && tree[top].field == PyField::object) {
                const NodeId name = tree.child(above, PyField::attribute);
                if (name != no_node) last = tree.text(name);
            } else if (!(tree[above].kind == Py::call && tree[top].field == PyField::function) && !(tree[above].kind == Py::subscript && tree[top].field == PyField::value)) {
                break;
            }
            top = above;
        }
        const std::string_view text = tree.text(top);
        for (const char* harmless : {"ir.config_parameter", "get_param", "website.sudo", ".company_id", "'website'", "res.lang", "ir.http", "ir.module.module", "ir.qweb", "ir.ui.view", "utm.", "res.country", "mail.thread", "tracking", "get_current_website", "session"})
            if (text.find(harmless) != text.npos) return;
        const bool called = tree[top].kind == Py::call && !last.empty();
        // Of a record from elsewhere nobody knows whose rights it was looked up with.
        const bool looked_up_so = tree.text(call).find("env") != std::string_view::npos;
        const bool changes = looked_up_so && (called ? is_edit(last) : false);
        if (changes || !looked_up_so || !edited_later(top)) take({code_.at(call), expression(call, top, last, called), changes, {}});
        else take({code_.at(call), expression(call, top, last, called) + " and changes what it gives", true, {}});
    }

    static bool is_edit(std::string_view name) {
        static constexpr std::string_view edits[] = {"write", "create", "unlink", "copy", "update", "toggle_active", "message_post", "unsubscribe"};
        return std::find(std::begin(edits), std::end(edits), name) != std::end(edits) || name.starts_with("action_") || name.starts_with("button_");
    }

    // order = request.env['x'].sudo().browse(id); order.write(...), order.state = ...
    bool edited_later(NodeId top) const {
        const PythonTree& tree = code_.tree();
        const NodeId assigned = tree[top].parent;
        if (assigned == no_node || tree[assigned].kind != Py::assignment || tree[top].field != PyField::right) return false;
        const NodeId left = tree.child(assigned, PyField::left);
        if (left == no_node || tree[left].kind != Py::identifier) return false;
        const std::string_view name = tree.text(left);
        bool edited = false;
        code_.each_call([&](NodeId call, std::string_view object, std::string_view method) { edited = edited || (call > top && object == name && is_edit(method)); });
        for (NodeId id = top; id < tree.nodes.size() && !edited; ++id) {
            if (tree[id].kind != Py::attribute || tree[id].field != PyField::left || tree[tree[id].parent].kind != Py::assignment) continue;
            const NodeId object = tree.first_child(id);
            edited = object != no_node && tree.text(object) == name;
        }
        return edited;
    }

    // "request.env['sale.order'].sudo().write()": one line, arguments left out.
    std::string expression(NodeId call, NodeId top, std::string_view last, bool called) const {
        std::string text;
        for (const char c : code_.tree().text(call))
            if (c != ' ' && c != '\n') text += c;
        constexpr size_t most = 60;
        if (text.size() > most) {
            size_t begin = text.size() - most;
            while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;   // not inside a UTF-8 character
            text = "..." + text.substr(begin);
        }
        if (top != call && !last.empty()) text += fmt::format(".{}{}", last, called ? "()" : "");
        return text;
    }

    bool writes_sql(NodeId call) const {
        const NodeId list = code_.tree().child(call, PyField::arguments);
        const std::string text = list == no_node ? std::string() : lower(code_.tree().text(list).substr(0, 40));
        return text.find("update ") != text.npos || text.find("insert ") != text.npos || text.find("delete ") != text.npos;
    }

    const Program& program_;
    const Facts& facts_;
    std::multimap<Index, Index> calls_;                // method -> methods of ours it calls on records
    std::map<std::string_view, Index> by_path_;        // controllers and their like
    std::map<Index, Index> route_of_, overridden_;     // by method
    std::map<Index, Summary> summaries_;
    MethodCode code_;
    bool checked_ = false;
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) { Check{program, findings}(); }

}  // namespace

DRIFTLINE_RULE(public_route_with_sudo) = {
    "DL403", "public-route-with-sudo", Severity::warning,
    "A route without a login, or without CSRF protection, reaches sudo() or raw SQL",
    "Whoever knows the address can call it, and sudo() answers to no access right. Followed through methods of the same module. A warning where something is written, "
    "created or deleted; reading is information, and so is whatever is done with what sudo() gave elsewhere. Nothing is said where a token, a signature, a key, a captcha or access is checked "
    "anywhere on the way (whether the check is a good one is not judged), and of parameters, languages, the website and its company.",
    "Check a token or the record's access before sudo(), and sudo() no more than one record.",
    "```python\n@http.route('/acme/done/<int:order>', type='http', auth='public')\ndef done(self, order, **kw):\n    request.env['sale.order'].sudo().browse(order).write({'state': 'done'})\n```\n",
    check};

}  // namespace driftline
