// How large the core's tables get. Core models whose tables grow with every posting, order line or message: where a column costs most. No source says how many rows a
// table has; these are the tables of Odoo's own modules that hold a row per line, movement, message or contact.
#pragma once
#include <algorithm>
#include <string_view>

namespace driftline {

inline bool is_large(std::string_view model) {
    static constexpr std::string_view large[] = {
        "account.analytic.line", "account.bank.statement.line", "account.move", "account.move.line", "account.partial.reconcile", "account.payment", "calendar.attendee", "calendar.event", "crm.lead",
        "event.registration", "helpdesk.ticket", "hr.attendance", "hr.payslip.line", "hr.work.entry", "ir.attachment", "mail.activity", "mail.mail", "mail.message", "mail.notification", "mail.tracking.value", "mailing.trace",
        "mrp.production", "mrp.workorder", "payment.transaction", "pos.order", "pos.order.line", "product.pricelist.item", "product.product", "product.supplierinfo", "product.template",
        "project.task", "purchase.order", "purchase.order.line", "rating.rating", "res.partner", "sale.order", "sale.order.line", "stock.lot", "stock.move", "stock.move.line",
        "stock.picking", "stock.production.lot", "stock.quant", "stock.valuation.layer", "website.track", "website.visitor"};
    return std::binary_search(std::begin(large), std::end(large), model);
}

// Models of settings, of which a database has a handful.
inline bool is_small(std::string_view model) {
    static constexpr std::string_view small[] = {
        "account.account", "account.chart.template", "account.fiscal.position", "account.journal", "account.payment.method", "account.payment.term", "account.tax", "crm.stage", "crm.team", "hr.department",
        "hr.leave.type", "pos.config", "product.attribute", "product.attribute.value", "product.category", "product.pricelist", "project.project", "project.task.type", "res.company", "res.config.settings", "res.country", "res.country.state",
        "res.currency", "res.groups", "res.lang", "resource.calendar", "stock.location", "stock.picking.type", "stock.route", "stock.rule", "stock.warehouse", "uom.uom", "website"};
    return std::binary_search(std::begin(small), std::end(small), model) || model.ends_with(".settings") || model.ends_with(".config") || (model.starts_with("ir.") && model != "ir.attachment");
}

}  // namespace driftline
