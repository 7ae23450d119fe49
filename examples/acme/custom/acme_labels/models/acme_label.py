from odoo import fields, models


class AcmeLabel(models.Model):
    _name = 'acme.label'
    _inherit = ['mail.thread']
    _description = 'Pallet Label'
    _order = 'name'

    name = fields.Char(required=True)
    partner_id = fields.Many2one('res.partner', 'Receiver')
    copies = fields.Integer(default=1)

    def action_print(self):
        for label in self:
            label.message_post(body='%s copies printed' % label.copies)
        return True
