"""What the database gives a company of changes: the days, what it asked for itself, and neither why nor what the person wrote."""

from __future__ import annotations

from datetime import date

import pytest

from placements.changing.at_company import at_company, pauses_at
from placements.models import ChangeRequest, Move, Pause, Placement
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.reach import NOTHING, reaching
from tests.factories import (
    ChangeRequestFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MoveFactory,
    PauseFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def company(placement: Placement) -> Scope:
    """The bakery's own user, while a pause lasts, a move is planned and both sides have asked for something."""
    PauseFactory.create(placement=placement, first_day=TODAY, last_day=None, why="illness", words="Ringer fredag")
    MoveFactory.create(placement=placement, on=date(2026, 4, 1))
    ChangeRequestFactory.create(placement=placement)
    ChangeRequestFactory.create(placement=placement, side="person", wish="stop", words="Jeg vil væk")
    PauseFactory.create(placement=PlacementFactory.create())
    organisation = EmployerOrganisationFactory.create(cvr=placement.workplace.employer.cvr)
    member = MembershipFactory.create(organisation=organisation, role=Role.EMPLOYER)
    return Scope(organisation, member.user, Role.EMPLOYER, (), member)


def test_a_company_reads_no_pause_and_no_move(company: Scope) -> None:
    with reaching(company.reach()):
        assert not Pause.objects.exists()
        assert not Move.objects.exists()
        assert [one.side for one in ChangeRequest.objects.all()] == ["employer"]


def test_it_is_told_the_days_of_its_own(company: Scope, placement: Placement) -> None:
    with reaching(company.reach()):
        assert pauses_at([placement.pk, placement.pk + 1], TODAY) == {placement.pk: [(TODAY, None)]}
        [one] = at_company(company, TODAY)
        assert (one.placement, one.pauses, one.waits) == (placement, [(TODAY, None)], ["extend"])


def test_another_company_is_told_nothing(company: Scope, placement: Placement) -> None:
    stranger = EmployerOrganisationFactory.create()
    member = MembershipFactory.create(organisation=stranger, role=Role.EMPLOYER)
    theirs = Scope(stranger, member.user, Role.EMPLOYER, (), member)
    with reaching(theirs.reach()):
        assert pauses_at([placement.pk], TODAY) == {}
        assert at_company(theirs, TODAY) == []
        assert not ChangeRequest.objects.exists()


def test_without_a_reach_there_is_nothing(company: Scope, placement: Placement) -> None:
    with reaching(NOTHING):
        assert not Pause.objects.exists()
        assert not ChangeRequest.objects.exists()
        assert pauses_at([placement.pk], TODAY) == {}


def test_the_person_sees_their_own(company: Scope, placement: Placement) -> None:
    member = MembershipFactory.create(organisation=placement.keeper, role=Role.CANDIDATE)
    type(placement.candidate).objects.filter(pk=placement.candidate_id).update(user=member.user)
    with reaching(Scope(placement.keeper, member.user, Role.CANDIDATE, (), member).reach()):
        assert [one.placement_id for one in Pause.objects.all()] == [placement.pk]
        assert ChangeRequest.objects.count() == 2
