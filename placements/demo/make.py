"""The whole demo in one transaction, the same for the same seed, size and day."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from placements.demo import (
    agreed,
    attending,
    changes,
    everyone,
    lapsed,
    law,
    looks,
    oddities,
    post,
    proposals,
    reporting,
    spoken,
    trace,
)
from placements.demo.build import build
from placements.demo.everyone import Login, at
from placements.demo.words import youth
from placements.demo.world import SIZES, Size, World
from smaajob.accounts.models import Membership, Organisation, OrganisationKind, PartnerKind, Role, User

PASSWORD = "smaajob-demo"  # noqa: S105  (printed for everybody who tries the demo; production has no demo)
NAME = "Aalborg Kommune (demo)"
SWEDISH = "Linköpings kommun (demo)"
# A project that has kept everything in spreadsheets until now: nothing is in yet, so that an import can be tried.
PARTNER = "Jobplaneten"


# Those who sign in with a password; the others have a code (everyone.py).
LOGINS: dict[str, list[Login]] = {
    NAME: [
        Login("mette@demo.example", "Mette Holm"),
        Login("samir@demo.example", "Samir Aziz"),
        Login("leder@demo.example", "Jette Bruun", Role.MANAGER),
        Login("indsats@demo.example", "Sara Friis", Role.PARTNER_WORKER),
        Login("admin@demo.example", "Kirsten Lund", Role.ADMIN),
        Login("dpo@demo.example", "Bent Skov", Role.DPO),
    ],
    SWEDISH: [Login("karin@demo.example", "Karin Lindqvist"), Login("chef@demo.example", "Göran Ek", Role.MANAGER)],
    youth.NAME: [Login("nabo@demo.example", "Yasmin Toft"), Login("bolig@demo.example", "Ole Riis", Role.MANAGER)],
    PARTNER: [Login("projekt@demo.example", "Rosa Winther")],
}
# Mette's and Samir's colleagues; they can sign in too.
COLLEAGUES = ["Birgitte Hald", "Jonas Kjær", "Lene Winding", "Mads Thorup", "Nadia Rahimi", "Per Overgaard"]
FORMER = Login("jan.tidligere@demo.example", "Jan Bisgaard")


def demo_is_there() -> bool:
    """Whether the demo has been made; its municipality may have been renamed since."""
    return (
        Organisation.objects.filter(name=NAME).exists() or User.objects.filter(email__endswith="@demo.example").exists()
    )


def _no_nested_loops() -> None:
    """In this transaction: nobody has counted the new rows yet, and what looks empty would be gone through once for every row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


