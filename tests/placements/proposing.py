"""A proposal with both its sides: Amina, whom Mette proposes to Bente's bakery; and the way to each state by the verbs themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from candidates.actions import access
from candidates.models import Candidate, ConsentItem
from employers.models import Task, Workplace
from placements.actions import proposal_answers as answers
from placements.actions import proposal_clock, proposals
from placements.models import Proposal, ProposalState
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    ContactFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    ProposalFactory,
    TaskFactory,
    WorkplaceFactory,
)


@dataclass
class Sides:
    """Mette, Amina and Bente, as scopes; what they talk about."""

    mette: Scope
    amina: Scope
    bente: Scope
    person: Candidate
    workplace: Workplace
    task: Task
    company: Organisation

    def draft(self, **values: Any) -> Proposal:
        """Mette's idea."""
        row: Proposal = ProposalFactory.create(candidate=self.person, task=self.task, **values)
        return row


def sides(keeper: Organisation, membership: Membership, **person: Any) -> Sides:
    """Amina has said yes to be proposed with her name, what she can and when; the bakery has one task with one seat."""
    mette = Scope(keeper, membership.user, membership.role, membership=membership)
    one = CandidateFactory.create(
        keeper=keeper,
        **{
            "first_name": "Amina",
            "last_name": "Kvistgaard",
            "phone": "+45 20 11 22 33",
            "consultant": membership.user,
            **person,
        },
    )
    ConsentFactory.create(candidate=one, items=[ConsentItem.NAME, ConsentItem.SKILLS, ConsentItem.TIMES])
    company = EmployerOrganisationFactory.create(name="Bageriet Sol")
    employer = EmployerFactory.create(keeper=keeper, country=company.country, cvr=company.cvr)
    workplace = WorkplaceFactory.create(keeper=keeper, employer=employer, name="Sol i Vejgaard", address="Algade 7")
    ContactFactory.create(workplace=workplace, name="Bente Bager", email="bente@bageriet.example")
    task = TaskFactory.create(keeper=keeper, workplace=workplace, title="Pakke boller", start=timezone.localdate())
    chosen = access.give(by=mette, candidate=one)
    baker = MembershipFactory.create(organisation=company, role=Role.EMPLOYER, user__name="Bente Bager")
    return Sides(
        mette,
        Scope(keeper, chosen.user, Role.CANDIDATE, membership=chosen),
        Scope(company, baker.user, Role.EMPLOYER, membership=baker),
        one,
        workplace,
        task,
        company,
    )


def sent(of: Sides, **values: Any) -> Proposal:
    return proposals.send(by=of.mette, proposal=of.draft(**values))


def with_employer(of: Sides, **values: Any) -> Proposal:
    return answers.answer_person(by=of.amina, proposal=sent(of, **values), answer="yes")


def meeting(of: Sides) -> Proposal:
    at = timezone.now() + timedelta(days=3)
    return answers.meet(by=of.mette, proposal=with_employer(of), at=at, place="I bageriet", with_whom="Mette")


def agreed(of: Sides) -> Proposal:
    return answers.answer_employer(by=of.bente, proposal=with_employer(of), answer="yes")


def declined(of: Sides) -> Proposal:
    return answers.answer_person(by=of.amina, proposal=sent(of), answer="no", reason="way")


def expired(of: Sides) -> Proposal:
    row = sent(of)
    proposal_clock.mind(timezone.now() + timedelta(days=9))
    row.refresh_from_db()
    return row


def withdrawn(of: Sides) -> Proposal:
    return proposals.withdraw(by=of.mette, proposal=sent(of), reason="mistake")


IN_STATE: dict[ProposalState, Callable[[Sides], Proposal]] = {
    ProposalState.DRAFT: lambda of: of.draft(),
    ProposalState.WITH_PERSON: sent,
    ProposalState.WITH_EMPLOYER: with_employer,
    ProposalState.MEETING: meeting,
    ProposalState.AGREED: agreed,
    ProposalState.DECLINED: declined,
    ProposalState.EXPIRED: expired,
    ProposalState.WITHDRAWN: withdrawn,
}
