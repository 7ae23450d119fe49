from odoo import fields, models


class Currency(models.Model):
    _name = 'res.currency'
    _description = 'Currency'

    name = fields.Char(required=True)
    symbol = fields.Char(required=True)
    decimal_places = fields.Integer(default=2)

    def round(self, amount):
        self.ensure_one()
        return round(amount, self.decimal_places)


class Company(models.Model):
    _name = 'res.company'
    _description = 'Companies'

    name = fields.Char(required=True)
    partner_id = fields.Many2one('res.partner', required=True)
    currency_id = fields.Many2one('res.currency', required=True)

    def create_contact(self, name):
        return self.env['res.partner'].create({'name': name, 'is_company': True})
