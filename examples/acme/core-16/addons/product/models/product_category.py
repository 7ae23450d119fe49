from odoo import fields, models


class ProductCategory(models.Model):
    _name = 'product.category'
    _description = 'Product Category'

    name = fields.Char(required=True)
    parent_id = fields.Many2one('product.category', 'Parent Category')
