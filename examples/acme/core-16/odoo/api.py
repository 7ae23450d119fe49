def attrsetter(attr, value):
    return lambda method: setattr(method, attr, value) or method


def depends(*args):
    return attrsetter('_depends', args)


def constrains(*args):
    return attrsetter('_constrains', args)


def onchange(*args):
    return attrsetter('_onchange', args)


def model(method):
    method._api = 'model'
    return method


def model_create_multi(method):
    method._api = 'model_create'
    return method
