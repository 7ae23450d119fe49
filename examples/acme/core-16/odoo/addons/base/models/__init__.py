from . import ir_actions
from . import ir_model
from . import ir_ui
from . import res_config
from . import res_company
from . import res_users
from . import res_partner
