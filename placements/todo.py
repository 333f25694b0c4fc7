"""What waits for somebody to act, read from the placements, their shifts and their hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import ENDS_SOON, Candidate, Consent, Correction
from employers.models import Contact, Task, Workplace
from placements.changing import waiting as changes
from placements.models import (
    NOT_THERE,
    AgreementState,
    AgreementVersion,
    AskState,
    Attendance,
    AttendanceState,
    EmployerAsk,
    Party,
    Placement,
    PlacementQuerySet,
    Proposal,
    ReportState,
    Says,
    Shift,
    ShiftQuerySet,
    Signature,
)
from placements.waiting import away, is_theirs, theirs, unsettled, without_hours
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope

LATE, NOW, WEEK = changes.LATE, changes.NOW, changes.WEEK
CONSENTS, CORRECTIONS = "samtykker", "rettelser"
TASKS = "nye-opgaver"
PROPOSALS, AGREEMENTS = "forslag", "aftaler"
# In the order in which they are shown.
GROUPS = (LATE, NOW, PROPOSALS, AGREEMENTS, TASKS, CORRECTIONS, WEEK, CONSENTS)
CONSENT_ENDS_WITHIN = ENDS_SOON
ENDS_WITHIN, STARTS_WITHIN = timedelta(days=14), timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Posted:
    """A task of a company's own: what it is called, where, and whether it was changed since somebody here saw it."""

    public_id: UUID
    title: str
    workplace_id: UUID
    workplace: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits. `kind`: late, hours, unanswered, disputed, ends_today, ends, starts_today, starts, cannot, absent,
    consent, correction, task, proposal, proposal_over, ask, unwritten, unsent, to_sign, unsigned, refused,
    pause_ends, pause_open, move, or what somebody asks for (a Wish).

    `day` since when, or when; `shifts` is the number of shifts without hours, or of days that wait or are disputed; `mine` whether the
    user is the person's or the workplace's contact; `words` say who is missing on an agreement.
    """

    group: str
    kind: str
    day: date
    placement_id: int
    mine: bool
    shifts: int = 0
    shift: UUID | None = None
    person_id: int = 0  # of what is about no placement: a consent, a correction
    about: UUID | None = None  # the pause, or what somebody asks for
    task: Posted | None = None  # what a company has posted, or changed
    thing: Any = None  # the row itself, of what is about a proposal (placements.todo_proposals)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A workplace's wish, by its public id; the workplace's name and public id."""

    ask: UUID
    name: str
    public_id: UUID

    def __str__(self) -> str:
        return self.name


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
    task: Posted | None = None
    place: Workplace | Asked | None = None


def waiting(scope: Scope, day: date) -> list[Todo]:
    """Everything that waits in the organisation on a day: oldest first in each group. Four queries."""
    from placements import todo_proposals  # which is made of the words of this module

    found = [
        *_dated(scope, day),
        *_of_shifts(scope, day),
        *_of_people(scope, day),
        *todo_proposals.waiting(scope),
    ]
    return sorted(found, key=lambda todo: (GROUPS.index(todo.group), todo.day, todo.placement_id, todo.person_id))


def at_work(scope: Scope, day: date, *, mine: bool) -> ShiftQuerySet:
    """The day's shifts in the order of the clock, without those to whom nobody comes; with `mine` of the user's people and workplaces."""
    shifts = Shift.objects.visible_to(scope).on_days(day, day).select_related("candidate", "placement__workplace")
    shifts = shifts.filter(~Exists(Attendance.objects.filter(shift=OuterRef("pk"), state__in=NOT_THERE)))
    if mine:
        shifts = shifts.filter(theirs(scope, "placement__"))
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
    if todo.kind in ("unanswered", "disputed"):
        what = _reported_text(todo.kind, todo.shifts) % {"n": writing.number(todo.shifts), "day": when}
        return Row(placement, what, _("Se timerne"), _url("detail", placement) + "?fane=timer")
    if todo.kind == "cannot" and todo.shift:
        url = reverse("placements:shift", args=[todo.shift])
        calls = bool(placement.candidate.phone or (contact and contact.phone))
        return Row(placement, _("Kan ikke komme i dag"), _("Se vagten"), url, contact, calls)
    if todo.kind == "absent" and todo.shift:
        # Neutrally: nobody knows why yet.
        url = reverse("placements:note_shift", args=[todo.shift])
        return Row(
            placement, _("Arbejdspladsen skriver, at personen ikke kom %s") % when, _("Skriv, hvad der skete"), url
        )
    if todo.kind == "ends_today":
        return Row(placement, _("Slutter i dag"), _("Afslut forløbet"), _url("end", placement))
    if todo.kind == "ends":
        return Row(
            placement, _("Slutter %s, og intet er aftalt bagefter") % when, _("Forlæng"), _url("extend", placement)
        )
    if todo.group == AGREEMENTS:
        return _row_of_agreement(todo, placement, when)
    if todo.kind in changes.WORDS:
        said, act = changes.WORDS[todo.kind]
        return Row(placement, str(said) % when, str(act), changes.url_of(todo.kind, todo.about, placement))
    first_from, first_to = getattr(placement, "first_from", None), getattr(placement, "first_to", None)
    if first_from and first_to and writing.day(first_from) == writing.day(todo.day):
        when = f"{when} {writing.times(first_from, first_to)}"
    calls = bool(placement.candidate.phone or (contact and contact.phone))
    return Row(placement, _("Starter %s") % when, _("Se forløbet"), _url("detail", placement), contact, calls)


