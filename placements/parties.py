"""The parties of a placement: the person, the company, the municipality. How each finds their rows, and acts in another's case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.company import company_of, workplaces_of
from employers.models import WorkplaceQuerySet
from smaajob.reach import current, one_person, reaching

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class Side(models.TextChoices):
    """Whose word it is: of a yes, of hours, of why somebody was not there."""

    PERSON = "person", _("Personen")
    EMPLOYER = "employer", _("Arbejdspladsen")
    MUNICIPALITY = "municipality", _("Kommunen")


class OfAPerson(Protocol):
    """A row about one person, kept by an organisation."""

    keeper_id: int
    candidate_id: int


@contextmanager
def in_the_case(by: Scope, thing: OfAPerson) -> Iterator[None]:
    """Inside, a verb reaches the one person's case at the municipality that keeps it; call it once it is sure that `by` is a party.

    Who works where the case is kept reaches it already. A company reaches the rows of its workplaces and no person: here that one
    person's rows are open to the verb (and to nothing that the page shows afterwards).
    """
    if current().tests or by.organisation.pk == thing.keeper_id:
        with reaching(current()):
            yield
        return
    with one_person(thing.keeper_id, thing.candidate_id):
        yield


def workplaces_of_party(by: Scope) -> WorkplaceQuerySet | None:
    """The workplaces of the company that the user belongs to or acts for; None where there is neither. Rows about people are found by
    `filter(workplace__in=…)` and never joined with the person, whom a company does not see (placements.told gives the name)."""
    company = company_of(by)
    return workplaces_of(by, company) if company else None


def side_of(by: Scope) -> Side:
    """For whom the user speaks: a colleague who acts in somebody's place speaks for them, and the record says who it was."""
    if by.behalf is not None:
        return Side.EMPLOYER if by.behalf.kind == "employer" else Side.PERSON
    if by.organisation.is_employer:
        return Side.EMPLOYER
    return Side.PERSON if by.role == "candidate" else Side.MUNICIPALITY
