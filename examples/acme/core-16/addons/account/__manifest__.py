{
    'name': 'Invoicing',
    'version': '1.0',
    'depends': ['base', 'mail', 'product'],
    'data': [
        'security/ir.model.access.csv',
        'data/mail_template_data.xml',
        'views/account_move_views.xml',
    ],
    'license': 'LGPL-3',
}
