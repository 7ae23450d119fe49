from odoo import fields, models


class MailTemplate(models.Model):
    _name = 'mail.template'
    _description = 'Email Templates'

    name = fields.Char()
    model_id = fields.Many2one('ir.model', 'Applies to')
    subject = fields.Char()
    email_from = fields.Char()
    body_html = fields.Html()
    auto_delete = fields.Boolean(default=True)

    def send_mail(self, res_id, force_send=False):
        self.ensure_one()
        return self.env['mail.thread'].message_notify(subject=self.subject, body=self.body_html, res_id=res_id)
