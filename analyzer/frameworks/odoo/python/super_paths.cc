#include "frameworks/odoo/python/super_paths.h"

#include <algorithm>

namespace driftline::odoo {
namespace {

// What is known of "super was called" at a point: a set of these.
enum Known : uint8_t { without = 1, with = 2, handed_on = 4 };
// What evaluating an expression does to it.
enum class Effect : uint8_t { none, maybe, handed /* to somebody who may call it */, surely };
constexpr size_t no_place = size_t(-1);

class Paths {
public:
    Paths(const Reading& reading, std::string_view method, std::string_view class_name, bool property, NodeId parameters)
        : r_(reading), tree_(reading.tree), method_(method), class_(class_name), property_(property), parameters_(parameters) {}

    SuperPaths run(NodeId body) {
        const uint8_t end = statements(body, without, nullptr);
        if (end & (without | handed_on)) missing(tree_[last_statement(body)].line);
        const uint8_t all = returned_ | end;
        SuperPaths found;
        if (calls_ > 0) found.super = (all & without) || (all == 0 && maybe_only_) ? Super::sometimes : Super::always;
        if (calls_ > 0 && !(all & with) && all != 0) found.super = Super::sometimes;
        if (found.super == Super::always && (all & handed_on)) found.super = Super::sometimes;
        if (found.super == Super::sometimes && !(all & without) && (all & handed_on)) found.flags |= method_super_handed_on;
        if (found.super == Super::sometimes) found.missing_line = missing_line_;
        if (found.super == Super::sometimes && (denied_ & without) && !((end | granted_) & (without | handed_on))) found.flags |= method_super_or_false;
        if (calls_ > 0 && calls_ == calls_in_loop_) found.flags |= method_super_in_loop;
        if (calls_ == 0 && other_) found.flags |= method_super_other;
        return found;
    }

private:
    struct Loop { uint8_t broken = 0, continued = 0; };
    struct Alias {
        std::string_view name;
        Effect when_called;
        bool is_super;   // name = super()
    };

    static uint8_t apply(Effect effect, uint8_t in) {
        if (in == 0 || effect == Effect::none) return in;
        if (effect == Effect::handed) return (in & without) ? uint8_t((in & ~without) | handed_on) : in;
        return effect == Effect::surely ? uint8_t(with) : uint8_t(in | with);
    }
    static Effect at_most_maybe(Effect effect) { return effect == Effect::none ? effect : Effect::maybe; }

    NodeId last_statement(NodeId body) const {
        NodeId last = body;
        each_child(tree_, body, [&](NodeId c) { last = c; });
        return last;
    }
    void missing(uint32_t line) {
        if (missing_line_ == 0) missing_line_ = line;
    }
    const Alias* alias(std::string_view name) const {
        for (const Alias& a : aliases_)
            if (a.name == name) return &a;
        return nullptr;
    }
    void set_alias(std::string_view name, Effect when_called, bool is_super) {
        constexpr size_t enough = 64;   // looked up one by one
        if (aliases_.size() >= enough) return;
        std::erase_if(aliases_, [&](const Alias& a) { return a.name == name; });
        aliases_.push_back({name, when_called, is_super});
    }

    bool is_super_object(NodeId id) const {
        id = unwrapped(tree_, id);
        if (tree_[id].kind == Py::identifier) {
            const Alias* a = alias(tree_.text(id));
            return a && a->is_super;
        }
        return tree_[id].kind == Py::call && is_own_super(tree_, id, class_);
    }
    // `super().method`
    bool is_super_method(NodeId id) {
        if (tree_[id].kind != Py::attribute || !is_super_object(tree_.first_child(id))) return false;
        const NodeId name = tree_.child(id, PyField::attribute);
        if (name != no_node && tree_.text(name) == method_) return true;
        other_ = true;
        return false;
    }

