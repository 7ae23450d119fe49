from odoo import api, models


class MailThread(models.AbstractModel):
    _name = 'mail.thread'
    _description = 'Email Thread'

    def message_post(self, *, body='', subject=None, message_type='notification', subtype_xmlid=None, partner_ids=None):
        self.ensure_one()
        msg_vals = {'body': body, 'subject': subject, 'message_type': message_type, 'model': self._name}
        groups = self._notify_get_recipients_groups(message=None, model_description=self._description, msg_vals=msg_vals)
        return self.message_notify(partner_ids=partner_ids, groups=groups, **msg_vals)

    @api.model
    def message_notify(self, *, partner_ids=None, body='', subject=False, **kwargs):
        return {'partner_ids': partner_ids, 'body': body, 'subject': subject}

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=None):
        return [
            ['user', lambda pdata: pdata['type'] == 'user', {}],
            ['customer', lambda pdata: pdata['type'] == 'customer', {'has_button_access': False}],
        ]

    def _track_subtype(self, init_values):
        self.ensure_one()
        return False
