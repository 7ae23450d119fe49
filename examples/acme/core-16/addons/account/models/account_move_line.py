from odoo import fields, models


class AccountMoveLine(models.Model):
    _name = 'account.move.line'
    _description = 'Journal Item'

    move_id = fields.Many2one('account.move', required=True)
    name = fields.Char('Label')
    product_id = fields.Many2one('product.product')
    quantity = fields.Float(default=1.0)
    price_unit = fields.Float()
    debit = fields.Monetary()
    credit = fields.Monetary()
    currency_id = fields.Many2one('res.currency', related='move_id.currency_id')