    bool concerns(NodeId id) const {
        if (!aliases_.empty()) return true;
        const auto s = std::lower_bound(r_.supers.begin(), r_.supers.end(), id);
        return s != r_.supers.end() && *s < tree_[id].next;
    }

    Effect called() {
        ++calls_;
        if (loops_ > 0) ++calls_in_loop_;
        return Effect::surely;
    }

    Effect effect(NodeId id) {
        if (id == no_node || !concerns(id)) return Effect::none;
        switch (tree_[id].kind) {
            case Py::call: return effect_of_call(id);
            case Py::attribute:
                if (is_super_method(id)) {
                    const Effect now = called();
                    return property_ ? now : Effect::handed;
                }
                return effect(tree_.first_child(id));
            case Py::identifier: {
                const Alias* a = alias(tree_.text(id));
                return a && !a->is_super ? (a->when_called == Effect::surely ? Effect::handed : Effect::maybe) : Effect::none;
            }
            case Py::boolean_operator:
                return std::max(effect(tree_.child(id, PyField::left)), at_most_maybe(effect(tree_.child(id, PyField::right))));
            case Py::conditional_expression: return effect_of_conditional(id);
            case Py::lambda: {
                const Effect inside = effect(tree_.child(id, PyField::body));
                return inside == Effect::surely ? Effect::handed : at_most_maybe(inside);
            }
            case Py::list_comprehension:
            case Py::set_comprehension:
            case Py::dictionary_comprehension:
            case Py::generator_expression: return effect_of_comprehension(id);
            default: return effect_of_children(id);
        }
    }

    Effect effect_of_children(NodeId id) {
        Effect most = Effect::none;
        each_child(tree_, id, [&](NodeId c) { most = std::max(most, effect(c)); });
        return most;
    }

    Effect effect_of_call(NodeId id) {
        const NodeId function = tree_.child(id, PyField::function), arguments = tree_.child(id, PyField::arguments);
        if (function == no_node) return effect_of_children(id);
        Effect most = Effect::none;
        size_t place = 0, handed = no_place;   // which argument super is handed over as
        if (arguments != no_node && tree_[arguments].kind != Py::argument_list) most = effect(arguments);
        else if (arguments != no_node)
            each_child(tree_, arguments, [&](NodeId c) {
                const Effect now = effect(c);
                if (now == Effect::handed && handed == no_place && positional(tree_, id, place) == c) handed = place;
                most = std::max(most, now);
                ++place;
            });
        if (is_super_method(function)) return called();
        if (most == Effect::handed && handed != no_place && helper_calls(function, handed)) most = Effect::surely;
        if (tree_[function].kind == Py::identifier) {
            if (const Alias* a = alias(tree_.text(function)); a && !a->is_super) return std::max(most, a->when_called);
            if (tree_.text(function) == "getattr") {
                const NodeId object = positional(tree_, id, 0), name = positional(tree_, id, 1);
                if (object != no_node && name != no_node && is_super_object(object) && tree_.text(name).find(method_) != std::string_view::npos) return called();
            }
            return most;
        }
        return std::max(most, effect(function));
    }

    // What a function or class stands in: another, or 0 for the file.
    NodeId enclosing(NodeId id) const {
        do id = tree_[id].parent;
        while (id != 0 && id != no_node && tree_[id].kind != Py::class_definition && tree_[id].kind != Py::function_definition);
        return id == no_node ? 0 : id;
    }

