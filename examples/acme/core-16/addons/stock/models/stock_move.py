from odoo import api, fields, models


class StockMove(models.Model):
    _name = 'stock.move'
    _description = 'Stock Move'

    name = fields.Char(required=True)
    date = fields.Datetime('Date Scheduled', required=True)
    product_id = fields.Many2one('product.product', required=True)
    product_uom_qty = fields.Float('Demand', default=1.0, required=True)
    quantity_done = fields.Float(compute='_compute_quantity_done', inverse='_set_quantity_done')
    picking_id = fields.Many2one('stock.picking')
    move_line_ids = fields.One2many('stock.move.line', 'move_id')
    location_id = fields.Many2one('stock.location', required=True)
    location_dest_id = fields.Many2one('stock.location', required=True)
    price_unit = fields.Float()
    state = fields.Selection([('draft', 'New'), ('assigned', 'Available'), ('done', 'Done'), ('cancel', 'Cancelled')], default='draft')

    @api.depends('move_line_ids.qty_done')
    def _compute_quantity_done(self):
        for move in self:
            move.quantity_done = sum(move.move_line_ids.mapped('qty_done'))

    def _set_quantity_done(self):
        for move in self:
            move.move_line_ids[:1].qty_done = move.quantity_done

    def _action_assign(self):
        self.write({'state': 'assigned'})

    def _action_done(self, cancel_backorder=False):
        moves = self.filtered(lambda move: move.state != 'done')
        if cancel_backorder:
            moves.filtered(lambda move: not move.quantity_done).write({'state': 'cancel'})
        moves.write({'state': 'done', 'date': fields.Datetime.now()})
        return moves

    def _get_price_unit(self):
        self.ensure_one()
        return self.price_unit or self.product_id.standard_price
