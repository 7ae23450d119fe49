from odoo import api, fields, models


class Partner(models.Model):
    _name = 'res.partner'
    _description = 'Contact'
    _order = 'name'

    name = fields.Char(index=True)
    ref = fields.Char(string='Reference', index=True)
    vat = fields.Char(string='Tax ID')
    email = fields.Char()
    phone = fields.Char()
    comment = fields.Html(string='Notes')
    active = fields.Boolean(default=True)
    is_company = fields.Boolean(default=False)
    parent_id = fields.Many2one('res.partner', string='Related Company')
    child_ids = fields.One2many('res.partner', 'parent_id', string='Contact')
    company_id = fields.Many2one('res.company')
    user_id = fields.Many2one('res.users', string='Salesperson')
    commercial_partner_id = fields.Many2one('res.partner', compute='_compute_commercial_partner', store=True)

    @api.depends('is_company', 'parent_id.commercial_partner_id')
    def _compute_commercial_partner(self):
        for partner in self:
            if partner.is_company or not partner.parent_id:
                partner.commercial_partner_id = partner
            else:
                partner.commercial_partner_id = partner.parent_id.commercial_partner_id

    def _get_name(self):
        name = self.name or ''
        if self.parent_id and not self.is_company:
            name = '%s, %s' % (self.parent_id.name, name)
        if self.env.context.get('show_vat') and self.vat:
            name = '%s - %s' % (name, self.vat)
        return name

    def name_get(self):
        return [(partner.id, partner._get_name()) for partner in self]
