"""What people said about themselves: a yes to one workplace and what it was told, and what they say is wrong about them."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from candidates import consent_texts
from candidates.models import Answer, Candidate, Consent, ConsentItem, Correction, Disclosure, Purpose, To, a_year_after
from placements.demo.everyone import BOSS, CANDIDATE, at
from placements.demo.store import store
from placements.models import Placement
from smaajob.accounts.models import Organisation, User
from smaajob.audit.models import Event

# What the workplace is told: no more than it needs, and each has said yes to other things.
TOLD = (
    [ConsentItem.NAME, ConsentItem.SKILLS, ConsentItem.TIMES, ConsentItem.NEEDS],
    [ConsentItem.NAME, ConsentItem.TIMES],
    [ConsentItem.NAME, ConsentItem.TIMES, ConsentItem.NEEDS],
    [ConsentItem.NAME, ConsentItem.SKILLS],
)
# What is wrong, what is right, the answer and why, and how many days ago they asked.
WRONG = (
    ("Der mangler et sprog.", "Jeg taler også lidt tysk.", "", "", 2),
    ("Mit telefonnummer var det gamle.", "Det nye har jeg givet jer.", Answer.YES, "Nu står det nye nummer. Tak, fordi du skrev.", 34),
    ("Der står, at jeg har været i et forløb. Det vil jeg have slettet.", "", Answer.NO,
     "Forløbet har været der, så det bliver stående. Ring, hvis du vil tale om det.", 61),
)  # fmt: skip


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """Of people who are at work now, and nearly all at the demo's company. The demo's candidate comes first, and waits for an answer."""
    running = Placement.objects.filter(
        keeper=keeper, actual_end=None, start__lte=today - timedelta(days=10), planned_end__gte=today,
        candidate__archived_at=None, candidate__address_protected=False,
    ).select_related("candidate__consultant", "candidate__user", "workplace")  # fmt: skip
    ordered = running.order_by("candidate__external_id", "start", "external_id")
    first = list(ordered[: len(TOLD)])
    company = Organisation.objects.get(memberships__user__email=BOSS.email)
    there = ordered.filter(workplace__employer__cvr=company.cvr).exclude(pk__in=[one.pk for one in first])
    # One of the demo's company has not been told who comes, so that it can be seen what that looks like.
    for placement, items in zip([*first, *list(there)[1:]], cycle(TOLD), strict=False):
        _told(placement, [one.value for one in items], today, rng)
    people = Candidate.objects.filter(keeper=keeper, archived_at=None).exclude(consultant=None)
    mine = people.filter(user__email=CANDIDATE.email)
    others = people.filter(pk__in=running.values("candidate")).exclude(pk__in=mine.values("pk"))
    asking = [*mine, *others.select_related("user").order_by("external_id")]
    for person, (wrong, right, answer, reason, days) in zip(asking, WRONG, strict=False):
        asked, answered = at(keeper, today - timedelta(days=days)), at(keeper, today - timedelta(days=days - 5), 13)
        Correction.objects.create(
            public_id=_id(rng), keeper=keeper, candidate=person, wrong=wrong, right=right, asked_at=asked,
            asked_by=person.user or person.consultant, answer=answer, reason=reason,
            answered_at=answered if answer else None, answered_by=person.consultant if answer else None,
        )  # fmt: skip
        _record(person, "correction.ask", asked, person.user or person.consultant)
        if answer:
            changes = {"correction_answer": [None, str(Answer(answer).label)]}
            _record(person, "correction.answer", answered, person.consultant, changes)


def _told(placement: Placement, items: list[str], today: date, rng: random.Random) -> None:
    """A yes as the placement began (asked again where that is long ago), and what the workplace was told under it."""
    person, place, keeper = placement.candidate, placement.workplace, placement.keeper
    given = max(placement.start - timedelta(days=3), today - timedelta(days=200))
    text = consent_texts.current(given, Purpose.PLACEMENT)
    consent = Consent.objects.create(
        public_id=_id(rng), keeper=keeper, candidate=person, items=items, to_kind=To.WORKPLACE, to_id=place.public_id,
        to_name=place.name, purpose=Purpose.PLACEMENT, text_version=text.version, text_language=text.language,
        form=Consent.Form.SIGNED, given_on=given, until=a_year_after(given), noted_by=person.consultant,
    )  # fmt: skip
    shown = Disclosure.objects.create(
        public_id=_id(rng), keeper=keeper, candidate=person, consent=consent, items=items, to_id=place.public_id,
        to_name=place.name, start=given, end=min(placement.planned_end or consent.until, consent.until),
        told_by=person.consultant,
    )  # fmt: skip
    Disclosure.objects.filter(pk=shown.pk).update(told_at=at(keeper, given, 10))
    said = {"consent": ["", consent.form], "consent_until": [None, consent.until.isoformat()]}
    _record(person, "consent.give", at(keeper, given), person.consultant, said)
    _record(person, "consent.disclose", at(keeper, given, 10), person.consultant, {"disclosed": ["", place.name]})


def _record(
    person: Candidate, verb: str, when: datetime, by: User | None, changes: dict[str, Any] | None = None
) -> None:
    """As the verbs write it (candidates/actions), on its day."""
    event = Event(
        at=when, organisation=person.keeper, actor=by, verb=verb, subject=Candidate._meta.label_lower,
        subject_id=person.public_id, changes=changes or {},
    )  # fmt: skip
    store([event])


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
