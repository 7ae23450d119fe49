from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # We only sell whole pieces, and 1.00 on the quotation irritated customers (ACME-203).
    product_uom_qty = fields.Integer('Quantity', default=1, required=True)
    acme_cost_center = fields.Char('Cost Center')

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.acme_cost_center:
            values['name'] = '%s (%s)' % (values['name'], self.acme_cost_center)
        return values
