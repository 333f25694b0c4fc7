"""What can wait, and under which heading: the words that the sources of I dag share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from candidates.models import ENDS_SOON, Candidate
from employers.models import Contact, Workplace
from placements.changing import waiting as changes
from placements.models import (
    Placement,
)
from smaajob import writing
from smaajob.accounts.permissions import Permission

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

    `day` since when, or when (unsent: from when it is to hold); `shifts` is the number of shifts without hours, or of days that wait or are
    disputed; `mine` whether the user is the person's or the workplace's contact; `words` say who is missing on an agreement.
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
    thing: Any = None  # the row itself, of what is about a proposal (placements.todo.of_proposals)
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
    """A Todo as somebody reads it: who, one sentence, one act. With `calls` the numbers of the two are shown, after those words."""

    placement: Placement | None
    what: str
    act: str
    url: str
    contact: Contact | None = None
    calls: str = ""
    person: Candidate | None = None
    permission: Permission = Permission.CHANGE_PEOPLE
    task: Posted | None = None
    place: Workplace | Asked | None = None


def near(when: date, today: date) -> str:
    """`i dag`, `i går`, `i morgen`, `man 2. mar.`; with its year where that does not go without saying."""
    words = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}
    distance = (when - today).days
    return words.get(distance) or (writing.day(when) if abs(distance) < 180 else writing.day_year(when))
