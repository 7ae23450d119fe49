from odoo import fields, models


class IrActions(models.Model):
    _name = 'ir.actions.actions'
    _description = 'Actions'

    name = fields.Char(required=True)


class ActWindow(models.Model):
    _name = 'ir.actions.act_window'
    _inherit = 'ir.actions.actions'
    _description = 'Action Window'

    res_model = fields.Char(required=True)
    view_mode = fields.Char(default='tree,form')
    domain = fields.Char()
    context = fields.Char(default='{}')


class IrSequence(models.Model):
    _name = 'ir.sequence'
    _description = 'Sequence'

    name = fields.Char(required=True)
    code = fields.Char()
    prefix = fields.Char()
    padding = fields.Integer(default=0)

    def next_by_code(self, code):
        sequence = self.search([('code', '=', code)], limit=1)
        return '%s%s' % (sequence.prefix, str(sequence.id).zfill(sequence.padding))


class IrCron(models.Model):
    _name = 'ir.cron'
    _description = 'Scheduled Actions'

    name = fields.Char(required=True)
    model_id = fields.Many2one('ir.model', required=True)
    code = fields.Text()
    interval_number = fields.Integer(default=1)
    interval_type = fields.Selection([('minutes', 'Minutes'), ('hours', 'Hours'), ('days', 'Days')], default='days')
