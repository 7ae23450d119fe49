{
    'name': 'Inventory',
    'version': '1.0',
    'depends': ['product'],
    'data': [
        'security/ir.model.access.csv',
        'data/stock_data.xml',
        'views/stock_picking_views.xml',
        'views/product_views.xml',
        'views/res_config_settings_views.xml',
    ],
    'license': 'LGPL-3',
}
