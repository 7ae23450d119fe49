class UserError(Exception):
    pass


class ValidationError(UserError):
    pass


class AccessError(UserError):
    pass
