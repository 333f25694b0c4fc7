"""What waits for somebody to act in a change: for the page "I dag" (placements.todo)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from placements.models import ChangeRequest, Move, Pause, Placement, Wish

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from smaajob.accounts.scope import Scope

LATE, NOW, WEEK = "for-sent", "i-dag", "denne-uge"
PAUSE_ENDS_WITHIN, PAUSE_OPEN = timedelta(days=3), timedelta(days=14)
RUNNING = {"placement__cancelled_at__isnull": True, "placement__actual_end__isnull": True}
# What is said of each, with its day; and the act.
WORDS: dict[str, tuple[StrPromise, StrPromise]] = {
    "pause_ends": (_("Pausen slutter %s"), _("Se pausen")),
    "pause_open": (_("Holder pause siden %s, og der er ingen slutdag"), _("Skriv, hvornår")),
    "move": (_("Skulle flytte %s, men noget er i vejen"), _("Se forløbet")),
    Wish.EXTEND: (_("Arbejdspladsen vil gerne forlænge, skrevet %s"), _("Svar")),
    Wish.HIRE: (_("Arbejdspladsen vil gerne ansætte, skrevet %s"), _("Svar")),
    Wish.PAUSE: (_("Har brug for en pause, skrevet %s"), _("Ring og svar")),
    Wish.STOP: (_("Vil gerne stoppe, skrevet %s"), _("Ring og svar")),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`kind`: pause_ends, pause_open, move, or a Wish; `about` the public id of the pause or the request."""

    group: str
    kind: str
    day: date
    placement_id: int
    mine: bool
    about: UUID | None = None


def waiting_changes(scope: Scope, day: date, theirs: Combinable) -> Iterator[Waiting]:
    """Everything of it in the organisation on a day; `theirs` says whether a row is the user's own. Three queries."""
    yield from _pauses(scope, day, theirs)
    yield from _moves(scope, day, theirs)
    yield from _asked(scope, theirs)


def url_of(kind: str, about: UUID | None, placement: Placement) -> str:
    """Where the act of a kind is done."""
    if about is None:
        return reverse("placements:detail", args=[placement.public_id])
    page = "placements:resume" if kind in ("pause_ends", "pause_open") else "placements:answer_request"
    return reverse(page, args=[about])


def _pauses(scope: Scope, day: date, theirs: Combinable) -> Iterator[Waiting]:
    """Those that end in three days, and those that have lasted a fortnight without an end."""
    ends = Q(last_day__range=(day, day + PAUSE_ENDS_WITHIN))
    lasts = Q(last_day__isnull=True, first_day__lte=day - PAUSE_OPEN)
    rows = Pause.objects.visible_to(scope).on(day).filter(ends | lasts, **RUNNING).annotate(mine=theirs).order_by()
    names = ("public_id", "placement_id", "first_day", "last_day", "mine")
    for key, placement, first, last, mine in rows.values_list(*names):
        if last is not None:
            yield Waiting(WEEK, "pause_ends", last, placement, bool(mine), key)
        else:
            yield Waiting(NOW, "pause_open", first, placement, bool(mine), key)


def _moves(scope: Scope, day: date, theirs: Combinable) -> Iterator[Waiting]:
    """Those that should have been carried out, and could not."""
    rows = Move.objects.visible_to(scope).planned().filter(on__lte=day, **RUNNING).exclude(problem="")
    for placement, on, mine in rows.annotate(mine=theirs).order_by().values_list("placement_id", "on", "mine"):
        yield Waiting(LATE, "move", on, placement, bool(mine))


def _asked(scope: Scope, theirs: Combinable) -> Iterator[Waiting]:
    """What a person or a workplace has asked for."""
    rows = ChangeRequest.objects.visible_to(scope).filter(answered_at__isnull=True, **RUNNING)
    names = ("public_id", "placement_id", "wish", "asked_at", "mine")
    for key, placement, wish, at, mine in rows.annotate(mine=theirs).order_by().values_list(*names):
        yield Waiting(NOW, wish, timezone.localdate(at), placement, bool(mine), key)
