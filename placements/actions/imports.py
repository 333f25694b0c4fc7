"""Import rows of the public format: look through, and take everything or nothing.

From a page it is an order (ImportJob) in two stages: the worker looks the upload through, a person reads what would happen and
says yes, and the worker imports it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.exchange.check import check
from placements.exchange.faults import Fault, Faults
from placements.exchange.load import load
from placements.exchange.masking import mask
from placements.exchange.material import Tell
from placements.exchange.refusals import explain
from placements.exchange.sources import NoImport, Package, ending, from_named
from placements.models import ImportJob, ImportStage
from smaajob.accounts.models import Organisation, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs.models import JobState
from smaajob.jobs.run import Claim, nudge
from smaajob.reach import whole_organisation
from smaajob.secrets import decrypt_bytes, encrypt_bytes

FORGET_UPLOAD_AFTER = timedelta(days=1)  # one that nobody said yes to
FORGET_VALUES_AFTER = timedelta(days=30)  # what the result quotes of people's rows
UNDO_WITHIN = timedelta(days=30)  # after that the trace is forgotten


@dataclass(frozen=True)
class Outcome:
    """`data` is Plan.as_data(): counts a file, examples, faults, notes. `imported` is whether it is written.

    `digest` is Plan.digest() where it was looked through only; `trace` is what an undo needs (None where nothing was written).
    """

    data: dict[str, Any]
    imported: bool
    digest: str = ""
    trace: bytes | None = None

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
    seen: str | None = None,
    listed_as: str = "",
    tell: Tell = lambda percent, step: None,
) -> Outcome:
    """Check an import and, if it is faultless and no dry run, write it, in one transaction.

    With `seen`, the digest of what somebody said yes to, it writes that or nothing. With `listed_as`, a file name, an import
    that nobody ordered on a page stands in the list of imports too, and can be undone.
    `keeper` may be unsaved: it is then made with its rows, and not at all in a dry run. `read` gives the import's files.
    Imports of one organisation come one after the other. Raises NoImport where there is nothing that can be tried.
    """
    faults = Faults()
    package = read(faults)
    data: dict[str, Any] = {}
    try:
        with transaction.atomic(), ExitStack() as reaching:
            keeper = _claimed(keeper, dry_run=dry_run)
            if keeper.pk is not None:  # a dry run for one that is not here yet finds nothing, and writes nothing
                reaching.enter_context(whole_organisation(keeper))
            plan = check(
                package, faults, keeper=keeper, today=_today(keeper), everyone=everyone, lock=not dry_run, tell=tell
            )
            data = plan.as_data()
            digest = plan.digest() if (dry_run or seen is not None) and not plan.faults else ""
            if dry_run or plan.faults or (seen is not None and digest != seen):
                raise _Refused
            trace = load(plan, by=by)
            packed = trace.pack() if trace else None
            if listed_as:
                _list(keeper, listed_as, data, packed)
    except _Refused:
        return Outcome(data, imported=False, digest=digest)
    except (IntegrityError, DataError) as error:
        return _unwritable(error, data, faults)
    return Outcome(data, imported=True, trace=packed)


def _unwritable(error: DatabaseError, data: dict[str, Any], faults: Faults) -> Outcome:
    """What was planned would have been written, had the database taken it: nothing was, so there are no examples of it."""
    told = _("rækker, som databasen kan gemme. %(why)s Intet er importeret") % {"why": explain(error)}
    faults.add("", None, "", "", told)
    data |= {"examples": {}, "faults": faults.as_data(), "fault_count": faults.count}
    return Outcome(data, imported=False)


def _list(keeper: Organisation, name: str, data: dict[str, Any], trace: bytes | None) -> None:
    job = ImportJob.objects.create(
        keeper=keeper,
        stage=ImportStage.LOAD,
        state=JobState.DONE,
        finished_at=timezone.now(),
        progress=100,
        file_name=_short(mask(name)),
        result=data,
        trace=trace,
    )
    record("import.confirm", job, by=None)


def _short(name: str) -> str:
    return name if len(name) <= 200 else f"{name[:199]}…"


def _claimed(keeper: Organisation, *, dry_run: bool) -> Organisation:
    """The organisation to import into. A new one may have been made meanwhile, by another import: then it is that one."""
    if dry_run:
        return keeper
    if keeper.pk is None:
        try:
            with transaction.atomic():
                keeper.save()
            return keeper
        except IntegrityError:
            there = Q(code=keeper.code) if keeper.code else Q(name__iexact=keeper.name, code="")
            found = Organisation.objects.filter(there).first()
            if found is None:
                raise
            keeper = found
    # Not FOR UPDATE: the organisation's pages go on writing rows that refer to it.
    return Organisation.objects.select_for_update(no_key=True).get(pk=keeper.pk)


def _today(keeper: Organisation) -> date:
    return timezone.localdate(timezone=keeper.zone)


def order(*, by: Scope, files: list[tuple[str, bytes]]) -> ImportJob:
    """Order the look-through of one .zip or of .csv files, given as (name, content). They lie encrypted until it is over."""
    name, more = mask(files[0][0]), len(files) - 1
    if more:
        name = ngettext("%(name)s og %(n)d fil mere", "%(name)s og %(n)d filer mere", more) % {"name": name, "n": more}
    with transaction.atomic():
        job = ImportJob.objects.create(
            keeper=by.organisation,
            ordered_by=by.user,
            file_name=_short(name),
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
            seen=None if job.stage == ImportStage.CHECK else (job.result or {}).get("digest", ""),
            tell=claim.tell,
        )
    except NoImport as refusal:
        return {"result": _no_result(str(refusal)), "upload": None}
    fields: dict[str, Any] = {"result": {**outcome.data, "digest": outcome.digest}}
    if outcome.imported:
        fields["trace"] = outcome.trace
    if outcome.imported or not outcome.faultless:
        # It is done, or it must be corrected and sent again: either way the file has no business here.
        fields["upload"] = None
    if not outcome.imported:
        # What somebody said yes to is no longer what would happen: they are shown what would, and asked again.
        fields["result"]["moved"] = job.stage == ImportStage.LOAD
        fields["stage"] = ImportStage.CHECK
    return fields


def forget_old(now: datetime) -> None:
    """Take away uploads a day after a look-through that nobody said yes to; traces, and values that results quote, after 30 days.

    What stays of a result: the counts, and where the faults were.
    """
    ImportJob.objects.filter(finished_at__lt=now - FORGET_UPLOAD_AFTER, upload__isnull=False).update(upload=None)
    ImportJob.objects.filter(finished_at__lt=now - UNDO_WITHIN, trace__isnull=False).update(trace=None)
    quoting = ImportJob.objects.filter(finished_at__lt=now - FORGET_VALUES_AFTER, result__isnull=False)
    for pk in list(quoting.exclude(result__has_key="forgotten").values_list("pk", flat=True)):
        with transaction.atomic():
            job = quoting.defer("upload", "trace").select_for_update(skip_locked=True).filter(pk=pk).first()
            if job is not None and job.result is not None:
                job.result = without_values(job.result)
                job.save(update_fields=["result"])


def without_values(result: dict[str, Any]) -> dict[str, Any]:
    """A result with its counts and where its faults were, and nothing that it quotes of people's rows."""
    names = [field.name for field in fields_of(Fault)]
    faults = [Fault(**{name: fault[name] for name in names if name in fault}) for fault in result.get("faults", [])]
    # A note may name somebody by e-mail.
    emptied = {"examples": {}, "notes": [], "faults": [fault.forgotten().as_data() for fault in faults]}
    return {**result, **emptied, "forgotten": True}


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
