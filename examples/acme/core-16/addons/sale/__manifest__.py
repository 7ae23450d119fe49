{
    'name': 'Sales',
    'version': '1.0',
    'depends': ['account'],
    'data': [
        'security/ir.model.access.csv',
        'data/mail_message_subtype_data.xml',
        'data/mail_template_data.xml',
        'views/sale_order_views.xml',
        'views/sale_portal_templates.xml',
    ],
    'license': 'LGPL-3',
}
