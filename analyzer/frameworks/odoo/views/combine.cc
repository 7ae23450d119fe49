#include "frameworks/odoo/views/combine.h"

#include <optional>
#include <string_view>
#include <vector>

#include "frameworks/odoo/views/attribute_spec.h"

namespace driftline::odoo {
namespace {

using Complaint = std::optional<std::string>;  // what the engine raises; none: applied

constexpr size_t max_specs = 5'000;  // of one view; the largest of real cores has about 60

bool contains(ArchNode top, ArchNode node) {
    for (; node; node = node.parent())
        if (node == top) return true;
    return false;
}

// The character data in front of `place` grows by `text`.
void add_text_before(ArchNode place, const std::optional<std::string>& text) {
    if (!text || text->empty()) return;
    if (ArchNode previous = place.previous()) previous.set_tail(previous.tail().value_or("") + *text);
    else place.parent().set_text(place.parent().text().value_or("") + *text);
}

// Without its tail.
void remove_element(ArchDocument& arch, ArchNode node) {
    add_text_before(node, node.tail());
    node.set_tail(std::nullopt);
    arch.remove(node);
}

// One spec of one view. `work` is a copy of it that belongs to the arch and gives its children away.
class Application {
public:
    Application(ArchDocument& arch, const ViewEngine& engine, CombineBudget& budget, SpecObserver& observer, const SpecEvent& event)
        : arch_(arch), engine_(engine), budget_(budget), observer_(observer), event_(event), node_(event.node) {}

    Complaint run() {
        const std::string_view position = event_.spec.attribute("position").value_or("inside");
        if (position == "attributes") {
            if (!node_.is_element()) return "attributes of a comment";
            return apply_attributes(node_, event_.spec, engine_);
        }
        work_ = arch_.copy(event_.spec);
        if (position == "replace") return replace();
        if (position == "inside") return inside();
        if (position != "before" && position != "after") return "Invalid position attribute: '" + std::string(position) + "'";
        if (!node_.parent()) return "nothing can stand beside the root";
        if (position == "before") return insert_before(node_);
        const ArchNode sentinel = arch_.create("sentinel");
        arch_.insert_after(node_, sentinel);
        return insert_and_drop(sentinel);
    }

private:
    Complaint replace() {
        const std::string_view mode = event_.spec.attribute("mode").value_or("outer");
        if (mode == "inner" && engine_.inner_mode()) return replace_content();
        if (mode != "outer" && engine_.inner_mode()) return "Invalid mode attribute: '" + std::string(mode) + "'";
        if (Complaint complaint = expand_original()) return complaint;
        if (!node_.parent()) return replace_root();
        if (Complaint complaint = insert_children(node_)) return complaint;
        arch_.remove(node_);
        return std::nullopt;
    }

    // A text "$0" stands for the replaced node.
    Complaint expand_original() {
        const auto places = arch_.find_all(work_, ".//*[text()='$0']");
        if (!places) return std::nullopt;
        for (ArchNode place : *places) {
            uint64_t size = 0;
            for (ArchNode inner = node_; inner; inner = inner.following(node_)) ++size;
            if (size > budget_.copied_nodes) return "too many copies of the replaced node";
            budget_.copied_nodes -= size;
            ArchNode copy = arch_.copy(node_);
            copy.set_tail(std::nullopt);
            place.set_text(std::nullopt);
            arch_.append(place, copy);
        }
        return std::nullopt;
    }

    Complaint replace_root() {
        ArchNode content = work_.first_element();
        if (!content) return "the root is replaced by nothing";
        const std::string name(node_.value("t-name"));
        arch_.remove(content);
        content.set_tail(std::nullopt);
        arch_.set_root(content);
        if (!name.empty()) content.set_attribute("t-name", name);
        return std::nullopt;
    }

    Complaint replace_content() {
        if (!node_.is_element()) return "a comment has no content";
        node_.set_text(std::nullopt);
        const ArchNode first = node_.first_child(), sentinel = arch_.create("sentinel");
        if (first) arch_.insert_before(first, sentinel);
        else arch_.append(node_, sentinel);
        const Complaint complaint = insert_before(sentinel);
        while (sentinel.parent() && sentinel.next()) arch_.remove(sentinel.next());
        arch_.remove(sentinel);
        return complaint;
    }

    Complaint inside() {
        if (!node_.is_element()) return "a comment has no content";
        const ArchNode sentinel = arch_.create("sentinel");
        arch_.append(node_, sentinel);
        return insert_and_drop(sentinel);
    }

    Complaint insert_and_drop(ArchNode sentinel) {
        const Complaint complaint = insert_before(sentinel);
        if (sentinel.parent()) remove_element(arch_, sentinel);
        return complaint;
    }

    Complaint insert_before(ArchNode place) {
        add_text_before(place, work_.text());
        return insert_children(place);
    }

    Complaint insert_children(ArchNode place) {
        for (ArchNode child = work_.first_child(), next; child; child = next) {
            next = child.next();
            ArchNode inserted = child;
            if (child.is_element() && child.value("position") == "move") {
                if (Complaint complaint = extract(child, place, inserted)) return complaint;
            }
            if (!place.parent() || inserted == place) return "the place to insert at was moved away";
            arch_.insert_before(place, inserted);
        }
        return std::nullopt;
    }

    // Takes the node that `spec` means out of the arch.
    Complaint extract(ArchNode spec, ArchNode place, ArchNode& taken) {
        if (spec.first_child()) return "Invalid specification for moved nodes: " + start_tag(spec);
        const auto found = locate(arch_, spec, engine_);
        if (!found) {
            --budget_.costly_expressions;
            return found.error().message;
        }
        if (!*found) return "Element " + start_tag(spec) + " cannot be located in parent view";
        taken = *found;
        if (!taken.parent() || (taken != place && contains(taken, place))) return "an element cannot be moved into itself: " + start_tag(spec);
        SpecEvent event = event_;
        event.spec = spec;
        event.node = taken;
        observer_.moving(event);
        remove_element(arch_, taken);
        return std::nullopt;
    }

    ArchDocument& arch_;
    const ViewEngine& engine_;
    CombineBudget& budget_;
    SpecObserver& observer_;
    const SpecEvent& event_;
    ArchNode node_, work_;
};

}  // namespace

void apply_specs(ArchDocument& arch, const ViewArch& inheriting, Index view, const ViewEngine& engine, CombineBudget& budget, SpecObserver& observer) {
    size_t count = 0;
    for (const Spec& spec : inheriting.specs) {
        SpecEvent event{view, spec.ordinal, spec.node, {}, &arch};
        if (++count > max_specs || budget.costly_expressions <= 0) {
            observer.failed(event, SpecFault::given_up, "the views of this family ask for too much");
            continue;
        }
        const auto found = locate(arch, spec.node, engine);
        if (!found) {
            --budget.costly_expressions;
            const bool costly = found.error().message.find(xpath_too_costly) != std::string::npos;
            observer.failed(event, costly ? SpecFault::given_up : SpecFault::invalid, found.error().message);
            continue;
        }
        event.node = *found;
        if (!event.node) {
            observer.failed(event, SpecFault::not_found, "");
        } else if (observer.located(event)) {
            if (const Complaint complaint = Application(arch, engine, budget, observer, event).run()) observer.failed(event, SpecFault::invalid, *complaint);
        }
    }
}

}  // namespace driftline::odoo
