version_info = (17, 0, 0, 'final', 0, '')
version = '17.0'
series = serie = '17.0'
description = 'A small core in the layout of Odoo, written for the tests of driftline'
