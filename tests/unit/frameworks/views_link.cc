// What the specs of custom views bind to.
#include "frameworks/odoo/views/link_views.h"

#include <sstream>
#include <string>

#include "frameworks/odoo/views/print_views.h"
#include "harness/catch.h"
#include "views_world.h"

using namespace driftline;
using namespace driftline::odoo;
using driftline::test::ViewWorld;

namespace {

constexpr std::string_view form =
    "<form>\n<field name=\"partner_id\"/>\n<group name=\"g\">\n<field name=\"order_line\">\n<list><field name=\"price\"/></list>\n</field>\n</group>\n</form>";

struct Sale : ViewWorld {
    Index base = module("base"), sale = module("sale", {base}), stock = module("stock", {sale}), crm = module("crm", {sale});
    Index acme = module("acme", {sale}, true);
    Index root = view(sale, "sale.form", "", form);
    Index stocked = view(stock, "stock.form", "sale.form", "<field name='partner_id' position='after'><field name='picking'/></field>");

    Index ours(std::string_view arch, std::string_view inherit = "sale.form") { return view(acme, "acme.form", inherit, arch); }
    SpecLink only() {
        const ViewLinks links = link_views(world, {});
        REQUIRE(links.specs.size() == 1);
        REQUIRE(links.contexts.size() == 1);
        context = links.contexts[0];
        return links.specs[0];
    }
    SpecContext context;
};

}  // namespace

TEST_CASE("an applied spec tells the node, who put it there, and where our spec stands") {
    Sale s;
    const Index ours = s.ours("<data>\n <field name='partner_id' position='replace'><div>$0</div></field></data>");
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::applied);
    CHECK(link.certainty == Certainty::exact);
    CHECK(link.view == ours);
    CHECK(link.spec == 1);
    CHECK(link.position == SpecPosition::replace);
    CHECK(link.keeps_original);
    CHECK_FALSE(link.replace_inner);
    CHECK(link.locator == "field[@name='partner_id']");
    CHECK(link.target_view == s.root);
    CHECK(link.target_module == s.sale);
    CHECK(link.target_line == s.row(s.root).arch_line + 1);
    CHECK(link.target_path == "/form/field");
    CHECK(link.target_text == "<field name=\"partner_id\">");
    CHECK(link.at.line == s.row(ours).arch_line + 1);
    CHECK(link.at.begin == s.row(ours).arch_begin + 8);
}

TEST_CASE("names in a spec belong to the sub-view it changes") {
    const auto prefix = [](std::string_view arch) {
        Sale s;
        s.ours(arch);
        s.only();
        return s.context.known ? std::string(s.world.str(s.context.model)) + ":" + s.context.prefix : "unknown";
    };
    CHECK(prefix("<field name='partner_id' position='after'/>") == "sale.order:");
    CHECK(prefix("<field name='price' position='after'/>") == "sale.order:order_line");
    CHECK(prefix("<xpath expr='//list' position='inside'/>") == "sale.order:order_line");
    CHECK(prefix("<field name='order_line' position='inside'/>") == "sale.order:order_line");
    CHECK(prefix("<field name='order_line' position='attributes'/>") == "sale.order:");
    CHECK(prefix("<field name='nowhere' position='after'/>") == "unknown");
}

TEST_CASE("an anchor that nobody provides is nowhere, with the nearest node") {
    Sale s;
    s.ours("<xpath expr=\"//group[@name='g']/field[@name='order_lines']/list\" position='inside'/>");
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::not_found);
    CHECK(link.reason == Reason::nowhere);
    CHECK(link.failed_step == "field[@name='order_lines']");
    CHECK(link.nearest == std::vector<std::string>{"<field name=\"order_line\">"});
    CHECK(link.target_view == no_row);
}

TEST_CASE("a node is told apart by tag and name, and by the named nodes it stands in") {
    Sale s, inner;
    s.ours("<xpath expr='//field' position='after'/>");
    const SpecLink link = s.only();
    CHECK(link.target_node == "field partner_id");
    CHECK(link.target_inside.empty());
    CHECK(link.matches == 3);
    inner.ours("<field name='price' position='after'/>");
    CHECK(inner.only().target_inside == std::vector<std::string>{"field order_line", "group g"});
}

TEST_CASE("where a container is gone, what it held is named with its new place") {
    Sale s;
    s.ours("<xpath expr=\"//page[@name='lines']/field[@name='order_line']\" position='after'/>");
    const SpecLink link = s.only();
    CHECK(link.failed_step == "//page[@name='lines']");
    REQUIRE(link.nearest.size() == 1);
    CHECK(link.nearest[0].starts_with("<field name=\"order_line\"> at /form/"));
}

