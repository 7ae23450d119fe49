{
    'name': 'Products & Pricelists',
    'version': '1.0',
    'depends': ['base', 'mail'],
    'data': [
        'security/ir.model.access.csv',
        'views/product_views.xml',
    ],
    'license': 'LGPL-3',
}
