from odoo import http
from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.http import request


class AcmePortal(CustomerPortal):

    @http.route()
    def portal_my_orders(self, page=1, **kwargs):
        # What the group has locked or cancelled, newest first, on one page.
        partner = request.env.user.partner_id.commercial_partner_id
        orders = request.env['sale.order'].sudo().search([('partner_id', 'child_of', partner.id), ('state', 'in', ('done', 'cancel'))])
        return request.render('sale.portal_my_orders', {'orders': orders, 'page_name': 'order'})

    @http.route()
    def portal_order_page(self, order_id, access_token=None, **kwargs):
        response = super().portal_order_page(order_id, access_token=access_token, **kwargs)
        response.headers['Cache-Control'] = 'no-store'
        return response