TEST_CASE("an expression that names a list's root as it was before 18 is not found, and that is why") {
    const auto renamed = [](std::string_view arch, std::string_view version = "19.0") {
        Sale s;
        s.world.version = version;
        s.ours(arch);
        const SpecLink link = s.only();
        return link.status == SpecStatus::not_found && link.engine_renamed;
    };
    CHECK(renamed("<xpath expr='//tree' position='inside'/>"));
    CHECK(renamed("<xpath expr=\"//field[@name='order_line']/tree/field[@name='price']\" position='after'/>"));
    CHECK(renamed("<tree position='inside'/>"));
    CHECK(!renamed("<xpath expr=\"//field[@name='order_line']/tree/field[@name='gone']\" position='after'/>"));
    CHECK(!renamed("<xpath expr=\"//field[@name='tree']\" position='inside'/>"));
    CHECK(!renamed("<tree string='Other' position='inside'/>"));
    CHECK(!renamed("<xpath expr='//tree' position='inside'/>", "17.0"));
}

TEST_CASE("what is missing besides a renamed tag is the step that fails") {
    Sale s;
    s.ours("<xpath expr=\"//field[@name='order_line']/tree/field[@name='gone']\" position='after'/>");
    const SpecLink link = s.only();
    CHECK_FALSE(link.engine_renamed);
    CHECK(link.failed_step == "field[@name='gone']");
}

TEST_CASE("an anchor of a module we do not depend on is outside the closure") {
    Sale s;
    s.ours("<field name='picking' position='after'/>");
    SpecLink link = s.only();
    CHECK(link.status == SpecStatus::not_found);
    CHECK(link.reason == Reason::outside_closure);
    CHECK(link.outside_closure);
    CHECK(link.certainty == Certainty::exact);
    CHECK(link.target_view == s.stocked);
    CHECK(link.target_module == s.stock);
    // It is there whenever we are, if it installs itself.
    s.world.facts.modules[s.stock].flags |= module_auto_install;
    CHECK(s.only().certainty == Certainty::likely);
}

TEST_CASE("while a module of the closure is missing, no anchor is called missing") {
    Sale s;
    s.ours("<field name='nowhere' position='after'/>");
    s.world.modules[s.acme].missing.push_back(s.world.facts.name("account_accountant"));
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::unknown);
    CHECK(link.reason == Reason::missing_module);
    CHECK(s.world.str(link.missing) == "account_accountant");
}

TEST_CASE("a parent view may be missing, out of reach, or of a module nobody has") {
    SECTION("missing") {
        Sale s;
        s.ours("<form/>", "sale.no_such");
        const SpecLink link = s.only();
        CHECK(link.status == SpecStatus::parent_missing);
        CHECK(link.reason == Reason::nowhere);
    }
    SECTION("out of reach") {
        Sale s;
        s.ours("<form/>", "stock.form");
        const SpecLink link = s.only();
        CHECK(link.status == SpecStatus::parent_missing);
        CHECK(link.reason == Reason::outside_closure);
        CHECK(link.target_view == s.stocked);
        CHECK(link.target_module == s.stock);
    }
    SECTION("of an absent module") {
        Sale s;
        s.world.facts.name("helpdesk");
        s.ours("<form/>", "helpdesk.form");
        const SpecLink link = s.only();
        CHECK(link.status == SpecStatus::unknown);
        CHECK(link.reason == Reason::missing_module);
        CHECK(s.world.str(link.missing) == "helpdesk");
    }
    SECTION("circular") {
        Sale s;
        s.ours("<form/>", "acme.form");
        CHECK(s.only().status == SpecStatus::unknown);
    }
}

TEST_CASE("an anchor is likely if nothing makes its view come first") {
    Sale s;
    const Index both = s.module("both", {s.stock, s.crm}, true);
    s.view(s.crm, "crm.form", "sale.form", "<field name='partner_id' position='after'><field name='lead'/></field>");
    s.view(both, "both.form", "crm.form", "<field name='picking' position='after'/>");
    CHECK(s.only().status == SpecStatus::applied);
    CHECK(s.only().certainty == Certainty::likely);
    s.row(s.stocked).priority = 1;
    CHECK(s.only().certainty == Certainty::exact);
    s.row(s.stocked).flags |= view_has_groups;
    CHECK(s.only().certainty == Certainty::likely);
}

TEST_CASE("a parent out of reach may be near once a missing module is there") {
    Sale s;
    s.ours("<form/>", "stock.form");
    s.world.modules[s.acme].missing.push_back(s.world.facts.name("stock_extra"));
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::unknown);
    CHECK(link.reason == Reason::missing_module);
    CHECK(s.world.str(link.missing) == "stock_extra");
    CHECK_FALSE(link.outside_closure);
}

TEST_CASE("what the engine refuses is unknown where an add-on changes the engine") {
    Sale s;
    s.ours("<field name='partner_id' position='attributes'><attribute name='x' operation='update'/></field>");
    CHECK(s.only().status == SpecStatus::not_found);
    ClassRow owner;
    owner.model = s.world.facts.name("ir.ui.view");
    s.world.facts.classes.push_back(owner);
    MethodRow method;
    method.owner = 0;
    method.name = s.world.facts.name("inheritance_handler_attributes_update");
    method.at.file = s.sale;
    s.world.facts.methods.push_back(method);
    CHECK(s.only().status == SpecStatus::unknown);
    CHECK(s.only().reason == Reason::generated);
}

