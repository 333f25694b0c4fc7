"""What a person may want to know of each file and column: made from columns.py, so that it is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from placements.exchange.columns import FILES, Column, FileKind
from placements.exchange.readers import Choice, Date, Email, Id, Number, Reader, Ref, Several, Text, YesNo
from placements.exchange.words import CprReader, WindowReader
from smaajob.language_codes import language_label
from smaajob.literals import Unreadable
from smaajob.vocabulary import Step
from smaajob.writing import day_year

NAMES: dict[str, StrPromise] = {
    "indsatser": gettext_lazy("Indsatser"),
    "virksomheder": gettext_lazy("Arbejdspladser"),
    "kandidater": gettext_lazy("Personer"),
    "deltagelser": gettext_lazy("Deltagelser i indsatser"),
    "opgaver": gettext_lazy("Opgaver"),
    "forløb": gettext_lazy("Forløb"),
    "timer": gettext_lazy("Timer"),
    "kurser": gettext_lazy("Kurser"),
    "kursusdeltagere": gettext_lazy("Deltagere på kurser"),
    "status": gettext_lazy("Personernes situation"),
}
# What the type of a column does not say of itself.
_MEANINGS: dict[str, StrPromise] = {
    "indsatser.kommuner": gettext_lazy("de kommuner, der er med"),
    "indsatser.ejer": gettext_lazy("den, der driver indsatsen"),
    "indsatser.finansiering": gettext_lazy("dem, der betaler"),
    "indsatser.mål_deltagere": gettext_lazy("så mange deltagere er målet"),
    "indsatser.mål_forløb": gettext_lazy("så mange forløb er målet"),
    "virksomheder.virksomhed_id": gettext_lazy("en arbejdsplads er ét sted, i Danmark et P-nummer"),
    "virksomheder.land": gettext_lazy("tom betyder Danmark"),
    "virksomheder.cvr": gettext_lazy("arbejdspladser med samme nummer hører til samme virksomhed"),
    "virksomheder.ansatte": gettext_lazy("så mange er ansat på arbejdspladsen"),
    "virksomheder.rummer": gettext_lazy("de hensyn, arbejdspladsen kan tage"),
    "virksomheder.rummer_ikke": gettext_lazy("de hensyn, den ikke kan tage"),
    "virksomheder.konsulent": gettext_lazy("e-mailen på arbejdspladsens faste kontakt hos jer"),
    "kandidater.kandidat_id": gettext_lazy("jeres sagsnummer eller et løbenummer, aldrig et CPR-nummer"),
    "kandidater.cpr": gettext_lazy("bliver gemt krypteret"),
    "kandidater.køn": gettext_lazy("bruges kun til tal om ligestilling"),
    "kandidater.kommune": gettext_lazy("kommunen, personen bor i"),
    "kandidater.trin": gettext_lazy("tom betyder, at der ikke er nogen grænse"),
    "kandidater.timer_pr_uge": gettext_lazy("det højeste antal. Tom betyder, at der ikke er nogen grænse"),
    "kandidater.timer_pr_dag": gettext_lazy("det højeste antal. Tom betyder, at der ikke er nogen grænse"),
    "kandidater.ledig": gettext_lazy("de tider, personen kan arbejde. Tom betyder, at I ikke ved det endnu"),
    "kandidater.skånehensyn": gettext_lazy("det, personen har brug for"),
    "kandidater.ønsker": gettext_lazy("den slags arbejde, personen helst vil have"),
    "kandidater.rækkevidde_km": gettext_lazy("så langt kan personen komme. Tom betyder, at der ikke er nogen grænse"),
    "kandidater.registreret": gettext_lazy("den dag, personen kom med"),
    "kandidater.samtykke": gettext_lazy("den dag, personen gav samtykke"),
    "kandidater.konsulent": gettext_lazy("e-mailen på personens konsulent hos jer"),
    "opgaver.pladser": gettext_lazy("så mange kan være i opgaven på én gang"),
    "opgaver.plan": gettext_lazy("enten ugedage eller datoer, ikke begge dele"),
    "opgaver.fleksibel": gettext_lazy(
        "nej betyder, at planens tider er vagterne. Ja betyder, at timerne lægges inden for dem"
    ),
    "opgaver.timer": gettext_lazy("timer om ugen (i alt, når planen har datoer). Skal stå der, når fleksibel er ja"),
    "opgaver.min_vagt_timer": gettext_lazy("den korteste vagt. Tom betyder 2 timer"),
    "opgaver.postnr": gettext_lazy("kun hvis opgaven ligger et andet sted end arbejdspladsen"),
    "opgaver.trin": gettext_lazy("tom betyder, at der ikke er nogen grænse"),
    "opgaver.krav": gettext_lazy("det, man skal kunne eller have papir på"),
    "opgaver.sprog": gettext_lazy("de sprog, man skal kunne, alle sammen"),
    "opgaver.timeløn": gettext_lazy("i kroner, eller i svenske kroner i Sverige"),
    "opgaver.rummer": gettext_lazy("de hensyn, der kan tages i opgaven"),
    "opgaver.rummer_ikke": gettext_lazy("de hensyn, der ikke kan tages"),
    "forløb.opgave_id": gettext_lazy("når forløbet er i en opgave, I har med"),
    "forløb.slut_faktisk": gettext_lazy("tom, så længe forløbet er i gang"),
    "forløb.slutårsag": gettext_lazy("skal stå der, når slut_faktisk står der"),
    "timer.fra": gettext_lazy("den første dag, timerne gælder"),
    "timer.til": gettext_lazy("den sidste dag, de gælder"),
    "kurser.giver": gettext_lazy("det bevis, man får"),
    "kursusdeltagere.gennemført": gettext_lazy("tom betyder, at I ikke ved det endnu"),
    "status.dato": gettext_lazy("fra den dag, og til dagen før personens næste række"),
}
_EXAMPLES: dict[str, str | StrPromise] = {
    "indsats_id": "I1", "virksomhed_id": "V1", "kandidat_id": "K1", "opgave_id": "O1", "forløb_id": "F1", "kursus_id": "C1",
    "navn": gettext_lazy("Bageriet i Nørregade"), "indsatser.navn": gettext_lazy("Flere i småjob"), "kommuner": "851|860", "kommune": "851",
    "ejer": "Aalborg Kommune", "finansiering": gettext_lazy("Fonden for Små Job|Aalborg Kommune"),
    "mål_deltagere": "120", "mål_forløb": "200", "land": "DK", "cvr": "44497786", "p_nummer": "1012151730",
    "branche": "Bageri", "adresse": gettext_lazy("Nørregade 7"), "postnr": "9000", "ansatte": "12", "kontakt_navn": "Bente Bager",
    "kontakt_telefon": "98 12 34 56", "telefon": "20 12 34 56", "fornavn": "Amina", "efternavn": "Yusuf",
    "fødselsdato": "31-01-1990", "cpr": "310190-xxxx", "timer_pr_uge": "7,5", "timer_pr_dag": "3", "rækkevidde_km": "15",
    "ledig": "man 08:00-14:00|ons 08:00-14:00", "plan": "man 09:00-12:00|ons 09:00-12:00", "sprog": "da:A2|ar",
    "titel": "Fylde varer op", "kurser.titel": "Hygiejnekursus",
    "beskrivelse": gettext_lazy("Vi fylder hylderne op, inden butikken åbner."),
    "pladser": "1", "timer": "6", "min_vagt_timer": "2", "timeløn": "150", "trin": "4",
    "kontakt_email": "bente@bageriet.example", "email": "amina@mail.example", "konsulent": "mette@kommunen.example",
    "slut_planlagt": "30-06-2026", "slut_faktisk": "30-06-2026", "slut": "30-06-2026", "til": "08-03-2026",
    "rummer_ikke": "hjemmefra", "samtykke": "01-03-2026", "målgrupper": "flygtning|kontanthjælp", "status": "kontanthjælp",
}  # fmt: skip


@dataclass(frozen=True)
class Value:
    """One of the words that a column takes, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True)
