"""Tasks: what placements are in, and what still waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.demo.words.works import MORE, Work
from placements.demo.world import World
from smaajob.schedule import AnyWindow, DatedWindow, Weekday, Window, parse_window
from smaajob.vocabulary import Accommodation, Certificate

# Days a week and minutes a day, by kind.
PATTERNS: dict[str, Sequence[tuple[int, int]]] = {
    "småjob": ((2, 180), (2, 210), (2, 240), (3, 120), (3, 150), (1, 360), (4, 120), (2, 180), (3, 180)),
    "fritidsjob": ((2, 120), (2, 150), (3, 120), (2, 180)),
    "praktik": ((3, 240), (4, 240), (3, 300), (5, 240)),
    "sprogpraktik": ((3, 240), (4, 240), (3, 300)),
    "nytteindsats": ((3, 240), (4, 300), (2, 360)),
    "arbejdstræning": ((3, 240), (4, 240), (5, 180)),
    "løntilskud": ((4, 360), (5, 300), (5, 360)),
    "fleksjob": ((2, 180), (3, 180), (3, 240), (4, 180), (5, 120)),
    "job": ((4, 360), (5, 360), (5, 450), (3, 360)),
}
PAY = {
    "småjob": ("138.50", "142.50", "146.20", "151.00", "155.00"), "fritidsjob": ("68.40", "74.00", "78.25", "82.00"),
    "fleksjob": ("144.00", "152.30", "160.75"), "job": ("146.80", "154.00", "163.20", "171.50"),
    "løntilskud": ("139.10", "144.90", "150.00"),
}  # fmt: skip
PUBLIC_ONLY = {"nytteindsats"}
WIDE = ["man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "tor 08:00-16:00", "fre 08:00-15:00"]
FOR_EVER = date.max


@dataclass
class Shelf:
    """The tasks that placements may be in, and which days their seats are held."""

    by_kind: dict[str, list[Task]] = field(default_factory=dict)
    held: dict[int, list[tuple[date, date]]] = field(default_factory=dict)

    def add(self, task: Task) -> None:
        self.by_kind.setdefault(task.kind, []).append(task)
        self.held[id(task)] = []

    def has_seat(self, task: Task, first: date, last: date) -> bool:
        """Whether fewer hold a seat in the period than there are (those of different days count too: better one too few)."""
        return sum(start <= last and end >= first for start, end in self.held[id(task)]) < task.seats

    def hold(self, task: Task, first: date, last: date | None) -> None:
        self.held[id(task)].append((first, last or FOR_EVER))


def find_task(world: World, shelf: Shelf, person: Candidate, kind: str, start: date, planned_end: date) -> Task:
    """A task with a free seat that the person's times and papers fit, or a new one made for what they can."""
    rng, shelved = world.rng, shelf.by_kind.get(kind, [])
    for _attempt in range(40 if shelved else 0):
        task = (
            shelved[int(rng.triangular(0, len(shelved), len(shelved)))] if rng.random() < 0.7 else rng.choice(shelved)
        )
        if task.start > start or (task.end is not None and task.end < planned_end):
            continue
        if not shelf.has_seat(task, start, FOR_EVER) or not _papers(person, task.demands):
            continue
        if task.flexible or _fits(person.availability, task.windows):
            return task
    work, workplace = _where(world, kind, person)
    opened = start - timedelta(days=rng.randrange(0, 45))
    seats = rng.choices([1, 2, 3, 4, 6], [38, 28, 17, 11, 6])[0]
    end = None if rng.random() < 0.35 else planned_end + timedelta(days=rng.choice([0, 0, 30, 91, 182, 365]))
    task = new_task(world, work, workplace, kind, opened, end, seats, person)
    shelf.add(task)
    return task


def rare_works(world: World) -> list[Work]:
    """Those that ask for a paper that few have: an open task of each, where there is a place for it."""
    there = {title for one in world.workplaces for title in world.industry[id(one)].works}
    return [one for title, one in world.works.items() if title in there and set(one.demands) & set(Certificate.values)]


