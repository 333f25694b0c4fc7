"""The people and the workplaces of the demo."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from candidates.models import Candidate, Consent, StatusSpell, TargetGroupSpell
from employers.models import Contact, Employer, Workplace
from placements.demo import words
from smaajob.accounts.models import Organisation, User
from smaajob.schedule import parse_window

WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def cvr(rng: random.Random) -> str:
    """A CVR number that passes its check."""
    while True:
        base = str(rng.randrange(1_000_000, 9_999_999))
        rest = sum(int(digit) * weight for digit, weight in zip(base, WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{base}{(11 - rest) % 11}"


def phone(rng: random.Random) -> str:
    return f"+45 {rng.randrange(20, 60)} {rng.randrange(10, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)}"


def make_people(keeper: Organisation, consultants: list[User], today: date, rng: random.Random) -> list[Candidate]:
    """Sixty people with what they need, when they can and what their situation has been."""
    names = [(first, last, languages) for first, last, languages in words.REFUGEES]
    taken = set()
    while len(names) < 60:
        name = (rng.choice(words.DANISH_FIRST), rng.choice(words.DANISH_LAST))
        if name not in taken:
            taken.add(name)
            names.append((*name, ["da:C2"]))
    people = [_person(keeper, consultants, today, rng, number, name) for number, name in enumerate(names, start=1)]
    Candidate.objects.bulk_create(people)
    groups, statuses, consents = [], [], []
    for number, person in enumerate(people):
        group = "flygtning" if number < len(words.REFUGEES) else rng.choice(words.GROUPS)
        groups.append(TargetGroupSpell(keeper=keeper, candidate=person, group=group, start=person.registered_on))
        if group == "flygtning" and rng.random() < 0.3:
            groups.append(
                TargetGroupSpell(keeper=keeper, candidate=person, group="kontanthjælp", start=person.registered_on)
            )
        status = words.STATUS_OF_GROUP.get(group, group)
        statuses.append(StatusSpell(keeper=keeper, candidate=person, status=status, start=person.registered_on))
        if rng.random() < 0.9:
            consents.append(Consent(keeper=keeper, candidate=person, given_on=person.registered_on))
    TargetGroupSpell.objects.bulk_create(groups)
    StatusSpell.objects.bulk_create(statuses)
    Consent.objects.bulk_create(consents)
    return people


def _person(
    keeper: Organisation,
    consultants: list[User],
    today: date,
    rng: random.Random,
    number: int,
    name: tuple[str, str, list[str]],
) -> Candidate:
    first, last, languages = name
    consultant = rng.choice(consultants)
    return Candidate(
        keeper=keeper,
        external_id=f"P{number:03d}",
        municipality=keeper.code,
        first_name=first,
        last_name=last,
        birth_date=today - timedelta(days=rng.randrange(19 * 365, 61 * 365)),
        address_protected=number in {5, 33},
        postcode=rng.choice(words.POSTCODES),
        step=rng.choice([None, 2, 3, 3, 4, 4, 5]),
        hours_per_week=rng.choice([Decimal(6), Decimal(8), Decimal(10), Decimal(12), Decimal(15), None]),
        hours_per_day=rng.choice([None, Decimal(4), Decimal(5), Decimal(6)]),
        availability=[parse_window(text) for text in rng.choice(words.AVAILABILITY)] if rng.random() < 0.93 else [],
        accommodations=sorted(rng.sample(words.NEEDS, rng.choice([0, 1, 1, 2, 2, 3]))),
        languages=languages,
        certificates=[
            code for code in ("kørekort", "hygiejnebevis", "truckbevis", "børneattest") if rng.random() < 0.25
        ],
        wishes=sorted(
            rng.sample(["lager", "butik", "grønne_områder", "kantine", "kontor", "rengøring", "dyr", "genbrug"], 2)
        ),
        reach_km=rng.choice([None, Decimal(8), Decimal(12), Decimal(20), Decimal(30)]),
        email=f"person{number}@demo.example" if rng.random() < 0.7 else "",
        phone=phone(rng),
        registered_on=today - timedelta(days=rng.randrange(380, 900)),
        consultant=consultant,
        consultant_email=consultant.email,
    )


def make_workplaces(keeper: Organisation, consultants: list[User], rng: random.Random) -> list[Workplace]:
    """Twenty-five workplaces, two of them of one employer, each with somebody to call."""
    employers: list[Employer] = []
    workplaces: list[Workplace] = []
    contacts: list[Contact] = []
    for number, row in enumerate(words.WORKPLACES, start=1):
        name, kind, industry, street, postcode, size, contact, offered, refused = row
        if name == "Vask og Rul":
            employer = next(one for one in employers if one.name == "Kafé Mellemrum")
        else:
            employer = Employer(keeper=keeper, cvr=cvr(rng), name=name)
            employers.append(employer)
        consultant = rng.choice(consultants)
        workplace = Workplace(
            keeper=keeper,
            employer=employer,
            external_id=f"V{number:03d}",
            name=name,
            p_number=f"10{rng.randrange(10_000_000, 99_999_999)}",
            type=kind,
            industry=industry,
            address=street,
            postcode=postcode,
            employees=size,
            offered=offered,
            not_offered=refused,
            consultant=consultant,
            consultant_email=consultant.email,
        )
        workplaces.append(workplace)
        contacts.append(
            Contact(
                keeper=keeper,
                workplace=workplace,
                name=contact,
                phone=phone(rng),
                email=f"kontakt{number}@demo.example",
            )
        )
    Employer.objects.bulk_create(employers)
    Workplace.objects.bulk_create(workplaces)
    Contact.objects.bulk_create(contacts)
    return workplaces
