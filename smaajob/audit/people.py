"""Of whom a row is: the floors above say how the person behind a row is found, since this floor knows no people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from django.db import models

    from smaajob.accounts.models import Organisation

_ways: dict[str, Callable[[Any], object]] = {}
_people: set[str] = set()


def register(model: type[models.Model], way: str | Callable[[Any], UUID | None]) -> None:
    """Say how one comes from a row to the person's public id (`public_id`, `candidate.public_id`); None where it shows nobody."""
    _ways[model._meta.label_lower] = attrgetter(way) if isinstance(way, str) else way
    if way == "public_id":
        _people.add(model._meta.label_lower)


def is_about_people(model: type[models.Model]) -> bool:
    """Whether rows of the model show a person."""
    return model._meta.label_lower in _ways


def are_people(label: str) -> bool:
    """Whether a row that names another by `app.model` and public id names a person."""
    return label in _people


def people_of(things: Iterable[models.Model]) -> list[UUID]:
    """The public ids of the people that rows show, each once, in the order of the rows. Load their people with the rows."""
    found: dict[UUID, None] = {}
    for thing in things:
        label = thing._meta.label_lower
        if label not in _ways:
            raise ImproperlyConfigured(f"{label} shows no person that is known (smaajob.audit.people.register).")
        person = _ways[label](thing)
        if isinstance(person, UUID):
            found[person] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Directory:
    """What the officer's pages need to know of people, whatever the officer's role sees of them elsewhere.

    `names`: of public ids, in an organisation; who is not found is not in it. `ids`: all the ids that one person has had (doubles that
    were merged), the asked one among them; empty where the organisation knows nobody by it. `by_cpr`: the
    person with a CPR number (its digits), or None. `by_birth`: those born on a day, with a word in their name. One query or two each.
    """

    names: Callable[[Organisation, Iterable[UUID]], dict[UUID, str]]
    ids: Callable[[Organisation, UUID], list[UUID]]
    by_cpr: Callable[[Organisation, str], UUID | None]
    by_birth: Callable[[Organisation, date, str], list[UUID]]


_directory: list[Directory] = []


def register_directory(directory: Directory) -> None:
    """Say how people are named. Once, by the floor that has them."""
    _directory[:] = [directory]


def names_of(organisation: Organisation, public_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of people by public id; who is erased has none."""
    wanted = set(public_ids)
    return _directory[0].names(organisation, wanted) if wanted and _directory else {}


def ids_of(organisation: Organisation, public_id: UUID) -> list[UUID]:
    """The ids under which somebody's look-ups stand; one who is erased still has the id."""
    return (_directory[0].ids(organisation, public_id) if _directory else []) or [public_id]


def find_by_birth(organisation: Organisation, born: date, name: str) -> list[UUID]:
    """The public ids of those born on a day whose name has the word in it."""
    return _directory[0].by_birth(organisation, born, name) if _directory and name else []


def find_by_cpr(organisation: Organisation, digits: str) -> UUID | None:
    """The public id of the person with a CPR number, where the organisation has one."""
    return _directory[0].by_cpr(organisation, digits) if _directory and digits else None
