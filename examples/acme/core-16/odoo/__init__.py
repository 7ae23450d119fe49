from . import release
from . import tools
from . import exceptions
from . import api
from . import fields
from . import models
from . import http
from .tools.translate import _
