def migrate(cr, version):
    # Orders confirmed before the approval existed count as approved.
    cr.execute("UPDATE sale_order SET acme_approved = true WHERE state IN ('sale', 'done')")
    cr.execute("UPDATE sale_order_line SET product_uom_qty = round(product_uom_qty)")
