from odoo import _, fields, models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    acme_carrier_note = fields.Char('Note for the Carrier')

    def button_validate(self):
        for picking in self:
            if picking.partner_id.acme_segment == 'a':
                picking.message_post(body=_('Call the customer before delivery.'))
        return super().button_validate()

    def _create_backorder(self):
        backorders = self.env['stock.picking']
        for picking in self:
            open_moves = picking.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
            if not open_moves:
                continue
            backorder = picking.copy({'name': '/', 'move_ids': [], 'backorder_id': picking.id, 'acme_carrier_note': picking.acme_carrier_note})
            body = _('Acme delivers the rest with %s.', backorder.name)
            picking.message_post(body=body)
            open_moves.write({'picking_id': backorder.id})
            open_moves.move_line_ids.write({'picking_id': backorder.id})
            if not backorder.user_id:
                backorder.user_id = picking.user_id
            backorder.action_assign()
            backorders |= backorder
        return backorders
