from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # The ERP before this one numbered every customer.
    ref = fields.Char(string='Customer Number', required=True)
    acme_segment = fields.Selection([('a', 'A'), ('b', 'B'), ('c', 'C')], string='Segment', default='c')

    def name_get(self):
        names = dict(super().name_get())
        return [(partner.id, '%s [%s]' % (names[partner.id], partner.ref)) for partner in self]

    def acme_export(self, target):
        self.ensure_one()
        return getattr(self, '_acme_export_' + target)()

    def _acme_export_datev(self):
        return ';'.join([self.ref, self.name or '', self.vat or ''])

    def _acme_export_crm(self):
        return {'number': self.ref, 'name': self.name, 'segment': self.acme_segment}
