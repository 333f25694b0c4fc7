"""A person's story on this floor as one line through time: situations, target groups, programmes, courses, consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from django.db.models import Case, CharField, DateField, F, Model, Value, When
from django.db.models.functions import Cast, Coalesce, Least, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Candidate, Consent, Enrolment, Participation, StatusSpell, TargetGroupSpell
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.vocabulary import Status, TargetGroup

WITHDRAWN = "withdrawn"  # in the place of a consent's form


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that began on `day`; `is_now` where it still holds. `url` is the page about it, if it has one."""

    day: date
    kind: str
    text: str
    when: str
    is_now: bool = False
    url: str = ""


def timeline(person: Candidate, today: date, scope: Scope, *, in_hand: bool = False) -> list[Moment]:
    """The person's moments that the scope sees, newest first; three queries, whatever the length.

    Two where statuses, target_groups and consents are prefetched (`in_hand`).
    """
    dated = _in_hand(person) if in_hand else _dated(person)
    dated.sort(key=lambda row: (row.first, row.code))
    found = [
        *_situations([(row.first, row.code) for row in dated if row.kind == "status"], today),
        *_target_groups([row for row in dated if row.kind == "group"], today),
        *_programmes(person, today, scope),
        *_courses(person, today, scope),
        *_consents([row for row in dated if row.kind == "consent"], today),
        Moment(person.registered_on, _("Registreret"), _("Kom ind i systemet"), writing.day_year(person.registered_on)),
    ]
    return sorted(found, key=lambda moment: moment.day, reverse=True)


class _Dated(NamedTuple):
    """A row of one of the person's dated tables: status, group or consent, with its code."""

    kind: str
    first: date
    last: date | None
    code: str


def _dated(person: Candidate) -> list[_Dated]:
    """The situations, target groups and consents. One query for the three tables."""
    never = Value(None, DateField())
    withdrawn = Case(When(withdrawn_at__isnull=False, then=Value(WITHDRAWN)), default=F("form"))
    tables: list[tuple[str, type[Model], Any, str, Any]] = [
        ("status", StatusSpell, F("status"), "start", never),
        ("group", TargetGroupSpell, F("group"), "start", F("end")),
        ("consent", Consent, withdrawn, "given_on", Least("until", Coalesce(TruncDate("withdrawn_at"), "until"))),
    ]
    first, *others = [
        model._default_manager.filter(candidate=person)
        .order_by()
        .values_list(Value(kind, CharField()), F(begins), ends, Cast(code, CharField()))
        for kind, model, code, begins, ends in tables
    ]
    return [_Dated(*row) for row in first.union(*others, all=True)]


def _in_hand(person: Candidate) -> list[_Dated]:
    """The same from what is prefetched."""
    return [
        *(_Dated("status", row.start, None, row.status) for row in person.statuses.all()),
        *(_Dated("group", row.start, row.end, row.group) for row in person.target_groups.all()),
        *(
            _Dated("consent", row.given_on, row.last_day, WITHDRAWN if row.is_withdrawn else row.form)
            for row in person.consents.all()
        ),
    ]


def _situations(spells: list[tuple[date, str]], today: date) -> Iterator[Moment]:
    for (start, code), following in zip_longest(spells, spells[1:]):
        last = following[0] - timedelta(days=1) if following else None
        text = str(Status(code).label)
        yield Moment(start, _("Situation"), text, writing.period(start, last), holds(start, last, today))


def _target_groups(spells: list[_Dated], today: date) -> Iterator[Moment]:
    for spell in spells:
        when, now = writing.period(spell.first, spell.last), holds(spell.first, spell.last, today)
        yield Moment(spell.first, _("Målgruppe"), str(TargetGroup(spell.code).label), when, now)


def _consents(rows: list[_Dated], today: date) -> Iterator[Moment]:
    for row in rows:
        gone = row.code == WITHDRAWN
        text = _("Trukket tilbage") if gone else str(Consent.Form(row.code).label)
        now = not gone and holds(row.first, row.last, today)
        yield Moment(row.first, _("Samtykke"), text, writing.period(row.first, row.last), now)


def _programmes(person: Candidate, today: date, scope: Scope) -> Iterator[Moment]:
    parts = Participation.objects.visible_to(scope).filter(candidate=person)
    for part in parts.current().select_related("programme"):
        when, now = writing.period(part.start, part.end), holds(part.start, part.end, today)
        url = reverse("candidates:programme", args=[part.programme.public_id])
        yield Moment(part.start, _("Indsats"), part.programme.name, when, now, url)


def _courses(person: Candidate, today: date, scope: Scope) -> Iterator[Moment]:
    enrolments = Enrolment.objects.visible_to(scope).filter(candidate=person)
    for enrolment in enrolments.current().select_related("course"):
        course = enrolment.course
        text = course.title
        if enrolment.completed is not None:
            text += ", " + (_("gennemført") if enrolment.completed else _("ikke gennemført"))
        when, now = writing.period(course.start, course.end), holds(course.start, course.end, today)
        yield Moment(course.start, _("Kursus"), text, when, now)


def holds(first: date, last: date | None, today: date) -> bool:
    """Whether a spell, both days included, holds on a day."""
    return first <= today and (last is None or last >= today)
