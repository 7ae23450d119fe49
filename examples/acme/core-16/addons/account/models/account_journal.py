from odoo import fields, models


class AccountJournal(models.Model):
    _name = 'account.journal'
    _description = 'Journal'

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    type = fields.Selection([('sale', 'Sales'), ('purchase', 'Purchase'), ('general', 'Miscellaneous')], required=True)
    company_id = fields.Many2one('res.company', required=True)
