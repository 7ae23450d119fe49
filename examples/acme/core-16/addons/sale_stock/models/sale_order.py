from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    warehouse_id = fields.Many2one('stock.warehouse')
    commitment_date = fields.Datetime('Delivery Date')
    picking_ids = fields.One2many('stock.picking', 'sale_id')

    def _action_confirm(self):
        for order in self:
            self.env['stock.picking'].create({'origin': order.name, 'partner_id': order.partner_id.id, 'sale_id': order.id})
        return super()._action_confirm()
