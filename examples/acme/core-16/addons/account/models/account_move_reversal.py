from odoo import fields, models


class AccountMoveReversal(models.TransientModel):
    _name = 'account.move.reversal'
    _description = 'Account Move Reversal'

    move_ids = fields.Many2many('account.move')
    date = fields.Date('Reversal date')
    reason = fields.Char()
    refund_method = fields.Selection([('refund', 'Partial Refund'), ('cancel', 'Full Refund')], default='refund', required=True)

    def _prepare_default_reversal(self, move):
        return {'ref': self.reason or move.name, 'date': self.date or move.date}

    def reverse_moves(self):
        self.ensure_one()
        values = [self._prepare_default_reversal(move) for move in self.move_ids]
        return self.move_ids._reverse_moves(values, cancel=self.refund_method == 'cancel')
