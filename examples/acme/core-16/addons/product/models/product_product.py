from odoo import fields, models


class ProductProduct(models.Model):
    _name = 'product.product'
    _inherits = {'product.template': 'product_tmpl_id'}
    _description = 'Product Variant'

    product_tmpl_id = fields.Many2one('product.template', required=True)
    barcode = fields.Char()
    active = fields.Boolean(default=True)

    def name_get(self):
        return [(product.id, '[%s] %s' % (product.default_code, product.name)) for product in self]

    def _get_product_price(self, quantity=1.0, currency=None):
        self.ensure_one()
        price = self.product_tmpl_id._price_compute('list_price', currency=currency)[self.product_tmpl_id.id]
        return price * quantity
