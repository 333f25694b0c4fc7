"""Undo a whole import, as long as nothing builds on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions.imports import UNDO_WITHIN
from placements.exchange import undo
from placements.exchange.blocking import Told, tell
from placements.exchange.columns import FILES
from placements.exchange.refusals import explain
from placements.exchange.trace import Trace
from placements.exchange.writing import BATCH
from placements.models import ImportJob, ImportStage
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event, record
from smaajob.jobs.models import JobState

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What an undo would do (`counts`, by file: rows taken `away`, rows put `back`), or what builds on the import."""

    counts: dict[str, dict[str, int]]
    told: list[Told] = field(default_factory=list)
    more: int = 0  # beside those that are told

    @property
    def is_free(self) -> bool:
        return not self.told


def may_undo(job: ImportJob, *, has_trace: bool, now: datetime) -> bool:
    """Whether the import is done, changed something, is not undone and not too old."""
    done = job.stage == ImportStage.LOAD and job.state == JobState.DONE and job.undone_at is None
    return bool(done and has_trace and job.finished_at and job.finished_at > now - UNDO_WITHIN)


def look(job: ImportJob) -> Look:
    """What an undo would do now. Writes nothing."""
    return _look(Trace.unpack(bytes(job.trace or b"")))


def undo_import(*, by: Scope, job: ImportJob) -> Look:
    """Take back all that the import did, or nothing. Raises ValidationError where something builds on it, or it is too late.

    Another import of the organisation waits meanwhile.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
        job = ImportJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        if not may_undo(job, has_trace=job.trace is not None, now=timezone.now()):
            raise ValidationError(_("Importen kan ikke fortrydes længere."), code="late")
        trace = Trace.unpack(bytes(job.trace or b""))
        undo.lock(trace)
        found = _look(trace)
        if not found.is_free:
            raise ValidationError(_("Importen kan ikke fortrydes, for der er andet, der bygger på den."), code="built")
        _tell_rows(trace, by)
        try:
            with transaction.atomic():
                undo.take_back(trace)
        except (IntegrityError, DataError) as error:
            why = _("Importen kan ikke fortrydes. %(why)s Intet er ændret.") % {"why": explain(error)}
            raise ValidationError(why, code="refused") from error
        job.undone_at, job.undone_by, job.trace = timezone.now(), by.user, None
        job.save(update_fields=["undone_at", "undone_by", "trace"])
        record("import.undo", job, by=by.user, changes={"files": found.counts})
    return found


def _look(trace: Trace) -> Look:
    found = undo.blockers(trace)
    return Look(undo.counts(trace), tell(found[:MOST_TOLD]), max(len(found) - MOST_TOLD, 0))


def _tell_rows(trace: Trace, by: Scope) -> None:
    """An event for each row that is put back and has a page, as its import told one."""
    events: list[Event] = []
    for label in {kind.model._meta.label_lower for kind in FILES.values() if kind.has_id}:
        model: Any = apps.get_model(label)
        pks = [pk for pk, (before, _after) in trace.changed.get(label, {}).items() if before]
        ids = model._base_manager.filter(pk__in=pks).order_by("pk").values_list("public_id", flat=True)
        told = {"organisation": by.organisation, "actor": by.user, "verb": "import.undo", "subject": label}
        events += [Event(**told, subject_id=public_id) for public_id in ids]
    Event.objects.bulk_create(events, batch_size=BATCH)
