from . import mail_message_subtype
from . import mail_template
from . import mail_thread
