from odoo import _, api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['mail.thread']
    _description = 'Sales Order'
    _order = 'date_order desc, id desc'

    name = fields.Char('Order Reference', default='New')
    origin = fields.Char('Source Document')
    client_order_ref = fields.Char('Customer Reference')
    state = fields.Selection([
        ('draft', 'Quotation'),
        ('sent', 'Quotation Sent'),
        ('sale', 'Sales Order'),
        ('done', 'Locked'),
        ('cancel', 'Cancelled'),
    ], default='draft')
    date_order = fields.Datetime(required=True)
    partner_id = fields.Many2one('res.partner', 'Customer', required=True)
    user_id = fields.Many2one('res.users', 'Salesperson')
    company_id = fields.Many2one('res.company', required=True)
    currency_id = fields.Many2one('res.currency', related='company_id.currency_id')
    payment_term_id = fields.Many2one('account.payment.term', 'Payment Terms')
    order_line = fields.One2many('sale.order.line', 'order_id')
    invoice_ids = fields.Many2many('account.move')
    note = fields.Html('Terms and conditions')
    amount_total = fields.Monetary(compute='_compute_amounts', store=True)

    @api.depends('order_line.price_subtotal')
    def _compute_amounts(self):
        for order in self:
            order.amount_total = sum(order.order_line.mapped('price_subtotal'))

    def action_confirm(self):
        for order in self:
            if not order.order_line:
                raise UserError(_('There is nothing to confirm.'))
        self.write(self._prepare_confirmation_values())
        self._action_confirm()
        if self.env.context.get('lock_confirmed'):
            self.action_done()
        return True

    def _prepare_confirmation_values(self):
        return {'state': 'sale', 'date_order': fields.Datetime.now()}

    def _action_confirm(self):
        for order in self:
            order.message_post(body=_('Order confirmed'), subtype_xmlid='sale.mt_order_confirmed')

    def action_done(self):
        return self.write({'state': 'done'})

    def action_cancel(self):
        if any(order.state == 'done' for order in self):
            raise UserError(_('A locked order cannot be cancelled.'))
        return self.write({'state': 'cancel'})

    def _get_invoiceable_lines(self, final=False):
        lines = self.order_line.filtered(lambda line: line.qty_to_invoice > 0)
        if final:
            lines |= self.order_line.filtered(lambda line: line.qty_to_invoice < 0)
        return lines

    def _prepare_invoice(self):
        self.ensure_one()
        return {
            'move_type': 'out_invoice',
            'ref': self.client_order_ref or '',
            'partner_id': self.partner_id.id,
            'invoice_user_id': self.user_id.id,
            'invoice_origin': self.name,
            'invoice_payment_term_id': self.payment_term_id.id,
            'line_ids': [],
        }

    def _create_invoices(self, final=False):
        moves = self.env['account.move']
        for order in self:
            values = order._prepare_invoice()
            for line in order._get_invoiceable_lines(final):
                values['line_ids'].append((0, 0, line._prepare_invoice_line()))
            if not values['line_ids']:
                raise UserError(_('There is no invoiceable line.'))
            moves |= self.env['account.move'].create(values)
        return moves
