#include "harness/catch.h"
#include "model/reason.h"

using namespace driftline;

namespace {
constexpr const char* confirm = "sale.order.action_confirm";
bool gives(const char* text, const char* symbol = confirm) { return judge_reason(text, symbol).given; }
}  // namespace

TEST_CASE("the name in other words is no reason") {
    CHECK_FALSE(gives(""));
    CHECK_FALSE(gives("Confirm the sale order"));
    CHECK_FALSE(gives("\"\"\"Action confirm.\"\"\""));
    CHECK_FALSE(gives("Confirms sales orders", confirm));
    CHECK_FALSE(gives("# Partner form view", "base.view_partner_form"));
}

TEST_CASE("words about overriding are no reason") {
    CHECK_FALSE(gives("Override"));
    CHECK_FALSE(gives("Inherit this method to extend the original behaviour of the core."));
    CHECK_FALSE(gives("Overridden, calls super()"));
    CHECK_FALSE(gives("Overwrite of the standard Odoo function"));
}

TEST_CASE("pragmas, parameter lists and put-aside code are no reason") {
    CHECK_FALSE(gives("# pylint: disable=method-required-super"));
    CHECK_FALSE(gives("# noqa: C901"));
    CHECK_FALSE(gives("-*- coding: utf-8 -*-"));
    CHECK_FALSE(gives(":param vals: dictionary with new partner delivery address values\n:return: the delivery wizard"));
    CHECK_FALSE(gives("# return self.env['stock.picking'].search([('origin', '=', self.name)])"));
    CHECK_FALSE(gives("# picking_type = warehouse.delivery_steps"));
    CHECK_FALSE(gives("<!-- <field name=\"delivery_address\" position=\"after\"/> -->"));
    CHECK_FALSE(gives("# driftline: allow[method-replaced] our approval flow, agreed in March"));
}

TEST_CASE("what git writes below a message is no reason") {
    CHECK_FALSE(gives("Co-authored-by: Ada Lovelace <ada@example.com>\nSigned-off-by: Charles Babbage <cb@example.com>"));
    CHECK_FALSE(gives("(cherry picked from commit 0123456789abcdef)\nThis reverts commit 0123456789abcdef."));
}

TEST_CASE("what the name does not say is a reason") {
    CHECK(gives("Reserve the delivery slot of the carrier as soon as the order is confirmed."));
    CHECK(gives("# Carriers bill us for unreserved slots"));
    CHECK(gives("Set the analytic account's default plan"));
    CHECK(gives("<!-- Accountants must not see the margin -->", "sale.view_order_form"));
    CHECK(gives("Der Zoll verlangt die Warennummer auf jeder Zeile"));
}

TEST_CASE("a cause needs fewer words") {
    CHECK(gives("Do not send mails"));
    CHECK(gives("Override to avoid double posting"));
    CHECK_FALSE(gives("not confirmed"));
}

TEST_CASE("a ticket leads to the reason") {
    const Judgement reason = judge_reason("Override, see ACME-4711", confirm);
    CHECK(reason.given);
    CHECK(reason.ticket == "ACME-4711");
    CHECK(judge_reason("see https://github.com/odoo/odoo/pull/12345", confirm).ticket == "https://github.com/odoo/odoo/pull/12345");
    CHECK(find_ticket("opw-2839100") == "opw-2839100");
    CHECK(find_ticket("fixes #1234") == "#1234");
    CHECK(find_ticket("encoded as UTF-8, ISO-8859") == "");
    CHECK(find_ticket("T0042 done", {Regex("T\\d{4}")}) == "T0042");
}

TEST_CASE("the text for people is the line that says it, shortened at a character") {
    CHECK(judge_reason("\"\"\"Override.\n\n    Customs want the tariff number on each line.\n    \"\"\"", confirm).text == "Customs want the tariff number on each line.");
    const Judgement reason = judge_reason("Größe " + std::string(300, 'x') + " höher breiter tiefer", confirm);
    CHECK(reason.given);
    CHECK(reason.text.size() <= 160);
}

TEST_CASE("a commit's subject says what, its body why") {
    const auto why = [](const char* message) { return judge_message(message, confirm).text; };
    CHECK(why("[FIX] acme: reserve carrier slots early\n") == "");
    CHECK(why("[FIX] acme: slots\n\nCarriers bill us for slots that nobody reserved.\n") == "Carriers bill us for slots that nobody reserved.");
    CHECK(why("[FIX] acme: pass the context to allow late carriers\n") == "pass the context to allow late carriers");
    CHECK(why("[ADD] acme: slots of carriers to allow late ones\n") == "");
    CHECK(why("[FIX] acme: call flush before to confirm the orders\n") == "");
    CHECK(why("slots\n\nFixes #503\n") == "Fixes #503");
    CHECK(why("slots\n\nFixes after review\n\n[UPD] Update translation template file\n\nUpdate translation files\n\nUpdated by \"Update PO files to match POT (msgmerge)\" hook in Weblate.\n") == "");
    CHECK(why("[ADD] slots\n\nFIX remove the old name of carrier's slot\n\nBefore this, carriers billed slots which nobody reserved in time\n") == "Before this, carriers billed slots which nobody reserved in time");
    CHECK(why("[IMP] reserve the carrier's slots at once, since unreserved ones are billed to us and nobody notices before the end of the month\n") != "");
}
