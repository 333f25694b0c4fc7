"""The whole demo in one transaction, the same for the same seed and day."""

from __future__ import annotations

import random
from datetime import date

from django.db import transaction

from placements.demo.people import make_people, make_workplaces
from placements.demo.year import make_programmes, make_tasks, make_year
from smaajob.accounts.models import Membership, Organisation, OrganisationKind, Role, User

PASSWORD = "smaajob-demo"  # noqa: S105  (printed for everybody who tries the demo; production has no demo)
NAME = "Aalborg Kommune (demo)"
LOGINS = [
    ("mette@demo.example", "Mette Holm", Role.CONSULTANT),
    ("samir@demo.example", "Samir Aziz", Role.CONSULTANT),
    ("leder@demo.example", "Jette Bruun", Role.MANAGER),
]
# A project that has kept everything in spreadsheets until now: nothing is in yet, so that an import can be tried.
PARTNER = "Jobplaneten"
PARTNER_LOGIN = ("projekt@demo.example", "Rosa Winther", Role.CONSULTANT)


def demo_is_there() -> bool:
    """Whether the demo municipality has been made."""
    return Organisation.objects.filter(name=NAME).exists()


@transaction.atomic
def make_demo(*, today: date, seed: int = 1) -> Organisation:
    """A municipality of 60 people, 25 workplaces, 30 open tasks and a year of placements."""
    rng = random.Random(seed)  # noqa: S311  (believable, not secret)
    keeper = Organisation.objects.create(kind=OrganisationKind.MUNICIPALITY, name=NAME, country="DK", code="DK-851")
    users = [
        User.objects.create_user(email, PASSWORD, name=name, phone="+45 99 31 20 20") for email, name, _role in LOGINS
    ]
    Membership.objects.bulk_create(
        Membership(user=user, organisation=keeper, role=role)
        for user, (_email, _name, role) in zip(users, LOGINS, strict=True)
    )
    make_partner()
    consultants = users[:2]
    people = make_people(keeper, consultants, today, rng)
    workplaces = make_workplaces(keeper, consultants, rng)
    programmes = make_programmes(keeper, people, today, rng)
    past, opened = make_tasks(keeper, workplaces, today, rng)
    make_year(keeper, people, past, opened, programmes, today, rng)
    return keeper


def make_partner() -> Organisation:
    """The project and its one user; it may have been made by an import already."""
    email, name, role = PARTNER_LOGIN
    partner, _made = Organisation.objects.get_or_create(name=PARTNER, defaults={"kind": OrganisationKind.PARTNER})
    user = User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.create(user=user, organisation=partner, role=role)
    return partner