    // A function of this file, or with `self.` or `cls.` a method of this class; where there are two of the name, nobody knows which.
    NodeId helper(NodeId function) const {
        Reading::Helpers& helpers = r_.helpers;
        if (!helpers.known) {
            helpers.known = true;
            for (NodeId id = 0; id < tree_.nodes.size(); ++id)
                if (const NodeId own = tree_[id].kind == Py::function_definition ? tree_.child(id, PyField::name) : no_node; own != no_node) helpers.definitions[tree_.text(own)].push_back(id);
        }
        NodeId holder = 0;
        std::string_view name = tree_.text(function);
        if (tree_[function].kind == Py::attribute) {
            const NodeId step = tree_.child(function, PyField::attribute);
            const std::string_view on = tree_.text(tree_.first_child(function));
            if (step == no_node || (on != "self" && on != "cls")) return no_node;
            name = tree_.text(step);
            for (holder = enclosing(function); holder != 0 && tree_[holder].kind != Py::class_definition;) holder = enclosing(holder);
            if (holder == 0) return no_node;
        } else if (const Imported* meant = r_.imported(name); meant == nullptr || r_.out.str(meant->root) != r_.context.python_path) {
            return no_node;   // it stands for what was imported
        }
        const auto known = helpers.definitions.find(name);
        if (known == helpers.definitions.end()) return no_node;
        constexpr size_t most_of_a_name = 64;
        NodeId found = no_node;
        for (size_t i = 0; i < std::min(known->second.size(), most_of_a_name); ++i) {
            if (enclosing(known->second[i]) != holder) continue;
            if (found != no_node) return no_node;
            found = known->second[i];
        }
        return known->second.size() > most_of_a_name ? no_node : found;
    }

    bool is_static(NodeId definition) const {
        const NodeId outer = tree_[definition].parent;
        bool found = false;
        if (outer != no_node && tree_[outer].kind == Py::decorated_definition)
            each_child(tree_, outer, [&](NodeId c) { found |= tree_[c].kind == Py::decorator && tree_.text(c) == "@staticmethod"; });
        return found;
    }

    // `self._retry(super().write, vals)`: the helper calls what it is given on all of its paths. Each is looked at once; what comes back
    // to itself does not.
    bool helper_calls(NodeId function, size_t place) {
        constexpr int most_helpers = 3;
        const NodeId definition = depth_ < most_helpers ? helper(function) : no_node;
        if (definition == no_node) return false;
        if (tree_[function].kind == Py::attribute && !is_static(definition)) ++place;   // self, cls
        const auto [known, fresh] = r_.helpers.call_it.try_emplace({definition, place}, false);
        if (!fresh) return known->second;
        const NodeId parameters = tree_.child(definition, PyField::parameters), body = tree_.child(definition, PyField::body);
        NodeId parameter = no_node;
        if (parameters != no_node)
            each_child(tree_, parameters, [&](NodeId c) {
                if (place-- == 0 && tree_[c].kind == Py::identifier) parameter = c;
            });
        if (parameter == no_node || body == no_node) return false;
        Paths inside(r_, {}, class_, false, parameters);
        inside.depth_ = depth_ + 1;
        inside.set_alias(tree_.text(parameter), Effect::surely, false);
        const uint8_t end = inside.statements(body, without, nullptr);
        return known->second = uint8_t(end | inside.returned_) == with;
    }

    Effect effect_of_conditional(NodeId id) {
        Effect parts[3] = {};
        size_t n = 0;
        each_child(tree_, id, [&](NodeId c) {
            if (n < 3) parts[n++] = effect(c);
        });
        const Effect branches = parts[0] == Effect::surely && parts[2] == Effect::surely ? Effect::surely : at_most_maybe(std::max(parts[0], parts[2]));
        return std::max(parts[1], branches);
    }

    Effect effect_of_comprehension(NodeId id) {
        bool all_over_self = true;
        for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c))
            if (tree_[c].kind == Py::for_in_clause && !is_all_given(tree_.child(c, PyField::right))) all_over_self = false;
        ++loops_;
        const Effect inside = effect_of_children(id);
        --loops_;
        return all_over_self ? inside : at_most_maybe(inside);
    }

