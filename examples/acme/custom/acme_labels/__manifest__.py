{
    'name': 'Acme Labels',
    'version': '16.0.1.0.0',
    'author': 'Acme IT',
    'license': 'LGPL-3',
    'depends': ['mail'],
    'data': ['security/ir.model.access.csv'],
}
