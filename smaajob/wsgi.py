"""The web application for gunicorn: `gunicorn smaajob.wsgi:application`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from smaajob.environment import SettingsFault
from smaajob.logs import catch_what_nobody_catches

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smaajob.settings")

try:
    application = get_wsgi_application()
    from smaajob.startup import refuse_what_is_unsafe

    refuse_what_is_unsafe()
    catch_what_nobody_catches()
except SettingsFault as fault:
    sys.stderr.write(f"{fault}\n")
    sys.exit(4)  # gunicorn's APP_LOAD_ERROR: the arbiter stops instead of trying for ever