def _reported_text(kind: str, days: int) -> str:
    if kind == "disputed":
        one, many = _("De er uenige om timerne %(day)s"), _("De er uenige om timerne for %(n)s dage siden %(day)s")
    else:
        one, many = _("Timer for %(day)s venter stadig på svar"), _("Timer for %(n)s dage venter på svar siden %(day)s")
    return one if days == 1 else many


def _row_of_agreement(todo: Todo, placement: Placement, when: str) -> Row:
    url = f"{_url('detail', placement)}?fane=aftale"
    if todo.kind == "unwritten":
        return Row(placement, _("Begge har sagt ja %s. Aftalen er ikke skrevet") % when, _("Skriv aftalen"), url)
    if todo.kind == "unsent":
        return Row(placement, _("Aftalen er en kladde og er ikke sendt til underskrift"), _("Læs og send"), url)
    if todo.kind == "to_sign":
        return Row(placement, _("Klar til at du skriver under for kommunen"), _("Se aftalen"), url)
    if todo.kind == "refused":
        return Row(
            placement, _("%(who)s vil ikke skrive under på aftalen") % {"who": todo.words}, _("Læs hvorfor"), url
        )
    what = _("Mangler underskrift fra %(who)s, sendt %(day)s") % {"who": todo.words, "day": when}
    return Row(placement, what, _("Se aftalen"), url)


def near(when: date, today: date) -> str:
    """`i dag`, `i går`, `i morgen`, `man 2. mar.`; with its year where that does not go without saying."""
    words = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}
    distance = (when - today).days
    return words.get(distance) or (writing.day(when) if abs(distance) < 180 else writing.day_year(when))


def _dated(scope: Scope, day: date) -> list[Todo]:
    """By the placement's days, and what is to be written and signed in it: one query for both."""
    later = Placement.objects.filter(
        candidate=OuterRef("candidate"), actual_end=None, planned_end__gt=OuterRef("planned_end")
    )
    versions, proposed = (
        AgreementVersion.objects.filter(placement=OuterRef("pk")),
        Proposal.objects.filter(placement__isnull=False),
    )
    sent, drafts = versions.sent(), versions.filter(state=AgreementState.DRAFT)
    signed = AgreementVersion.objects.filter(state=AgreementState.IN_FORCE).values("placement")
    to_write = Q(pk__in=proposed.values("placement")) & ~Q(pk__in=signed)
    signatures = Signature.objects.filter(agreement__placement=OuterRef("pk"), agreement__state=AgreementState.SENT)
    ends, starts = Q(planned_end__lte=day + ENDS_WITHIN), Q(start__range=(day, day + STARTS_WITHIN))
    rows = (
        Placement.objects.visible_to(scope)
        .not_ended()
        .filter(ends | starts | to_write | Q(pk__in=AgreementVersion.objects.sent().values("placement")))
        .annotate(
            to_write=Case(When(to_write, then=Subquery(proposed.filter(placement=OuterRef("pk")).values("since")[:1]))),
            drafted=Exists(drafts),
            mine=is_theirs(scope),
            goes_on=Exists(later),
            sent=Subquery(sent.values("sent_at")[:1]),
            asks=Subquery(sent.values("asks")[:1]),
            yes=ArraySubquery(signatures.filter(says=Says.YES).values("party")),
            no=ArraySubquery(signatures.filter(says=Says.NO).values("party")),
        )
        .order_by()
        .values_list(
            "pk", "start", "planned_end", "mine", "goes_on", "sent", "asks", "yes", "no", "to_write", "drafted"
        )
    )
    found = []
    for key, start, end, mine, goes_on, sent_at, asks, yes, no, both_yes, drafted in rows:
        if both_yes is not None and sent_at is None:
            kind = "unsent" if drafted else "unwritten"
            found.append(Todo(AGREEMENTS, kind, timezone.localdate(both_yes), key, bool(mine)))
        if sent_at is not None:
            found.append(_unsigned(key, timezone.localdate(sent_at), asks, yes, no, mine=bool(mine)))
        if (found_by_days := _by_days(start, end, day, goes_on=goes_on)) is not None:
            found.append(Todo(*found_by_days, key, bool(mine)))
    return found


