"""One organisation's people, places, tasks and two years, made in memory and stored kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import models

from placements.demo import archive, situations
from placements.demo.calendar import agreements, write_calendar
from placements.demo.careers import Story, make_careers
from placements.demo.people import make_people
from placements.demo.programmes import make_courses, make_programmes
from placements.demo.store import check_at_once, number, store
from placements.demo.talking import log, notes
from placements.demo.tasks import open_task, rare_works, spread
from placements.demo.workplaces import make_contacts, make_workplaces
from placements.demo.world import Size, World

Rows = Sequence[models.Model]


def build(world: World, size: Size) -> Story:
    """Make and store everything that runs by itself; mistakes, doubles and orders come after (oddities.py)."""
    check_at_once()
    world.idle = size.idle
    make_people(world, size.people)
    make_workplaces(world, size.workplaces)
    contacts = make_contacts(world)
    rows: Rows
    for rows in (world.employers, world.workplaces):
        number(rows)
    story = make_careers(world)
    archive.cancelled(world, story)
    groups = list(situations.target_groups(world, story))
    programmes, participations = make_programmes(world, story)
    courses, enrolments = make_courses(world, programmes)
    _make_open_tasks(world, story, size.open_tasks)
    if world.flavour == "dk":
        spread(world)
    archive.put_away(world, story, contacts, programmes, participations, courses, enrolments)
    for rows in (world.employers, world.workplaces, contacts, world.people, groups):
        store(_with_keys(rows))
    store(list(situations.statuses(world, story)))
    store(list(situations.consents(world)))
    for rows in (programmes, participations, courses, enrolments, world.tasks):
        store(_with_keys(rows))
    placements = [plan.placement for plan in story.plans]
    store(_with_keys(placements))
    store(_with_keys(list(agreements(world, story.plans))))
    write_calendar(world, story.plans)
    written = notes(world, story)
    number(written)
    store(_with_keys(written))
    entries = log(world)
    number(entries)
    store(_with_keys(entries))
    world.story = story
    return story


def _with_keys(rows: Sequence[models.Model]) -> Sequence[models.Model]:
    """Rows refer to others that have got their primary key since they were made."""
    for row in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.is_cached(row):
                setattr(row, field.name, field.get_cached_value(row))
    return rows


def _make_open_tasks(world: World, story: Story, wanted: int) -> None:
    """Tasks of the placements, and as many more that nobody is in as make the number of those that are not over."""
    held = [one for kind in story.shelf.by_kind.values() for one in kind]
    today = world.today
    for task in held:
        # Most tasks without an end stopped when nobody was in them any more.
        ends = [last for _first, last in story.shelf.held[id(task)]]
        if ends and max(ends) < today and (task.end is None or task.end >= today) and world.rng.random() < 0.96:
            task.end = min(max(ends) + timedelta(days=world.rng.randrange(0, 50)), today - timedelta(days=1))
    running = sum(one.end is None or one.end >= today for one in held)
    more = [
        open_task(
            world,
            today + timedelta(days=world.rng.choice([-90, -45, -30, -21, -14, -10, -7, -5, -3, -1, 0, 4, 12, 25, 40])),
        )
        for _n in range(max(0, wanted - running))
    ]
    if world.flavour == "dk":
        rare = rare_works(world)[: len(more)]
        more[: len(rare)] = [open_task(world, one.start, work) for one, work in zip(more, rare, strict=False)]
        # Some ran out before anybody came.
        for _n in range(max(3, wanted // 25)):
            gone = open_task(world, today - timedelta(days=world.rng.randrange(150, 500)))
            gone.end = gone.start + timedelta(days=world.rng.randrange(30, 110))
            more.append(gone)
    world.tasks = sorted([*held, *more], key=lambda one: (one.start, one.title, str(one.public_id)))
    for at, task in enumerate(world.tasks, start=1):
        task.external_id = f"O{at:05d}" if world.rng.random() < 0.85 else world.by_hand()
