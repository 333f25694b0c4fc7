"""A user for every role, and what ties each to people: a programme, somebody to follow, a company, a week of one's own."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from candidates.models import Candidate, CircleMember, CircleRole, PersonalLink, Programme, ProgrammeWorker
from candidates.models.links import LINK_LASTS
from employers.models import Employer
from placements.demo import posted
from placements.models import Placement, Shift
from smaajob.accounts.models import Channel, Membership, Organisation, OrganisationKind, Role, Unit, User
from smaajob.tokens import token_hash

# The demo candidate's personal link: as it would stand on paper. Only its hash is stored, so it is known from here.
LINK_CODE = "KXTR-4P9D-W2HM"
WORKS_IN = "SPROG"
UNITS = ("Jobcenter Aalborg", "Ungeindsatsen", "Virksomhedsindgangen", "Integrationshuset")
ENTRANCE, CLOSED = "Virksomhedsindgangen", "Integrationshuset"


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in. Who is no staff signs in with a code, and has no password."""

    email: str
    name: str
    role: Role = Role.CONSULTANT


MENTOR = Login("mentor@demo.example", "Henning Vestergaard", Role.MENTOR)
CANDIDATE = Login("kandidat@demo.example", "", Role.CANDIDATE)  # named as the person
GUARDIAN = Login("vaerge@demo.example", "Fatma Yildiz", Role.GUARDIAN)
BOSS = Login("chef.butik@demo.example", "Lars Brandt", Role.EMPLOYER_ADMIN)
SHOP = Login("butik@demo.example", "Tina Bek", Role.EMPLOYER)
WITH_A_CODE = (BOSS, SHOP, MENTOR, CANDIDATE, GUARDIAN)


def make(keeper: Organisation, youth: Organisation, today: date, rng: random.Random) -> None:
    """Everybody but those who sign in with a password, who are there already."""
    keeper.phone = "+45 94 31 10 00"
    keeper.save(update_fields=["phone"])
    _units(keeper, rng)
    worker = User.objects.get(memberships__organisation=keeper, memberships__role=Role.PARTNER_WORKER)
    programme = Programme.objects.get(keeper=keeper, external_id=WORKS_IN)
    ProgrammeWorker.objects.create(keeper=keeper, public_id=_id(rng), programme=programme, user=worker)
    person = _candidate(keeper, today, rng)
    _mentor(keeper, person, today, rng)
    _guardian(youth, today, rng)
    company = _employer(keeper, today, rng)
    _channels(keeper)
    posted.make(keeper, company, User.objects.get(email=BOSS.email), today, rng)


def at(keeper: Organisation, day: date, hour: int = 9) -> datetime:
    """A moment in office hours."""
    return datetime.combine(day, time(hour), keeper.zone)


def _units(keeper: Organisation, rng: random.Random) -> None:
    units = {}
    for name in UNITS:
        units[name] = Unit.objects.create(
            public_id=_id(rng), keeper=keeper, name=name, phone=_phone(rng),
            email=f"{name.lower().replace(' ', '.')}@demo.example", employer_entrance=name == ENTRANCE, active=name != CLOSED,
        )  # fmt: skip
    members = Membership.objects.filter(organisation=keeper)
    members.exclude(role=Role.PARTNER_WORKER).update(unit=units[UNITS[0]])
    members.filter(user__email="samir@demo.example").update(unit=units[ENTRANCE])


def _candidate(keeper: Organisation, today: date, rng: random.Random) -> Candidate:
    """One of Mette's who works this week, with a user and a personal link."""
    week = Shift.objects.filter(
        keeper=keeper, day__range=(today, today + timedelta(days=6)), candidate__archived_at=None,
        candidate__address_protected=False, candidate__user=None,
    )  # fmt: skip
    of_mette = week.filter(candidate__consultant__email="mette@demo.example")
    shift = (of_mette if of_mette.exists() else week).order_by("day", "starts_at", "candidate__external_id").first()
    people = Candidate.objects.filter(keeper=keeper, archived_at=None, address_protected=False)
    person = shift.candidate if shift else people.order_by("external_id")[0]
    person.user = _user(Login(CANDIDATE.email, str(person)), keeper, Role.CANDIDATE, today, rng, channel=Channel.SMS)
    person.channel, person.email = Channel.SMS if person.phone else "", CANDIDATE.email
    person.save(update_fields=["user", "channel", "email"])
    if person.phone:  # where the code goes is what is on record
        person.user.phone = person.phone
        person.user.save()
    made = at(keeper, today - timedelta(days=3))
    PersonalLink.objects.create(
        public_id=_id(rng), keeper=keeper, candidate=person, token_hash=token_hash(LINK_CODE), made_at=made,
        made_by=person.consultant, expires_at=made + LINK_LASTS,
    )  # fmt: skip
    return person