TEST_CASE("a view of another model than its parent is never applied") {
    Sale s;
    s.row(s.ours("<field name='partner_id'/>")).model = s.world.facts.name("sale.report");
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::not_applied);
    CHECK(link.reason == Reason::inactive);
    CHECK(link.message.find("sale.report") != std::string::npos);
}

TEST_CASE("inactive views are tried one at a time and never missed") {
    Sale s;
    s.row(s.ours("<field name='partner_id' position='replace'/>")).flags |= view_inactive;
    s.row(s.view(s.acme, "acme.other", "sale.form", "<field name='partner_id' position='replace'/>")).flags |= view_inactive;
    s.row(s.view(s.acme, "acme.lost", "sale.form", "<field name='nowhere'/>")).flags |= view_inactive;
    const ViewLinks links = link_views(s.world, {});
    REQUIRE(links.specs.size() == 3);
    CHECK(links.specs[0].status == SpecStatus::applied);
    CHECK(links.specs[1].status == SpecStatus::applied);
    CHECK(links.specs[2].status == SpecStatus::not_applied);
    for (const SpecLink& link : links.specs) CHECK(link.reason == Reason::inactive);
}

TEST_CASE("what another module anchors in a node we replace is named") {
    Sale s;
    const Index lines = s.view(s.stock, "stock.lines", "sale.form", "<field name='price' position='after'><field name='qty'/></field>");
    const Index late = s.view(s.crm, "crm.form", "sale.form", "<xpath expr='//list' position='attributes'><attribute name='x'>1</attribute></xpath>");
    s.row(late).priority = 90;
    s.view(s.acme, "acme.second", "sale.form", "<field name='order_line' position='attributes'/>");
    const Index ours = s.ours("<group name='g' position='replace'/>");
    for (const SpecLink& link : link_views(s.world, {}).specs) {
        if (link.view == ours) CHECK(link.anchored_inside == std::vector<Index>{lines, late});
        else CHECK(link.anchored_inside.empty());
    }
}

TEST_CASE("anchors of primary views below count, too") {
    Sale s;
    const Index primary = s.view(s.stock, "stock.primary", "sale.form", "<field name='price' position='replace'/>");
    s.row(primary).mode = ViewMode::primary;
    s.ours("<group name='g' position='replace'/>");
    CHECK(s.only().anchored_inside == std::vector<Index>{primary});
}

TEST_CASE("a core view whose arch we overwrite is linked as ours") {
    Sale s;
    const Index ours = s.view(s.acme, "sale.extra", "", "<field name='partner_id' position='after'/>");
    s.view(s.sale, "sale.extra", "sale.form", "<field name='nowhere'/>");
    const SpecLink link = s.only();
    CHECK(link.view == ours);
    CHECK(link.status == SpecStatus::applied);
    CHECK(link.target_view == s.root);
}

TEST_CASE("nodes of an overwritten root belong to the module that wrote it") {
    Sale s;
    const Index library = s.module("library", {s.sale});
    const Index other = s.module("other", {library}, true);
    const Index written = s.view(library, "sale.form", "", "<form><field name='new'/></form>");
    s.view(other, "other.form", "sale.form", "<field name='new' position='after'/>");
    const SpecLink link = s.only();
    CHECK(link.target_view == written);
    CHECK(link.target_module == library);
}

TEST_CASE("a root arch that cannot be read leaves the specs unknown") {
    Sale s;
    s.view(s.sale, "sale.broken", "", "<form><field></form>");
    s.ours("<field name='x'/>", "sale.broken");
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::unknown);
    CHECK(link.reason == Reason::not_analyzed);
}

TEST_CASE("invalid expressions are not found, and say why") {
    Sale s;
    s.ours("<xpath expr='//field[' position='after'/>");
    const SpecLink link = s.only();
    CHECK(link.status == SpecStatus::not_found);
    CHECK_FALSE(link.message.empty());
}

TEST_CASE("links and lines are the same for any number of threads") {
    Sale s;
    for (int i = 0; i < 20; ++i) {
        const std::string name = "sale.f" + std::to_string(i);
        s.view(s.sale, name, "", "<form><p/><p/></form>");
        s.view(s.acme, "acme.f" + std::to_string(i), name, "<data><p position='after'><q/></p><q/><r/></data>");
    }
    const auto lines = [&](int jobs) {
        std::ostringstream out;
        LinkOptions options;
        options.jobs = jobs;
        print_views(s.world, jobs, out);
        for (const SpecLink& link : link_views(s.world, options).specs) out << link.view << ' ' << link.spec << ' ' << link.target_path << link.failed_step << '\n';
        return out.str();
    };
    CHECK(lines(1) == lines(4));
    CHECK(lines(1).find("{\"view\":\"acme.f3\",\"closure\":\"*\",\"spec\":2,\"path\":\"/form/q\",\"status\":\"applied\"}\n") != std::string::npos);
    CHECK(lines(1).find("{\"view\":\"acme.f3\",\"closure\":\"acme\",\"spec\":3,\"path\":\"\",\"status\":\"not_found\"}\n") != std::string::npos);
}
