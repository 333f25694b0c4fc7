"""What waits and is about no placement: consents, corrections, whom workplaces ask for, the tasks that companies have posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
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
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncDate

from candidates.models import Candidate, Consent, Correction
from employers.models import Task
from placements.models import (
    OPEN,
    AskState,
    EmployerAsk,
    Placement,
    Proposal,
)
from placements.todo.words import (
    CONSENT_ENDS_WITHIN,
    CONSENTS,
    CORRECTIONS,
    PROPOSALS,
    TASKS,
    Asked,
    Posted,
    Todo,
)
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope


def of_people(scope: Scope, day: date) -> list[Todo]:
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
    """What companies have posted and nobody here has in hand: unseen, not over, and nobody is in it or asked."""
    mine: Combinable = Value(False)
    if scope.user is not None:
        # The stand-in's, where the workplace has no consultant who works here still.
        away = Q(workplace__consultant=None) | Q(workplace__consultant__is_active=False)
        theirs = Q(workplace__consultant=scope.user) | (Q(workplace__stand_in=scope.user) & away)
        mine = ExpressionWrapper(theirs, output_field=BooleanField())
    rows = Task.objects.visible_to(scope).current().not_over(day).unread().order_by()
    rows = rows.exclude(Exists(Placement.objects.filter(task=OuterRef("pk"))))
    rows = rows.exclude(Exists(Proposal.objects.filter(task=OuterRef("pk"), state__in=OPEN)))
    since = TruncDate(Coalesce("company_changed_at", "posted_at"), tzinfo=scope.zone)
    rows = rows.annotate(nobody=Cast(Value(None), BigIntegerField()), mine=mine, since=since)
    about = {
        "id": F("public_id"),
        "place": F("workplace__name"),
        "where": F("workplace__public_id"),
        "title": F("title"),
    }
    return _columns(rows, "nobody", "since", "task", **about, changed=Q(company_changed_at__isnull=False))
