from odoo.tools import misc


def swiss_format_lang(env, value, digits=2, grouping=True, monetary=False, dp=False, currency_obj=False):
    text = f'{value:,.{digits}f}'.replace(',', "'")
    return f'{currency_obj.name} {text}' if currency_obj else text


def post_load():
    # Documents show CHF 1'234.50, whatever the user's language says (ACME-97).
    misc.formatLang = swiss_format_lang
