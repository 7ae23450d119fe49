{
    'name': 'Discuss',
    'version': '1.0',
    'depends': ['base'],
    'data': [
        'security/ir.model.access.csv',
        'data/mail_message_subtype_data.xml',
    ],
    'license': 'LGPL-3',
}
