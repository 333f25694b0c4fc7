"""The files of the import format and their columns (docs/import-format.md), as one table.

The importer reads by it; what a column holds, its help and its place in the database stand here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from candidates.models import Candidate, Course, Enrolment, Participation, Programme, StatusSpell
from employers.models import Contact, Task, Workplace
from placements.exchange.readers import Choice, Date, Email, Id, Number, Reader, Ref, Several, Text, Whole, YesNo
from placements.exchange.words import (
    LANGUAGE,
    MUNICIPALITY,
    P_NUMBER,
    POSTCODE,
    REGISTER_NUMBER,
    CprReader,
    WindowReader,
)
from placements.models import Hours, Placement
from smaajob.vocabulary import (
    TARGET_GROUP_ALIASES,
    Accommodation,
    Category,
    Certificate,
    Country,
    Demand,
    EmployerType,
    EndReason,
    Gender,
    PlacementKind,
    Status,
    TargetGroup,
)


@dataclass(frozen=True)
class Column:
    """`path` leads from the file's model to the stored value; it is empty where stored.py has a way of its own.

    `empty` is the value of an empty cell, and of a new row in a file without the column.
    """

    name: str
    reader: Reader
    path: str = ""
    required: bool = False
    empty: Any = None

    @property
    def field(self) -> str:
        """The model's own field, empty where the value lies in another table."""
        return "" if "__" in self.path else self.path


@dataclass(frozen=True)
class FileKind:
    """One file. `key` are the columns by which its rows are known; a single one is the organisation's own id."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def has_id(self) -> bool:
        """Whether other files refer to its rows."""
        return len(self.key) == 1

    @cached_property
    def references(self) -> tuple[tuple[str, str], ...]:
        """The columns that refer to another file, each with that file's kind."""
        return tuple((c.name, c.reader.file) for c in self.columns if isinstance(c.reader, Ref))


def _text(model: type[models.Model], name: str, **more: Any) -> dict[str, Any]:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return {"reader": Text(longest), "path": name, "empty": "", **more}


def _decimal(
    model: type[models.Model], name: str, *, high: int | None = None, low: str = "0", **more: Any
) -> dict[str, Any]:
    stored: Any = model._meta.get_field(name)
    most = Decimal(10) ** (stored.max_digits - stored.decimal_places) - Decimal(1).scaleb(-stored.decimal_places)
    reader = Number(Decimal(low), most if high is None else Decimal(high), stored.decimal_places)
    return {"reader": reader, "path": name, **more}


def _codes(choices: type[models.TextChoices], path: str) -> dict[str, Any]:
    return {"reader": Several(Choice(choices)), "path": path, "empty": []}


def _ref(file: str, path: str, *, required: bool = True) -> dict[str, Any]:
    return {"reader": Ref(file=file), "path": f"{path}__external_id", "required": required, "empty": ""}


def _id(name: str) -> Column:
    return Column(name, Id(), "external_id", required=True)


_COUNT = Whole(Decimal(0), Decimal(2_147_483_647))
_STEP: dict[str, Any] = {"reader": Whole(Decimal(1), Decimal(5)), "path": "step"}
_START = Column("start", Date(), "start", required=True)
_END = Column("slut", Date(), "end")
_CONSULTANT = Column("konsulent", Email(), empty="")

