"""The Celery application: `celery -A smaajob.celery worker`."""

import os
import sys

from celery import Celery
from celery.signals import celeryd_init, setup_logging, task_postrun, task_prerun

from smaajob.environment import SettingsFault
from smaajob.logs import belongs_to, catch_what_nobody_catches

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


@setup_logging.connect
def _log_as_the_web_does(**_: object) -> None:
    """Celery then leaves logging alone; its own lines would quote what a task is called with."""
    from django.conf import settings
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    catch_what_nobody_catches()


@task_prerun.connect
def _lines_belong_to_this(task_id: str = "", **_: object) -> None:
    belongs_to.set({"task": task_id})


@task_postrun.connect
def _lines_belong_to_nothing(**_: object) -> None:
    belongs_to.set(None)
