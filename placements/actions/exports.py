"""Export all that an organisation keeps: ordered on a page and made by the worker, or at once from the command line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from placements.exchange.export import Exported, export
from placements.exchange.masking import mask
from placements.exchange.material import Tell
from placements.exchange.writers import Sink, WorkbookSink, ZipSink
from placements.models import ExportFormat, ExportJob
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit import access
from smaajob.audit.models import Access, Event, Kind, record
from smaajob.audit.purposes import OF_PERMISSION
from smaajob.jobs.models import JobState
from smaajob.jobs.run import Claim, nudge
from smaajob.secrets import decrypt_bytes, encrypt_bytes
from smaajob.snapshot import apart, one_moment

FORGET_AFTER = timedelta(days=7)
EXPORTERS = frozenset({Role.CONSULTANT, Role.MANAGER})
SINKS: dict[str, Callable[[BytesIO], AbstractContextManager[Sink]]] = {
    ExportFormat.ZIP: ZipSink,
    ExportFormat.XLSX: WorkbookSink,
}


def may_export(scope: Scope) -> bool:
    """Consultants and managers may; the CPR numbers too, for a purpose that is on record."""
    return scope.role in EXPORTERS


def order(*, by: Scope, format: str, with_cpr: bool = False, purpose: str = "") -> ExportJob:
    """Order an export. Raises ValidationError by field where CPR numbers are asked for without a purpose."""
    purpose = mask(" ".join(purpose.split())) if with_cpr else ""
    if with_cpr and not purpose:
        raise ValidationError({"purpose": _("Skriv, hvad CPR-numrene skal bruges til.")})
    with transaction.atomic():
        job = ExportJob.objects.create(
            keeper=by.organisation, ordered_by=by.user, format=format, with_cpr=with_cpr, purpose=purpose
        )
        record("export.order", job, by=by.user, changes=_told(format, with_cpr, purpose))
        nudge(job)
    return job


def work(job: ExportJob, claim: Claim) -> dict[str, Any]:
    """Make an ordered export, for smaajob.jobs. The fields to set when it is done."""
    content, exported = apart(lambda: _made(job, claim.tell))
    claim.tell(96, _("Gemmer filen"))
    record("export", job, by=job.ordered_by, changes=_told(job.format, job.with_cpr, job.purpose, exported))
    _log(Scope(job.keeper, job.ordered_by, _role_of(job)), job.purpose, _name_of(job))
    return {"content": encrypt_bytes(content), "counts": {"files": exported.counts, "notes": exported.notes}}


def _made(job: ExportJob, tell: Tell) -> tuple[bytes, Exported]:
    stream = BytesIO()
    with one_moment(), SINKS[job.format](stream) as sink:
        exported = export(
            job.keeper, sink, today=_today(job.keeper), with_cpr=job.with_cpr, with_protected=False, tell=tell
        )
    return stream.getvalue(), exported


def export_now(
    *,
    keeper: Organisation,
    sink: AbstractContextManager[Sink],
    format: str,
    with_cpr: bool,
    purpose: str,
    with_protected: bool = False,
    tell: Tell = lambda percent, step: None,
) -> Exported:
    """Export into a sink, as the command line does; it stands on record before anybody has the file."""
    with one_moment(), sink as open_sink:
        exported = export(
            keeper, open_sink, today=_today(keeper), with_cpr=with_cpr, with_protected=with_protected, tell=tell
        )
    Event.objects.create(
        organisation=keeper,
        verb="export",
        subject=keeper._meta.label_lower,
        subject_id=keeper.public_id,
        changes=_told(format, with_cpr, mask(purpose), exported) | {"with_protected": with_protected},
    )
    _log(Scope(keeper), purpose, "export", with_protected=with_protected)
    return exported


def fetch(*, by: Scope, job: ExportJob) -> bytes:
    """The file, for somebody who takes it away; it is recorded that they did. Raises ValidationError where it is not here."""
    with transaction.atomic():
        row = ExportJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        if row.state != JobState.DONE or row.content is None:
            raise ValidationError(_("Filen er her ikke længere. Bestil den igen."))
        record("export.fetch", row, by=by.user, changes=_told(row.format, row.with_cpr, row.purpose))
        made = Access.objects.visible_to(by).filter(kind=Kind.EXPORT, page=_name_of(row)).order_by("pk").first()
        access.log_ids(by, made.people if made else [], kind=Kind.EXPORT, purpose=_purpose(row.purpose), page="fetch")
        return decrypt_bytes(bytes(row.content))


def forget_old(now: datetime) -> None:
    """Take away files a week after they were made. That they were, and by whom they were fetched, stays."""
    ExportJob.objects.filter(finished_at__lt=now - FORGET_AFTER, content__isnull=False).update(content=None)


def _log(scope: Scope, purpose: str, page: str, *, with_protected: bool = False) -> None:
    """Everybody who is in the file, in the log of access."""
    people = Candidate.objects.filter(keeper=scope.organisation)
    people = people if with_protected else people.filter(address_protected=False)
    ids = people.order_by("pk").values_list("public_id", flat=True)
    access.log_ids(scope, ids.iterator(), kind=Kind.EXPORT, purpose=_purpose(purpose), page=page)


def _purpose(typed: str) -> str:
    """CPR numbers are asked for with a purpose; without them it is that of the page."""
    return typed or str(OF_PERMISSION[Permission.EXPORT])


def _name_of(job: ExportJob) -> str:
    return f"export:{job.public_id}"


def _role_of(job: ExportJob) -> str:
    held = Membership.objects.filter(organisation=job.keeper, user=job.ordered_by, role__in=EXPORTERS).order_by(
        "-active"
    )
    return held.values_list("role", flat=True).first() or ""


def _today(keeper: Organisation) -> date:
    return timezone.localdate(timezone=keeper.zone)


def _told(format: str, with_cpr: bool, purpose: str, exported: Exported | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"format": str(format), "with_cpr": with_cpr, "purpose": purpose}
    return told | ({"files": exported.counts} if exported else {})
