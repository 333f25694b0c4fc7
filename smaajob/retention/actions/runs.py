"""Propose an erasure, approve it or say no. One proposes, another approves; the worker carries it out (carrying_out.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs.models import JobState
from smaajob.jobs.run import nudge
from smaajob.reach import whole_organisation
from smaajob.refusals import constraint_of
from smaajob.retention import due, periods
from smaajob.retention.models import Basis, Item, Outcome, Run, digest_of
from smaajob.retention.registry import Kind
from smaajob.secrets import decrypt_bytes

MOST_AT_ONCE = 200
GOOD_FOR = timedelta(days=30)  # a proposal that nobody answered is no more what is due
_REFUSED = {
    "item_once_at_a_time": gettext_lazy("Personen står allerede i et forslag om sletning."),
    "retention_held_is_in_no_list": gettext_lazy("Personen er holdt tilbage fra sletning. Ophæv det først."),
}


def last_day_kept(kind: Kind, by: Scope) -> date | None:
    """What was over on this day or before is due; None while the organisation has not decided."""
    period = periods.decided(by.organisation).get(kind.word)
    return periods.months_before(_today(by), period.months) if period else None


def propose_due(*, by: Scope, kind: Kind) -> Run:
    """Freeze a list of those who are due, the oldest first. Raises ValidationError where nobody is, or nothing was decided."""
    before = last_day_kept(kind, by)
    if before is None:
        raise ValidationError(_("Skriv først, hvor længe oplysningerne skal gemmes."))
    with transaction.atomic():
        _free_the_failed(by)
        rows = due.due(kind, by.organisation, before=before)[:MOST_AT_ONCE]
        # Who proposes may see no people; the list is of their ids.
        with whole_organisation(by.organisation):
            found = list(rows.values_list("public_id", "closed_on"))
        if not found:
            raise ValidationError(_("Der er ingen, der kan slettes nu."))
        return _freeze(by, kind, Basis.TIME, found, keep_copy=True)


def fetch_copy(*, by: Scope, item: Item) -> bytes:
    """The copy of what was erased, and on record that it was fetched. Raises ValidationError where it was forgotten meanwhile."""
    with transaction.atomic():
        item = Item.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
        if item.copy is None:
            raise ValidationError(_("Kopien er slettet. Den bliver kun gemt i 30 dage."))
        record("erasure.fetch_copy", item, by=by.user)
        return decrypt_bytes(bytes(item.copy))


def propose_one(*, by: Scope, kind: Kind, thing: Any, basis: str, keep_copy: bool) -> Run:
    """Freeze a list of one, who has asked for it or should not have been here. Raises ValidationError where something is open."""
    if basis not in (Basis.REQUEST, Basis.MISTAKE):
        raise ValidationError({"basis": _("Vælg hvorfor.")})
    with transaction.atomic():
        _free_the_failed(by)
        closed_on = due.closed_on(kind, by.organisation, thing.public_id)
        if closed_on is None:
            raise ValidationError(
                _("Personen er stadig med i noget, der ikke er sluttet. Afslut forløb, deltagelser og kurser først.")
            )
        return _freeze(by, kind, basis, [(thing.public_id, closed_on)], keep_copy=keep_copy)


def approve(*, by: Scope, run: Run, digest: str) -> Run:
    """The second person says yes to the list that they have seen (`digest`). Raises ValidationError where it is not theirs to say."""
    with transaction.atomic():
        row = _waiting(run)
        if by.user is None or row.ordered_by_id == by.user.pk:
            raise ValidationError(_("Du har selv foreslået sletningen. En anden skal godkende den."))
        if timezone.now() - row.ordered_at > GOOD_FOR:
            raise ValidationError(_("Forslaget er mere end 30 dage gammelt. Sig nej til det, og lav et nyt."))
        frozen = digest_of(Item.objects.filter(run=row).values_list("about_id", "closed_on"))
        if not row.digest == frozen == digest:
            raise ValidationError(_("Listen er ikke den, du så. Se den igennem igen."))
        row.approved_by, row.approved_at = by.user, timezone.now()
        row.save(update_fields=["approved_by", "approved_at"])
        record("erasure.approve", row, by=by.user)
        nudge(row)
    return row


def reject(*, by: Scope, run: Run) -> Run:
    """No. Whoever proposed it may take it back in the same way. Those on the list fall due again."""
    with transaction.atomic():
        row = _waiting(run)
        row.rejected_by, row.state = by.user, JobState.FAILED
        row.finished_at = timezone.now()
        row.save(update_fields=["rejected_by", "state", "finished_at"])
        Item.objects.filter(run=row).update(outcome=Outcome.DROPPED)
        record("erasure.reject", row, by=by.user)
    return row


def _freeze(by: Scope, kind: Kind, basis: str, found: Sequence[tuple[UUID, date]], *, keep_copy: bool) -> Run:
    if by.user is None:
        raise ValueError("somebody proposes")
    run = Run.objects.create(
        keeper=by.organisation, kind=kind.word, basis=basis, keep_copy=keep_copy, ordered_by=by.user
    )
    try:
        with transaction.atomic():
            Item.objects.bulk_create(
                Item(keeper=by.organisation, run=run, about_kind=kind.label, about_id=one, closed_on=day)
                for one, day in found
            )
    except IntegrityError as error:
        if constraint_of(error) in _REFUSED:
            raise ValidationError(str(_REFUSED[constraint_of(error)])) from error
        raise
    run.digest = digest_of(found)
    run.save(update_fields=["digest"])
    record("erasure.propose", run, by=by.user, changes={"number": [None, len(found)]})
    return run


def _free_the_failed(by: Scope) -> None:
    """What a run that failed did not come to can be in another."""
    Item.objects.filter(keeper=by.organisation, outcome="", run__state=JobState.FAILED).update(outcome=Outcome.DROPPED)


def _waiting(run: Run) -> Run:
    row = Run.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    if not row.waits:
        raise ValidationError(_("Forslaget venter ikke mere på svar."))
    return row


def _today(by: Scope) -> date:
    return timezone.localdate(timezone=by.zone)
