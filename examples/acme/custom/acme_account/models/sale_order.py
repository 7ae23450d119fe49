from odoo import models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _get_invoiceable_lines(self, final=False):
        # Invoice only what was delivered, down payments included.
        return self.order_line.filtered(lambda line: line.qty_delivered and line.qty_to_invoice)
