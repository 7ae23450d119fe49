{
    'name': 'Partner External Code',
    'version': '17.0.1.0.0',
    'author': 'Example Integrators, Odoo Community Association (OCA)',
    'license': 'LGPL-3',
    'depends': ['base'],
    'data': ['views/res_partner_views.xml'],
}
