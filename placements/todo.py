"""What waits for somebody to act, read from the placements, their shifts and their hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Min, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import ENDS_SOON, Candidate, Consent, Correction
from employers.models import Contact, Workplace
from placements.changing import waiting as changes
from placements.models import Placement, PlacementQuerySet, Shift, ShiftQuerySet
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope

LATE, NOW, WEEK = changes.LATE, changes.NOW, changes.WEEK
CONSENTS, CORRECTIONS = "samtykker", "rettelser"
CONSENT_ENDS_WITHIN = ENDS_SOON
ENDS_WITHIN, STARTS_WITHIN = timedelta(days=14), timedelta(days=6)
# Hours that are missing from a placement that ended longer ago are history, and nobody's work today.
OLDEST_END = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits. `kind`: late, hours, ends_today, ends, starts_today, starts, consent, correction, pause_ends, pause_open, move,
    or what somebody asks for (a Wish); `day` since when, or when.

    `shifts` is the number of shifts without hours; `mine` whether the user is the person's or the workplace's contact.
    """

    group: str
    kind: str
    day: date
    placement_id: int
    mine: bool
    shifts: int = 0
    person_id: int = 0  # of what is about no placement: a consent, a correction
    about: UUID | None = None  # the pause, or what somebody asks for


@dataclass(frozen=True, slots=True)
class Row:
    """A Todo as somebody reads it: who, one sentence, one act. With `calls` the numbers of the two are shown."""

    placement: Placement | None
    what: str
    act: str
    url: str
    contact: Contact | None = None
    calls: bool = False
    person: Candidate | None = None
    permission: Permission = Permission.CHANGE_PEOPLE


def waiting(scope: Scope, day: date) -> list[Todo]:
    """Everything that waits in the organisation on a day: oldest first in each group. Five queries."""
    found = [*_dated(scope, day), *_without_hours(scope, day), *_consents(scope, day), *_corrections(scope)]
    found += _changes(scope, day)
    order = (LATE, NOW, CORRECTIONS, WEEK, CONSENTS)
    return sorted(found, key=lambda todo: (order.index(todo.group), todo.day, todo.placement_id, todo.person_id))


def at_work(scope: Scope, day: date, *, mine: bool) -> ShiftQuerySet:
    """The day's shifts in the order of the clock; with `mine` those of the user's people and workplaces."""
    shifts = Shift.objects.visible_to(scope).on_days(day, day).select_related("candidate", "placement__workplace")
    if mine:
        shifts = shifts.filter(_theirs(scope, "placement__"))
    return shifts.order_by("starts_at", "candidate__sort_key", "pk")


def has_people(scope: Scope) -> bool:
    """Whether the user is the consultant of anybody, or the fixed contact of a workplace."""
    people = Candidate.objects.visible_to(scope).current().filter(consultant=scope.user).values("public_id")
    places = Workplace.objects.visible_to(scope).current().filter(consultant=scope.user).values("public_id")
    return scope.user is not None and people.order_by().union(places.order_by()).exists()


def placements_of(scope: Scope, todos: Iterable[Todo]) -> dict[int, Placement]:
    """The placements by key, each with `first_from` and `first_to`, the moments of its first shift (or None)."""
    first = Shift.objects.filter(placement=OuterRef("pk")).order_by("starts_at")
    rows: PlacementQuerySet = Placement.objects.visible_to(scope).select_related("candidate", "workplace")
    rows = rows.annotate(
        first_from=Subquery(first.values("starts_at")[:1]), first_to=Subquery(first.values("ends_at")[:1])
    )
    return rows.in_bulk({todo.placement_id for todo in todos})


def people_of(scope: Scope, todos: Iterable[Todo]) -> dict[int, Candidate]:
    """The people whom a consent or a correction is about, by key. One query where there are any, else none."""
    wanted = {todo.person_id for todo in todos if todo.person_id}
    return Candidate.objects.visible_to(scope).in_bulk(wanted) if wanted else {}


def row_of_person(todo: Todo, person: Candidate, day: date) -> Row:
    """As `row`, of a consent that runs out, or of what a person has written is wrong."""
    if todo.kind == "correction":
        what = _("Skrev %s, at noget er forkert") % near(todo.day, day)
        url = reverse("candidates:corrections", args=[person.public_id])
        return Row(None, what, _("Læs og svar"), url, person=person, permission=Permission.ANSWER_CORRECTIONS)
    url = reverse("candidates:new_consent", args=[person.public_id])
    return Row(None, _("Samtykket udløber %s") % near(todo.day, day), _("Bed om samtykke igen"), url, person=person)


def contacts_of(workplace_ids: Iterable[int]) -> dict[int, Contact]:
    """Whom to call first at each workplace."""
    found: dict[int, Contact] = {}
    for contact in Contact.objects.current().filter(workplace__in=set(workplace_ids)).order_by("-main", "name", "pk"):
        found.setdefault(contact.workplace_id, contact)
    return found


