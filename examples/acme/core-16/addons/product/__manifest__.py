{
    'name': 'Products & Pricelists',
    'version': '1.0',
    'depends': ['base', 'mail'],
    'data': [
        'views/product_views.xml',
    ],
    'license': 'LGPL-3',
}
