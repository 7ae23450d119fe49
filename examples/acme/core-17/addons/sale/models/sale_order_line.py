from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = 'sale.order.line'
    _description = 'Sales Order Line'

    order_id = fields.Many2one('sale.order', required=True)
    name = fields.Text('Description', required=True)
    product_id = fields.Many2one('product.product')
    product_uom_qty = fields.Float('Quantity', default=1.0, required=True)
    qty_delivered = fields.Float('Delivered')
    qty_invoiced = fields.Float('Invoiced')
    qty_to_invoice = fields.Float(compute='_compute_qty_to_invoice')
    price_unit = fields.Float()
    discount = fields.Float('Discount (%)')
    price_subtotal = fields.Monetary(compute='_compute_amount', store=True)
    currency_id = fields.Many2one('res.currency', related='order_id.currency_id')
    state = fields.Selection(related='order_id.state')

    @api.depends('product_uom_qty', 'price_unit', 'discount')
    def _compute_amount(self):
        for line in self:
            line.price_subtotal = line.product_uom_qty * line.price_unit * (1 - line.discount / 100)

    @api.depends('qty_delivered', 'qty_invoiced', 'state')
    def _compute_qty_to_invoice(self):
        for line in self:
            line.qty_to_invoice = line.qty_delivered - line.qty_invoiced if line.state == 'sale' else 0

    def _prepare_invoice_line(self, **optional_values):
        self.ensure_one()
        values = {
            'name': self.name,
            'product_id': self.product_id.id,
            'quantity': self.qty_to_invoice,
            'price_unit': self.price_unit,
        }
        values.update(optional_values)
        return values