PROGRAMMES = FileKind(
    "indsatser",
    Programme,
    ("indsats_id",),
    (
        _id("indsats_id"),
        Column("navn", **_text(Programme, "name", required=True)),
        Column("kommuner", Several(MUNICIPALITY), "municipalities", required=True),
        _START,
        _END,
        Column("ejer", **_text(Programme, "owner")),
        Column("finansiering", Several(Text(200)), "funding", empty=[]),
        Column("mål_deltagere", _COUNT, "target_participants"),
        Column("mål_forløb", _COUNT, "target_placements"),
    ),
)
WORKPLACES = FileKind(
    "virksomheder",
    Workplace,
    ("virksomhed_id",),
    (
        _id("virksomhed_id"),
        Column("navn", **_text(Workplace, "name", required=True)),
        Column("land", Choice(Country), "country", empty=Country.DENMARK.value),
        Column("cvr", REGISTER_NUMBER, "employer__cvr", empty=""),
        Column("p_nummer", P_NUMBER, "p_number", empty=""),
        Column("type", Choice(EmployerType), "type", required=True),
        Column("branche", **_text(Workplace, "industry")),
        Column("adresse", **_text(Workplace, "address")),
        Column("postnr", POSTCODE, "postcode", required=True),
        Column("ansatte", _COUNT, "employees"),
        Column("kontakt_navn", **_text(Contact, "name", path="")),
        Column("kontakt_email", Email(), empty=""),
        Column("kontakt_telefon", **_text(Contact, "phone", path="")),
        Column("rummer", **_codes(Accommodation, "offered")),
        Column("rummer_ikke", **_codes(Accommodation, "not_offered")),
        _CONSULTANT,
    ),
)
CANDIDATES = FileKind(
    "kandidater",
    Candidate,
    ("kandidat_id",),
    (
        _id("kandidat_id"),
        Column("fornavn", **_text(Candidate, "first_name", required=True)),
        Column("efternavn", **_text(Candidate, "last_name", required=True)),
        Column("fødselsdato", Date(), "birth_date", required=True),
        Column("køn", Choice(Gender), "gender", empty=""),
        Column("cpr", CprReader(), empty=""),
        Column("adressebeskyttelse", YesNo(), "address_protected", empty=False),
        Column("postnr", POSTCODE, "postcode", required=True),
        Column("kommune", MUNICIPALITY, "municipality", required=True),
        Column("målgrupper", Several(Choice(TargetGroup, TARGET_GROUP_ALIASES)), required=True),
        Column("trin", **_STEP),
        Column("timer_pr_uge", **_decimal(Candidate, "hours_per_week", high=168)),
        Column("timer_pr_dag", **_decimal(Candidate, "hours_per_day", high=24)),
        Column("ledig", Several(WindowReader(dates=False)), "availability", empty=[]),
        Column("skånehensyn", **_codes(Accommodation, "accommodations")),
        Column("sprog", Several(LANGUAGE), "languages", empty=[]),
        Column("beviser", **_codes(Certificate, "certificates")),
        Column("ønsker", **_codes(Category, "wishes")),
        Column("rækkevidde_km", **_decimal(Candidate, "reach_km")),
        Column("email", Email(), "email", empty=""),
        Column("telefon", **_text(Candidate, "phone")),
        Column("registreret", Date(), "registered_on", required=True),
        Column("samtykke", Date()),
        _CONSULTANT,
    ),
)
PARTICIPATIONS = FileKind(
    "deltagelser",
    Participation,
    ("indsats_id", "kandidat_id", "start"),
    (
        Column("indsats_id", **_ref("indsatser", "programme")),
        Column("kandidat_id", **_ref("kandidater", "candidate")),
        _START,
        _END,
    ),
)
TASKS = FileKind(
    "opgaver",
    Task,
    ("opgave_id",),
    (
        _id("opgave_id"),
        Column("virksomhed_id", **_ref("virksomheder", "workplace")),
        Column("titel", **_text(Task, "title", required=True)),
        Column("kategori", Choice(Category), "category", required=True),
        Column("beskrivelse", **_text(Task, "description")),
        Column("type", Choice(PlacementKind), "kind", required=True),
        Column("pladser", Whole(Decimal(1), Decimal(32_767)), "seats", required=True),
        _START,
        _END,
        Column("plan", Several(WindowReader(dates=True)), "windows", required=True),
        Column("fleksibel", YesNo(), "flexible", empty=False),
        Column("timer", **_decimal(Task, "hours")),
        Column("min_vagt_timer", **_decimal(Task, "min_session_hours", high=24, empty=Decimal(2))),
        Column("postnr", POSTCODE, "postcode", empty=""),
        Column("trin", **_STEP),
        Column("krav", **_codes(Demand, "demands")),
        Column("rummer", **_codes(Accommodation, "offered")),
        Column("rummer_ikke", **_codes(Accommodation, "not_offered")),
        Column("sprog", Several(LANGUAGE), "languages", empty=[]),
        Column("timeløn", **_decimal(Task, "hourly_pay")),
    ),
)
PLACEMENTS = FileKind(
    "forløb",
    Placement,
    ("forløb_id",),
    (
        _id("forløb_id"),
        Column("kandidat_id", **_ref("kandidater", "candidate")),
        Column("virksomhed_id", **_ref("virksomheder", "workplace")),
        Column("opgave_id", **_ref("opgaver", "task", required=False)),
        Column("indsats_id", **_ref("indsatser", "programme", required=False)),
        Column("type", Choice(PlacementKind), "kind", required=True),
        _START,
        Column("slut_planlagt", Date(), "planned_end", required=True),
        Column("slut_faktisk", Date(), "actual_end"),
        Column("slutårsag", Choice(EndReason), "end_reason", empty=""),
    ),
)
HOURS = FileKind(
    "timer",
    Hours,
    ("forløb_id", "fra", "til"),
    (
        Column("forløb_id", **_ref("forløb", "placement")),
        Column("fra", Date(), "first_day", required=True),
        Column("til", Date(), "last_day", required=True),
        Column("timer", **_decimal(Hours, "hours", required=True)),
    ),
)
COURSES = FileKind(
    "kurser",
    Course,
    ("kursus_id",),
    (
        _id("kursus_id"),
        Column("indsats_id", **_ref("indsatser", "programme", required=False)),
        Column("titel", **_text(Course, "title", required=True)),
        _START,
        Column("slut", Date(), "end", required=True),
        Column("giver", **_codes(Certificate, "gives")),
    ),
)
ENROLMENTS = FileKind(
    "kursusdeltagere",
    Enrolment,
    ("kursus_id", "kandidat_id"),
    (
        Column("kursus_id", **_ref("kurser", "course")),
        Column("kandidat_id", **_ref("kandidater", "candidate")),
        Column("gennemført", YesNo(), "completed"),
    ),
)
STATUSES = FileKind(
    "status",
    StatusSpell,
    ("kandidat_id", "dato"),
    (
        Column("kandidat_id", **_ref("kandidater", "candidate")),
        Column("dato", Date(), "start", required=True),
        Column("status", Choice(Status), "status", required=True),
    ),
)

# In this order they are loaded: nothing refers to what comes after it.
_ALL = (PROGRAMMES, WORKPLACES, CANDIDATES, PARTICIPATIONS, TASKS, PLACEMENTS, HOURS, COURSES, ENROLMENTS, STATUSES)
FILES: dict[str, FileKind] = {kind.name: kind for kind in _ALL}
