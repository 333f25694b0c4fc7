"""Work that must happen is a row with a state: the row is the queue, Celery only the nudge."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User


class JobState(models.TextChoices):
    ORDERED = "ordered", _("Venter")
    RUNNING = "running", _("I gang")
    DONE = "done", _("Færdig")
    FAILED = "failed", _("Gik ikke")


class Job(Kept):
    """An order. A worker claims it for a lease that it keeps renewing; when the worker dies the lease runs out and another takes over."""

    state = models.CharField(_("tilstand"), max_length=10, choices=JobState, default=JobState.ORDERED)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("bestilt af"))
    ordered_at = models.DateTimeField(_("bestilt"), db_default=Now())
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(_("fremdrift i procent"), default=0)
    step = models.CharField(_("i gang med"), max_length=200, blank=True)
    finished_at = models.DateTimeField(_("færdig"), null=True)
    problem = models.TextField(_("hvad gik galt"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", claim__isnull=False, lease_until__isnull=False)
                | (~Q(state="running") & Q(claim__isnull=True, lease_until__isnull=True)),
                name="%(class)s_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["ordered", "running"], finished_at__isnull=True),
                name="%(class)s_finished_has_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="%(class)s_progress_percent"),
        ]

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}


class Pulse(models.Model):
    """The worker's sign of life, written by the sweep: /healthz reads it."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


ALIVE_WITHIN = timedelta(seconds=60)
