{
    'name': 'Acme Sales',
    'version': '16.0.1.0.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['acme_base', 'sale'],
    'data': ['data/sale_data.xml'],
}
