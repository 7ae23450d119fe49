{
    'name': 'Acme Sales',
    'version': '16.0.1.2.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['acme_base', 'sale'],
    'data': ['data/sale_data.xml', 'views/sale_order_views.xml', 'views/product_views.xml'],
}
