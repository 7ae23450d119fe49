from . import acme_label
