"""The workplaces, their employers, and whom to call."""

from __future__ import annotations

from datetime import timedelta

from employers.models import Contact, Employer, Workplace
from placements.demo.people import ascii_name
from placements.demo.words import industries, places, swedish
from placements.demo.words.industries import Industry
from placements.demo.world import World
from smaajob.geography import places as postcodes

CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
FIRST_HAS = 80  # workplaces that the first consultant is the fixed contact of


def make_workplaces(world: World, count: int) -> None:
    """Fill `world.workplaces` with their employers and contacts; nothing is stored yet."""
    world.expected_workplaces = count
    shared: dict[str, Employer] = {}
    taken: set[str] = set()
    pool = {one: one.weight for one in world.industries}
    # One of each industry first, so that a small place has them all too.
    order = [*world.industries][:count]
    for number in range(1, count + 1):
        industry = order[number - 1] if number <= len(order) else world.weighted(pool)
        postcode = world.work_postcode()
        name = _name(world, industry, postcode, taken)
        employer = _employer(world, industry, name, shared)
        workplace = _workplace(world, number, industry, name, employer, postcode)
        world.workplaces.append(workplace)
        world.industry[id(workplace)] = industry


def _name(world: World, industry: Industry, postcode: str, taken: set[str]) -> str:
    rng = world.rng
    place = postcodes(world.country).get(postcode)
    town = (
        (place.name if place else "byen")
        .removesuffix(" SV")
        .removesuffix(" SØ")
        .removesuffix(" Øst")
        .removesuffix(" J")
    )
    for attempt in range(400):
        nature = (
            rng.choice(swedish.NATURE)
            if world.flavour == "se"
            else rng.choice(places.NATURE) + rng.choice(places.ENDINGS)
        )
        name = rng.choice(industry.names).format(
            nature=nature, last=world.last_name(), last2=world.last_name(), town=town, word=rng.choice(industries.WORDS),
            number=rng.randrange(1, 30),
        )  # fmt: skip
        if attempt > 60:
            name = f"{name} {rng.choice(['Nord', 'Syd', 'Øst', 'Vest', 'Midt', '2', '3'])}"
        if name not in taken:
            taken.add(name)
            return name
    raise RuntimeError(f"no name is left for {industry.name}")


def _employer(world: World, industry: Industry, name: str, shared: dict[str, Employer]) -> Employer:
    is_chain = (
        bool(industry.shared)
        and world.flavour != "youth"
        and (industry.shared == "kommune" or name.startswith(industry.shared))
    )
    if is_chain and industry.shared in shared:
        return shared[industry.shared]
    label = world.keeper.name if is_chain and industry.shared == "kommune" else name
    if is_chain and industry.shared != "kommune":
        label = f"{industry.shared}-kæden"
    # A club seldom has a number.
    number = "" if industry.type == "forening" and world.rng.random() < 0.6 else _new_number(world)
    employer = Employer(public_id=world.new_id(), keeper=world.keeper, country=world.country, cvr=number, name=label)
    world.employers.append(employer)
    if is_chain:
        shared[industry.shared] = employer
    return employer


def _new_number(world: World) -> str:
    while (number := register_number(world)) in world.numbers:
        pass
    world.numbers.add(number)
    return number


def register_number(world: World) -> str:
    """A CVR (modulus 11) or organisationsnummer (Luhn) that passes its check, in a series that nobody is given."""
    rng = world.rng
    if world.country == "SE":
        # The third figure of a real one is at least 2.
        base = f"55{rng.randrange(2)}{rng.randrange(1_000_000):06d}"
        total = sum(sum(divmod(int(sign) * (2 - place % 2), 10)) for place, sign in enumerate(base))
        return f"{base}{-total % 10}"
    while True:
        base = f"9{rng.randrange(1_000_000):06d}"
        rest = sum(int(sign) * weight for sign, weight in zip(base, CVR_WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{base}{(11 - rest) % 11}"


def _workplace(
    world: World, number: int, industry: Industry, name: str, employer: Employer, postcode: str
) -> Workplace:
    rng = world.rng
    consultant = world.consultants[0]
    if world.flavour == "dk" and len(world.consultants) > 3 and rng.random() > FIRST_HAS / world.expected_workplaces:
        consultant = rng.choice(world.consultants[1:])
    elif world.flavour != "dk" or len(world.consultants) <= 3:
        consultant = rng.choice(world.consultants)
    offered = sorted(rng.sample(industry.offered, min(len(industry.offered), rng.choice([1, 2, 3, 3, 4, 5]))))
    refused = sorted(code for code in industry.refused if rng.random() < 0.6)
    # Many said some other thing at the first visit, too.
    extra = [
        code
        for code in ("kort_transport", "bederum", "kørestol", "ingen_trapper", "stående", "ingen_aften", "nedsat_tid")
        if rng.random() < 0.05
    ]
    size = int(rng.triangular(industry.size[0], industry.size[1], industry.size[0] + 2))
    workplace = Workplace(
        public_id=world.new_id(), keeper=world.keeper, employer=employer, external_id=f"V{number:04d}" if rng.random() < 0.85 else world.by_hand(),
        name=name, country=world.country, type=industry.type, industry=industry.name if rng.random() < 0.95 else "",
        p_number=f"1099{rng.randrange(1_000_000):06d}" if world.country == "DK" and rng.random() < 0.9 else "",
        address=world.street() if rng.random() < 0.96 else "", postcode=postcode, employees=size if rng.random() < 0.93 else None,
        offered=sorted({*offered, *extra} - {*refused}), not_offered=refused, consultant=consultant,
        about=rng.choice(industry.about) if industry.about and rng.random() < 0.6 else "",
    )  # fmt: skip
    if rng.random() < 0.35 and len(world.consultants) > 1:
        workplace.stand_in = rng.choice([one for one in world.consultants if one is not consultant])
    if rng.random() < 0.02:
        workplace.consultant, workplace.stand_in, workplace.consultant_email = None, None, "jan.tidligere@demo.example"
    return workplace


def make_contacts(world: World) -> list[Contact]:
    """One to three for each workplace, the first to be called first; now and then one who has left."""
    rng, found = world.rng, []
    for workplace in world.workplaces:
        domain = f"{ascii_name(workplace.name)[:40]}.example"
        for at in range(rng.choices([0, 1, 2, 3], [2, 62, 28, 8])[0]):
            first, last = world.full_name(
                rng.choice("km"), world.today.replace(day=1, year=world.today.year - rng.randrange(25, 62)), None
            )
            contact = Contact(
                public_id=world.new_id(), keeper=world.keeper, workplace=workplace, name=f"{first} {last}" if at < 2 else "", main=at == 0,
                email=f"{ascii_name(first)}@{domain}" if rng.random() < 0.85 else "", phone=world.phone() if rng.random() < 0.92 else "",
                role=rng.choice(industries.ROLES) if rng.random() < 0.75 else "",
                call_when=rng.choice(industries.CALL_WHEN) if rng.random() < 0.4 else "",
            )  # fmt: skip
            if at == 0:
                world.contacts[id(workplace)] = contact
            elif rng.random() < 0.15:
                contact.archived_at, contact.archived_as = (
                    world.at(world.today - timedelta(days=rng.randrange(10, 300))),
                    "done",
                )
            found.append(contact)
    return found
