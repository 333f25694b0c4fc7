"""Notes about people and the log of workplaces: signed, still being written, corrected, pinned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from candidates.models import Candidate, Note
from employers.models import LogEntry, Workplace
from placements.demo.careers import Plan, Story
from placements.demo.words import talk
from placements.demo.world import World
from smaajob.accounts.models import User

AnyNote = TypeVar("AnyNote", Note, LogEntry)
KINDS = ("note", "phone", "phone", "meeting", "meeting", "visit", "message")


def notes(world: World, story: Story) -> list[Note]:
    """What consultants have written about people: the first talk, how it goes, how it ended."""
    plans: dict[int, list[Plan]] = {}
    for plan in story.plans:
        plans.setdefault(plan.person, []).append(plan)
    found: list[Note] = []
    for at, person in enumerate(world.people):
        words = {"name": person.first_name, "place": "", "contact": ""}
        mine = [*_told(world, person, plans.get(at, ()), words), *_important(world, person, words)]
        found += [*mine, *(_addenda(world, mine, talk.ADDENDA, words) if world.country == "DK" else [])]
    return found


def _told(world: World, person: Candidate, plans: Sequence[Plan], words: dict[str, str]) -> list[Note]:
    """What happened, oldest first; the last of it may still be written on."""
    author = _author(world, person)
    texts = []
    if world.rng.random() < 0.8:
        texts.append((person.registered_on, "meeting", _say(world, world.talk.FIRST, words)))
    for plan in plans:
        texts += _about(world, plan, person.first_name)
    # Nobody writes the same sentence twice about one person.
    texts = list({text: (day, kind, text) for day, kind, text in reversed(texts)}.values())
    mine = [_note(world, Note(candidate=person), author, day, kind, text) for day, kind, text in sorted(texts)]
    if mine and world.rng.random() < 0.06:
        mine[-1].signed_at = None
    elif world.rng.random() < 0.05 and world.flavour == "dk":
        text = world.rng.choice(talk.DRAFTS)
        mine.append(_note(world, Note(candidate=person), author, world.today, "note", text, sign=False))
    return mine


def _important(world: World, person: Candidate, words: dict[str, str]) -> Iterator[Note]:
    """What everybody must see first."""
    author = _author(world, person)
    if world.rng.random() < 0.12 and world.flavour == "dk":
        text = _say(world, talk.PINNED[: -1 if not person.address_protected else None], words)
        day = person.registered_on + timedelta(days=6)
        yield _note(world, Note(candidate=person, important=True), author, day, "note", text)
    if person.address_protected and world.country == "DK":
        text = talk.PINNED[-1]
        yield _note(world, Note(candidate=person, important=True), author, person.registered_on, "note", text)


def _author(world: World, thing: Candidate | Workplace) -> User:
    return thing.consultant or world.consultants[-1]


def log(world: World) -> list[LogEntry]:
    """What was said with workplaces."""
    found: list[LogEntry] = []
    for workplace in world.workplaces:
        author = _author(world, workplace)
        contact = world.contacts.get(id(workplace))
        words = {"contact": contact.name.split()[0] if contact else "lederen", "place": workplace.name, "name": ""}
        mine = []
        for text in world.rng.sample(
            world.talk.LOG if world.flavour != "youth" else talk.LOG, world.rng.choice([0, 1, 1, 2, 3])
        ):
            day = world.working_day(world.day_between(world.first_day, world.today))
            kind = "visit" if text.startswith(("Var forbi", "Gik en", "Besök")) else world.rng.choice(KINDS)
            mine.append(_note(world, LogEntry(workplace=workplace), author, day, kind, text.format(**words)))
        if mine and world.rng.random() < 0.08:
            mine[-1].signed_at = None
        if world.country == "DK" and world.rng.random() < 0.1:
            text = _say(world, talk.LOG_PINNED, words)
            mine.append(
                _note(world, LogEntry(workplace=workplace, important=True), author, world.first_day, "note", text)
            )
        found += [*mine, *(_addenda(world, mine, talk.LOG_ADDENDA, words) if world.country == "DK" else [])]
    return found


def _about(world: World, plan: Plan, name: str) -> Iterator[tuple[date, str, str]]:
    rng, one = world.rng, plan.placement
    contact = world.contacts.get(id(one.workplace))
    words = {"name": name, "place": one.workplace.name, "contact": contact.name.split()[0] if contact else "lederen"}
    last = min(one.last_day(), world.today)
    if one.start <= world.today and rng.random() < 0.45:
        yield one.start, rng.choice(("visit", "phone")), _say(world, world.talk.START, words)
    for week in (3, 8, 14, 20, 26):
        day = world.working_day(one.start + timedelta(days=7 * week + rng.randrange(-3, 4)))
        if day < last and rng.random() < 0.35:
            bank = world.talk.BAD if rng.random() < 0.15 + plan.absence else world.talk.GOOD
            yield day, rng.choice(KINDS), _say(world, bank, words)
    if one.actual_end is not None and rng.random() < 0.5:
        bank = {"ansat": world.talk.HIRED, "gennemført": world.talk.DONE, "forlænget": world.talk.GOOD}.get(
            one.end_reason
        )
        yield one.actual_end, rng.choice(KINDS), _say(world, bank or world.talk.STOPPED, words)


def _say(world: World, bank: Sequence[str], words: dict[str, str]) -> str:
    return world.rng.choice(bank).format(**words)


def _note(world: World, note: AnyNote, author: User, day: date, kind: str, text: str, *, sign: bool = True) -> AnyNote:
    day = min(world.working_day(day), world.today)
    note.public_id, note.keeper, note.author, note.kind, note.happened_on, note.text = (
        world.new_id(), world.keeper, author, kind, day, text,
    )  # fmt: skip
    note.written_at = _not_later(world, day)
    note.signed_at = note.written_at + timedelta(minutes=world.rng.randrange(2, 90)) if sign else None
    return note


def _not_later(world: World, day: date) -> datetime:
    """A moment of the day; early in the morning where the day is today, since nothing is written in the future."""
    return world.at(day, 0, 0) if day >= world.today else world.at(day)


def _addenda(world: World, mine: Sequence[AnyNote], bank: Sequence[str], words: dict[str, str]) -> list[AnyNote]:
    found = []
    for note in mine:
        if note.signed_at is None or note.important or world.rng.random() > 0.03 or note.happened_on >= world.today:
            continue
        later: AnyNote = type(note)(addendum_to=note)
        if isinstance(later, Note) and isinstance(note, Note):
            later.candidate = note.candidate
        elif isinstance(later, LogEntry) and isinstance(note, LogEntry):
            later.workplace = note.workplace
        text = _say(world, bank, {**words, "contact": words["contact"] or "lederen"})
        found.append(_note(world, later, note.author, note.happened_on + timedelta(days=1), note.kind, text))
    return found
