{
    'name': 'Acme Base',
    'version': '16.0.1.1.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['base', 'mail', 'product'],
    'data': ['views/res_partner_views.xml'],
    'post_load': 'post_load',
}
