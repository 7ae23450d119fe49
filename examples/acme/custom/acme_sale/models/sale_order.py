from odoo import _, api, fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    acme_approved = fields.Boolean('Approved', copy=False)
    acme_needs_approval = fields.Boolean(compute='_compute_acme_needs_approval')

    @api.depends('amount_total', 'acme_approved', 'partner_id.acme_segment')
    def _compute_acme_needs_approval(self):
        for order in self:
            limit = 50000 if order.partner_id.acme_segment == 'a' else 20000
            order.acme_needs_approval = order.amount_total > limit and not order.acme_approved

    def action_confirm(self):
        waiting = self.filtered('acme_needs_approval')
        if waiting:
            for order in waiting:
                order.message_post(body=_('This order waits for its approval.'))
            return True
        return super().action_confirm()

    def action_acme_approve(self):
        self.write({'acme_approved': True})
        self.action_confirm()
        return self.action_done()

    def action_cancel(self):
        # Sales may cancel orders that are locked (ACME-118).
        return self.write({'state': 'cancel', 'acme_approved': False})

    def _get_invoiceable_lines(self, final=False):
        # Lines without a price are gifts and stay off the invoice.
        return self.order_line.filtered(lambda line: line.qty_to_invoice > 0 and line.price_unit)

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        values['payment_reference'] = '%s-%s' % (self.partner_id.ref, self.name)
        return values

    def _notify_get_recipients_groups(self, msg_vals=None):
        groups = super()._notify_get_recipients_groups(msg_vals=msg_vals)
        for _name, _method, data in groups:
            data['button_access'] = {'title': _('Open your order at Acme')}
        return groups
