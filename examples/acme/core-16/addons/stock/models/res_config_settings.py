from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    group_stock_production_lot = fields.Boolean('Lots & Serial Numbers')
