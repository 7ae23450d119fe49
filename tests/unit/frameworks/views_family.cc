// Which views make up a view, in which order.
#include "frameworks/odoo/views/family.h"

#include <string>
#include <vector>

#include "frameworks/odoo/views/link_views.h"
#include "harness/catch.h"
#include "views_world.h"

using namespace driftline;
using namespace driftline::odoo;
using driftline::test::ViewWorld;

namespace {

// External ids in the order of application, as `module` sees `xmlid`; views of earlier stages in brackets.
std::string order(const ViewWorld& v, std::string_view xmlid, Index module = no_row) {
    const Families families(v.world);
    const auto place = families.find(*v.world.facts.names.find(xmlid));
    const Family& family = families.all()[place.family];
    const Sequence sequence = sequence_of(state_of(family, {&v.world, module}), place.member);
    std::string text;
    for (const Sequence::Step& step : sequence.steps) {
        const std::string name(v.world.str(family.members[step.member].xmlid));
        text += (text.empty() ? "" : " ") + (step.stage == sequence.stages ? name : "[" + name + "]");
    }
    return text;
}

}  // namespace

TEST_CASE("siblings are applied by priority, then by the order their modules load in") {
    ViewWorld v;
    const Index base = v.module("base"), late = v.module("late", {base}), early = v.module("early", {base});
    v.world.modules[late].load_order = 9;
    v.view(base, "base.root", "", "<form/>");
    v.view(late, "late.a", "base.root", "<form/>");
    v.view(early, "early.b", "base.root", "<form/>");
    const Index first = v.view(late, "late.c", "base.root", "<form/>");
    v.row(first).priority = 5;
    CHECK(order(v, "base.root") == "base.root late.c early.b late.a");
}

TEST_CASE("children of an extension follow it at once") {
    ViewWorld v;
    const Index base = v.module("base");
    v.view(base, "base.root", "", "<form/>");
    v.view(base, "base.a", "base.root", "<form/>");
    v.view(base, "base.b", "base.root", "<form/>");
    v.view(base, "base.aa", "base.a", "<form/>");
    CHECK(order(v, "base.root") == "base.root base.a base.aa base.b");
}

TEST_CASE("a primary view comes after all extensions of its parent, with its own behind it") {
    ViewWorld v;
    const Index base = v.module("base");
    v.view(base, "base.root", "", "<form/>");
    const Index primary = v.view(base, "base.primary", "base.root", "<form/>");
    v.row(primary).mode = ViewMode::primary;
    v.view(base, "base.own", "base.primary", "<form/>");
    v.view(base, "base.extension", "base.root", "<form/>");
    CHECK(order(v, "base.root") == "base.root base.extension");
    CHECK(order(v, "base.primary") == "[base.root] [base.extension] base.primary base.own");
}

TEST_CASE("a module sees the views of its closure only") {
    ViewWorld v;
    const Index base = v.module("base"), one = v.module("one", {base}), two = v.module("two", {base});
    v.view(base, "base.root", "", "<form/>");
    v.view(one, "one.a", "base.root", "<form/>");
    v.view(two, "two.a", "base.root", "<form/>");
    CHECK(order(v, "base.root") == "base.root one.a two.a");
    CHECK(order(v, "base.root", two) == "base.root two.a");
}

TEST_CASE("inactive views, views of another model, demo and unloaded views are not applied") {
    ViewWorld v;
    const Index base = v.module("base");
    v.view(base, "base.root", "", "<form/>");
    v.row(v.view(base, "base.inactive", "base.root", "<form/>")).flags |= view_inactive;
    v.view(base, "base.below", "base.inactive", "<form/>");
    v.view(base, "base.other", "base.root", "<form/>", "res.partner");
    const Index demo = v.view(base, "base.demo", "base.root", "<form/>");
    v.world.facts.records[v.row(demo).record].flags |= record_demo;
    CHECK(order(v, "base.root") == "base.root");
    v.world.facts.files[base].flags |= file_not_loaded;
    CHECK(Families(v.world).all().empty());
}