class ColumnHelp:
    """`holds` says what kind of thing stands there; `meaning` what it is good for, where its name does not say it."""

    name: str
    required: bool
    holds: str
    meaning: str
    example: str
    values: tuple[Value, ...]

    @property
    def has_meanings(self) -> bool:
        """Whether the words say less than what is told of them: `ja` does not."""
        return any(value.word.casefold() != value.meaning.casefold() for value in self.values)

    @property
    def sentence(self) -> str:
        """`holds` and `meaning` as whole sentences."""
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in (self.holds, self.meaning) if part)


@dataclass(frozen=True)
class FileHelp:
    """One file with its columns, in the order of the format."""

    kind: FileKind
    name: str
    columns: tuple[ColumnHelp, ...]


def all_help() -> list[FileHelp]:
    """The ten files in the order in which they are loaded."""
    return [
        FileHelp(kind, str(NAMES[kind.name]), tuple(help_of(kind, column) for column in kind.columns))
        for kind in FILES.values()
    ]


def help_of(kind: FileKind, column: Column) -> ColumnHelp:
    """The help of one column."""
    return ColumnHelp(
        name=column.name,
        required=column.required,
        holds=_holds(column.reader),
        meaning=str(_said(_MEANINGS, kind, column) or ""),
        example=_example(kind, column),
        values=values_of(column),
    )