def _mentor(keeper: Organisation, but: Candidate, today: date, rng: random.Random) -> None:
    """Follows two who are at work, and has followed a third."""
    mentor = _user(MENTOR, keeper, Role.MENTOR, today, rng)
    running = Placement.objects.filter(keeper=keeper, actual_end=None, start__lte=today)
    people = Candidate.objects.filter(pk__in=running.values("candidate"), archived_at=None).exclude(pk=but.pk)
    for number, person in enumerate(people.order_by("external_id")[:3]):
        last = today - timedelta(days=30) if number == 2 else None
        _follow(person, mentor, CircleRole.MENTOR, today - timedelta(days=90), last, rng)


def _guardian(youth: Organisation, today: date, rng: random.Random) -> None:
    """Of somebody who works and is sixteen, or as near as there is."""
    people = list(Candidate.objects.filter(keeper=youth, archived_at=None).order_by("external_id"))
    running = Placement.objects.filter(keeper=youth, actual_end=None, start__lte=today, task__flexible=False)
    work = set(running.filter(planned_end__gt=today + timedelta(days=21)).values_list("candidate", flat=True))
    child = min(people, key=lambda one: (one.pk not in work, abs(one.age_on(today) - 16), one.external_id))
    parent = Login(GUARDIAN.email, f"Fatma {child.last_name}", Role.GUARDIAN)
    guardian = _user(parent, youth, Role.GUARDIAN, today, rng, channel=Channel.SMS)
    last = date(child.birth_date.year + 18, child.birth_date.month, min(child.birth_date.day, 28)) - timedelta(days=1)
    _follow(child, guardian, CircleRole.GUARDIAN, min(today - timedelta(days=60), last), last, rng)


def _follow(person: Candidate, user: User, role: str, first: date, last: date | None, rng: random.Random) -> None:
    CircleMember.objects.create(
        public_id=_id(rng), keeper=person.keeper, candidate=person, user=user, role=role, start=first, end=last
    )


def _employer(keeper: Organisation, today: date, rng: random.Random) -> Organisation:
    """The company with most people at work now, with an owner and somebody in the shop."""
    running = Placement.objects.filter(keeper=keeper, actual_end=None).values("workplace__employer")
    busiest = Employer.objects.filter(keeper=keeper, pk__in=running).exclude(cvr="").exclude(name=keeper.name)
    employer = busiest.annotate(n=Count("workplaces__tasks")).order_by("-n", "cvr")[0]
    company = Organisation.objects.create(
        public_id=_id(rng), kind=OrganisationKind.EMPLOYER, name=employer.name, country=employer.country,
        cvr=employer.cvr, phone=_phone(rng),
    )  # fmt: skip
    for login in (BOSS, SHOP):
        _user(login, company, login.role, today, rng)
    return company


def _channels(keeper: Organisation) -> None:
    """Some have said how they want to hear from us."""
    people = Candidate.objects.filter(keeper=keeper, archived_at=None, user=None)
    reached = {Channel.EMAIL: people.exclude(email=""), Channel.SMS: people.exclude(phone=""), Channel.LETTER: people}
    for number, (channel, rows) in enumerate(reached.items()):
        keys = list(rows.filter(channel="").order_by("external_id").values_list("pk", flat=True)[number : number + 3])
        Candidate.objects.filter(pk__in=keys).update(channel=channel)


def _user(
    login: Login, keeper: Organisation, role: Role, today: date, rng: random.Random, channel: str = Channel.EMAIL
) -> User:
    """A user without a password, in the role."""
    user = User.objects.create(
        public_id=_id(rng), email=login.email, name=login.name, password="!",  # noqa: S106  (nothing fits it)
        phone=_phone(rng), channel=channel,
    )  # fmt: skip
    joined = at(keeper, today - timedelta(days=100))
    Membership.objects.create(public_id=_id(rng), user=user, organisation=keeper, role=role, joined_at=joined)
    return user


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _phone(rng: random.Random) -> str:
    return f"+45 94 31 {rng.randrange(20, 100)} {rng.randrange(10, 100)}"
