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

    def _get_complete_name(self):
        name = self.name or ''
        if self.parent_id and not self.is_company:
            name = '%s, %s' % (self.parent_id.name, name)
        return name

    @api.depends('is_company', 'name', 'parent_id.name', 'vat')
    def _compute_display_name(self):
        for partner in self:
            name = partner._get_complete_name()
            if self.env.context.get('show_vat') and partner.vat:
                name = '%s - %s' % (name, partner.vat)
            partner.display_name = name
