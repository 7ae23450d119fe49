from odoo import fields, models


class Location(models.Model):
    _name = 'stock.location'
    _description = 'Inventory Locations'

    name = fields.Char(required=True)
    location_id = fields.Many2one('stock.location', 'Parent Location')
    usage = fields.Selection([('internal', 'Internal Location'), ('customer', 'Customer Location')], default='internal')


class Warehouse(models.Model):
    _name = 'stock.warehouse'
    _description = 'Warehouse'

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    lot_stock_id = fields.Many2one('stock.location', required=True)