def _by_days(start: date, end: date, day: date, *, goes_on: bool) -> tuple[str, str, date] | None:
    """The group, the kind and the day of what the placement's days ask for; None for nothing."""
    if end < day:
        return LATE, "late", end
    if start == day:
        return NOW, "starts_today", start
    if start > day:
        return (WEEK, "starts", start) if start <= day + STARTS_WITHIN or end <= day + ENDS_WITHIN else None
    if end == day:
        return NOW, "ends_today", end
    return (WEEK, "ends", end) if end <= day + ENDS_WITHIN and not goes_on else None


def _unsigned(key: int, since: date, asks: list[str], yes: list[str], no: list[str], *, mine: bool) -> Todo:
    """What waits for signatures: ready for the municipality's, refused by somebody, or still missing somebody."""
    missing = [one for one in asks if one not in yes]
    refused = [one for one in missing if one in no]
    kind = "refused" if refused else "to_sign" if missing == [Party.MUNICIPALITY] else "unsigned"
    named = refused or [one for one in missing if one != Party.MUNICIPALITY]
    labels = [str(Party(one).label) for one in named]
    words = writing.joined(labels if refused else [writing.lower_first(one) for one in labels])
    return Todo(AGREEMENTS, kind, since, key, mine, words=words)


def _of_shifts(scope: Scope, day: date) -> list[Todo]:
    """What lacks hours, hours that wait or are disputed, who can't come or did not; pauses, moves and what somebody asks for. One query."""
    changed = changes.waiting_changes(scope, day, is_theirs(scope, "placement__"))
    rows = without_hours(scope, day).union(unsettled(scope, day), away(scope, day), *changed, all=True)
    return [_of_a_shift(*row) for row in rows]


def _of_a_shift(placement: int, mine: bool, since: date, n: int, state: str, shift: UUID | None) -> Todo:
    if state in changes.WORDS:
        return Todo(changes.GROUPS.get(state, NOW), state, since, placement, bool(mine), about=shift)
    if shift is not None:
        kind = "absent" if state == AttendanceState.ABSENT else "cannot"
        return Todo(NOW, kind, since, placement, bool(mine), shift=shift)
    kind = (
        {str(ReportState.WAITING): "unanswered", str(ReportState.REFUSED): "disputed"}.get(state, "hours")
        if state
        else "hours"
    )
    return Todo(LATE, kind, since, placement, bool(mine), n)


def _of_people(scope: Scope, day: date) -> list[Todo]:
    """What is about no placement: consents that run out, what somebody says is wrong, whom workplaces ask for, the tasks that companies
    have posted. One query."""
    parts = [_consents(scope, day)]
    if scope.may(Permission.ANSWER_CORRECTIONS):
        parts.append(_corrections(scope))
    if scope.may(Permission.CHANGE_WORKPLACES):
        parts += [_asks(scope), _tasks(scope, day)]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [_of_a_row(*row) for row in rows]


def _of_a_row(
    person: int | None,
    when: date,
    mine: bool,
    kind: str,
    thing: UUID | None,
    place: str,
    where: UUID,
    title: str,
    changed: bool,
) -> Todo:
    group = {"consent": CONSENTS, "correction": CORRECTIONS, "ask": PROPOSALS, "task": TASKS}[kind]
    todo = Todo(group, kind, when, 0, bool(mine), person_id=person or 0)
    if thing is not None and kind == "ask":
        return replace(todo, thing=Asked(thing, place, where))
    if thing is not None:
        return replace(todo, task=Posted(thing, title, where, place, changed))
    return todo


