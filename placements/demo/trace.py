"""What the record says of it all: who made, gave away, began and ended, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from placements.demo.store import store
from placements.demo.words.talk import ARCHIVED
from placements.demo.world import World
from placements.models import Placement
from smaajob.accounts.models import Kept, User
from smaajob.audit.models import Event


def make(world: World) -> None:
    """Write the events, oldest first."""
    events: list[Event] = sorted(_events(world), key=lambda one: one.at)
    store(events)


def _events(world: World) -> Iterator[Event]:
    yield from _about_people(world)
    for workplace in world.workplaces:
        author = workplace.consultant or world.consultants[-1]
        at = world.at(world.working_day(world.first_day))
        yield _event(world, _registered(workplace.external_id), workplace, author, at)
        yield from _archive(world, workplace, author)
    for task in world.tasks:
        author = task.workplace.consultant or world.consultants[-1]
        opened = world.working_day(min(task.start - timedelta(days=4), world.today - timedelta(days=1)))
        yield _event(world, "create", task, author, world.at(opened))
        yield from _archive(world, task, author)
    for plan in world.story.plans:
        yield from _about_placement(world, plan.placement)


def _about_people(world: World) -> Iterator[Event]:
    rng = world.rng
    for person in world.people:
        author = person.consultant or world.consultants[-1]
        at = world.at(world.working_day(person.registered_on))
        yield _event(world, _registered(person.external_id), person, author, at)
        if person.consultant is not None and rng.random() < 0.2:
            before = rng.choice(world.consultants)
            day = world.working_day(
                min(world.today - timedelta(days=1), person.registered_on + timedelta(days=rng.randrange(5, 300)))
            )
            yield _event(world, "assign", person, before, world.at(day), {"consultant": ["", str(person.consultant)]})
        yield from _archive(world, person, author)


def _about_placement(world: World, one: Placement) -> Iterator[Event]:
    rng = world.rng
    author = one.candidate.consultant or world.consultants[-1]
    begun = world.working_day(min(one.start - timedelta(days=rng.randrange(1, 12)), world.today - timedelta(days=1)))
    yield _event(world, "placement.start", one, author, world.at(begun), {"start": [None, f"{one.start}"]})
    if one.cancelled_at:
        changes = {"cancelled_at": [None, one.cancelled_at.isoformat()]}
        reason = "Skrevet ind to gange."
        yield _event(world, "placement.cancel", one, author, one.cancelled_at, changes, reason=reason)
    elif one.actual_end:
        day = world.working_day(min(world.today, one.actual_end + timedelta(days=rng.randrange(0, 6))))
        ended = {"actual_end": [None, f"{one.actual_end}"], "end_reason": ["", one.end_reason]}
        at = world.at(day) if day < world.today else world.at(day, 0, 0)
        yield _event(world, "placement.end", one, author, at, ended)


def _registered(external_id: str) -> str:
    """What has an id of our own was written in by hand."""
    return "create" if external_id.startswith("sj-") else "import.create"


def _archive(world: World, thing: Any, by: User) -> Iterator[Event]:
    if thing.archived_at and thing.archived_as in ("done", "mistake"):
        reason = (
            ARCHIVED[-1]
            if thing.archived_as == "mistake"
            else ARCHIVED[0]
            if thing._meta.model_name == "candidate"
            else ""
        )
        yield _event(
            world, "archive", thing, by, thing.archived_at, {"archived_as": ["", str(thing.archived_as)]}, reason=reason
        )


def _event(
    world: World, verb: str, thing: Kept, by: User, at: datetime, changes: dict[str, Any] | None = None, *, reason: str = ""
) -> Event:  # fmt: skip
    return Event(
        at=at, organisation=world.keeper, actor=by, verb=verb, subject=thing._meta.label_lower, subject_id=thing.public_id,
        changes=changes or {}, reason=reason,
    )  # fmt: skip
