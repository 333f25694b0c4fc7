"""A person's story on this floor as one line through time: situations, target groups, programmes, courses, consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Candidate
from smaajob import writing


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that began on `day`; `is_now` where it still holds. `url` is the page about it, if it has one."""

    day: date
    kind: str
    text: str
    when: str
    is_now: bool = False
    url: str = ""


def timeline(person: Candidate, today: date) -> list[Moment]:
    """The person's moments, newest first; five queries at most, whatever the length."""
    found = [
        *_situations(person, today),
        *_target_groups(person, today),
        *_programmes(person, today),
        *_courses(person, today),
        *(
            Moment(c.given_on, _("Samtykke"), c.get_form_display(), writing.day_year(c.given_on))
            for c in person.consents.all()
        ),
        Moment(person.registered_on, _("Registreret"), _("Kom ind i systemet"), writing.day_year(person.registered_on)),
    ]
    return sorted(found, key=lambda moment: moment.day, reverse=True)


def _situations(person: Candidate, today: date) -> Iterator[Moment]:
    spells = list(person.statuses.all())
    for spell, following in zip_longest(spells, spells[1:]):
        last = following.start - timedelta(days=1) if following else None
        text = spell.get_status_display()
        yield Moment(
            spell.start, _("Situation"), text, writing.period(spell.start, last), holds(spell.start, last, today)
        )


def _target_groups(person: Candidate, today: date) -> Iterator[Moment]:
    for spell in person.target_groups.all():
        when, now = writing.period(spell.start, spell.end), holds(spell.start, spell.end, today)
        yield Moment(spell.start, _("Målgruppe"), spell.get_group_display(), when, now)


def _programmes(person: Candidate, today: date) -> Iterator[Moment]:
    for part in person.participations.current().select_related("programme"):
        when, now = writing.period(part.start, part.end), holds(part.start, part.end, today)
        url = reverse("candidates:programme", args=[part.programme.public_id])
        yield Moment(part.start, _("Indsats"), part.programme.name, when, now, url)


def _courses(person: Candidate, today: date) -> Iterator[Moment]:
    for enrolment in person.enrolments.current().select_related("course"):
        course = enrolment.course
        text = course.title
        if enrolment.completed is not None:
            text += ", " + (_("gennemført") if enrolment.completed else _("ikke gennemført"))
        when, now = writing.period(course.start, course.end), holds(course.start, course.end, today)
        yield Moment(course.start, _("Kursus"), text, when, now)


def holds(first: date, last: date | None, today: date) -> bool:
    """Whether a spell, both days included, holds on a day."""
    return first <= today and (last is None or last >= today)
