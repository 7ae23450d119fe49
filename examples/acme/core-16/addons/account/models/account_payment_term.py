from datetime import timedelta

from odoo import fields, models


class AccountPaymentTerm(models.Model):
    _name = 'account.payment.term'
    _description = 'Payment Terms'

    name = fields.Char(required=True)
    note = fields.Html('Description on the Invoice')
    line_ids = fields.One2many('account.payment.term.line', 'payment_id')

    def _get_last_date(self, date_ref):
        self.ensure_one()
        return max(date_ref + timedelta(days=line.days) for line in self.line_ids)


class AccountPaymentTermLine(models.Model):
    _name = 'account.payment.term.line'
    _description = 'Payment Terms Line'

    payment_id = fields.Many2one('account.payment.term', required=True)
    days = fields.Integer()
