from . import stock_location
from . import stock_move
from . import stock_move_line
from . import stock_picking
from . import res_config_settings
