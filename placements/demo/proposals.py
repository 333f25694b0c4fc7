"""Proposals in every state, a waiting list, and what workplaces ask for; long INSERTs, the same for the same seed."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from candidates.models import Candidate, Consent, ConsentItem, Disclosure
from employers.models import Task, Workplace
from placements.actions.lawful import keep
from placements.deadlines import DAYS_TO_ANSWER
from placements.demo import law
from placements.demo.everyone import BOSS, CANDIDATE, at
from placements.demo.store import store
from placements.law.facts import A_MEASURE
from placements.models import (
    OPEN,
    Answer,
    AskState,
    EmployerAsk,
    EmployerReason,
    LawDoor,
    Origin,
    PersonReason,
    Placement,
    Proposal,
    ProposalState,
    WaitingEntry,
    WithdrawReason,
)
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.workdays import workdays_after

S = ProposalState
ITEMS = [ConsentItem.NAME.value, ConsentItem.SKILLS.value, ConsentItem.TIMES.value]
WHY = (
    "Du har sagt, at du gerne vil lave noget med hænderne. Her er der ro, og de tager godt imod.",
    "Det ligger tæt på dig, og du kan begynde stille og roligt.",
    "De mangler en, der er god til at holde orden, og det er du.",
)
TO_THEM = ("Møder til tiden og har prøvet noget lignende før.", "Vil gerne lære det fra bunden.", "")
# The state, what each has said, and how many days ago it began. The first is the demo's candidate's, the second its company's.
STATES: list[tuple[S, dict[str, Any], int]] = [
    (S.WITH_PERSON, {}, 1),
    (S.WITH_EMPLOYER, {"person_answer": Answer.YES}, 1),
    (S.DRAFT, {}, 2),
    (S.WITH_PERSON, {"person_answer": Answer.TALK, "person_words": "Jeg vil gerne høre lidt mere om tiderne"}, 1),
    (S.WITH_PERSON, {"person_answer": Answer.YES, "forwards": False}, 0),
    (S.WITH_PERSON, {"origin": Origin.EMPLOYER, "employer_answer": Answer.YES}, 2),
    (S.WITH_EMPLOYER, {"person_answer": Answer.YES, "person_by_phone": True}, 3),
    (S.WITH_EMPLOYER, {"person_answer": Answer.YES, "employer_answer": Answer.TALK, "employer_words": "Ring efter kl. 14"}, 1),
    (S.MEETING, {"person_answer": Answer.YES}, 2),
    *((S.DECLINED, {"person_answer": Answer.NO, "person_reason": one}, 6 + n) for n, one in enumerate(PersonReason)),
    *(
        (S.DECLINED, {"person_answer": Answer.YES, "employer_answer": Answer.NO, "employer_reason": one, "employer_by_phone": n % 2 == 0}, 9 + n)
        for n, one in enumerate(EmployerReason)
    ),
    (S.EXPIRED, {}, 3),
    (S.EXPIRED, {"person_answer": Answer.YES}, 20),
    *((S.WITHDRAWN, {"withdrawn_reason": one}, 12 + n) for n, one in enumerate(WithdrawReason)),
]  # fmt: skip


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """People who said yes to be proposed, for tasks with a free seat; what was agreed belongs to placements that run."""
    people, tasks = _people(keeper, today), _tasks(keeper, today)
    rows, disclosures = [], []
    for number, (state, said, days) in enumerate(STATES):
        if state in OPEN and number >= len(tasks):
            continue  # each that waits holds a seat of its own
        task, consent = tasks[number % len(tasks)], people[number % len(people)]
        row = _proposal(keeper, consent.candidate, task, today, days, state, number, rng)
        _say(row, said, at(keeper, today - timedelta(days=days), 10))
        if row.shown_to_employer_at and row.is_active:
            row.disclosure = _told(row, consent, today, rng)
            disclosures.append(row.disclosure)
        rows.append(row)
    rows += _agreed(keeper, today, rng)
    store(disclosures)
    for row in rows:
        row.disclosure = row.disclosure
    store(rows)
    store([one for row in rows for one in _events(row)])
    _lawful(rows)
    _waiting(keeper, people, tasks[len(rows) :] or tasks[-2:], today, rng)
    _asks(keeper, today, rng)


def _lawful(rows: list[Proposal]) -> None:
    """Those that wait were held to the law when they were sent."""
    for row in rows:
        if row.kind not in A_MEASURE or not row.is_active:
            continue
        found = law.answers(
            candidate=row.candidate, workplace=row.workplace, kind=row.kind, start=row.start, planned_end=row.planned_end,
            windows=row.windows, demands=row.task.demands,
        )  # fmt: skip
        if found is not None:
            by = Scope(row.keeper, row.made_by)
            keep(
                by=by,
                door=LawDoor.PROPOSAL,
                about=row,
                verdict=found[1],
                told=found[0],
                reason=law.WHY if found[1].to_reason else "",
            )


def _people(keeper: Organisation, today: date) -> list[Consent]:
    """One consent of each, the demo's own candidate first."""
    rows = Consent.objects.valid_on(today).to_be_proposed().filter(
        keeper=keeper, to_id=None, items__contains=ITEMS, until__gt=today + timedelta(days=40),
        candidate__archived_at=None, candidate__address_protected=False,
    )  # fmt: skip
    found: dict[int, Consent] = {}
    for one in rows.select_related("candidate__user", "candidate__consultant").order_by("candidate__external_id", "pk"):
        found.setdefault(one.candidate_id, one)
    mine = [one for one in found.values() if one.candidate.user and one.candidate.user.email == CANDIDATE.email]
    return [*mine, *(one for one in found.values() if one not in mine)]