    // self, or self in another environment
    bool is_self(NodeId id) const {
        for (; id != no_node; id = tree_.first_child(id)) {
            id = unwrapped(tree_, id);
            if (tree_[id].kind == Py::identifier) return tree_.text(id) == "self";
            if (tree_[id].kind != Py::call) return false;
            id = tree_.child(id, PyField::function);
            if (id == no_node || tree_[id].kind != Py::attribute) return false;
            const NodeId name = tree_.child(id, PyField::attribute);
            if (name == no_node) return false;
            const std::string_view text = tree_.text(name);
            if (text != "sudo" && text != "sorted" && !text.starts_with("with_")) return false;
        }
        return false;
    }
    bool is_parameter(std::string_view name) const {
        bool found = false;
        if (parameters_ != no_node)
            for (NodeId c = tree_.first_child(parameters_); c != no_node; c = tree_.next_sibling(c)) {
                const NodeId own = tree_[c].kind == Py::identifier ? c : first_child(tree_, c);
                found |= own != no_node && tree_[own].kind == Py::identifier && tree_.text(own) == name;
            }
        return found;
    }
    // self, or all of a parameter: `for vals in vals_list`. With nothing given there is nothing to call super for.
    bool is_all_given(NodeId id) const {
        if (id == no_node) return false;
        if (is_self(id)) return true;
        id = unwrapped(tree_, id);
        if (tree_[id].kind == Py::identifier) return is_parameter(tree_.text(id));
        const NodeId function = tree_[id].kind == Py::call ? tree_.child(id, PyField::function) : no_node;
        if (function == no_node) return false;
        const std::string_view name = tree_.text(function);
        const NodeId of = positional(tree_, id, 0);
        if (of == no_node || (name != "enumerate" && name != "list" && name != "zip" && name != "reversed" && name != "sorted")) return false;
        return is_self(of) || (tree_[unwrapped(tree_, of)].kind == Py::identifier && is_parameter(tree_.text(unwrapped(tree_, of))));
    }
    bool is_not_self(NodeId condition) const {
        condition = unwrapped(tree_, condition);
        if (tree_[condition].kind != Py::not_operator) return false;
        const NodeId what = tree_.child(condition, PyField::argument);
        return what != no_node && (tree_.text(what) == "self" || tree_.text(what) == "self.ids");
    }

    uint8_t statements(NodeId block, uint8_t in, Loop* loop) {
        if (block == no_node) return in;
        each_child(tree_, block, [&](NodeId c) {
            if (in != 0) in = statement(c, in, loop);
        });
        return in;
    }

    uint8_t statement(NodeId id, uint8_t in, Loop* loop) {
        switch (tree_[id].kind) {
            case Py::return_statement: {
                const uint8_t out = evaluated(id, in);
                const NodeId answer = first_child(tree_, id);
                leave(out, tree_[id].line, answer != no_node && tree_[unwrapped(tree_, answer)].kind == Py::false_);
                return 0;
            }
            case Py::raise_statement: evaluated(id, in); return 0;
            case Py::break_statement:
                if (loop) loop->broken |= in;
                return 0;
            case Py::continue_statement:
                if (loop) loop->continued |= in;
                return 0;
            case Py::if_statement: return if_statement(id, in, loop);
            case Py::for_statement: return for_statement(id, in, loop);
            case Py::while_statement: return while_statement(id, in, loop);
            case Py::try_statement: return try_statement(id, in, loop);
            case Py::with_statement: {
                const NodeId body = tree_.child(id, PyField::body);
                each_child(tree_, id, [&](NodeId c) {
                    if (c != body) in = apply(effect(c), in);
                });
                return statements(body, in, loop);
            }
            case Py::match_statement: return match_statement(id, in, loop);
            case Py::decorated_definition: {
                const NodeId definition = tree_.child(id, PyField::definition);
                return definition == no_node ? in : statement(definition, in, loop);
            }
            case Py::function_definition: nested_function(id); return in;
            case Py::class_definition: return in;
            case Py::expression_statement: note_alias(id); return evaluated(id, in);
            default: return evaluated(id, in);
        }
    }

