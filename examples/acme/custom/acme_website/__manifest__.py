{
    'name': 'Acme Customer Portal',
    'version': '16.0.1.0.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['acme_base', 'sale'],
    'data': ['views/portal_templates.xml'],
}
