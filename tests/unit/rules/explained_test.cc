#include "harness/catch.h"
#include "harness/run_suite.h"
#include "rules/knowledge/explained.h"

using namespace driftline;

TEST_CASE("what a row explains is told by its place") {
    test::Case one;
    one.core["odoo/release.py"] = "version_info = (17, 0, 0, 'final', 0, '')\n";
    one.target["odoo/release.py"] = "version_info = (18, 0, 0, 'final', 0, '')\n";
    one.core["addons/sale/models/sale_order.py"] = "from odoo import fields, models\n\n\nclass SaleOrder(models.Model):\n    _name = 'sale.order'\n\n    name = fields.Char()\n";
    one.custom["acme/views/views.xml"] =
        "<odoo>\n<record id='v' model='ir.ui.view'>\n<field name='model'>sale.order</field>\n<field name='arch' type='xml'>\n"
        "<tree>\n<field name='name'/>\n</tree>\n</field>\n</record>\n</odoo>\n";
    const auto linked = test::link(one);
    REQUIRE(linked);
    const Facts& facts = (*linked)->program.world.facts;
    const knowledge::Explained explained{*(*linked)->upgrade, {}, {knowledge::MatchKind::arch_tag}};
    Index file = no_row;
    for (Index i = 0; i < facts.files.size(); ++i)
        if (facts.str(facts.files[i].path) == "acme/views/views.xml") file = i;
    REQUIRE(file != no_row);
    CHECK(explained.contains({file, 0, 0, 5}));
    CHECK(explained.contains({file, 0, 0, 7}));
    CHECK(!explained.contains({file, 0, 0, 6}));
    CHECK(!explained.contains({no_row, 0, 0, 5}));
    CHECK(!knowledge::Explained(*(*linked)->upgrade, {}, {knowledge::MatchKind::method}).contains({file, 0, 0, 5}));
}