    uint8_t evaluated(NodeId id, uint8_t in) {
        const uint8_t out = apply(effect(id), in);
        raised_ |= out;  // should it raise, super was at least tried
        return out;
    }

    void leave(uint8_t out, uint32_t line, bool denied) {
        if (empty_self_ > 0) out &= uint8_t(~without);
        if (finally_ > 0 && out != 0) out = with;
        returned_ |= out;
        (denied ? denied_ : granted_) |= out;
        if (out & (without | handed_on)) missing(line);
    }

    uint8_t if_statement(NodeId id, uint8_t in, Loop* loop) {
        const NodeId condition = tree_.child(id, PyField::condition);
        if (condition != no_node) in = evaluated(condition, in);
        const bool empty = condition != no_node && is_not_self(condition);
        empty_self_ += empty;
        uint8_t out = statements(tree_.child(id, PyField::consequence), in, loop);
        empty_self_ -= empty;
        if (empty) out &= uint8_t(~without);
        bool exhaustive = condition != no_node && tree_.text(condition) == "self";
        for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) {
            if (tree_[c].kind == Py::elif_clause) {
                if (const NodeId other = tree_.child(c, PyField::condition); other != no_node) in = evaluated(other, in);
                out |= statements(tree_.child(c, PyField::consequence), in, loop);
            } else if (tree_[c].kind == Py::else_clause) {
                out |= statements(tree_.child(c, PyField::body), in, loop);
                exhaustive = true;
            }
        }
        return exhaustive ? out : uint8_t(out | in);
    }

    uint8_t else_of(NodeId id, uint8_t in, Loop* loop) {
        for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c))
            if (tree_[c].kind == Py::else_clause) return statements(tree_.child(c, PyField::body), in, loop);
        return in;
    }

    uint8_t for_statement(NodeId id, uint8_t in, Loop* outer) {
        const NodeId over = tree_.child(id, PyField::right);
        if (over != no_node) in = evaluated(over, in);
        Loop loop;
        ++loops_;
        const uint8_t body = statements(tree_.child(id, PyField::body), in, &loop);
        --loops_;
        uint8_t out = body | loop.continued;
        if (!is_all_given(over)) out |= in;
        return else_of(id, out, outer) | loop.broken;
    }

    uint8_t while_statement(NodeId id, uint8_t in, Loop* outer) {
        const NodeId condition = tree_.child(id, PyField::condition);
        const bool forever = condition != no_node && (tree_[unwrapped(tree_, condition)].kind == Py::true_ || tree_.text(condition) == "1");
        if (condition != no_node) in = evaluated(condition, in);
        Loop loop;
        ++loops_;
        const uint8_t body = statements(tree_.child(id, PyField::body), in, &loop);
        --loops_;
        if (forever) return loop.broken;
        return else_of(id, in | body | loop.continued, outer) | loop.broken;
    }

    uint8_t try_statement(NodeId id, uint8_t in, Loop* loop) {
        NodeId last = no_node;
        for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c))
            if (tree_[c].kind == Py::finally_clause) last = first_child(tree_, c);
        bool finally_calls = false;
        if (last != no_node && concerns(last)) {
            Paths probe(r_, method_, class_, property_, parameters_);
            probe.depth_ = depth_;
            each_child(tree_, last, [&](NodeId c) { finally_calls |= tree_[c].kind == Py::expression_statement && probe.effect(c) == Effect::surely; });
        }
        finally_ += finally_calls;
        const uint8_t raised_before = raised_;
        raised_ = 0;
        uint8_t out = statements(tree_.child(id, PyField::body), in, loop);
        const uint8_t handled = raised_ != 0 ? raised_ : in;
        raised_ |= raised_before;
        out = else_of(id, out, loop);
        for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) {
            if (tree_[c].kind != Py::except_clause && tree_[c].kind != Py::except_group_clause) continue;
            NodeId body = no_node;
            each_child(tree_, c, [&](NodeId part) {
                if (tree_[part].kind == Py::block) body = part;
            });
            out |= statements(body, handled, loop);
        }
        finally_ -= finally_calls;
        if (last == no_node) return out;
        if (out != 0) return statements(last, out, loop);
        statements(last, with, loop);   // runs while leaving: its calls count, its end leads nowhere new
        return 0;
    }

    uint8_t match_statement(NodeId id, uint8_t in, Loop* loop) {
        const NodeId subject = first_child(tree_, id), body = tree_.child(id, PyField::body);
        if (subject != no_node) in = evaluated(subject, in);
        if (body == no_node) return in;
        uint8_t out = 0;
        bool exhaustive = false;
        each_child(tree_, body, [&](NodeId clause) {
            const NodeId pattern = first_child(tree_, clause);
            NodeId block = no_node;
            bool guarded = false;
            each_child(tree_, clause, [&](NodeId part) {
                if (tree_[part].kind == Py::block) block = part;
                guarded |= tree_[part].kind == Py::if_clause;
            });
            exhaustive |= pattern != no_node && !guarded && tree_.text(pattern) == "_";
            out |= statements(block, in, loop);
        });
        return exhaustive ? out : uint8_t(out | in);
    }

    // A nested function counts where it is called.
    void nested_function(NodeId id) {
        if (!concerns(id)) return;
        const NodeId name = tree_.child(id, PyField::name), body = tree_.child(id, PyField::body);
        if (name == no_node || body == no_node) return;
        Paths inner(r_, method_, class_, property_, parameters_);
        inner.aliases_ = aliases_;
        inner.depth_ = depth_;
        const SuperPaths found = inner.run(body);
        other_ |= inner.other_;
        if (inner.calls_ == 0) return;
        calls_ += inner.calls_;
        calls_in_loop_ += inner.calls_in_loop_;
        maybe_only_ = true;
        set_alias(tree_.text(name), found.super == Super::always ? Effect::surely : Effect::maybe, false);
    }

    // s = super().f, s = super(), s = lambda: super().f()
    void note_alias(NodeId expression) {
        const NodeId assignment = first_child(tree_, expression);
        if (assignment == no_node || tree_[assignment].kind != Py::assignment || !concerns(expression)) return;
        const NodeId left = tree_.child(assignment, PyField::left), right = tree_.child(assignment, PyField::right);
        if (left == no_node || right == no_node || tree_[left].kind != Py::identifier) return;
        const NodeId value = unwrapped(tree_, right);
        if (is_super_object(value)) set_alias(tree_.text(left), Effect::none, true);
        else if (is_super_method(value) && !property_) set_alias(tree_.text(left), Effect::surely, false);
        else if (tree_[value].kind == Py::lambda && effect(tree_.child(value, PyField::body)) == Effect::surely)
            set_alias(tree_.text(left), Effect::surely, false);
    }

    const Reading& r_;
    const PythonTree& tree_;
    std::string_view method_, class_;
    bool property_;
    NodeId parameters_;   // of the method, nested functions included
    std::vector<Alias> aliases_;
    uint8_t returned_ = 0;   // what is known at the returns
    uint8_t denied_ = 0, granted_ = 0;   // at `return False`, and at the others
    uint8_t raised_ = 0;     // what may be known when a statement of the current try raises
    uint32_t missing_line_ = 0;
    int calls_ = 0, calls_in_loop_ = 0, loops_ = 0, empty_self_ = 0, finally_ = 0, depth_ = 0;
    bool other_ = false, maybe_only_ = false;
};