def row(todo: Todo, placement: Placement, contact: Contact | None, day: date) -> Row:
    """The sentence and the act of a Todo, as read on a day."""
    when = near(todo.day, day)
    if todo.kind == "late":
        return Row(placement, _("Skulle være slut %s") % when, _("Afslut forløbet"), _url("end", placement))
    if todo.kind == "hours":
        what = ngettext(
            "Der mangler timer for én vagt, %(day)s", "%(n)s vagter mangler timer siden %(day)s", todo.shifts
        )
        what %= {"n": writing.number(todo.shifts), "day": when}
        return Row(placement, what, _("Skriv timer"), _url("hours", placement))
    if todo.kind == "ends_today":
        return Row(placement, _("Slutter i dag"), _("Afslut forløbet"), _url("end", placement))
    if todo.kind == "ends":
        return Row(
            placement, _("Slutter %s, og intet er aftalt bagefter") % when, _("Forlæng"), _url("extend", placement)
        )
    if todo.kind in changes.WORDS:
        said, act = changes.WORDS[todo.kind]
        return Row(placement, str(said) % when, str(act), changes.url_of(todo.kind, todo.about, placement))
    first_from, first_to = getattr(placement, "first_from", None), getattr(placement, "first_to", None)
    if first_from and first_to and writing.day(first_from) == writing.day(todo.day):
        when = f"{when} {writing.times(first_from, first_to)}"
    calls = bool(placement.candidate.phone or (contact and contact.phone))
    return Row(placement, _("Starter %s") % when, _("Se forløbet"), _url("detail", placement), contact, calls)


def near(when: date, today: date) -> str:
    """`i dag`, `i går`, `i morgen`, `man 2. mar.`; with its year where that does not go without saying."""
    words = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}
    distance = (when - today).days
    return words.get(distance) or (writing.day(when) if abs(distance) < 180 else writing.day_year(when))


def _dated(scope: Scope, day: date) -> list[Todo]:
    later = Placement.objects.filter(
        candidate=OuterRef("candidate"), actual_end=None, planned_end__gt=OuterRef("planned_end")
    )
    rows = (
        Placement.objects.visible_to(scope)
        .not_ended()
        .filter(Q(planned_end__lte=day + ENDS_WITHIN) | Q(start__range=(day, day + STARTS_WITHIN)))
        .annotate(mine=_is_theirs(scope), goes_on=Exists(later))
        .order_by()
        .values_list("pk", "start", "planned_end", "mine", "goes_on")
    )
    found = []
    for key, start, end, mine, goes_on in rows:
        if end < day:
            found.append(Todo(LATE, "late", end, key, bool(mine)))
        elif start == day:
            found.append(Todo(NOW, "starts_today", start, key, bool(mine)))
        elif start > day:
            found.append(Todo(WEEK, "starts", start, key, bool(mine)))
        elif end == day:
            found.append(Todo(NOW, "ends_today", end, key, bool(mine)))
        elif not goes_on:
            found.append(Todo(WEEK, "ends", end, key, bool(mine)))
    return found


def _without_hours(scope: Scope, day: date) -> list[Todo]:
    """The shifts of the days before: those of the day itself are asked for tomorrow."""
    recent = Q(placement__actual_end=None) | Q(placement__actual_end__gte=day - OLDEST_END)
    rows = (
        Shift.objects.visible_to(scope)
        .filter(recent, placement__candidate__archived_at__isnull=True)
        .without_hours(datetime.combine(day, time(), tzinfo=scope.zone))
        .annotate(mine=_is_theirs(scope, "placement__"))
        .order_by()
        .values("placement_id", "mine")
        .annotate(n=Count("pk"), since=Min("day"))
    )
    return [Todo(LATE, "hours", one["since"], one["placement_id"], bool(one["mine"]), one["n"]) for one in rows]


def _consents(scope: Scope, day: date) -> list[Todo]:
    """Those whose last yes to being proposed runs out within 30 days; whoever has moved away or is archived is asked nothing."""
    held = Consent.objects.valid_on(day).to_be_proposed().filter(candidate=OuterRef("pk"))
    people = Candidate.objects.visible_to(scope).current().living_here(day)
    last = held.order_by("-until").values("until")[:1]
    theirs: Combinable = Value(False)
    if scope.user is not None:
        # As on a list: theirs where they are the person's consultant.
        theirs = ExpressionWrapper(Q(consultant=scope.user), output_field=BooleanField())
    rows = people.annotate(until=Subquery(last), mine=theirs)
    rows = rows.filter(until__lte=day + CONSENT_ENDS_WITHIN).order_by()
    return [
        Todo(CONSENTS, "consent", until, 0, bool(mine), person_id=key)
        for key, until, mine in rows.values_list("pk", "until", "mine")
    ]


def _corrections(scope: Scope) -> list[Todo]:
    """Each person who waits for an answer, since the first thing that they wrote; for those who answer."""
    if not scope.may(Permission.ANSWER_CORRECTIONS):
        return []
    theirs: Combinable = Value(False)
    if scope.user is not None:
        mine = Q(candidate__consultant=scope.user) | Q(candidate__stand_in=scope.user)
        theirs = ExpressionWrapper(mine, output_field=BooleanField())
    rows = Correction.objects.visible_to(scope).filter(answered_at__isnull=True).annotate(mine=theirs)
    asked = rows.order_by().values("candidate_id", "mine").annotate(since=Min("asked_at"))
    return [
        Todo(
            CORRECTIONS,
            "correction",
            timezone.localdate(one["since"]),
            0,
            bool(one["mine"]),
            person_id=one["candidate_id"],
        )
        for one in asked
    ]


def _changes(scope: Scope, day: date) -> list[Todo]:
    """Pauses, moves that could not be, and what somebody asks for."""
    found = changes.waiting_changes(scope, day, _is_theirs(scope, "placement__"))
    return [Todo(one.group, one.kind, one.day, one.placement_id, one.mine, about=one.about) for one in found]


def _theirs(scope: Scope, path: str = "") -> Q:
    return Q(**{f"{path}candidate__consultant": scope.user}) | Q(**{f"{path}workplace__consultant": scope.user})


def _is_theirs(scope: Scope, path: str = "") -> Combinable:
    if scope.user is None:
        return Value(False)
    return ExpressionWrapper(_theirs(scope, path), output_field=BooleanField())


def _url(name: str, placement: Placement) -> str:
    return reverse(f"placements:{name}", args=[placement.public_id])
