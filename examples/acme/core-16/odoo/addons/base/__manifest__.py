{
    'name': 'Base',
    'version': '1.3',
    'category': 'Hidden',
    'depends': [],
    'data': [
        'data/res_groups.xml',
        'views/ir_views.xml',
        'views/res_partner_views.xml',
        'security/ir.model.access.csv',
    ],
    'installable': True,
    'license': 'LGPL-3',
}