TEST_CASE("another module may overwrite a view's activity, priority, arch, mode and parent") {
    ViewWorld v;
    const Index base = v.module("base"), custom = v.module("custom", {base});
    v.view(base, "base.root", "", "<form/>");
    v.view(base, "base.other", "", "<form/>");
    v.view(base, "base.a", "base.root", "<form/>");
    v.view(base, "base.b", "base.root", "<form/>");
    v.row(v.view(base, "base.off", "base.root", "<form/>")).flags |= view_inactive;

    SECTION("active") {
        v.value(v.view(custom, "base.off", "", "", ""), "active", "True");
        v.row(v.view(custom, "base.a", "", "", "")).flags |= view_inactive;
        CHECK(order(v, "base.root", base) == "base.root base.a base.b");
        CHECK(order(v, "base.root", custom) == "base.root base.b base.off");
    }
    SECTION("priority") {
        const Index changed = v.view(custom, "base.b", "", "", "");
        v.row(changed).priority = 1;
        v.value(changed, "priority", "1");
        CHECK(order(v, "base.root", custom) == "base.root base.b base.a");
    }
    SECTION("parent") {
        v.view(custom, "base.b", "base.other", "", "");
        CHECK(order(v, "base.root", custom) == "base.root base.a");
        CHECK(order(v, "base.other", custom) == "base.other base.b");
        CHECK(order(v, "base.other", base) == "base.other");
    }
    SECTION("mode") {
        v.row(v.view(custom, "base.b", "", "", "")).mode = ViewMode::primary;
        CHECK(order(v, "base.root", custom) == "base.root base.a");
    }
    SECTION("deleted") {
        const Index gone = v.view(custom, "base.a", "", "", "");
        v.world.facts.records[v.row(gone).record].tag = RecordTag::delete_;
        v.world.facts.views.pop_back();
        CHECK(order(v, "base.root", custom) == "base.root base.b");
        CHECK(order(v, "base.root", base) == "base.root base.a base.b");
    }
}

TEST_CASE("circular inheritance and missing parents end") {
    ViewWorld v;
    const Index base = v.module("base");
    v.view(base, "base.a", "base.c", "<form/>");
    v.view(base, "base.b", "base.a", "<form/>");
    v.view(base, "base.c", "base.b", "<form/>");
    v.view(base, "base.self", "base.self", "<form/>");
    v.view(base, "base.orphan", "base.nowhere", "<form/>");
    for (const char* xmlid : {"base.a", "base.self", "base.orphan"}) CHECK(order(v, xmlid).empty());
    const Families families(v.world);
    for (const Family& family : families.all()) {
        const FamilyState state = state_of(family, {&v.world, no_row});
        for (Index member = 0; member < state.size(); ++member) CHECK(primary_of(state, member) == no_row);
    }
    CHECK(view_chain(v.world, families, *v.world.facts.names.find("base.a")).size() == 3);
}

TEST_CASE("the order of two views is fixed by inheritance, priority, or a dependency between their modules") {
    ViewWorld v;
    const Index base = v.module("base"), one = v.module("one", {base}), two = v.module("two", {base}), three = v.module("three", {one, two});
    v.view(base, "base.root", "", "<form/>");       // 0
    v.view(one, "one.a", "base.root", "<form/>");   // 1
    v.view(two, "two.a", "base.root", "<form/>");   // 2
    v.view(three, "three.a", "base.root", "<form/>");  // 3
    v.view(three, "three.below", "two.a", "<form/>");  // 4
    v.row(v.view(two, "two.late", "base.root", "<form/>")).priority = 20;  // 5
    const Families families(v.world);
    const FamilyState state = state_of(families.all()[0], {&v.world, no_row});
    const auto fixed = [&](Index earlier, Index later) {
        return order_is_fixed(v.world, state, families.place_of(earlier).member, families.place_of(later).member);
    };
    CHECK(fixed(0, 1));
    CHECK_FALSE(fixed(1, 2));
    CHECK(fixed(1, 3));
    CHECK_FALSE(fixed(1, 4));   // stands behind two.a, wherever that comes
    CHECK(fixed(1, 5));
}

TEST_CASE("the chain of a view lists its whole family, inactive views too") {
    ViewWorld v;
    const Index base = v.module("base"), custom = v.module("custom", {base});
    const Index root = v.view(base, "base.root", "", "<form/>");
    const Index primary = v.view(base, "base.primary", "base.root", "<form/>");
    v.row(primary).mode = ViewMode::primary;
    const Index inactive = v.view(base, "base.off", "base.root", "<form/>");
    v.row(inactive).flags |= view_inactive;
    const Index ours = v.view(custom, "custom.a", "base.off", "<form/>");
    const std::vector<Index> expected{root, inactive, ours, primary};
    CHECK(view_chain(v.world, Families(v.world), *v.world.facts.names.find("custom.a")) == expected);
    CHECK(view_chain(v.world, Families(v.world), v.world.facts.name("no.such")).empty());
}
