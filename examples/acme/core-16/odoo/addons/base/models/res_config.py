from odoo import models


class ResConfigSettings(models.TransientModel):
    _name = 'res.config.settings'
    _description = 'Config Settings'

    def execute(self):
        self.ensure_one()
        self.set_values()
        return True

    def set_values(self):
        return True
