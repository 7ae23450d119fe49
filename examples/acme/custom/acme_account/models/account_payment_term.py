from odoo import fields, models


class AcmePaymentTerm(models.Model):
    _name = 'account.payment.term'
    _description = 'Payment Terms'

    name = fields.Char(required=True)
    acme_dunning_days = fields.Integer('Days until the First Reminder', default=10)
