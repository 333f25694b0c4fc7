"""Whose placements a party's own pages are about, and that a company's look at one is on record."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from candidates.following import own_person
from candidates.models import Candidate
from placements.models import Placement, PlacementQuerySet
from placements.parties import workplaces_of_party
from placements.policies import people_of_placements
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen_ids
from smaajob.http import Request


def own_placements(scope: Scope, known: Candidate | None = None) -> PlacementQuerySet:
    """The user's own, or of those whom they follow. `known`: who they are themselves, where that has been asked."""
    rows: PlacementQuerySet = Placement.objects.visible_to(scope).select_related("workplace", "keeper")
    person = known or own_person(scope)
    if person is not None:
        return rows.filter(candidate=person)
    return rows if scope.may(Permission.SEE_CIRCLE) else rows.none()


def company_placements(scope: Scope) -> PlacementQuerySet:
    """Those at the company's workplaces; the person's row is never joined, since a company does not see it."""
    places = workplaces_of_party(scope)
    if places is None:
        raise Http404
    rows: PlacementQuerySet = Placement.objects.filter(workplace__in=places, erased=False)
    return rows


def seen_by_company(request: Request, placements: list[Placement], **how: Any) -> None:
    """The look is in the log of the municipality that keeps the case."""
    people = people_of_placements([one.pk for one in placements])
    for one in placements:
        if one.pk in people:
            seen_ids(request, [people[one.pk]], keeper=one.keeper, **how)