def open_task(world: World, start: date, work: Work | None = None) -> Task:
    """One that nobody is in; of a given work, or any."""
    rng = world.rng
    mix = {
        "småjob": 60,
        "praktik": 10,
        "sprogpraktik": 6,
        "fleksjob": 8,
        "nytteindsats": 4,
        "løntilskud": 5,
        "job": 5,
        "arbejdstræning": 2,
    }
    if world.flavour == "se":
        mix = {"arbejdstræning": 55, "praktik": 15, "sprogpraktik": 15, "småjob": 10, "job": 5}
    kind = "fritidsjob" if world.flavour == "youth" or rng.random() < 0.05 else world.weighted(mix)
    if work is None:
        work, workplace = _where(world, kind, None)
    else:
        kind, title = "småjob", work.title
        workplace = rng.choice([one for one in world.workplaces if title in world.industry[id(one)].works])
    end = None if rng.random() < 0.3 else world.today + timedelta(days=rng.randrange(21, 330))
    seats = rng.choices([1, 2, 3, 4], [66, 22, 8, 4])[0]
    return new_task(
        world,
        work,
        workplace,
        kind,
        start,
        end if end is None or end > start else start + timedelta(days=90),
        seats,
        None,
    )


def new_task(
    world: World, work: Work, workplace: Workplace, kind: str, start: date, end: date | None, seats: int, person: Candidate | None
) -> Task:  # fmt: skip
    rng = world.rng
    flexible = kind in ("småjob", "fleksjob") and rng.random() < 0.28
    windows = pattern(world, kind, person.availability if person else [], weekend=work.weekend)
    pay = PAY.get(kind)
    own = "sv" if world.country == "SE" else "da"
    language = work.danish or ("" if rng.random() < 0.75 else f"{own}:A1")
    offered = {*work.offered} if rng.random() < 0.7 else set()
    if rng.random() < 0.25:
        offered.add(
            rng.choice(
                [
                    "eget_tempo",
                    "pauser",
                    "mentor",
                    "fast_kontaktperson",
                    "enkelt_dansk",
                    "gradvis_optrapning",
                    "kort_transport",
                ]
            )
        )
    refused = {
        code
        for code in ("stille", "hjemmefra", "siddende", "ikke_storrum", "senere_mødetid", "fleksibel_mødetid")
        if rng.random() < 0.06
    }
    task = Task(
        public_id=world.new_id(), keeper=world.keeper, workplace=workplace, title=work.title, category=work.category, kind=kind,
        description=describe(world, work, workplace), demands=list(work.demands), seats=seats, start=start, end=end,
        flexible=flexible,
        hours=Decimal(rng.choice([5, 6, 7, 8, 8])) if flexible else None,
        min_session_hours=Decimal(rng.choice([2, 2, 2, 3])), step=None if rng.random() < 0.15 else rng.choice([1, 2, 3]) if kind == "fritidsjob" else work.step,
        languages=[language] if language else [], hourly_pay=Decimal(rng.choice(pay)) if pay and rng.random() < 0.7 and world.country == "DK" else None,
        postcode=world.work_postcode() if rng.random() < 0.04 else "", offered=sorted(offered), not_offered=sorted(refused - offered),
    )  # fmt: skip
    task.windows = [parse_window(text) for text in WIDE] if flexible else windows
    return task


def spread(world: World) -> None:
    """Whatever can be offered or refused is so somewhere, in tasks and at workplaces: one of each that chance left out."""
    for rows in (world.workplaces, [one for one in world.tasks if not one.is_archived]):
        for said_of, other in (("offered", "not_offered"), ("not_offered", "offered")):
            said = {code for row in rows for code in getattr(row, said_of)}
            for code in (one for one in Accommodation.values if one not in said):
                row: Any = world.rng.choice([one for one in rows if code not in getattr(one, other)])
                setattr(row, said_of, sorted({*getattr(row, said_of), code}))


def describe(world: World, work: Work, workplace: Workplace) -> str:
    """The task in its employer's words; none at all where nobody wrote any."""
    rng = world.rng
    if rng.random() < 0.04:
        return ""
    text = rng.choice(work.texts)
    contact = world.contacts.get(id(workplace))
    if world.country == "DK" and rng.random() < 0.55:
        more = rng.choice(MORE)
        if "{contact}" in more and contact is None:
            return text
        text = f"{text} {more.format(contact=contact.name.split()[0] if contact else '', size=workplace.employees or 'ikke mange')}"
    return text


