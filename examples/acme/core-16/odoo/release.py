version_info = (16, 0, 0, 'final', 0, '')
version = '16.0'
series = serie = '16.0'
description = 'A small core in the layout of Odoo, written for the tests of driftline'
