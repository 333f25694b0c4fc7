"""What was changed, by whom, on behalf of whom, and why. The application can add to it and read it, nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, Organisation, User
from smaajob.reach import writing_for


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, thing: Kept) -> EventQuerySet:
        """The events of one row, newest first."""
        return self.filter(subject=thing._meta.label_lower, subject_id=thing.public_id).order_by("-at", "-pk")


class Event(models.Model):
    """One act. `subject` and `subject_id` name the row without a foreign key, so that the record outlives it."""

    at = models.DateTimeField(auto_now_add=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(_("begrundelse"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "-at"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


def add(organisation: int, **values: Any) -> Event:
    """One line in an organisation's record, also by somebody who does not see its rows: a company, whoever signs in."""
    with writing_for(organisation):
        return Event.objects.create(organisation_id=organisation, **values)


def record(
    verb: str,
    thing: Kept,
    *,
    by: User | None,
    changes: dict[str, Any] | None = None,
    reason: str = "",
    on_behalf_of: str = "",
) -> Event:
    """Write what was done to a row; call it inside the transaction of the act.

    `changes` maps a field's name to `[before, after]` and holds no CPR number.
    """
    return add(
        thing.keeper_id,
        actor=by,
        on_behalf_of=on_behalf_of,
        verb=verb,
        subject=thing._meta.label_lower,
        subject_id=thing.public_id,
        changes=changes or {},
        reason=reason,
    )
