from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = 'product.template'
    _inherit = ['mail.thread']
    _description = 'Product'

    name = fields.Char(required=True)
    default_code = fields.Char('Internal Reference')
    categ_id = fields.Many2one('product.category', required=True)
    list_price = fields.Float('Sales Price', default=1.0)
    standard_price = fields.Float('Cost')
    weight = fields.Float()
    volume = fields.Float()
    sale_ok = fields.Boolean('Can be Sold', default=True)
    company_id = fields.Many2one('res.company')
    currency_id = fields.Many2one('res.currency', compute='_compute_currency_id')
    description_sale = fields.Text()

    @api.depends('company_id')
    def _compute_currency_id(self):
        for template in self:
            template.currency_id = template.company_id.currency_id or self.env.company.currency_id

    def _price_compute(self, price_type, currency=None):
        prices = {}
        for template in self:
            price = template[price_type]
            prices[template.id] = currency.round(price) if currency else price
        return prices
