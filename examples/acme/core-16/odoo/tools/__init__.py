from .misc import formatLang, groupby
from .translate import _