def pattern(
    world: World, kind: str, free: Sequence[AnyWindow], *, weekend: bool = False, more: int = 0
) -> list[AnyWindow]:
    """Weekly windows of a kind, inside those in which somebody is free (where that can be)."""
    rng = world.rng
    days, minutes = rng.choice(PATTERNS[kind])
    minutes += more
    if not free:
        first = rng.choice([480, 510, 540, 540, 600, 720]) if kind != "fritidsjob" else rng.choice([900, 930, 960])
        free = [Window(Weekday(day), first, first + minutes + 60) for day in range(5)]
        if weekend and rng.random() < 0.4:
            free = [*free[:3], Window(Weekday.lør, 540, 1020)]
    weekly = [one for one in free if isinstance(one, Window)]
    roomy = [one for one in weekly if one.minutes >= minutes]
    if len(roomy) < min(days, 2):
        minutes = min(minutes, *(one.minutes for one in weekly))
        roomy = weekly
    chosen = sorted(rng.sample(roomy, min(days, len(roomy))))
    begin = [one.start + 30 * rng.randrange((one.minutes - minutes) // 30 + 1) for one in chosen]
    # The same time each day where the windows allow it: that is how people agree.
    same = max(begin)
    return [
        Window(one.weekday, same if one.start <= same <= one.end - minutes else at, (same if one.start <= same <= one.end - minutes else at) + minutes)
        for one, at in zip(chosen, begin, strict=True)
    ]  # fmt: skip


def dated_task(world: World, day: date, shelf: Shelf) -> Task:
    """An event: two or three dates, several people at once."""
    rng = world.rng
    titles = [one for one in world.works.values() if one.category == "event"] or list(world.works.values())
    work = rng.choice(titles)
    places = [one for one in world.workplaces if work.title in world.industry[id(one)].works] or world.workplaces
    days = [day + timedelta(days=n) for n in range(rng.choice([1, 2, 3]))]
    first = rng.choice([540, 600, 900, 960])
    task = new_task(
        world,
        work,
        rng.choice(places),
        "småjob",
        days[0] - timedelta(days=20),
        days[-1],
        rng.choice([2, 3, 4, 6]),
        None,
    )
    task.windows = [DatedWindow(one, first, first + rng.choice([240, 300, 360])) for one in days]
    task.flexible, task.hours = False, None
    if rng.random() < 0.2:
        task.flexible, task.hours, task.min_session_hours = True, Decimal(4), Decimal(2)
    shelf.held[id(task)] = []
    return task


def _where(world: World, kind: str, person: Candidate | None) -> tuple[Work, Workplace]:
    """A workplace and what is to be done there, right for the kind and for what the person can show."""
    rng = world.rng
    fallback: tuple[Work, Workplace] | None = None
    for _attempt in range(60):
        workplace = rng.choice(world.workplaces)
        if kind in PUBLIC_ONLY and workplace.type != "offentlig":
            continue
        if kind in ("job", "fleksjob", "løntilskud") and workplace.type == "forening":
            continue
        work = world.works[rng.choice(world.industry[id(workplace)].works)]
        if kind == "fritidsjob" and not work.youth:
            continue
        if person is not None and not _papers(person, work.demands):
            continue
        fallback = fallback or (work, workplace)
        if person is None or not person.wishes or work.category in person.wishes or rng.random() < 0.25:
            return work, workplace
    if fallback is None:
        places = [
            one for one in world.workplaces if any(not world.works[t].demands for t in world.industry[id(one)].works)
        ]
        workplace = rng.choice(places)
        work = next(world.works[t] for t in world.industry[id(workplace)].works if not world.works[t].demands)
        return work, workplace
    return fallback


def _papers(person: Candidate, demands: Sequence[str]) -> bool:
    """Whether the person can show what is asked, and the work does not ask what they must be spared."""
    spared = {"tunge_løft": "ingen_tunge_løft", "kundekontakt": "ingen_kundekontakt", "stående_arbejde": "siddende"}
    return all(
        one in person.certificates if one in Certificate.values else spared.get(one) not in person.accommodations
        for one in demands
    )


def _fits(free: Sequence[AnyWindow], windows: Sequence[AnyWindow]) -> bool:
    return not free or all(
        any(one.weekday == w.weekday and one.start <= w.start and w.end <= one.end for one in free) for w in windows
    )
