from odoo import _, api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['mail.thread']
    _description = 'Journal Entry'

    name = fields.Char(default='/')
    ref = fields.Char('Reference')
    state = fields.Selection([('draft', 'Draft'), ('posted', 'Posted'), ('cancel', 'Cancelled')], default='draft')
    move_type = fields.Selection([('entry', 'Journal Entry'), ('out_invoice', 'Customer Invoice'), ('out_refund', 'Customer Credit Note')])
    journal_id = fields.Many2one('account.journal', required=True)
    partner_id = fields.Many2one('res.partner')
    company_id = fields.Many2one('res.company', required=True)
    currency_id = fields.Many2one('res.currency', required=True)
    date = fields.Date(required=True)
    invoice_date = fields.Date('Invoice/Bill Date')
    invoice_date_due = fields.Date('Due Date')
    invoice_origin = fields.Char('Origin')
    invoice_user_id = fields.Many2one('res.users', 'Salesperson')
    invoice_payment_term_id = fields.Many2one('account.payment.term', 'Payment Terms')
    payment_reference = fields.Char()
    line_ids = fields.One2many('account.move.line', 'move_id')
    amount_total = fields.Monetary(compute='_compute_amount', store=True)

    @api.depends('line_ids.debit', 'line_ids.credit')
    def _compute_amount(self):
        for move in self:
            move.amount_total = sum(move.line_ids.mapped('debit'))

    def action_post(self):
        self._post(soft=False)
        return False

    def _post(self, soft=True):
        if soft:
            future_moves = self.filtered(lambda move: move.date > fields.Date.context_today(self))
            to_post = self - future_moves
        else:
            to_post = self
        for move in to_post:
            if not move.line_ids:
                raise UserError(_('You need to add a line before posting.'))
            move._check_balanced()
        to_post.write({'state': 'posted'})
        return to_post

    def _check_balanced(self):
        for move in self:
            if sum(move.line_ids.mapped('debit')) != sum(move.line_ids.mapped('credit')):
                raise UserError(_('Cannot create unbalanced journal entry.'))

    def _get_move_display_name(self, show_ref=False):
        self.ensure_one()
        return '%s (%s)' % (self.name, self.ref) if show_ref and self.ref else self.name

    def _reverse_moves(self, default_values_list=None, cancel=False):
        reversals = self.browse()
        for move, default_values in zip(self, default_values_list or [{}] * len(self.ids)):
            reversals += move.copy(dict(default_values, move_type='out_refund'))
        if cancel:
            reversals._post(soft=False)
        return reversals
