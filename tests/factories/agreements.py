"""A placement that is to be agreed on, in each state; the verbs do the work, so that what a test begins with can be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from employers.company import company_with
from placements.actions import drafting, sending, signing
from placements.actions.agreements import first_agreement
from placements.actions.asking import Link
from placements.models import AgreementVersion, Party, Placement, SigningLink
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.tokens import token_hash
from tests.factories.accounts import EmployerOrganisationFactory, MembershipFactory, UserFactory
from tests.factories.candidates import CandidateFactory
from tests.factories.employers import ContactFactory, EmployerFactory, TaskFactory, WorkplaceFactory
from tests.factories.placements import PlacementFactory


def monday(weeks: int = 1) -> date:
    """The Monday of this week or of one to come."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def to_be_agreed(keeper: Organisation, *, with_user: bool = True, **values: Any) -> Placement:
    """Amina begins on Monday at Bageriet for thirteen weeks; the bakery has a user, and three employees."""
    person = values.pop("candidate", None)
    if person is None:
        born = values.pop("birth_date", date(1990, 5, 17))
        person = CandidateFactory.create(
            keeper=keeper,
            first_name="Amina",
            last_name="Hassan",
            phone="20 11 22 33",
            email="amina@example.org",
            birth_date=born,
        )
    if with_user and person.user is None:
        person.user = MembershipFactory.create(organisation=keeper, role=Role.CANDIDATE, user__name=str(person)).user
        person.save()
    company = EmployerOrganisationFactory.create()
    employer = EmployerFactory._meta.model.objects.filter(keeper=keeper, cvr=company.cvr).first()
    employer = employer or EmployerFactory.create(keeper=keeper, cvr=company.cvr)
    place = {"name": "Bageriet Sol", "address": "Algade 7", "employees": 3, **values.pop("workplace", {})}
    workplace = WorkplaceFactory.create(keeper=keeper, employer=employer, **place)
    ContactFactory.create(workplace=workplace, email="bente@example.org")
    task = TaskFactory.create(
        keeper=keeper, workplace=workplace, start=timezone.localdate() - timedelta(days=400), description="Pakke brød.",
        seats=9, **values.pop("task", {}),
    )  # fmt: skip
    dates = {"start": monday(), "planned_end": monday(14), **values}
    made: Placement = PlacementFactory.create(candidate=person, workplace=workplace, task=task, **dates)
    return made


def noted(placement: Placement) -> AgreementVersion:
    """As the start of a placement notes it, without signatures."""
    assert placement.task is not None
    version = first_agreement(placement, placement.task, placement.task.windows)
    version.save()
    return version


def drafted(by: Scope, placement: Placement, **values: Any) -> AgreementVersion:
    """A draft that can be sent."""
    if not placement.agreements.exists():
        noted(placement)
    version = drafting.draft(by=by, placement=placement)
    if values:
        version = drafting.change(by=by, agreement=version, values=values, steps=drafting.steps_of_row(version))
    return version


def sent(by: Scope, placement: Placement, **values: Any) -> AgreementVersion:
    """Waits for signatures; an employees' representative gets a link."""
    version = drafted(by, placement, **values)
    rep = {Party.EMPLOYEE_REP: Link("Rikke Repræsentant", "rikke@example.org")}
    guardian = {Party.GUARDIAN: Link("Fatma Hassan", "fatma@example.org")}
    nobody = not placement.workplace.contacts.exists() and not company_with("DK", placement.workplace.employer.cvr)
    paper = [Party.EMPLOYER] if nobody else []
    links = {**rep, **guardian}
    return sending.send(by=by, agreement=version, links=links, paper=paper, reason="Vi har set på det sammen.")


def employer_of(placement: Placement) -> Membership:
    """A user of the company."""
    company = EmployerOrganisationFactory.create()
    found = Membership.objects.filter(organisation=company).first()
    made: Membership = found or MembershipFactory.create(
        organisation=company, role=Role.EMPLOYER, user__name="Ole Olsen"
    )
    return made


def scope_of(member: Membership) -> Scope:
    return Scope(member.organisation, member.user, Role(member.role), (), member)


def person_scope(placement: Placement) -> Scope:
    """The person's own."""
    return scope_of(Membership.objects.get(user=placement.candidate.user, role=Role.CANDIDATE))


def paper(by: Scope, version: AgreementVersion, party: str, name: str = "Underskrevet Navn") -> None:
    """Signed on paper today."""
    signing.register_paper(by=by, agreement=version, party=party, says="yes", name=name, seen_on=timezone.localdate())


def signed(by: Scope, placement: Placement, **values: Any) -> AgreementVersion:
    """Holds: all have signed, on paper."""
    version = sent(by, placement, **values)
    for party in version.asks:
        paper(by, version, party)
    version.refresh_from_db()
    return version


def one_of_each(by: Scope, placement: Placement) -> AgreementVersion:
    """A version with a step, a signature and a link, for tests that look at every table."""
    version = sent(by, placement)
    paper(by, version, Party.PERSON)
    SigningLink.objects.create(
        keeper=placement.keeper, placement=placement, candidate=placement.candidate, party=Party.EMPLOYER, name="Ole",
        email="ole@example.org", token_hash=token_hash(f"of {placement.pk}"), expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    return version


def colleague(keeper: Organisation) -> Scope:
    """A consultant of the municipality."""
    return Scope(keeper, UserFactory.create(name="Mette Holm"))
