"""The Celery application: `celery -A smaajob.celery worker`."""

import os
import sys

from celery import Celery
from celery.signals import celeryd_init

from smaajob.environment import SettingsFault

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smaajob.settings")

app = Celery("smaajob")
try:
    app.config_from_object("django.conf:settings", namespace="CELERY", force=True)
except SettingsFault as fault:
    sys.stderr.write(f"{fault}\n")
    sys.exit(2)
app.autodiscover_tasks()
app.steps["consumer"].add("smaajob.jobs.watch:Watch")


@celeryd_init.connect
def _refuse_what_is_unsafe(**_: object) -> None:
    from smaajob.startup import refuse_what_is_unsafe

    refuse_what_is_unsafe()
