"""Who is over, since when, and so what falls due: the dry run. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from smaajob.accounts.models import Organisation
from smaajob.retention import registry
from smaajob.retention.models import Basis, Hold, Item, Outcome, Run
from smaajob.retention.registry import Kind


def over(kind: Kind, keeper: Organisation) -> QuerySet[Any]:
    """All of whom nothing is open, with `closed_on`: the last day of anything that any floor has of them."""
    rows: QuerySet[Any] = kind.candidates(keeper)
    last_days: list[str] = []
    still_open: list[Any] = []
    for each in registry.endings(kind.word):
        rows = rows.alias(**each.last_day)
        last_days += list(each.last_day)
        if each.open is not None:
            still_open.append(each.open)
    if still_open:
        rows = rows.exclude(reduce(or_, (Q(one) for one in still_open)))
    # PostgreSQL's GREATEST leaves NULLs out. With one alone it needs no function.
    days = [Cast(name, DateField()) for name in last_days]
    found: QuerySet[Any] = rows.annotate(closed_on=Greatest(*days) if len(days) > 1 else days[0])
    return found


def due(kind: Kind, keeper: Organisation, *, before: date) -> QuerySet[Any]:
    """Over before a day (included), not held back, and in no run that waits; the oldest first."""
    rows = over(kind, keeper).filter(closed_on__lte=before)
    return rows.exclude(_held(kind, keeper)).exclude(_proposed(kind, keeper)).order_by("closed_on", "pk")


def held(kind: Kind, keeper: Organisation, *, before: date) -> QuerySet[Any]:
    """Over before a day, and held back."""
    return over(kind, keeper).filter(closed_on__lte=before).filter(_held(kind, keeper))


def closed_on(kind: Kind, keeper: Organisation, public_id: UUID) -> date | None:
    """When one was over; None where something is open or still to come, or they are not here any more."""
    rows = over(kind, keeper).filter(public_id=public_id, closed_on__lte=timezone.localdate(timezone=keeper.zone))
    found: date | None = rows.values_list("closed_on", flat=True).first()
    return found


def in_the_way(kind: Kind, run: Run, items: Iterable[Item]) -> dict[UUID, Outcome]:
    """Why some of a list that waits would be left alone if it was approved now, by their ids. Two queries."""
    frozen = {one.about_id: one for one in items}
    keeper, day = run.keeper, timezone.localdate(timezone=run.keeper.zone)
    held = Hold.objects.active(day).filter(keeper=keeper, about_kind=kind.label, about_id__in=frozen)
    found = dict.fromkeys(held.values_list("about_id", flat=True), Outcome.HELD)
    rows = over(kind, keeper).filter(public_id__in=frozen, closed_on__lte=day)
    days = dict(rows.values_list("public_id", "closed_on"))
    for public_id, item in frozen.items():
        closed = days.get(public_id)
        if closed is None or (run.basis == Basis.TIME and closed > item.closed_on):
            found.setdefault(public_id, Outcome.IN_USE)
    return found


def is_held(keeper: Organisation, label: str, public_id: UUID, day: date) -> bool:
    return Hold.objects.filter(keeper=keeper, about_kind=label, about_id=public_id).active(day).exists()


def _held(kind: Kind, keeper: Organisation) -> Any:
    day = timezone.localdate(timezone=keeper.zone)
    return Exists(Hold.objects.active(day).filter(keeper=keeper, about_kind=kind.label, about_id=OuterRef("public_id")))


def _proposed(kind: Kind, keeper: Organisation) -> Any:
    return Exists(Item.objects.filter(keeper=keeper, about_kind=kind.label, about_id=OuterRef("public_id"), outcome=""))
