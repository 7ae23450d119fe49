{
    'name': 'Acme Intercompany (old)',
    'version': '12.0.1.0.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['sale'],
    'data': [],
    'installable': False,
}
