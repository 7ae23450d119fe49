from odoo import http
from odoo.http import request


class CustomerPortal(http.Controller):

    def _prepare_orders_domain(self, partner):
        return [('partner_id', '=', partner.commercial_partner_id.id), ('state', 'in', ['sale', 'done'])]

    @http.route(['/my/orders', '/my/orders/page/<int:page>'], type='http', auth='user', website=True)
    def portal_my_orders(self, page=1, **kwargs):
        domain = self._prepare_orders_domain(request.env.user.partner_id)
        orders = request.env['sale.order'].search(domain, limit=20, offset=(page - 1) * 20)
        return request.render('sale.portal_my_orders', {'orders': orders, 'page_name': 'order'})

    @http.route(['/my/orders/<int:order_id>'], type='http', auth='public', website=True)
    def portal_order_page(self, order_id, access_token=None, **kwargs):
        order = request.env['sale.order'].sudo().browse(order_id)
        return request.render('sale.portal_order_page', {'sale_order': order, 'token': access_token})
