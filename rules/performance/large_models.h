// Core models whose tables grow with every posting, order line or message: where a column costs most. No source says how many rows a
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

}  // namespace driftline
