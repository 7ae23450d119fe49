from odoo import _, fields, models
from odoo.exceptions import UserError


class Picking(models.Model):
    _name = 'stock.picking'
    _inherit = ['mail.thread']
    _description = 'Transfer'

    name = fields.Char('Reference', default='/')
    origin = fields.Char('Source Document')
    note = fields.Html('Notes')
    partner_id = fields.Many2one('res.partner', 'Contact')
    user_id = fields.Many2one('res.users', 'Responsible')
    backorder_id = fields.Many2one('stock.picking', 'Back Order of')
    scheduled_date = fields.Datetime()
    date_done = fields.Datetime('Date of Transfer')
    move_ids = fields.One2many('stock.move', 'picking_id')
    move_line_ids = fields.One2many('stock.move.line', 'picking_id')
    state = fields.Selection([('draft', 'Draft'), ('assigned', 'Ready'), ('done', 'Done'), ('cancel', 'Cancelled')], default='draft')

    def action_assign(self):
        self.move_ids._action_assign()
        return self.write({'state': 'assigned'})

    def button_validate(self):
        for picking in self:
            if not picking.move_ids:
                raise UserError(_('Please add some items to move.'))
        if self._should_show_transfers():
            return {'type': 'ir.actions.act_window', 'res_model': 'stock.picking'}
        self._action_done()
        return True

    def _action_done(self):
        moves = self.move_ids.filtered(lambda move: move.state != 'cancel')
        moves._action_done(cancel_backorder=self.env.context.get('cancel_backorder'))
        self.write({'date_done': fields.Datetime.now(), 'state': 'done'})
        self._create_backorder()
        return True

    def _create_backorder(self, backorder_moves=None):
        backorders = self.env['stock.picking']
        for picking in self:
            candidates = backorder_moves or picking.move_ids
            open_moves = candidates.filtered(lambda move: move.picking_id == picking and move.state not in ('done', 'cancel'))
            if not open_moves:
                continue
            backorder = picking.copy({'name': '/', 'move_ids': [], 'backorder_id': picking.id})
            body = _('The backorder %s has been created.', backorder.name)
            picking.message_post(body=body)
            open_moves.write({'picking_id': backorder.id, 'picked': False})
            open_moves.move_line_ids.write({'picking_id': backorder.id})
            if not backorder.user_id:
                backorder.user_id = picking.user_id
            backorder.action_assign()
            backorders |= backorder
        return backorders

    def _should_show_transfers(self):
        return len(self.ids) > 1
