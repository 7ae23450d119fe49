{
    'name': 'Acme Warehouse',
    'version': '16.0.1.0.1',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['acme_sale', 'sale_stock'],
    'data': ['views/stock_picking_views.xml', 'views/res_config_settings_views.xml'],
}
