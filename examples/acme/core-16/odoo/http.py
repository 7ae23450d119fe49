request = None


class Controller:
    pass


def route(route=None, **routing):
    def decorator(method):
        method.original_routing = dict(routing, routes=route)
        return method
    return decorator
