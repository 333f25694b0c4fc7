"""A company across municipalities: the organisation that its users belong to, and the workplaces that each municipality keeps of it.

What ties them is the country and the CVR-nummer (organisationsnummer); a row of the one never points at a row of the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from employers.models import (
    Registration,
    RegistrationQuerySet,
    RegistrationState,
    Workplace,
    WorkplaceQuerySet,
)
from smaajob.accounts.models import Organisation, OrganisationKind, Unit

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


def companies() -> Q:
    """The organisations that are companies."""
    return Q(kind=OrganisationKind.EMPLOYER)


def company_of(scope: Scope) -> Organisation | None:
    """The user's own company, or the one in whose place they act; None where there is neither."""
    if scope.organisation.is_employer:
        return scope.organisation
    if scope.behalf is None or scope.behalf.kind != "employer":
        return None
    return Organisation.objects.filter(companies(), public_id=scope.behalf.public_id).first()


def workplaces_of(scope: Scope, company: Organisation) -> WorkplaceQuerySet:
    """The company's workplaces: to itself whoever keeps them, to somebody who acts for it those that their organisation keeps."""
    own = Workplace.objects.visible_to(scope).current()
    return own.filter(employer__country=company.country, employer__cvr=company.cvr)


def name_of(scope: Scope, public_id: UUID) -> str | None:
    """For smaajob.accounts.behalf: a company that the organisation has a workplace of, or has confirmed itself."""
    company = Organisation.objects.filter(companies(), public_id=public_id).first()
    if company is None or scope.organisation.is_employer:
        return None
    confirmed = Registration.objects.visible_to(scope).filter(organisation=company, state=RegistrationState.CONFIRMED)
    return company.name if workplaces_of(scope, company).exists() or confirmed.exists() else None


def who_waits(scope: Scope) -> RegistrationQuerySet:
    """The companies that wait for an answer from the scope's organisation."""
    return Registration.objects.visible_to(scope).waiting().once_a_company()


def company_with(country: str, cvr: str) -> Organisation | None:
    """The company with a number, where it is confirmed."""
    if not cvr:
        return None
    return Organisation.objects.filter(companies(), country=country, cvr=cvr).first()


def entrances(keepers: Iterable[int]) -> dict[int, Unit]:
    """The employer entrances of organisations, by the organisation's key. One query."""
    rows = Unit.objects.filter(keeper__in=set(keepers), employer_entrance=True, active=True)
    return {one.keeper_id: one for one in rows}
