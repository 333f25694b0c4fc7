"""What waits for somebody to act in a change: for the page "I dag" (placements.todo)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from placements.models import ChangeRequest, Move, Pause, Placement, Wish

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from smaajob.accounts.scope import Scope

LATE, NOW, WEEK = "for-sent", "i-dag", "denne-uge"
PAUSE_ENDS_WITHIN, PAUSE_OPEN = timedelta(days=3), timedelta(days=14)
RUNNING = {"placement__cancelled_at__isnull": True, "placement__actual_end__isnull": True}
NAMES = ("placement_id", "mine", "when", "n", "kind", "public_id")
GROUPS = {"pause_ends": WEEK, "move": LATE}
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


def waiting_changes(scope: Scope, day: date, theirs: Combinable) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """Everything of it in the organisation on a day, as rows like those of `placements.waiting`: in place of the state the kind
    (pause_ends, pause_open, move, or a Wish), and the public id of what it is. `theirs`: whether a row is the user's own."""
    parts = [_pauses(scope, day), _moves(scope, day), _asked(scope)]
    return [rows.annotate(mine=theirs, n=Value(0)).order_by().values_list(*NAMES) for rows in parts]


def what_changed(placement: Placement) -> set[str]:
    """Which kinds of change a placement has at all (pause, move, request), so that a page asks for those alone. One query."""
    mine = {"placement": placement}
    kinds = (("pause", Pause.objects.all()), ("move", Move.objects.all()), ("request", ChangeRequest.objects.waiting()))
    first, *others = [rows.filter(**mine).order_by().values_list(Value(kind)) for kind, rows in kinds]
    return {kind for (kind,) in first.union(*others)}


def url_of(kind: str, about: UUID | None, placement: Placement) -> str:
    """Where the act of a kind is done."""
    if about is None or kind == "move":
        return reverse("placements:detail", args=[placement.public_id])
    page = "placements:resume" if kind in ("pause_ends", "pause_open") else "placements:answer_request"
    return reverse(page, args=[about])


def _pauses(scope: Scope, day: date) -> QuerySet[Any]:
    """Those that end in three days, and those that have lasted a fortnight without an end."""
    ends = Q(last_day__range=(day, day + PAUSE_ENDS_WITHIN))
    lasts = Q(last_day__isnull=True, first_day__lte=day - PAUSE_OPEN)
    rows = Pause.objects.visible_to(scope).on(day).filter(ends | lasts, **RUNNING)
    kind = Case(
        When(last_day__isnull=True, then=Value("pause_open")), default=Value("pause_ends"), output_field=CharField()
    )
    return rows.annotate(kind=kind, when=Coalesce("last_day", "first_day"))


def _moves(scope: Scope, day: date) -> QuerySet[Any]:
    """Those that should have been carried out, and could not."""
    rows = Move.objects.visible_to(scope).planned().filter(on__lte=day, **RUNNING).exclude(problem="")
    return rows.annotate(kind=Value("move", output_field=CharField()), when=F("on"))


def _asked(scope: Scope) -> QuerySet[Any]:
    """What a person or a workplace has asked for."""
    rows = ChangeRequest.objects.visible_to(scope).filter(answered_at__isnull=True, **RUNNING)
    return rows.annotate(kind=F("wish"), when=TruncDate("asked_at", tzinfo=scope.zone))
