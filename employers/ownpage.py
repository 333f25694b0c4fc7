"""Whom a company calls in each municipality, put together from its workplaces. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from employers.models import Workplace
from smaajob.accounts.models import Organisation, Unit


@dataclass(slots=True)
class Consultant:
    """Whom to call. `where` are the names of the workplaces that they have; `stands_in`: only when the fixed one is away."""

    name: str
    phone: str = ""
    email: str = ""
    where: list[str] = field(default_factory=list)
    stands_in: bool = False


@dataclass(slots=True)
class Ours:
    """A municipality, whom to call there, and its employer entrance for everything else."""

    keeper: Organisation
    calls: list[Consultant]
    entrance: Unit | None = None


def our_contacts(
    workplaces: Iterable[Workplace], keepers: Iterable[Organisation], entrances: Mapping[int, Unit]
) -> list[Ours]:
    """Each municipality once, by name; each of its consultants once, the fixed ones first."""
    found = {one.pk: Ours(one, [], entrances.get(one.pk)) for one in sorted(keepers, key=lambda one: one.name)}
    known: dict[tuple[int, str, bool], Consultant] = {}
    for place in workplaces:
        for call in _calls(place):
            key = (place.keeper_id, call.email or call.name, call.stands_in)
            if key not in known:
                known[key] = call
                found[place.keeper_id].calls.append(call)
            known[key].where.append(place.name)
    for one in found.values():
        one.calls.sort(key=lambda call: call.stands_in)
    return list(found.values())


def _calls(place: Workplace) -> Iterable[Consultant]:
    if place.consultant is not None:
        yield Consultant(place.consultant.name, place.consultant.phone, place.consultant.email or "")
    elif place.consultant_email:
        yield Consultant(place.consultant_email, email=place.consultant_email)
    if place.stand_in is not None:
        yield Consultant(place.stand_in.name, place.stand_in.phone, place.stand_in.email or "", stands_in=True)
