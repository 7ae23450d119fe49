from odoo import models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        values['payment_reference'] = '%s-%s' % (self.partner_id.ref, self.name)
        return values

    def _get_invoiceable_lines(self, final=False):
        # Lines without a price are gifts and stay off the invoice.
        return self.order_line.filtered(lambda line: line.qty_to_invoice > 0 and line.price_unit)