// Model.write(self, vals), or super(Other, self).write(vals)
bool calls_grandparent(const Reading& reading, NodeId body, std::string_view method, std::string_view class_name) {
    const PythonTree& tree = reading.tree;
    for (NodeId id = body; id < tree[body].next; ++id) {
        if (tree[id].field != PyField::attribute || tree[id].end - tree[id].begin != method.size() || tree.text(id) != method) continue;
        const NodeId attribute = tree[id].parent, call = tree[attribute].parent, object = tree.first_child(attribute);
        if (tree[call].kind != Py::call || tree[attribute].field != PyField::function) continue;
        if (tree[object].kind == Py::call) {
            const NodeId function = tree.child(object, PyField::function);
            if (function != no_node && tree.text(function) == "super" && !is_own_super(tree, object, class_name)) return true;
            continue;
        }
        const NodeId self = positional(tree, call, 0);
        if (self == no_node || (tree.text(self) != "self" && tree.text(self) != "cls")) continue;
        const std::string path = reading.dotted(object);
        const size_t last = path.rfind('.') + 1;
        if (last < path.size() && path[last] >= 'A' && path[last] <= 'Z' && std::string_view(path).substr(last) != class_name) return true;
    }
    return false;
}

}  // namespace

bool is_own_super(const PythonTree& tree, NodeId call, std::string_view class_name) {
    const NodeId function = tree.child(call, PyField::function);
    if (function == no_node || tree[function].kind != Py::identifier || tree.text(function) != "super") return false;
    const NodeId of = positional(tree, call, 0);
    if (of == no_node) return true;
    const std::string_view text = tree.text(of);
    return text.substr(text.rfind('.') + 1) == class_name || text == "type(self)" || text == "self.__class__" || text == "__class__";
}

