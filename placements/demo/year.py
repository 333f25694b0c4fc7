"""A year of tasks, placements, hours and outcomes: some unfinished, some failed, some late."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from candidates.models import Candidate, Course, Enrolment, Participation, Programme, StatusSpell
from employers.models import Task, Workplace
from placements.actions.agreements import first_agreement
from placements.actions.shifts import planned_shifts
from placements.demo import words
from placements.models import AgreementVersion, Hours, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.schedule import AnyWindow, hours_between, parse_window

ENDS = ["gennemført"] * 5 + ["ansat"] * 3 + ["forlænget", "afbrudt_kandidat", "sygdom", "afbrudt_virksomhed", "flyttet"]
AFTER = {"ansat": "job", "gennemført": "småjob", "flyttet": "fraflyttet"}


@dataclass
class Rows:
    """What is to be stored, kind by kind."""

    placements: list[Placement] = field(default_factory=list)
    agreements: list[AgreementVersion] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    statuses: list[StatusSpell] = field(default_factory=list)

    def store(self) -> None:
        Placement.objects.bulk_create(self.placements)
        AgreementVersion.objects.bulk_create(self.agreements)
        Shift.objects.bulk_create(self.shifts)
        Hours.objects.bulk_create(self.hours)
        StatusSpell.objects.bulk_create(self.statuses, ignore_conflicts=True)


def make_programmes(keeper: Organisation, people: list[Candidate], today: date, rng: random.Random) -> list[Programme]:
    """Two programmes with targets, their participants and six courses."""
    first = date(today.year - 1, 1, 1)
    programmes = [
        Programme(
            keeper=keeper, external_id="SMÅ", name="Små job med plads til flere", municipalities=[keeper.code], start=first,
            end=date(today.year + 1, 12, 31), owner="Arbejdsmarkedscentret", funding=["Kommunen", "Den Sociale Fond"],
            target_participants=60, target_placements=80,
        ),
        Programme(
            keeper=keeper, external_id="SPROG", name="Sprog på arbejde", municipalities=[keeper.code],
            start=date(today.year, 1, 1), owner="Integrationsafdelingen", funding=["Kommunen"], target_participants=20,
        ),
    ]  # fmt: skip
    Programme.objects.bulk_create(programmes)
    takes_part = [
        Participation(
            keeper=keeper, programme=programmes[0], candidate=one, start=one.registered_on + timedelta(days=20)
        )
        for one in people
        if rng.random() < 0.8
    ]
    takes_part += [
        Participation(
            keeper=keeper, programme=programmes[1], candidate=one, start=max(programmes[1].start, one.registered_on)
        )
        for one in people[: len(words.REFUGEES)]
    ]
    Participation.objects.bulk_create(takes_part)
    titles = [("Hygiejnebevis", ["hygiejnebevis"]), ("Førstehjælp", ["førstehjælp"]), ("Truck", ["truckbevis"]),
              ("Dansk på lageret", []), ("Klar til job", []), ("Kundeservice", [])]  # fmt: skip
    courses = []
    for number, (title, gives) in enumerate(titles):
        start = today - timedelta(days=300 - 55 * number)
        courses.append(
            Course(keeper=keeper, external_id=f"K{number + 1:02d}", programme=programmes[number % 2 and number < 4], title=title,
                   start=start, end=start + timedelta(days=rng.choice([1, 4, 9])), gives=gives)
        )  # fmt: skip
    Course.objects.bulk_create(courses)
    Enrolment.objects.bulk_create(
        Enrolment(
            keeper=keeper, course=course, candidate=one, completed=None if course.end > today else rng.random() < 0.85
        )
        for course in courses
        for one in rng.sample(people, rng.randrange(6, 12))
    )
    return programmes


def make_tasks(
    keeper: Organisation, workplaces: list[Workplace], today: date, rng: random.Random
) -> tuple[list[Task], list[Task]]:
    """Tasks of the past year (for what has been) and thirty that are open now."""
    past = [
        _task(keeper, rng.choice(workplaces), today - timedelta(days=400), today + timedelta(days=200), rng)
        for _ in range(40)
    ]
    for task in past:
        task.seats = 3
    opened = [
        _task(keeper, workplaces[n % len(workplaces)], today - timedelta(days=rng.randrange(-21, 30)),
              today + timedelta(days=rng.randrange(120, 300)), rng)
        for n in range(30)
    ]  # fmt: skip
    for number, task in enumerate(past + opened, start=1):
        task.external_id = f"O{number:03d}"
    Task.objects.bulk_create(past + opened)
    return past, opened


def _task(keeper: Organisation, workplace: Workplace, start: date, end: date, rng: random.Random) -> Task:
    wanted = rng.choice(words.TASKS_AT[workplace.name])
    title, category, description, demands = next(task for task in words.TASKS if task[0] == wanted)
    flexible = rng.random() < 0.3
    times = ["man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "tor 08:00-16:00", "fre 08:00-15:00"]
    return Task(
        keeper=keeper, workplace=workplace, title=title, category=category, description=description, demands=demands,
        kind=rng.choice(["småjob"] * 6 + ["praktik", "praktik", "sprogpraktik", "fleksjob"]),
        windows=[parse_window(text) for text in (times if flexible else rng.choice(words.TIMES))],
        flexible=flexible, hours=Decimal(rng.choice([6, 7, 8])) if flexible else None, seats=rng.choice([1, 1, 1, 2, 3]),
        start=start, end=end, step=rng.choice([None, 2, 3, 4]), hourly_pay=rng.choice([None, Decimal("142.50"), Decimal("155.00")]),
        languages=rng.choice([[], [], [], ["da:A1"], ["da:A2"], ["da:B1"]]),
        offered=rng.sample(["eget_tempo", "pauser", "mentor", "fast_kontaktperson", "enkelt_dansk"], rng.choice([0, 1, 2])),
    )  # fmt: skip


def make_year(
    keeper: Organisation,
    people: list[Candidate],
    past: list[Task],
    opened: list[Task],
    programmes: list[Programme],
    today: date,
    rng: random.Random,
) -> None:
    """One or two placements for most people, one after the other, and a few that start next week."""
    rows = Rows()
    seats: Counter[int] = Counter()
    for number, person in enumerate(people):
        day = today - timedelta(days=rng.randrange(60, 360))
        for _round in range(rng.choice([0, 1, 1, 2, 2])):
            tasks = [one for one in past if seats[one.pk] < one.seats] or past[:1]
            task = rng.choice(tasks)
            if seats[task.pk] >= task.seats or day >= today:
                break
            seats[task.pk] += 1
            last = _placement(rows, keeper, person, task, programmes, day, today, rng)
            if last is None:
                break
            day = last + timedelta(days=rng.randrange(7, 60))
        else:
            if number % 9 == 0 and opened:
                task = opened.pop()
                start = max(task.start, today + timedelta(days=rng.randrange(2, 9)))
                _placement(rows, keeper, person, task, programmes, start, today, rng)
    rows.store()


def _placement(
    rows: Rows,
    keeper: Organisation,
    person: Candidate,
    task: Task,
    programmes: list[Programme],
    start: date,
    today: date,
    rng: random.Random,
) -> date | None:
    """One placement; gives the day it ended, or None while it has not."""
    planned_end = start + timedelta(days=rng.choice([91, 120, 182]))
    programme = programmes[0] if rng.random() < 0.75 else None
    placement = Placement(
        keeper=keeper, external_id=f"F{len(rows.placements) + 1:03d}", candidate=person, workplace=task.workplace, task=task,
        programme=programme, kind=task.kind, start=start, planned_end=planned_end,
    )  # fmt: skip
    ended = None
    # One in eight that should have ended has been forgotten: it waits on somebody's page.
    if planned_end < today and rng.random() < 0.88:
        ended = planned_end
    elif start + timedelta(days=30) < today and rng.random() < 0.15:
        ended = start + timedelta(days=rng.randrange(14, 29))
    if ended:
        placement.actual_end = ended
        placement.end_reason = rng.choice(
            ENDS if ended == planned_end else ["afbrudt_kandidat", "sygdom", "afbrudt_virksomhed", "ansat"]
        )
        if placement.end_reason in AFTER:
            rows.statuses.append(
                StatusSpell(
                    keeper=keeper, candidate=person, status=AFTER[placement.end_reason], start=ended + timedelta(days=1)
                )
            )
    rows.placements.append(placement)
    windows = _windows(task, rng)
    rows.agreements.append(first_agreement(placement, task, windows))
    _shifts(rows, placement, windows, today, rng)
    moved = placement.end_reason == "flyttet"
    return ended if ended and not moved else None


def _windows(task: Task, rng: random.Random) -> list[AnyWindow]:
    if not task.flexible:
        return list(task.windows)
    return [
        parse_window(text)
        for text in rng.choice([["man 09:00-12:00", "ons 09:00-12:30"], ["tir 10:00-13:00", "tor 10:00-14:00"]])
    ]


def _shifts(rows: Rows, placement: Placement, windows: list[AnyWindow], today: date, rng: random.Random) -> None:
    # The last week or two is often not written down yet.
    written_until = today - timedelta(days=rng.choice([1, 3, 8, 15]))
    by_day: dict[date, Decimal] = {}
    for day, start, end in planned_shifts(windows, placement.start, placement.last_day(), "DK"):
        rows.shifts.append(
            Shift(
                keeper=placement.keeper,
                placement=placement,
                candidate=placement.candidate,
                day=day,
                starts_at=start,
                ends_at=end,
            )
        )
        if day <= min(written_until, placement.last_day()):
            came = rng.random()
            worked = Decimal(0) if came < 0.07 else hours_between(start, end) - (Decimal("0.5") if came > 0.9 else 0)
            by_day[day] = by_day.get(day, Decimal(0)) + worked
    rows.hours += [
        Hours(keeper=placement.keeper, placement=placement, first_day=day, last_day=day, hours=hours)
        for day, hours in by_day.items()
    ]
