from odoo import fields, models


class MailMessageSubtype(models.Model):
    _name = 'mail.message.subtype'
    _description = 'Message subtypes'

    name = fields.Char('Message Type', required=True)
    description = fields.Text()
    res_model = fields.Char('Model')
    default = fields.Boolean(default=True)
