from odoo import fields, models


class StockMoveLine(models.Model):
    _name = 'stock.move.line'
    _description = 'Product Moves (Stock Move Line)'

    move_id = fields.Many2one('stock.move')
    picking_id = fields.Many2one('stock.picking')
    product_id = fields.Many2one('product.product')
    quantity = fields.Float('Quantity')
    picked = fields.Boolean()
    lot_name = fields.Char('Lot/Serial Number Name')