std::vector<std::string_view> supers_called(const Reading& reading, NodeId definition, std::string_view class_name) {
    const PythonTree& tree = reading.tree;
    std::vector<std::string_view> names;
    for (auto s = std::lower_bound(reading.supers.begin(), reading.supers.end(), definition); s != reading.supers.end() && *s < tree[definition].next; ++s) {
        const NodeId call = tree[*s].parent, attribute = call == no_node ? no_node : tree[call].parent;
        if (attribute == no_node || tree[call].kind != Py::call || tree[attribute].kind != Py::attribute || !is_own_super(tree, call, class_name)) continue;
        if (const NodeId name = tree.child(attribute, PyField::attribute); name != no_node) names.push_back(tree.text(name));
    }
    return names;
}

std::vector<std::pair<std::string_view, NodeId>> calls_on_self(const PythonTree& tree, NodeId definition) {
    std::vector<std::pair<std::string_view, NodeId>> calls;
    for (NodeId id = definition; id < tree[definition].next; ++id) {
        if (tree[id].field != PyField::attribute) continue;
        const NodeId attribute = tree[id].parent, call = tree[attribute].parent;
        if (tree[call].kind == Py::call && tree[attribute].field == PyField::function && tree.text(tree.first_child(attribute)) == "self") calls.emplace_back(tree.text(id), call);
    }
    return calls;
}

SuperPaths find_super(const Reading& reading, NodeId definition, std::string_view class_name) {
    const PythonTree& tree = reading.tree;
    const NodeId name = tree.child(definition, PyField::name), body = tree.child(definition, PyField::body);
    SuperPaths found;
    if (name == no_node || body == no_node) return found;
    const auto first = std::lower_bound(reading.supers.begin(), reading.supers.end(), definition);
    if (first != reading.supers.end() && *first < tree[definition].next) {
        const NodeId outer = tree[definition].parent;
        bool property = false;
        if (outer != no_node && tree[outer].kind == Py::decorated_definition)
            each_child(tree, outer, [&](NodeId c) { property |= tree[c].kind == Py::decorator && tree.text(c).find("property") != std::string_view::npos; });
        found = Paths(reading, tree.text(name), class_name, property, tree.child(definition, PyField::parameters)).run(body);
    }
    if (calls_grandparent(reading, body, tree.text(name), class_name)) found.flags |= method_grandparent;
    return found;
}

}  // namespace driftline::odoo