def _columns(rows: Any, person: str, when: str, kind: str, **about: Any) -> Any:
    """Alike for each part: the person's key, the day, whether it is the user's own, the kind; of a wish or a task its id and workplace."""
    nothing, no_words = Cast(Value(None), UUIDField()), Value("", output_field=CharField())
    told = {"id": nothing, "place": no_words, "where": nothing, "title": no_words, "changed": Value(False), **about}
    named = {f"its_{name}": value for name, value in told.items()}
    rows = rows.annotate(kind_of=Value(kind, output_field=CharField()), **named)
    return rows.values_list(
        person, when, "mine", "kind_of", "its_id", "its_place", "its_where", "its_title", "its_changed"
    )


def _consents(scope: Scope, day: date) -> Any:
    """Those whose last yes to being proposed runs out within 30 days; whoever has moved away or is archived is asked nothing."""
    held = Consent.objects.valid_on(day).to_be_proposed().filter(candidate=OuterRef("pk"))
    people = Candidate.objects.visible_to(scope).current().living_here(day)
    last = held.order_by("-until").values("until")[:1]
    theirs: Combinable = Value(False)
    if scope.user is not None:
        # As on a list: theirs where they are the person's consultant.
        theirs = ExpressionWrapper(Q(consultant=scope.user), output_field=BooleanField())
    rows = people.annotate(until=Subquery(last), mine=theirs)
    return _columns(rows.filter(until__lte=day + CONSENT_ENDS_WITHIN).order_by(), "pk", "until", "consent")


def _corrections(scope: Scope) -> Any:
    """Each person who waits for an answer, since the first thing that they wrote; for those who answer."""
    theirs: Combinable = Value(False)
    if scope.user is not None:
        mine = Q(candidate__consultant=scope.user) | Q(candidate__stand_in=scope.user)
        theirs = ExpressionWrapper(mine, output_field=BooleanField())
    rows = Correction.objects.visible_to(scope).filter(answered_at__isnull=True).annotate(mine=theirs)
    asked = rows.order_by().values("candidate_id", "mine").annotate(since=Min(TruncDate("asked_at", tzinfo=scope.zone)))
    return _columns(asked, "candidate_id", "since", "correction")


def _asks(scope: Scope) -> Any:
    """The wishes that wait: a workplace asks for somebody it knows."""
    theirs: Combinable = Value(False)
    if scope.user is not None:
        mine = Q(workplace__consultant=scope.user) | Q(candidate__consultant=scope.user)
        theirs = ExpressionWrapper(Coalesce(mine, Value(False)), output_field=BooleanField())
    rows = (
        EmployerAsk.objects.visible_to(scope)
        .filter(state=AskState.WAITING)
        .order_by()
        .annotate(mine=theirs, since=TruncDate("asked_at", tzinfo=scope.zone))
    )
    about = {"id": F("public_id"), "place": F("workplace__name"), "where": F("workplace__public_id")}
    return _columns(rows, "candidate_id", "since", "ask", **about)


def _tasks(scope: Scope, day: date) -> Any:
    """What companies have posted and nobody here has in hand: unseen, not over, and nobody is in it."""
    mine: Combinable = Value(False)
    if scope.user is not None:
        # The stand-in's, where the workplace has no consultant who works here still.
        away = Q(workplace__consultant=None) | Q(workplace__consultant__is_active=False)
        theirs = Q(workplace__consultant=scope.user) | (Q(workplace__stand_in=scope.user) & away)
        mine = ExpressionWrapper(theirs, output_field=BooleanField())
    rows = Task.objects.visible_to(scope).current().not_over(day).unread().order_by()
    rows = rows.exclude(Exists(Placement.objects.filter(task=OuterRef("pk"))))
    since = TruncDate(Coalesce("company_changed_at", "posted_at"), tzinfo=scope.zone)
    rows = rows.annotate(nobody=Cast(Value(None), BigIntegerField()), mine=mine, since=since)
    about = {
        "id": F("public_id"),
        "place": F("workplace__name"),
        "where": F("workplace__public_id"),
        "title": F("title"),
    }
    return _columns(rows, "nobody", "since", "task", **about, changed=Q(company_changed_at__isnull=False))


def _url(name: str, placement: Placement) -> str:
    return reverse(f"placements:{name}", args=[placement.public_id])
