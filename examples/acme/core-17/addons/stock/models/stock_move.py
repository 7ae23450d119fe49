from odoo import api, fields, models


class StockMove(models.Model):
    _name = 'stock.move'
    _description = 'Stock Move'

    name = fields.Char(required=True)
    date = fields.Datetime('Date Scheduled', required=True)
    product_id = fields.Many2one('product.product', required=True)
    product_uom_qty = fields.Float('Demand', default=1.0, required=True)
    quantity = fields.Float(compute='_compute_quantity', inverse='_set_quantity')
    picking_id = fields.Many2one('stock.picking')
    move_line_ids = fields.One2many('stock.move.line', 'move_id')
    location_id = fields.Many2one('stock.location', required=True)
    location_dest_id = fields.Many2one('stock.location', required=True)
    price_unit = fields.Float()
    picked = fields.Boolean()
    state = fields.Selection([('draft', 'New'), ('assigned', 'Available'), ('done', 'Done'), ('cancel', 'Cancelled')], default='draft')

    @api.depends('move_line_ids.quantity')
    def _compute_quantity(self):
        for move in self:
            move.quantity = sum(move.move_line_ids.mapped('quantity'))

    def _set_quantity(self):
        for move in self:
            move.move_line_ids[:1].quantity = move.quantity

    def _action_assign(self, force_qty=False):
        self.write({'state': 'assigned'})

    def _action_done(self, cancel_backorder=False):
        moves = self.filtered(lambda move: move.state != 'done')
        if cancel_backorder:
            moves.filtered(lambda move: not move.picked).write({'state': 'cancel'})
        moves.write({'state': 'done', 'date': fields.Datetime.now()})
        return moves

    def _get_price_unit(self):
        self.ensure_one()
        return self.price_unit or self.product_id.standard_price
