from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    external_code = fields.Char(index=True, copy=False)

    @api.model
    def name_search(self, name="", args=None, operator="ilike", limit=100):
        partner = self.search([("external_code", "=", name)], limit=1)
        if partner:
            return partner.name_get()
        return super().name_search(name, args, operator, limit)
