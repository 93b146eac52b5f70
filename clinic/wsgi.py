"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from clinic.outbox.checks import say_what_is_missing
from clinic.vault import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = start.or_stop(get_wsgi_application)
start.or_stop(start.look_at_keys)
say_what_is_missing()
