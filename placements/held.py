"""What this floor holds about a person, in their own words (smaajob.holdings)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from placements.models import AgreementVersion, ChangeRequest, Hours, Merge, MergeKind, Move, Pause, Placement, Shift
from smaajob import holdings, writing
from smaajob.files.subjects import ids_of
from smaajob.holdings import Fact, Section, fact

if TYPE_CHECKING:
    from django.db.models import Model

    from smaajob.accounts.scope import Scope

TERMS = (
    "kind", "description", "flexible", "hours", "min_session_hours", "postcode", "step", "demands", "offered", "not_offered",
    "languages", "hourly_pay", "pay_note", "meets_name", "meets_phone", "find_way", "bring",
)  # fmt: skip


def register() -> None:
    """Called when the app is ready."""
    models = (Placement, AgreementVersion, Shift, Hours, Pause, Move, ChangeRequest, Merge)
    holdings.register("placements", holdings.Part(tuple(one._meta.label for one in models), sections, place=2))


def sections(scope: Scope, person: Candidate) -> Iterator[Section]:
    """One query for each table; the cancelled too, which say so."""
    found = (
        Placement.everything.visible_to(scope).filter(candidate=person).select_related("workplace", "task", "programme")
    )
    rows = {row.pk: row for row in found}
    yield Section("placements", _("Dine forløb"), [_placement(row) for row in rows.values()])
    versions = AgreementVersion.objects.filter(placement__in=rows).order_by("-placement__start", "number")
    yield Section("agreements", _("Det er aftalt"), [_agreement(row, rows[row.placement_id]) for row in versions])
    shifts = Shift.objects.visible_to(scope).filter(candidate=person).order_by("-starts_at", "-pk")
    yield Section("shifts", _("Dine vagter"), [_shift(row, rows[row.placement_id]) for row in shifts])
    hours = Hours.everything.visible_to(scope).filter(placement__in=rows).order_by("-first_day", "-pk")
    yield Section("hours", _("Timer, du har arbejdet"), [_hours(row, rows[row.placement_id]) for row in hours])
    yield from _changes(scope, person, rows)
    ids = ids_of(person)
    merges = Merge.objects.visible_to(scope).filter(Q(kept_id__in=ids) | Q(gone_id__in=ids), kind=MergeKind.CANDIDATE)
    told = [
        [fact(row, "merged_at", gettext_lazy("dag")), fact(row, "undone_at", gettext_lazy("fortrudt"))]
        for row in merges
    ]
    yield Section("merges", _("Da vi lagde to udgaver af dig sammen"), told)


def _changes(scope: Scope, person: Candidate, placements: dict[int, Placement]) -> Iterator[Section]:
    """What changed in their placements, and what was asked for: what they wrote themselves, and what the workplace did."""
    pauses = Pause.objects.visible_to(scope).filter(candidate=person).order_by("-first_day", "-pk")
    names = ("first_day", "last_day", "why", "words", "called_off_at")
    facts = [[_where(placements[row.placement_id]), *_all(row, names)] for row in pauses]
    yield Section("pauses", _("Dine pauser"), facts)
    moves = (
        Move.objects.visible_to(scope)
        .filter(candidate=person)
        .select_related("from_workplace", "from_task", "to_workplace", "to_task")
    )
    facts = [_move(row) for row in moves.order_by("-on", "-pk")]
    yield Section("moves", _("Da dit forløb flyttede"), facts)
    asked = ChangeRequest.objects.visible_to(scope).filter(candidate=person).order_by("-asked_at", "-pk")
    said = ("side", "wish", "words", "asked_at", "answer", "reply", "answered_at")
    facts = [[_where(placements[row.placement_id]), *_all(row, said)] for row in asked]
    yield Section("change_requests", _("Ønsker om dine forløb"), facts)


def _move(row: Move) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    places = [fact(row, "from_workplace", gettext_lazy("fra")), fact(row, "from_task", gettext_lazy("fra opgaven"))]
    places += [fact(row, "to_workplace", gettext_lazy("til")), fact(row, "to_task", gettext_lazy("til opgaven"))]
    return [*places, *_all(row, ("on", "reason", "state", "problem")), times]


def _placement(row: Placement) -> list[Fact]:
    names = (
        "task",
        "programme",
        "kind",
        "start",
        "planned_end",
        "actual_end",
        "end_reason",
        "cancelled_at",
    )
    return [_where(row), *_all(row, names), fact(row, "external_id", gettext_lazy("I kommunens regneark"))]


def _agreement(row: AgreementVersion, placement: Placement) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    since = [fact(row, "valid_from", gettext_lazy("gælder fra")), fact(row, "number", text="")]
    return [_where(placement), *since, times, *_all(row, TERMS)]


def _shift(row: Shift, placement: Placement) -> list[Fact]:
    times = writing.times(row.starts_at, row.ends_at)
    span = [row.starts_at.isoformat(), row.ends_at.isoformat()]
    return [fact(row, "day"), Fact("times", _("Tid"), times, span), _where(placement)]


def _hours(row: Hours, placement: Placement) -> list[Fact]:
    until = "" if row.last_day == row.first_day else None
    return [fact(row, "first_day"), fact(row, "last_day", text=until), fact(row, "hours"), _where(placement)]


def _where(placement: Placement) -> Fact:
    name = placement.workplace.name
    return Fact("workplace", _("Arbejdsplads"), name, name)


def _all(row: Model, names: tuple[str, ...]) -> list[Fact]:
    return [fact(row, name) for name in names]
