"""Amina at the bakery: she writes what she worked, Bente says yes, Mette settles what they do not agree on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from candidates.models import Candidate
from placements.models import Placement
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.reach import reaching
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    PlacementFactory,
    WorkplaceFactory,
)

MONDAY = date(2026, 3, 2)


@dataclass
class Bakery:
    """`amina`, `bente` and `mette` are scopes; the placement runs from 5 January to 30 June 2026."""

    placement: Placement
    person: Candidate
    company: Organisation
    amina: Scope
    bente: Scope
    mette: Scope

    def by(self, name: str) -> Scope:
        scope: Scope = getattr(self, name)
        return scope

    def client(self, name: str) -> Client:
        """A browser in which they are signed in."""
        client, user = Client(), self.by(name).user
        assert user is not None
        client.force_login(user)
        return client


def scope_of(member: Membership) -> Scope:
    return Scope(member.organisation, member.user, member.role, (), member)


def bakery(membership: Membership, told: bool = True, **person: Any) -> Bakery:
    """`told`: the bakery has been told her name."""
    keeper = membership.organisation
    company = EmployerOrganisationFactory.create(name="Bageriet Sol")
    employer = EmployerFactory.create(keeper=keeper, country=company.country, cvr=company.cvr)
    place = WorkplaceFactory.create(keeper=keeper, employer=employer, name="Sol i Vejgaard")
    herself = MembershipFactory.create(organisation=keeper, role=Role.CANDIDATE)
    values = {"first_name": "Amina", "last_name": "Kvistgaard", "consultant": membership.user, **person}
    amina = CandidateFactory.create(keeper=keeper, user=herself.user, **values)
    placement = PlacementFactory.create(candidate=amina, workplace=place)
    if told:
        from candidates.models import Disclosure

        consent = ConsentFactory.create(candidate=amina)
        Disclosure.objects.create(
            keeper=keeper, candidate=amina, consent=consent, items=["name"], to_id=place.public_id, to_name=place.name,
            start=consent.given_on, end=consent.until,
        )  # fmt: skip
    bente = MembershipFactory.create(organisation=company, role=Role.EMPLOYER_ADMIN, user__name="Bente Bager")
    return Bakery(placement, amina, company, scope_of(herself), scope_of(bente), scope_of(membership))


@contextmanager
def as_in_a_request(scope: Scope) -> Iterator[None]:
    """No more is seen than the scope's own request would see."""
    with reaching(scope.reach()):
        yield
