"""What became of each person: placements one after the other, with more hours as it goes, until a job, an education or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.demo.tasks import Shelf, dated_task, find_task, pattern
from placements.demo.world import World
from placements.models import Placement
from smaajob.schedule import AnyWindow, DatedWindow, Window

# Which kinds come first, then, and after that. Each is drawn from its list.
PATHS: dict[str, tuple[tuple[str, ...], ...]] = {
    "kontanthjælp": (("småjob", "småjob", "praktik", "nytteindsats"), ("småjob", "småjob", "praktik"), ("småjob", "løntilskud"), ("småjob", "job")),
    "fleksjob": (("småjob", "praktik", "fleksjob"), ("fleksjob", "småjob"), ("fleksjob",)),
    "flygtning": (("sprogpraktik", "sprogpraktik", "praktik"), ("sprogpraktik", "småjob", "praktik"), ("småjob", "løntilskud"), ("småjob", "job")),
    "førtidspension": (("småjob",), ("småjob", "løntilskud"), ("småjob",)),
    "sygedagpenge": (("praktik", "småjob"), ("småjob",), ("småjob", "job")),
    "jobafklaring": (("praktik", "arbejdstræning", "småjob"), ("småjob", "fleksjob"), ("småjob",)),
    "ressourceforløb": (("praktik", "arbejdstræning"), ("småjob",), ("småjob", "fleksjob")),
    "uddannelseshjælp": (("praktik", "småjob"), ("småjob", "praktik"), ("småjob",)),
    "dagpenge": (("praktik", "løntilskud"), ("løntilskud", "job"), ("job",)),
    "ung": (("fritidsjob", "småjob"), ("fritidsjob", "småjob"), ("småjob",)),
    "andet": (("småjob",), ("småjob",)),
    "försörjningsstöd": (("arbejdstræning",), ("arbejdstræning", "praktik"), ("småjob", "praktik", "løntilskud"), ("job", "småjob")),
}  # fmt: skip
SWEDISH_REFUGEE = (("sprogpraktik",), ("arbejdstræning", "sprogpraktik"), ("småjob", "praktik"))
YOUTH = (("fritidsjob",), ("fritidsjob",), ("fritidsjob",))
WEEKS = {
    "småjob": (13, 13, 17, 26, 26, 39), "praktik": (4, 4, 8, 13, 13), "sprogpraktik": (13, 13, 20, 26), "nytteindsats": (8, 13),
    "arbejdstræning": (13, 13, 26), "løntilskud": (17, 26), "fleksjob": (26, 39, 52), "job": (26, 39, 52), "fritidsjob": (26, 26, 26, 13),
}  # fmt: skip
PAID = {"småjob": "småjob", "fleksjob": "fleksjob", "løntilskud": None, "job": "job"}
STOPS = {"afbrudt_kandidat": 42, "sygdom": 24, "afbrudt_virksomhed": 17, "flyttet": 6, "andet": 11}


@dataclass
class Plan:
    """A placement and what its calendar and hours are made from."""

    placement: Placement
    task: Task | None
    person: int  # the place in world.people
    windows: list[AnyWindow] = field(default_factory=list)
    more_from: date | None = None  # from when the second agreement holds
    more: list[AnyWindow] = field(default_factory=list)
    away: tuple[date, date] | None = None  # a holiday
    written_until: date = date.min
    absence: float = 0.05
    told: str = ""  # how it ended, for notes


@dataclass
class Story:
    """All that happened to the people of an organisation."""

    plans: list[Plan] = field(default_factory=list)
    statuses: list[dict[date, str]] = field(default_factory=list)
    left: dict[int, tuple[date, str]] = field(default_factory=dict)  # when somebody got a job, an education, or moved
    shelf: Shelf = field(default_factory=Shelf)


def make_careers(world: World) -> Story:
    """A story for each person. Nothing is stored yet."""
    story = Story(statuses=[{} for _ in world.people])
    for at in range(len(world.people)):
        _career(world, story, at)
    _events(world, story)
    for number, plan in enumerate(sorted(story.plans, key=lambda one: (one.placement.start, one.person)), start=1):
        by_hand = world.rng.random() < 0.15
        plan.placement.external_id = world.by_hand() if by_hand else f"F{number:05d}"
    return story


def _path(world: World, group: str) -> tuple[tuple[str, ...], ...]:
    if world.flavour == "youth":
        return YOUTH
    return SWEDISH_REFUGEE if world.flavour == "se" and group == "flygtning" else PATHS[group]


def _career(world: World, story: Story, at: int) -> None:
    rng, today, person = world.rng, world.today, world.people[at]
    path = _path(world, world.groups[at])
    if person.age_on(today) < 18:
        path = YOUTH
    first = max(
        person.registered_on + timedelta(days=rng.randrange(12, 150)),
        world.first_day + timedelta(days=rng.randrange(0, 500)),
    )
    if rng.random() < world.idle:
        return
    day = season(world, first)
    for stage in range(6):
        if day > today + timedelta(days=20) or (day > today and rng.random() < 0.45):
            return
        kind = rng.choice(path[min(stage, len(path) - 1)])
        plan = _start(world, story, at, kind, day)
        while plan is not None and plan.placement.end_reason == "forlænget":
            plan = _start(world, story, at, kind, _after(plan), before=plan)
        if plan is None or plan.placement.actual_end is None or at in story.left:
            return
        day = season(world, plan.placement.actual_end + timedelta(days=rng.choice([4, 11, 18, 32, 60, 110])))


def _after(plan: Plan) -> date:
    assert plan.placement.actual_end is not None
    return plan.placement.actual_end + timedelta(days=1)


def season(world: World, day: date) -> date:
    """A Monday, mostly; nobody begins in the holidays, and many right after them."""
    rng = world.rng
    if (day.month == 7 or (day.month, day.day) > (12, 14)) and rng.random() < 0.85:
        day = date(day.year, 8, 10) if day.month == 7 else date(day.year + 1, 1, 4)
        day += timedelta(days=rng.randrange(0, 21))
    if rng.random() < 0.6:
        return day + timedelta(days=-day.weekday() % 7)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _start(world: World, story: Story, at: int, kind: str, start: date, before: Plan | None = None) -> Plan | None:
    rng, person = world.rng, world.people[at]
    weeks = rng.choice(WEEKS[kind])
    planned_end = start + timedelta(days=weeks * 7 - 3)
    if before is not None and before.task is not None and before.task.end is not None and before.task.end < planned_end:
        planned_end = max(start + timedelta(days=20), before.task.end)
    task, windows = _what(world, story, person, kind, start, planned_end, before)
    workplace: Workplace = (
        task.workplace if task else before.placement.workplace if before else rng.choice(world.workplaces)
    )
    placement = Placement(
        public_id=world.new_id(), keeper=world.keeper, candidate=person, workplace=workplace, task=task, kind=kind,
        start=start, planned_end=planned_end,
    )  # fmt: skip
    plan = Plan(placement, task, at, windows, absence=rng.choice([0.01, 0.02, 0.03, 0.05, 0.08, 0.16]))
    _outcome(world, story, plan)
    if task is not None:
        story.shelf.hold(task, start, placement.actual_end)
    _calendar(world, plan)
    _situations(story, plan)
    story.plans.append(plan)
    return plan


def _what(
    world: World, story: Story, person: Candidate, kind: str, start: date, planned_end: date, before: Plan | None
) -> tuple[Task | None, list[AnyWindow]]:
    if before is not None:
        task = before.task
        if task is not None and (
            not story.shelf.has_seat(task, start, date.max) or (task.end and task.end < planned_end)
        ):
            task.end = None if task.end else task.end
            task.seats += 0 if story.shelf.has_seat(task, start, date.max) else 1
        return task, before.more or before.windows
    # What came in from a spreadsheet has often neither a task nor times.
    if start < world.today - timedelta(days=200) and world.rng.random() < 0.07:
        return None, []
    task = find_task(world, story.shelf, person, kind, start, planned_end)
    if task.flexible:
        return task, pattern(world, kind, person.availability)
    return task, list(task.windows)


def _outcome(world: World, story: Story, plan: Plan) -> None:
    """How it ended, if it has."""
    rng, today, one = world.rng, world.today, plan.placement
    days = (one.planned_end - one.start).days
    if rng.random() < 0.19 and days > 20:
        stop = one.start + timedelta(days=rng.randrange(8, days - 6))
        if stop < today:
            reason = world.weighted(STOPS)
            if one.kind in ("praktik", "småjob", "løntilskud", "sprogpraktik") and rng.random() < 0.2:
                reason = "ansat"
            _end(world, story, plan, stop, reason)
        return
    if one.planned_end >= today:
        return
    if one.planned_end > today - timedelta(days=35) and rng.random() < 0.12:
        return  # somebody has forgotten to end it
    hired = {
        "praktik": 16,
        "sprogpraktik": 12,
        "småjob": 23,
        "løntilskud": 42,
        "arbejdstræning": 12,
        "nytteindsats": 6,
    }.get(one.kind, 12)
    reason = world.weighted({"gennemført": 58, "forlænget": 20, "ansat": hired, "andet": 1})
    _end(world, story, plan, one.planned_end, reason)


def _end(world: World, story: Story, plan: Plan, day: date, reason: str) -> None:
    rng, one = world.rng, plan.placement
    one.actual_end, one.end_reason = day, reason
    group = world.groups[plan.person]
    after = day + timedelta(days=1)
    if reason == "ansat":
        # Some come back: the job was for a season, or it was too much.
        story.statuses[plan.person][after] = "fleksjob" if group == "fleksjob" else "job"
        if rng.random() < 0.85:
            story.left[plan.person] = (after, story.statuses[plan.person][after])
    elif reason == "flyttet":
        story.statuses[plan.person][after] = "fraflyttet"
        story.left[plan.person] = (after, "fraflyttet")
    elif reason == "gennemført":
        young = world.people[plan.person].age_on(world.today) < 30
        if rng.random() < (0.28 if young and world.flavour != "youth" else 0.03):
            later = max(after, date(day.year, 8, 15)) if day.month < 9 else after
            if later <= world.today:
                story.statuses[plan.person][later] = "uddannelse"
                story.left[plan.person] = (later, "uddannelse")


def _calendar(world: World, plan: Plan) -> None:
    """Holidays, when more hours began, and how far the hours are written down."""
    rng, one, today = world.rng, plan.placement, world.today
    last = one.last_day()
    lag = rng.choices([1, 2, 4, 8, 15, 24], [86, 5, 3, 3, 2, 1])[0]
    plan.written_until = today - timedelta(days=lag)
    if one.actual_end is not None and one.actual_end < today - timedelta(days=30):
        plan.written_until = today
    summer = date(one.start.year if one.start.month < 8 else one.start.year + 1, 7, 1) + timedelta(
        days=rng.randrange(0, 16)
    )
    if one.start < summer < last and rng.random() < 0.75:
        plan.away = (summer, summer + timedelta(days=rng.choice([13, 20, 20])))
    if (
        plan.task is not None
        and (last - one.start).days > 90
        and one.kind in ("småjob", "fleksjob", "løntilskud", "arbejdstræning")
        and rng.random() < 0.22
    ):
        plan.more_from = one.start + timedelta(days=rng.randrange(35, 80))
        plan.more_from += timedelta(days=-plan.more_from.weekday() % 7)
        if plan.more_from < today and plan.more_from < last:
            plan.more = [
                Window(w.weekday, w.start, min(w.end + 60, 1260))
                for w in plan.windows
                if not isinstance(w, DatedWindow)
            ]
        if not plan.more:
            plan.more_from = None


def _situations(story: Story, plan: Plan) -> None:
    """Paid work is a situation of its own while it lasts; after it the person is where they were, unless the end said else."""
    one, spells = plan.placement, story.statuses[plan.person]
    status = PAID.get(one.kind)
    if status:
        spells[one.start] = status
        if one.actual_end is not None and one.end_reason != "forlænget":
            spells.setdefault(one.actual_end + timedelta(days=1), "")


def _events(world: World, story: Story) -> None:
    """Events through the year that several people help at, and two that are to come."""
    rng, today = world.rng, world.today
    busy: dict[int, list[tuple[date, date]]] = {}
    for plan in story.plans:
        busy.setdefault(plan.person, []).append((plan.placement.start, plan.placement.actual_end or date.max))
    count = max(2, len(world.people) // 60)
    days = [world.first_day + timedelta(days=rng.randrange(60, 700)) for _ in range(count)]
    for day in [*days, today + timedelta(days=5), today + timedelta(days=19)]:
        if day <= today <= day + timedelta(days=3):
            continue
        task = dated_task(world, day, story.shelf)
        story.shelf.by_kind.setdefault("event", []).append(task)
        first, last = task.windows[0].day, task.windows[-1].day
        for at in rng.sample(range(len(world.people)), min(len(world.people), 40)):
            person = world.people[at]
            free = all(end < first or start > last for start, end in busy.get(at, ())) and at not in story.left
            if (
                not free
                or person.registered_on > first
                or not story.shelf.has_seat(task, first, last)
                or rng.random() < 0.3
            ):
                continue
            placement = Placement(
                public_id=world.new_id(), keeper=world.keeper, candidate=person, workplace=task.workplace, task=task, kind="småjob",
                start=first, planned_end=last,
            )  # fmt: skip
            if last < today:
                placement.actual_end, placement.end_reason = last, "gennemført"
            story.shelf.hold(task, first, placement.actual_end)
            windows = list(task.windows) if not task.flexible else list(task.windows)[:1]
            story.plans.append(Plan(placement, task, at, windows, written_until=today))
            busy.setdefault(at, []).append((first, placement.actual_end or date.max))