def values_of(column: Column) -> tuple[Value, ...]:
    """The words that a column takes, where they are few enough to be listed."""
    reader = column.reader.one if isinstance(column.reader, Several) else column.reader
    if isinstance(reader, Choice):
        return tuple(Value(word, str(label)) for word, label in reader.labels.items())
    if isinstance(reader, YesNo):
        return (Value("ja", _("Ja")), Value("nej", _("Nej")))
    if column.name == "trin":
        return tuple(Value(str(number), str(label)) for number, label in Step.choices)
    return ()


def in_words(column: Column, text: str) -> str:
    """A cell's text as one says it: `kontanthjælp|ung` as "Kontanthjælp, Ung", `2022-03-01` as "1. mar. 2022"."""
    if column.name == "cpr" or not text:
        return text
    reader = column.reader
    try:
        value = reader.read(text)
    except Unreadable:
        return text  # it was shortened or masked
    if isinstance(reader, Several):
        return ", ".join(_spoken(reader.one, one, column) for one in value)
    return _spoken(reader, value, column)


def _spoken(reader: Reader, value: Any, column: Column) -> str:
    if isinstance(reader, Choice):
        return str(reader.labels[value])
    if isinstance(value, date):
        return day_year(value)
    if column.name == "sprog":
        return language_label(value)
    if column.name == "trin":
        return f"{value}: {Step(value).label}"
    return reader.write(value)


def _said(table: dict[str, Any], kind: FileKind, column: Column) -> Any:
    return table.get(f"{kind.name}.{column.name}") or table.get(column.name)


def _example(kind: FileKind, column: Column) -> str:
    if found := _said(_EXAMPLES, kind, column):
        return str(found)
    if isinstance(column.reader, Date):
        return "01-03-2026"
    values = values_of(column)
    joined: Iterable[str] = (one.word for one in values[: 2 if isinstance(column.reader, Several) else 1])
    return "|".join(joined)


_HOLDS: tuple[tuple[type[Reader], StrPromise], ...] = (
    (Id, gettext_lazy("jeres eget id")),
    (Email, gettext_lazy("en e-mail-adresse")),
    (Date, gettext_lazy("en dato")),
    (YesNo, gettext_lazy("ja eller nej")),
    (Choice, gettext_lazy("et af ordene")),
    (CprReader, gettext_lazy("et CPR-nummer")),
    (WindowReader, gettext_lazy("en tid")),
    (Text, gettext_lazy("tekst")),
)


def _holds(reader: Reader) -> str:
    if isinstance(reader, Several):
        return _("en liste med | mellem: %(one)s") % {"one": _several(reader.one)}
    if isinstance(reader, Ref | Number) or not isinstance(reader, tuple(type_ for type_, _words in _HOLDS)):
        return reader.expects
    if isinstance(reader, Text) and not isinstance(reader, Id):
        return reader.expects if reader.longest else _("tekst")
    return next(str(words) for type_, words in _HOLDS if isinstance(reader, type_))


def _several(one: Reader) -> str:
    if isinstance(one, Choice):
        return _("et eller flere af ordene")
    return one.expects
