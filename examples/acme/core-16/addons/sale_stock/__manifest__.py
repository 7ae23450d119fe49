{
    'name': 'Sales and Warehouse Management',
    'version': '1.0',
    'depends': ['sale', 'stock'],
    'data': [
        'views/sale_order_views.xml',
    ],
    'auto_install': True,
    'license': 'LGPL-3',
}