def _tasks(keeper: Organisation, today: date) -> list[Task]:
    """Nobody is in them; of as many kinds as there are, the second at the demo's company, and the third a measure."""
    taken = Placement.objects.filter(keeper=keeper, actual_end=None).exclude(task=None).values("task")
    free = (
        Task.objects.current().not_over(today + timedelta(days=60)).filter(keeper=keeper, workplace__archived_at=None)
    )
    rows = list(free.exclude(pk__in=taken).select_related("workplace__employer").order_by("external_id"))
    company = Membership.objects.filter(user__email=BOSS.email).select_related("organisation").first()
    cvr = company.organisation.cvr if company else ""
    theirs = [one for one in free.select_related("workplace__employer") if cvr and one.workplace.employer.cvr == cvr]
    kinds: dict[str, list[Task]] = {}
    for one in rows:
        kinds.setdefault(one.kind, []).append(one)
    mixed = [one for turn in range(len(rows)) for each in kinds.values() for one in each[turn : turn + 1]]
    here = next((one for one in mixed if one in theirs), None)
    if here is None and theirs:  # a seat more, so that the company has something to answer
        here = theirs[0]
        Task.objects.filter(pk=here.pk).update(seats=here.seats + 1)
    # What a draft answers is asked of a measure alone, so the draft, which stands third, is of one.
    measure = next((one for one in mixed[1:] if one != here and one.kind in A_MEASURE), None)
    rest = [one for one in mixed if one not in (here, measure)]
    return [*rest[:1], *(one for one in (here, measure) if one), *rest[1:]]


def _proposal(
    keeper: Organisation,
    person: Candidate,
    task: Task,
    today: date,
    days: int,
    state: S,
    number: int,
    rng: random.Random,
) -> Proposal:
    since = at(keeper, today - timedelta(days=days), 10)
    start = today + timedelta(days=21 - today.weekday())
    start = max(start, task.start)
    end = min([start + timedelta(weeks=13, days=-1), *([task.end] if task.end else [])])
    deadline = workdays_after(today - timedelta(days=days), DAYS_TO_ANSWER, task.workplace.country)
    return Proposal(
        public_id=_id(rng), keeper=keeper, candidate=person, task=task, workplace=task.workplace, state=state, since=since,
        deadline=today - timedelta(days=1) if state == S.EXPIRED else max(deadline, today + timedelta(days=1)),
        made_at=since - timedelta(days=1), made_by=person.consultant, kind=task.kind, start=start, planned_end=max(start, end),
        windows=list(task.windows), items=[*ITEMS, ConsentItem.NEEDS.value] if state == S.DRAFT else ITEMS[: 2 + number % 2], words_to_person=WHY[number % len(WHY)],
        words_to_employer=TO_THEM[number % len(TO_THEM)],
    )  # fmt: skip


def _say(row: Proposal, said: dict[str, Any], when: datetime) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    if row.person_answer:
        row.person_answered_at, row.person_answered_by = when, row.made_by if row.person_by_phone else None
    if row.person_answer == Answer.YES and row.forwards and row.state != S.WITHDRAWN:
        row.shown_to_employer_at = when
    if row.employer_answer:
        row.employer_answered_at = (
            when - timedelta(days=1) if row.origin == Origin.EMPLOYER else when + timedelta(hours=3)
        )
        row.employer_answered_by = row.made_by if row.employer_by_phone else None
    if row.state == S.MEETING:
        row.meeting_at, row.meeting_place = when + timedelta(days=4), row.workplace.address or str(row.workplace)
        row.meeting_with = str(row.made_by or "")
    # What came to nothing by the workplace's word has been read.
    if row.state == S.DECLINED and row.employer_answer == Answer.NO:
        row.read_at = when + timedelta(days=1)


