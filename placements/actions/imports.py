"""Import rows of the public format: look through, and take everything or nothing.

From a page it is an order (ImportJob) in two stages: the worker looks the upload through, a person reads what would happen and
says yes, and the worker imports it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.exchange.check import check
from placements.exchange.faults import Faults
from placements.exchange.load import load
from placements.exchange.material import Tell
from placements.exchange.refusals import explain
from placements.exchange.sources import NoImport, Package, ending, from_named
from placements.models import ImportJob, ImportStage
from smaajob.accounts.models import Organisation, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs.models import JobState
from smaajob.jobs.run import Claim, nudge
from smaajob.secrets import decrypt_bytes, encrypt_bytes

FORGET_AFTER = timedelta(days=1)  # an upload that nobody said yes to


@dataclass(frozen=True)
class Outcome:
    """`data` is Plan.as_data(): counts a file, examples, faults, notes. `imported` is whether it is written."""

    data: dict[str, Any]
    imported: bool

    @property
    def faultless(self) -> bool:
        return not self.data["fault_count"]


class _Refused(Exception):
    """Takes the transaction back."""


def import_rows(
    *,
    keeper: Organisation,
    read: Callable[[Faults], Package],
    by: User | None,
    everyone: bool = False,
    dry_run: bool = False,
    tell: Tell = lambda percent, step: None,
) -> Outcome:
    """Check an import and, if it is faultless and no dry run, write it, in one transaction.

    `keeper` may be unsaved: it is then made with its rows, and not at all in a dry run. `read` gives the import's files.
    Imports of one organisation come one after the other. Raises NoImport where there is nothing that can be tried.
    """
    faults = Faults()
    package = read(faults)
    data: dict[str, Any] = {}
    try:
        with transaction.atomic():
            _claim(keeper, dry_run=dry_run)
            plan = check(package, faults, keeper=keeper, today=_today(keeper), everyone=everyone, tell=tell)
            data = plan.as_data()
            if dry_run or plan.faults:
                raise _Refused
            load(plan, by=by)
    except _Refused:
        return Outcome(data, imported=False)
    except (IntegrityError, DataError) as error:
        faults.add(
            "",
            None,
            "",
            "",
            _("rækker, som databasen kan gemme. %(why)s Intet er importeret") % {"why": explain(error)},
        )
        return Outcome(
            {**data, "examples": {}, "faults": faults.as_data(), "fault_count": faults.count}, imported=False
        )
    return Outcome(data, imported=True)


def _claim(keeper: Organisation, *, dry_run: bool) -> None:
    if keeper.pk is None:
        if not dry_run:
            keeper.save()
    elif not dry_run:
        # Not FOR UPDATE: the organisation's pages go on writing rows that refer to it.
        Organisation.objects.select_for_update(no_key=True).get(pk=keeper.pk)


def _today(keeper: Organisation) -> date:
    return timezone.localdate(timezone=keeper.zone)


def order(*, by: Scope, files: list[tuple[str, bytes]]) -> ImportJob:
    """Order the look-through of one .zip or of .csv files, given as (name, content). They lie encrypted until it is over."""
    name, more = files[0][0], len(files) - 1
    if more:
        name = ngettext("%(name)s og %(n)d fil mere", "%(name)s og %(n)d filer mere", more) % {"name": name, "n": more}
    with transaction.atomic():
        old = Q(finished_at__lt=timezone.now() - FORGET_AFTER, upload__isnull=False, keeper=by.organisation)
        ImportJob.objects.filter(old).update(upload=None)
        job = ImportJob.objects.create(
            keeper=by.organisation,
            ordered_by=by.user,
            file_name=name if len(name) <= 200 else f"{name[:199]}…",
            upload=encrypt_bytes(_as_one(files)),
        )
        record("import.check", job, by=by.user)
        nudge(job)
    return job


def confirm(*, by: Scope, job: ImportJob) -> None:
    """Say yes to what the look-through found, or try a failed import again. Raises ValidationError where that can't be."""
    looked_through = Q(stage=ImportStage.CHECK, state=JobState.DONE, result__fault_count=0)
    failed = Q(stage=ImportStage.LOAD, state=JobState.FAILED)
    with transaction.atomic():
        taken = ImportJob.objects.filter(looked_through | failed, pk=job.pk, upload__isnull=False).update(
            stage=ImportStage.LOAD,
            state=JobState.ORDERED,
            ordered_by=by.user,
            ordered_at=timezone.now(),
            finished_at=None,
            attempts=0,
            progress=0,
            step="",
            problem="",
        )
        if not taken:
            raise ValidationError(
                _("Importen kan ikke sættes i gang. Den er i gang, er allerede gjort, eller skal rettes først.")
            )
        record("import.confirm", job, by=by.user)
        nudge(job)


def work(job: ImportJob, claim: Claim) -> dict[str, Any]:
    """Do an order, for smaajob.jobs: look the upload through, or import it. The fields to set when it is done."""
    if job.upload is None:
        return {"result": _no_result(_("Filen er ikke gemt længere. Send den igen."))}
    name = job.file_name if ending(job.file_name) == ".zip" else "upload.zip"
    content = decrypt_bytes(bytes(job.upload))
    try:
        outcome = import_rows(
            keeper=job.keeper,
            read=lambda faults: from_named([(name, content)], faults),
            by=job.ordered_by,
            dry_run=job.stage == ImportStage.CHECK,
            tell=claim.tell,
        )
    except NoImport as refusal:
        return {"result": _no_result(str(refusal)), "upload": None}
    fields: dict[str, Any] = {"result": outcome.data}
    if outcome.imported or not outcome.faultless:
        # It is done, or it must be corrected and sent again: either way the file has no business here.
        fields["upload"] = None
    if not outcome.imported:
        fields["stage"] = ImportStage.CHECK
    return fields


def _no_result(refusal: str) -> dict[str, Any]:
    return {"files": {}, "examples": {}, "faults": [], "fault_count": 0, "notes": [], "refusal": refusal}


def _as_one(files: list[tuple[str, bytes]]) -> bytes:
    if len(files) == 1 and ending(files[0][0]) == ".zip":
        return files[0][1]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()