@transaction.atomic
def make_demo(*, today: date, seed: int = 1, size: str = "small") -> Organisation:
    """Aalborg of the size, a Swedish municipality and a project beside it, and a project with nothing in it. Gives Aalborg."""
    rng = random.Random(f"{seed}")  # noqa: S311  (believable, not secret)
    users = Users(rng, today)
    wanted = SIZES[size]
    aalborg = _organisation(rng, NAME, OrganisationKind.MUNICIPALITY, "DK", "DK-851")
    consultants = users.of(aalborg, LOGINS[NAME], more=wanted.consultants)
    former = users.of(aalborg, [FORMER], active=False)[0]
    world = World(aalborg, today, random.Random(rng.getrandbits(64)), consultants)  # noqa: S311  (believable, not secret)
    # Two people and two workplaces come twice, and one workplace never was there (oddities.py).
    build(world, replace(wanted, people=wanted.people - 2, workplaces=wanted.workplaces - 3))
    trace.make(world)
    manager = User.objects.get(memberships__organisation=aalborg, memberships__role=Role.MANAGER)
    oddities.make(world, former, manager)
    beside = Size(wanted.beside, max(18, wanted.beside // 2), wanted.beside, 2, 0)
    for name, kind, country, code, flavour in (
        (SWEDISH, OrganisationKind.MUNICIPALITY, "SE", "SE-0580", "se"),
        (youth.NAME, OrganisationKind.PARTNER, "DK", "", "youth"),
    ):
        keeper = _organisation(rng, name, kind, country, code)
        neighbour = World(keeper, today, random.Random(rng.getrandbits(64)), users.of(keeper, LOGINS[name]), flavour)  # noqa: S311  (believable, not secret)
        build(neighbour, beside)
        trace.make(neighbour)
    # It may have been made by an import already.
    fresh = {"kind": OrganisationKind.PARTNER, "public_id": new_id(rng), "partner_kind": PartnerKind.SOCIAL_ENTERPRISE}
    partner, _made = Organisation.objects.get_or_create(name=PARTNER, defaults=fresh)
    users.of(partner, LOGINS[PARTNER])
    Organisation.objects.filter(name=youth.NAME).update(partner_kind=PartnerKind.HOUSING)
    roles = random.Random(f"{seed} roles")  # noqa: S311  (believable, not secret)
    _no_nested_loops()
    everyone.make(aalborg, Organisation.objects.get(name=youth.NAME), today, roles)
    post.make(aalborg, today, roles)
    lapsed.make(aalborg, today)
    spoken.make(aalborg, today, roles)
    changes.make(aalborg, today, random.Random(f"{seed} changes"))  # noqa: S311  (believable, not secret)
    law.make(aalborg, today, random.Random(f"{seed} law"))  # noqa: S311  (believable, not secret)
    reporting.make(aalborg, today, random.Random(f"{seed} reporting"))  # noqa: S311  (believable, not secret)
    attending.make(aalborg, today, random.Random(f"{seed} attending"))  # noqa: S311  (believable, not secret)
    proposals.make(aalborg, today, random.Random(f"{seed} proposals"))  # noqa: S311  (believable, not secret)
    agreed.make(aalborg, Organisation.objects.get(name=youth.NAME), today)
    law.decided(aalborg, Organisation.objects.get(name=youth.NAME), today)
    looks.make(aalborg, today, random.Random(f"{seed} looks"))  # noqa: S311  (believable, not secret)
    return aalborg


class Users:
    """Makes the users; one hash for all of them, since each takes a third of a second."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.password = make_password(PASSWORD, salt=f"{rng.getrandbits(100):025x}")

    def of(self, keeper: Organisation, logins: list[Login], *, more: int = 0, active: bool = True) -> list[User]:
        """The organisation's users by their logins, and colleagues until there are `more` consultants. Gives the consultants."""
        names = [*COLLEAGUES, *(f"{first} {last}" for last in ("Dam", "Hede", "Storm", "Kvist") for first in FIRST)]
        logins = [*logins]
        while sum(one.role == Role.CONSULTANT for one in logins) < more:
            name = names.pop(0)
            email = name.lower().replace(" ", ".").replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
            logins.append(Login(f"{email}@demo.example", name))
        found = []
        for login in logins:
            user = User.objects.create(
                public_id=new_id(self.rng),
                email=login.email,
                name=login.name,
                password=self.password,
                phone=_phone(self.rng, keeper),
            )
            joined = at(keeper, self.today - timedelta(days=700))
            left = None if active else at(keeper, self.today - timedelta(days=200))
            Membership.objects.create(
                user=user, organisation=keeper, role=login.role, active=active, joined_at=joined, left_at=left
            )
            found += [user] if login.role == Role.CONSULTANT else []
        return found


FIRST = "Anders Bodil Carsten Ditte Esben Frederikke Grethe Helene Ivan Jytte Kasper Line Morten Nina Oskar Pia".split()


def _phone(rng: random.Random, keeper: Organisation) -> str:
    if keeper.country == "SE":
        return f"+46 70 174 06 {rng.randrange(5, 100):02d}"
    return f"+45 94 31 {rng.randrange(20, 100)} {rng.randrange(10, 100)}"


def _organisation(rng: random.Random, name: str, kind: str, country: str, code: str) -> Organisation:
    return Organisation.objects.create(public_id=new_id(rng), kind=kind, name=name, country=country, code=code)


def new_id(rng: random.Random) -> uuid.UUID:
    """A public id from the seed."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)