def _told(row: Proposal, consent: Consent, today: date, rng: random.Random) -> Disclosure:
    until = row.deadline or today
    return Disclosure(
        public_id=_id(rng), keeper=row.keeper, candidate=row.candidate, consent=consent, items=row.items,
        to_id=row.workplace.public_id, to_name=row.workplace.name, start=max(consent.given_on, today - timedelta(days=3)),
        end=min(until, consent.until), told_by=row.made_by, told_at=row.shown_to_employer_at or at(row.keeper, today),
    )  # fmt: skip


def _agreed(keeper: Organisation, today: date, rng: random.Random) -> list[Proposal]:
    """Two placements that began as proposals."""
    running = Placement.objects.filter(
        keeper=keeper, actual_end=None, task__isnull=False, start__lte=today - timedelta(days=7),
        candidate__archived_at=None, task__archived_at=None,
    ).select_related("candidate__consultant", "task", "workplace", "programme")  # fmt: skip
    found = []
    for number, one in enumerate(running.order_by("-start", "external_id")[:2]):
        assert one.task is not None
        row = _proposal(keeper, one.candidate, one.task, today, 0, S.AGREED, number, rng)
        row.since = at(keeper, one.start - timedelta(days=6), 11)
        row.made_at, row.start, row.planned_end, row.programme = (
            row.since - timedelta(days=3),
            one.start,
            one.planned_end,
            one.programme,
        )
        row.kind, row.placement, row.deadline = one.kind, one, one.start
        _say(row, {"person_answer": Answer.YES, "employer_answer": Answer.YES}, row.since - timedelta(days=1))
        found.append(row)
    return found


def _events(row: Proposal) -> list[Event]:
    """As the verbs write it, on its day."""
    told = [("proposal.draft", row.made_at)]
    if row.state != S.DRAFT:
        told.append(("proposal.send", row.made_at + timedelta(hours=1)))
    if row.person_answered_at:
        told.append((f"proposal.person_{row.person_answer}", row.person_answered_at))
    if row.shown_to_employer_at:
        told.append(("proposal.send_on", row.shown_to_employer_at))
    if row.employer_answered_at and row.origin == Origin.CONSULTANT:
        told.append((f"proposal.employer_{row.employer_answer}", row.employer_answered_at))
    ends = {S.MEETING: "meet", S.AGREED: "agree", S.EXPIRED: "expire", S.WITHDRAWN: "withdraw"}
    if row.state in ends:
        told.append((f"proposal.{ends[S(row.state)]}", row.since))
    return [
        Event(at=when, organisation=row.keeper, actor=row.made_by, verb=verb, subject=Proposal._meta.label_lower,
              subject_id=row.public_id, changes={})
        for verb, when in told
    ]  # fmt: skip


def _waiting(keeper: Organisation, people: list[Consent], tasks: list[Task], today: date, rng: random.Random) -> None:
    rows = [
        WaitingEntry(
            public_id=_id(rng), keeper=keeper, task=tasks[0], candidate=one.candidate, added_by=one.candidate.consultant,
            since=at(keeper, today - timedelta(days=12 - 3 * number)), words="Kan først fra næste måned" if number == 1 else "",
            left_at=at(keeper, today - timedelta(days=1)) if number == 3 else None,
        )
        for number, one in enumerate(people[-4:])
    ]  # fmt: skip
    store(rows)


def _asks(keeper: Organisation, today: date, rng: random.Random) -> None:
    """One waits, one became a proposal, one could not be met."""
    made = (
        Proposal.objects.filter(keeper=keeper, origin=Origin.EMPLOYER).select_related("candidate", "workplace").first()
    )
    places = list(Workplace.objects.current().filter(keeper=keeper).order_by("external_id")[:2])
    if made is not None:
        places.append(made.workplace)
    rows = []
    for place, state in zip(places, cycle([AskState.WAITING, AskState.CLOSED, AskState.TAKEN_UP]), strict=False):
        when = at(keeper, today - timedelta(days=3), 12)
        rows.append(
            EmployerAsk(
                public_id=_id(rng), keeper=keeper, workplace=place, state=state, asked_at=when,
                who="Hende, der hjalp os med varerne i foråret" if state != AskState.TAKEN_UP else "",
                words="Et par formiddage om ugen op til jul", closed_at=None if state == AskState.WAITING else when + timedelta(days=1),
                answer="Hun er gået i gang med noget andet. Vi ringer, når vi har en anden." if state == AskState.CLOSED else "",
                candidate=made.candidate if made and state == AskState.TAKEN_UP else None,
                proposal=made if state == AskState.TAKEN_UP else None,
            )
        )  # fmt: skip
    store(rows)


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
