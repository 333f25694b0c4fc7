"""Give people to a consultant, a stand-in or both; and take that back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Candidate
from smaajob.accounts.giving import check_receivers, give
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.changes import Changes, set_values

FIELDS = ["consultant", "consultant_email", "stand_in"]


class Given(NamedTuple):
    """One person's part, as plain values, so that it can be taken back: what stood there, and what does now."""

    pk: int
    consultant_before: int | None
    email_before: str
    stand_in_before: int | None
    consultant: int | None
    stand_in: int | None


def assign(*, by: Scope, candidates: Iterable[int], consultant: User | None, stand_in: User | None) -> list[Given]:
    """Set the consultant, the stand-in or both of each person (by key); None leaves it as it is. Gives those that changed.

    Who becomes the consultant is no longer stand-in there. Raises ValidationError by field.
    """
    _check(by, consultant, stand_in)
    given, events = [], []
    with transaction.atomic():
        rows = _held(by, candidates)
        for row in rows:
            before = (row.consultant_id, row.consultant_email, row.stand_in_id)
            if changes := _give(row, consultant, stand_in):
                given.append(Given(row.pk, *before, row.consultant_id, row.stand_in_id))
                events.append(_event("assign", row, by, changes))
        Candidate.objects.bulk_update(rows, FIELDS, batch_size=1000)
        Event.objects.bulk_create(events, batch_size=1000)
    return given


def take_back(*, by: Scope, given: Iterable[Given]) -> int:
    """Give each person back to those who had them, where nobody has changed it since. Gives the number."""
    parts = {part.pk: part for part in given}
    changed, events = [], []
    with transaction.atomic():
        users = User.objects.in_bulk(
            {pk for part in parts.values() for pk in (part.consultant_before, part.stand_in_before) if pk is not None}
        )
        for row in _held(by, parts):
            part = parts[row.pk]
            if (row.consultant_id, row.stand_in_id) != (part.consultant, part.stand_in):
                continue
            before = {
                "consultant": users.get(part.consultant_before or 0),
                "consultant_email": part.email_before,
                "stand_in": users.get(part.stand_in_before or 0),
            }
            events.append(_event("assign.undo", row, by, set_values(row, before)))
            changed.append(row)
        Candidate.objects.bulk_update(changed, FIELDS, batch_size=1000)
        Event.objects.bulk_create(events, batch_size=1000)
    return len(changed)


def _check(by: Scope, consultant: User | None, stand_in: User | None) -> None:
    missing = _("Vælg, hvem personerne skal gives til.")
    same = _("Stedfortræderen skal være en anden end konsulenten.")
    check_receivers(by, consultant, stand_in, missing=missing, same=same)


def _held(by: Scope, pks: Iterable[int]) -> list[Candidate]:
    rows = Candidate.objects.visible_to(by).filter(pk__in=list(pks)).select_related("consultant", "stand_in")
    return list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _give(row: Candidate, consultant: User | None, stand_in: User | None) -> Changes:
    told = _("%(who)s er allerede konsulent for %(person)s.") % {"who": stand_in, "person": row}
    return give(row, consultant, stand_in, already=told)


def _event(verb: str, row: Candidate, by: Scope, changes: Changes) -> Event:
    return Event(
        organisation_id=row.keeper_id,
        actor=by.user,
        verb=verb,
        subject=row._meta.label_lower,
        subject_id=row.public_id,
        changes=changes,
    )
