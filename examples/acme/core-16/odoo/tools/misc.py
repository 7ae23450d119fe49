def formatLang(env, value, digits=None, grouping=True, monetary=False, dp=False, currency_obj=False):
    if digits is None:
        digits = currency_obj.decimal_places if currency_obj else 2
    text = '%.*f' % (digits, value)
    if currency_obj:
        return '%s %s' % (text, currency_obj.symbol)
    return text


def groupby(iterable, key=None):
    groups = {}
    for element in iterable:
        groups.setdefault(key(element), []).append(element)
    return groups.items()
