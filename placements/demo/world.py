"""What is shared while one organisation's demo is made."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import Any, TypeVar

from candidates.models import Candidate
from employers.models import Contact, Employer, Task, Workplace
from placements.demo.words import industries, names, places, swedish, talk, works, youth
from smaajob.accounts.models import Organisation, User
from smaajob.geography import places as postcodes

T = TypeVar("T")
MONTHS = 24
SIGNS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Size:
    """How many of each the municipality has; `idle` is the share of people who have not begun anything.

    `beside` is the size of the Swedish municipality and of the project, in people.
    """

    people: int
    workplaces: int
    open_tasks: int
    consultants: int
    beside: int
    idle: float = 0.27


SIZES = {
    "tiny": Size(people=60, workplaces=25, open_tasks=40, consultants=3, beside=20, idle=0.2),
    "small": Size(people=500, workplaces=120, open_tasks=200, consultants=8, beside=60),
    "aalborg": Size(people=6000, workplaces=900, open_tasks=2500, consultants=64, beside=60, idle=0.4),
}


@dataclass
class World:
    """One organisation's people and places, while they are made. Everything random comes from `rng`."""

    keeper: Organisation
    today: date
    rng: random.Random
    consultants: list[User]
    flavour: str = "dk"  # "dk", "se" or "youth"
    expected_people: int = 0
    idle: float = 0.27
    expected_workplaces: int = 0
    people: list[Candidate] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)  # what each is, by their place in `people`
    employers: list[Employer] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)  # CVR numbers that are taken
    workplaces: list[Workplace] = field(default_factory=list)
    turned: dict[int, tuple[date, str]] = field(default_factory=dict)  # who changed group when, and from what
    industry: dict[int, industries.Industry] = field(default_factory=dict)  # by id()
    contacts: dict[int, Contact] = field(default_factory=dict)  # whom to call first, by the workplace's id()
    tasks: list[Task] = field(default_factory=list)
    story: Any = None  # careers.Story, once it is made

    @property
    def country(self) -> str:
        return self.keeper.country

    @property
    def first_day(self) -> date:
        """Twenty-four months ago."""
        return self.today.replace(day=1, year=self.today.year - MONTHS // 12)

    @property
    def talk(self) -> ModuleType:
        return {"dk": talk, "se": swedish, "youth": youth}[self.flavour]

    @property
    def industries(self) -> Sequence[industries.Industry]:
        return swedish.INDUSTRIES if self.flavour == "se" else industries.INDUSTRIES

    @property
    def works(self) -> dict[str, works.Work]:
        return {one.title: one for one in swedish.WORKS} if self.flavour == "se" else works.BY_TITLE

    def new_id(self) -> uuid.UUID:
        """A public id from the seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def by_hand(self) -> str:
        """The id of a row that somebody typed in."""
        return "sj-" + "".join(self.rng.choices(SIGNS, k=10))

    def weighted(self, weights: dict[T, int]) -> T:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def at(self, day: date, first: int = 8, last: int = 15) -> datetime:
        """A moment in office hours of a day, never after now's day has ended."""
        moment = time(self.rng.randrange(first, last + 1), self.rng.randrange(60), self.rng.randrange(60))
        return datetime.combine(day, moment, tzinfo=self.keeper.zone)

    def working_day(self, day: date) -> date:
        """The day, or the Friday before where it is a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    def day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange(max(1, (last - first).days + 1)))

    def phone(self) -> str:
        """A number that looks right and rings nobody.

        Danish: series that are not handed out, as far as we know; Swedish: those that the Swedish authority keeps for fiction.
        """
        if self.country == "SE":
            return f"+46 70 174 06 {self.rng.randrange(5, 100):02d}"
        series = self.rng.choice(("37", "67", "68", "84", "85", "94", "95"))
        return f"+45 {series} {self.rng.randrange(100):02d} {self.rng.randrange(100):02d} {self.rng.randrange(100):02d}"

    def street(self) -> str:
        streets = places.SWEDISH_STREETS if self.country == "SE" else places.STREETS
        return f"{self.rng.choice(streets)} {self.rng.randrange(1, 140)}"

    def home(self, municipality: str) -> str:
        """A postcode to live in."""
        if self.country == "SE":
            return self._swedish_postcode()
        if self.flavour == "youth":
            return self.weighted(places.NEIGHBOURS[municipality])
        return self.weighted(places.AALBORG)

    def work_postcode(self) -> str:
        if self.country == "SE":
            return self._swedish_postcode()
        if self.flavour == "youth":
            return self.home(self.rng.choice(youth.MUNICIPALITIES))
        return self.weighted(places.AALBORG_WORK)

    def _swedish_postcode(self) -> str:
        town = self.weighted(places.LINKOPING_TOWNS)
        # 580 and 581 are boxes and large receivers.
        return self.rng.choice(
            [c for c, place in postcodes("SE").items() if place.name == town and c > "58200" and c.startswith("58")]
        )

    def full_name(self, gender: str, born: date, origin: int | None) -> tuple[str, str]:
        """First and last name; `origin` is a place in names.ORIGINS, or None for where the municipality is."""
        man = gender == "m"
        if origin is not None:
            women, men, last, _languages, _share = names.ORIGINS[origin]
            return self.rng.choice((men if man else women).split()), self.rng.choice(last.split())
        if self.country == "SE":
            return self.rng.choice(names.SWEDISH_FIRST[man].split()), self.rng.choice(names.SWEDISH_LAST)
        age = 0 if born.year < 1970 else 1 if born.year < 1990 else 2
        first = self.rng.choice(names.DANISH_FIRST[age][man].split())
        last = self.last_name()
        if self.rng.random() < 0.09:
            last = f"{self.rng.choice(names.DANISH_LAST)} {last}"
        return first, last

    def last_name(self) -> str:
        if self.country == "SE":
            return self.rng.choice(names.SWEDISH_LAST)
        return self.rng.choice(names.COMMON_LAST if self.rng.random() < 0.45 else names.DANISH_LAST)
