class Field:
    type = None

    def __init__(self, string=None, **kwargs):
        self.args = dict(kwargs, string=string)

    def convert_to_record(self, value, record):
        return value


class Boolean(Field):
    type = 'boolean'


class Integer(Field):
    type = 'integer'


class Float(Field):
    type = 'float'


class Monetary(Field):
    type = 'monetary'


class Char(Field):
    type = 'char'


class Text(Field):
    type = 'text'


class Html(Field):
    type = 'html'


class Date(Field):
    type = 'date'

    @staticmethod
    def context_today(record):
        return record.env.cr.today()


class Datetime(Field):
    type = 'datetime'

    @staticmethod
    def now():
        return None


class Selection(Field):
    type = 'selection'

    def __init__(self, selection=None, string=None, **kwargs):
        super().__init__(string, selection=selection, **kwargs)


class Many2one(Field):
    type = 'many2one'

    def __init__(self, comodel_name=None, string=None, **kwargs):
        super().__init__(string, comodel_name=comodel_name, **kwargs)


class One2many(Field):
    type = 'one2many'

    def __init__(self, comodel_name=None, inverse_name=None, string=None, **kwargs):
        super().__init__(string, comodel_name=comodel_name, inverse_name=inverse_name, **kwargs)


class Many2many(Field):
    type = 'many2many'

    def __init__(self, comodel_name=None, relation=None, column1=None, column2=None, string=None, **kwargs):
        super().__init__(string, comodel_name=comodel_name, relation=relation, **kwargs)
