"""The people: who they are, what they need, when they can."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from candidates.models import Candidate
from placements.demo.words import names, youth
from placements.demo.world import World
from smaajob.accounts.models import User
from smaajob.schedule import AnyWindow, parse_window
from smaajob.secrets import encrypt, keyed_hash

# How many of a hundred; what the group was when they came (some change later: situations.py).
GROUPS = {
    "dk": {
        "kontanthjælp": 34, "fleksjob": 17, "flygtning": 16, "førtidspension": 7, "sygedagpenge": 6, "jobafklaring": 5,
        "ressourceforløb": 4, "uddannelseshjælp": 4, "dagpenge": 3, "ung": 3, "andet": 1,
    },
    "se": {"försörjningsstöd": 78, "flygtning": 14, "ung": 5, "andet": 3},
    "youth": {"ung": 100},
}  # fmt: skip
AGES = {
    "kontanthjælp": (30, 61), "fleksjob": (27, 64), "flygtning": (19, 56), "førtidspension": (40, 65), "sygedagpenge": (24, 62),
    "jobafklaring": (26, 61), "ressourceforløb": (25, 58), "uddannelseshjælp": (18, 28), "dagpenge": (25, 62), "ung": (16, 21),
    "andet": (20, 60), "försörjningsstöd": (20, 62),
}  # fmt: skip
NEEDS = {
    "body": {"pauser": 9, "ingen_tunge_løft": 10, "siddende": 5, "varieret_stilling": 6, "nedsat_tid": 8, "korte_dage": 7, "ingen_trapper": 3,
             "hvilerum": 4, "stående": 2, "kørestol": 1, "hjælpemidler": 2, "gradvis_optrapning": 5, "kort_transport": 3},
    "mind": {"fast_kontaktperson": 10, "fast_struktur": 9, "én_opgave": 8, "eget_tempo": 8, "stille": 7, "få_kolleger": 6, "ingen_kundekontakt": 6,
             "alene": 4, "gå_hjem": 5, "skriftlig_instruks": 4, "trække_sig": 4, "senere_mødetid": 4, "fleksibel_mødetid": 2, "ingen_deadlines": 4,
             "ingen_akkord": 2, "skærmet": 3, "ikke_storrum": 3, "dæmpet_lys": 2, "mentor": 6, "hjemmefra": 1, "faste_dage": 4, "ingen_aften": 3},
    "words": {"enkelt_dansk": 10, "billedinstruks": 6, "tolk": 3, "dansk_ikke_krav": 4, "bederum": 4, "fast_kontaktperson": 4, "ingen_aften": 2, "mentor": 3},
}  # fmt: skip
# Two groups take nobody new: uddannelseshjælp since July 2025, ressourceforløb since the year 2026.
CLOSED = {"uddannelseshjælp": date(2025, 6, 20), "ressourceforløb": date(2025, 12, 19)}
KIND_OF_NEED = {"flygtning": "words", "fleksjob": "body", "sygedagpenge": "body", "førtidspension": "body"}
DAYS = ("man", "tir", "ons", "tor", "fre")


def make_people(world: World, count: int) -> None:
    """Fill `world.people` and what group each came in; nothing is stored yet."""
    world.expected_people = count
    for number in range(1, count + 1):
        group = world.weighted(GROUPS[world.flavour])
        world.groups[number - 1] = group
        world.people.append(_person(world, number, group))


def _person(world: World, number: int, group: str) -> Candidate:
    rng = world.rng
    born = _born(world, group)
    registered = registered_on(world, group, born)
    gender = rng.choices(["k", "m", "x", ""], [48, 48, 1, 3])[0]
    origin = _origin(world, group)
    first, last = world.full_name(gender or rng.choice("km"), born, origin)
    municipality = rng.choice(youth.MUNICIPALITIES) if world.flavour == "youth" else world.keeper.code
    protected = rng.random() < 0.015
    by_hand = rng.random() < 0.2
    consultant = consultant_for(world, number)
    person = Candidate(
        public_id=world.new_id(), keeper=world.keeper, external_id=world.by_hand() if by_hand else f"P{number:05d}",
        municipality=municipality, first_name=first, last_name=last, birth_date=born, gender=gender, address_protected=protected,
        postcode=world.home(municipality), step=_step(world, group), languages=_languages(world, origin), registered_on=registered,
        consultant=consultant, stand_in=_stand_in(world, consultant),
    )  # fmt: skip
    _reach(world, person, number, protected)
    _work(world, person, group)
    if world.flavour == "dk" and rng.random() < 0.08:
        # A replacement number (day + 60): it can be nobody's own.
        cpr = f"{born.day + 60:02d}{born:%m%y}{rng.randrange(10000):04d}"
        person.cpr_encrypted, person.cpr_hash = encrypt(cpr), keyed_hash(cpr)
    if consultant is None and rng.random() < 0.7:
        person.consultant_email = "jan.tidligere@demo.example"
    return person


def registered_on(world: World, group: str, born: date) -> date:
    """Most in the 24 months, more after the summer and the new year; some long before."""
    rng = world.rng
    # Nobody under thirteen, and none of the adults' groups before they were of age.
    earliest = born + timedelta(days=int(365.25 * (13 if group == "ung" else 18)) + 3)
    closed = CLOSED.get(group)
    for _attempt in range(300):
        back = rng.randrange(3, 760) if rng.random() < 0.78 else rng.randrange(760, 1900)
        day = world.working_day(world.today - timedelta(days=back))
        busy = {1: 1.0, 2: 0.9, 8: 1.0, 9: 1.0, 7: 0.3, 12: 0.4}.get(day.month, 0.7)
        if day >= earliest and rng.random() < busy and (closed is None or day <= closed):
            return day
    return max(earliest, min(closed or world.today, world.today - timedelta(days=30)))


def consultant_for(world: World, number: int) -> User | None:
    """The first consultant has sixty people, the rest share the others; now and then somebody has nobody."""
    own = 60
    if world.flavour != "dk" or len(world.consultants) < 4:
        return world.consultants[number % len(world.consultants)]
    if world.rng.random() < own / world.expected_people:
        return world.consultants[0]
    return None if world.rng.random() < 0.02 else world.rng.choice(world.consultants[1:])


def _stand_in(world: World, consultant: User | None) -> User | None:
    if consultant is None or world.rng.random() < 0.6 or len(world.consultants) < 2:
        return None
    at = world.consultants.index(consultant)
    return world.consultants[(at + 1) % len(world.consultants)]


def _born(world: World, group: str) -> date:
    youngest, oldest = (13, 17) if world.flavour == "youth" else AGES[group]
    if group in CLOSED:
        # Those who were 18 when it closed are older now.
        youngest = max(youngest, 19 + (world.today - CLOSED[group]).days // 365)
        oldest = max(oldest, youngest + 8)
    # How old they are today, so that nobody is too old or too young for what they are.
    age = world.rng.triangular(youngest, oldest + 0.99, (youngest + oldest) / 2)
    return world.today - timedelta(days=int(age * 365.25) + 1)


def _origin(world: World, group: str) -> int | None:
    share = {"flygtning": 1.0, "ung": 0.45 if world.flavour == "youth" else 0.15, "försörjningsstöd": 0.45}.get(
        group, 0.07
    )
    if world.rng.random() >= share:
        return None
    return world.rng.choices(range(len(names.ORIGINS)), [one[4] for one in names.ORIGINS])[0]


def _languages(world: World, origin: int | None) -> list[str]:
    rng, own = world.rng, "sv" if world.country == "SE" else "da"
    if origin is None:
        return [f"{own}:C2", *rng.choice(([], [], ["en:B1"], ["en:B2"], ["de:A2"]))]
    levels = ["A1", "A2", "A2", "B1", "B1", "B2"] if world.flavour != "youth" else ["B2", "C1", "C2"]
    spoken = [*names.ORIGINS[origin][3], f"{own}:{rng.choice(levels)}"]
    return [*spoken, "en:B1"] if rng.random() < 0.3 and "en:B1" not in spoken else spoken


def _step(world: World, group: str) -> int | None:
    if world.flavour == "youth":
        return world.rng.choice([1, 2, 2, 3, 3, 4])
    return world.rng.choices([None, 1, 2, 3, 4, 5], [8, 6, 20, 32, 24, 10])[0]


def _reach(world: World, person: Candidate, number: int, protected: bool) -> None:
    rng = world.rng
    if rng.random() < 0.72:
        person.email = f"{ascii_name(person.first_name)}.{ascii_name(person.last_name)}{number}@mail.example"
    if rng.random() < 0.9 and not (protected and rng.random() < 0.5):
        person.phone = world.phone()


def ascii_name(text: str) -> str:
    """`Søren Ågaard` → `soerenaagaard`, for an address."""
    for sign, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ı", "i"), ("ł", "l"), (" ", "")):
        text = text.lower().replace(sign, plain)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(sign for sign in folded if sign.isalnum())


def _work(world: World, person: Candidate, group: str) -> None:
    """How much, when, what is needed, what can be shown, what is wished."""
    rng = world.rng
    hours = {
        "fleksjob": [4, 6, 8, 10, 12, 15],
        "førtidspension": [3, 4, 5, 6, 8],
        "dagpenge": [20, 30, 37],
        "ung": [6, 8, 10, 12],
    }
    person.hours_per_week = (
        None if rng.random() < 0.1 else Decimal(rng.choice(hours.get(group, [6, 8, 10, 12, 15, 20])))
    )
    if person.age_on(world.today) < 18:
        person.hours_per_week = Decimal(rng.choice([6, 8, 10]))
    person.hours_per_day = rng.choice([None, None, Decimal(3), Decimal(4), Decimal(5), Decimal(6), Decimal("7.5")])
    person.availability = availability(world, person)
    person.accommodations = _needs(world, group)
    adult = person.age_on(world.today) >= 18
    chances = {"kørekort": 0.42 if person.age_on(world.today) > 22 else 0.1, "hygiejnebevis": 0.16, "førstehjælp": 0.12,
               "truckbevis": 0.07, "børneattest": 0.08, "straffeattest": 0.14, "svejsebevis": 0.02}  # fmt: skip
    person.certificates = [code for code, chance in chances.items() if adult and rng.random() < chance]
    liked = ["lager", "butik", "grønne_områder", "kantine", "kontor", "rengøring", "dyr", "genbrug", "køkken", "pakning", "montage",
             "håndværk", "it", "arkiv", "vask", "børn", "pleje", "ejendomsservice", "transport", "event", "andet"]  # fmt: skip
    person.wishes = sorted(rng.sample(liked[:10] if rng.random() < 0.6 else liked, rng.choice([0, 1, 2, 2, 3, 4])))
    person.reach_km = rng.choice(
        [None, None, Decimal(5), Decimal(8), Decimal(10), Decimal(15), Decimal(20), Decimal(30), Decimal(50)]
    )


def availability(world: World, person: Candidate) -> list[AnyWindow]:
    """Weekly windows that a person would say: whole days, mornings, some days, after school."""
    rng = world.rng
    if person.age_on(world.today) < 18:
        days = rng.sample(DAYS, rng.choice([2, 3, 4]))
        texts = [
            f"{day} {rng.choice(['14:30', '15:00', '15:30'])}-{rng.choice(['18:00', '18:30', '19:00'])}" for day in days
        ]
        return sorted(
            parse_window(text) for text in [*texts, *rng.choice(([], ["lør 09:00-15:00"], ["lør 10:00-16:00"]))]
        )
    if rng.random() < 0.06:
        return []
    start, end = (
        rng.choice(["08:00", "08:00", "08:30", "09:00", "09:30", "10:00"]),
        rng.choice(["12:30", "13:00", "14:00", "15:00", "16:00", "16:00"]),
    )
    days = list(DAYS) if rng.random() < 0.5 else sorted(rng.sample(DAYS, rng.choice([3, 4])), key=DAYS.index)
    texts = [f"{day} {start}-{end}" for day in days]
    if rng.random() < 0.15:
        texts.append("lør 09:00-15:00")
    if rng.random() < 0.05:
        texts += ["søn 10:00-14:00"]
    if rng.random() < 0.06:
        texts = [f"{day} 16:00-20:00" for day in days]
    return sorted(parse_window(text) for text in texts)


def _needs(world: World, group: str) -> list[str]:
    rng = world.rng
    count = rng.choices([0, 1, 2, 3, 4, 6], [8, 16, 28, 26, 16, 6])[0]
    if world.flavour == "youth" or group == "dagpenge":
        count = rng.choice([0, 0, 0, 1])
    kind = KIND_OF_NEED.get(group, "mind") if rng.random() < 0.75 else rng.choice(["body", "mind"])
    needed: set[str] = set()
    while len(needed) < count:
        needed.add(world.weighted(NEEDS[kind if rng.random() < 0.8 else "mind"]))
    # One who must sit can't be asked to stand.
    return sorted(needed - {"stående"} if "siddende" in needed else needed)
