"""What is put away: what is over, what was a mistake, and placements that never should have been."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from candidates.models import Course, Enrolment, Participation, Programme
from employers.models import Contact
from placements.demo.careers import Plan, Story
from placements.demo.world import World
from placements.models import Placement
from smaajob.archive import Archivable, ArchivedAs


def cancelled(world: World, story: Story) -> None:
    """Some were typed twice, or for the wrong person: their hours stay as a trace, their shifts are gone."""
    chosen = [
        plan
        for plan in story.plans
        if plan.task is not None and plan.placement.start < world.today - timedelta(days=20)
    ]
    for plan in world.rng.sample(chosen, max(2, len(chosen) // 90)):
        one = plan.placement
        double = Placement(
            public_id=world.new_id(), keeper=world.keeper, external_id=world.by_hand(), candidate=one.candidate, workplace=one.workplace,
            task=one.task, kind=one.kind, start=one.start, planned_end=one.planned_end,
            cancelled_at=world.at(one.start + timedelta(days=world.rng.randrange(1, 18))),
        )  # fmt: skip
        written = one.start + timedelta(days=10) if world.rng.random() < 0.6 else date.min
        story.plans.append(Plan(double, plan.task, plan.person, plan.windows, written_until=written))


def put_away(
    world: World, story: Story, contacts: Sequence[Contact], programmes: Sequence[Programme],
    participations: Sequence[Participation], courses: Sequence[Course], enrolments: Sequence[Enrolment],
) -> None:  # fmt: skip
    """Put rows of each kind away, before they are stored; never one that something running depends on."""
    rng, today = world.rng, world.today
    running = [
        plan.placement for plan in story.plans if plan.placement.actual_end is None and not plan.placement.cancelled_at
    ]
    busy = (
        {id(one.candidate) for one in running}
        | {id(one.workplace) for one in running}
        | {id(one.task) for one in running}
    )
    used = {id(plan.placement.candidate) for plan in story.plans} | {id(plan.task) for plan in story.plans}
    used |= {id(plan.placement.workplace) for plan in story.plans}
    for at, (day, _status) in story.left.items():
        if day < today - timedelta(days=120) and id(world.people[at]) not in busy and rng.random() < 0.5:
            _done(world, world.people[at], day + timedelta(days=rng.randrange(60, 118)))
    idle = [one for one in world.workplaces if id(one) not in busy and not _has_open_task(world, one)]
    for workplace in idle[: max(1, len(world.workplaces) // 40)]:
        _done(world, workplace, today - timedelta(days=rng.randrange(5, 200)))
    for task in world.tasks:
        if (
            id(task) not in busy
            and task.end is not None
            and task.end < today - timedelta(days=30)
            and rng.random() < 0.35
        ):
            _done(world, task, task.end + timedelta(days=rng.randrange(2, 29)))
    for programme in programmes:
        if programme.end is not None and programme.end < today - timedelta(days=60):
            _done(world, programme, programme.end + timedelta(days=30))
    for course in [one for one in courses if one.end < today - timedelta(days=300)][::3]:
        _done(world, course, course.end + timedelta(days=20))
    _some(world, [one for one in participations if one.end is not None], ArchivedAs.DONE)
    _some(world, [one for one in enrolments if one.completed is False], ArchivedAs.DONE)
    _mistakes(world, contacts, participations, courses, enrolments)
    unused = [one for one in world.people if id(one) not in used and one.registered_on < today - timedelta(days=15)]
    _some(world, unused, ArchivedAs.MISTAKE, share=40)
    free = [one for one in world.tasks if id(one) not in used and not one.is_archived]
    _some(world, [one for one in free if one.end is not None and one.end < today], ArchivedAs.MISTAKE, share=80)


def _has_open_task(world: World, workplace: Any) -> bool:
    return any(one.workplace is workplace and (one.end is None or one.end >= world.today) for one in world.tasks)


def _mistakes(
    world: World, contacts: Sequence[Contact], participations: Sequence[Participation], courses: Sequence[Course],
    enrolments: Sequence[Enrolment],
) -> None:  # fmt: skip
    _some(world, [one for one in contacts if not one.main and not one.is_archived], ArchivedAs.MISTAKE, share=60)
    _some(world, [one for one in participations if not one.is_archived], ArchivedAs.MISTAKE, share=300)
    _some(world, [one for one in enrolments if not one.is_archived], ArchivedAs.MISTAKE, share=200)
    taken = {id(one.course) for one in enrolments}
    empty = [one for one in courses if id(one) not in taken and not one.is_archived] or [courses[0]]
    _some(world, empty, ArchivedAs.MISTAKE, share=999)


def _some(world: World, rows: Iterable[Any], how: str, *, share: int = 12) -> None:
    """At least one of the rows, and one in `share` of them."""
    found = [one for one in rows if not one.is_archived]
    for row in world.rng.sample(found, min(len(found), max(1, len(found) // share))):
        first = max(world.first_day, world.today - timedelta(days=400))
        row.archived_at, row.archived_as = (
            world.at(world.working_day(world.day_between(first, world.today - timedelta(days=1)))),
            how,
        )


def _done(world: World, row: Archivable, day: date) -> None:
    row.archived_at, row.archived_as = (
        world.at(world.working_day(min(day, world.today - timedelta(days=1)))),
        ArchivedAs.DONE,
    )
