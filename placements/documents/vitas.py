"""The VITAS-klar sheet: what VITAS asks, in its order, each with the value that we have, ready to be copied by hand.

Småjob is not connected with VITAS and does not pretend to be. Which fields there are is known from descriptions of VITAS and not
from its screens: each says where it is known from, and the sheet says the day on which that was checked. No form numbers: they are
not confirmed. The CPR number is never here; the sheet says where it is found.

Sources: STAR, spørgsmål og svar om VITAS; FOA, til tillidsrepræsentanter om virksomhedspraktik; Tiponi, vejledning i VITAS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from placements.documents import vitas_values as values
from placements.documents.content import AgreementContent
from placements.documents.vitas_values import Known
from smaajob.vocabulary import Country, PlacementKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CHECKED_ON = date(2026, 11, 21)
# Of what VITAS is used for, that which a placement can be.
KINDS = frozenset({PlacementKind.WORK_PLACEMENT, PlacementKind.LANGUAGE_PLACEMENT, PlacementKind.WAGE_SUBSIDY})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field is known from. `sure` where more than one description names it."""

    name: StrPromise
    sure: bool


DESCRIBED = Source(gettext_lazy("Beskrevet af STAR, FOA og Tiponi"), sure=True)
EXPECTED = Source(gettext_lazy("Ikke bekræftet: det plejer ansøgningen at spørge om"), sure=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that VITAS asks. `where` says who writes it in Småjob, for when it is missing; `needed` is whether VITAS wants it."""

    key: str
    label: StrPromise
    value: Callable[[AgreementContent, Known], str]
    source: Source = DESCRIBED
    where: StrPromise | str = ""
    needed: Callable[[AgreementContent, Known], bool] = values.always


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that VITAS asks together. `asked` is for which agreements."""

    title: StrPromise
    fields: tuple[Field, ...]
    asked: Callable[[AgreementContent, Known], bool] = values.always


_AT_THE_WORKPLACE = gettext_lazy("Skriv det på arbejdspladsens side")
_IN_THE_AGREEMENT = gettext_lazy("Skriv det i aftalen")
_ON_THE_PERSON = gettext_lazy("Skriv det på personens side")
# What no page of ours has a field for.
_ASK = gettext_lazy("Spørg arbejdspladsen, og skriv det i VITAS")

# The order is the order of the application.
GROUPS = (
    Group(
        gettext_lazy("Virksomheden"),
        (
            Field("company", gettext_lazy("Virksomhedens navn"), values.company, where=_AT_THE_WORKPLACE),
            Field("cvr", gettext_lazy("CVR-nummer"), lambda _content, known: known.cvr, where=_AT_THE_WORKPLACE),
            Field(
                "p_number", gettext_lazy("P-nummer"), lambda _content, known: known.p_number, where=_AT_THE_WORKPLACE
            ),
            Field("address", gettext_lazy("Adresse"), values.address, where=_AT_THE_WORKPLACE),
            Field(
                "employees",
                gettext_lazy("Antal ansatte, regnet som fuldtid"),
                values.employees,
                where=_AT_THE_WORKPLACE,
            ),
            Field(
                "supported",
                gettext_lazy("Heraf i praktik eller med løntilskud nu"),
                values.supported,
                where=_AT_THE_WORKPLACE,
            ),
            Field("sector", gettext_lazy("Branche"), lambda _content, known: known.sector, where=_AT_THE_WORKPLACE),
        ),
    ),
    Group(
        gettext_lazy("Kontakt hos virksomheden"),
        (
            Field("contact_name", gettext_lazy("Fulde navn"), values.contact("name"), where=_AT_THE_WORKPLACE),
            Field("contact_email", gettext_lazy("E-mail"), values.contact("email"), where=_AT_THE_WORKPLACE),
            Field("contact_phone", gettext_lazy("Telefon"), values.contact("phone"), where=_AT_THE_WORKPLACE),
            Field(
                "signatory",
                gettext_lazy("Hvem skriver under for virksomheden"),
                values.signatory,
                where=_ASK,
            ),
        ),
    ),
    Group(
        gettext_lazy("Medarbejdernes repræsentant"),
        (
            Field(
                "rep_name",
                gettext_lazy("Fulde navn"),
                values.representative("name"),
                where=_ASK,
                needed=values.has_colleagues,
            ),
            Field(
                "rep_email",
                gettext_lazy("E-mail"),
                values.representative("email"),
                where=_ASK,
                needed=values.has_colleagues,
            ),
            Field(
                "rep_phone",
                gettext_lazy("Telefon"),
                values.representative("phone"),
                where=_ASK,
                needed=values.has_colleagues,
            ),
            Field(
                "rep_statement",
                gettext_lazy("Hvad repræsentanten siger"),
                lambda _content, known: known.rep_statement,
                where=_ASK,
                needed=values.has_colleagues,
            ),
            Field(
                "rep_comments",
                gettext_lazy("Repræsentantens bemærkninger"),
                lambda _content, known: known.rep_comments,
                needed=values.never,
            ),
        ),
    ),
    Group(
        gettext_lazy("Personen"),
        (
            Field("cpr", gettext_lazy("CPR-nummer"), values.nothing, EXPECTED),
            Field("person", gettext_lazy("Navn"), values.person, EXPECTED, _ON_THE_PERSON),
            Field("person_contact", gettext_lazy("Telefon og e-mail"), values.person_contact, EXPECTED, _ON_THE_PERSON),
            Field(
                "target_group",
                gettext_lazy("Målgruppe"),
                lambda _content, known: known.target_group,
                EXPECTED,
                _ON_THE_PERSON,
            ),
            Field("consent", gettext_lazy("Samtykke fra personen"), values.consent, EXPECTED, _ON_THE_PERSON),
        ),
    ),
    Group(
        gettext_lazy("Forløbet"),
        (
            Field("kind", gettext_lazy("Type"), values.kind),
            Field("start", gettext_lazy("Startdato"), lambda content, _known: values.day(content.start)),
            Field("end", gettext_lazy("Slutdato"), lambda content, _known: values.day(content.end)),
            Field("hours_least", gettext_lazy("Timer om ugen, mindst"), values.hours(min), where=_IN_THE_AGREEMENT),
            Field("hours_most", gettext_lazy("Timer om ugen, højst"), values.hours(max), where=_IN_THE_AGREEMENT),
            Field("daily", gettext_lazy("Daglig arbejdstid"), values.daily, where=_IN_THE_AGREEMENT),
            Field("place", gettext_lazy("Arbejdssted"), values.place, where=_IN_THE_AGREEMENT),
            Field(
                "tasks", gettext_lazy("Opgaver"), lambda content, _known: content.tasks.strip(), where=_IN_THE_AGREEMENT
            ),
            Field(
                "purpose", gettext_lazy("Formål"), values.purpose, where=_IN_THE_AGREEMENT, needed=values.has_purpose
            ),
            Field(
                "job_title",
                gettext_lazy("Stillingsbetegnelse"),
                lambda content, _known: content.title,
                where=_IN_THE_AGREEMENT,
            ),
            Field("meets", gettext_lazy("Kontaktperson eller mentor på stedet"), values.meets, where=_IN_THE_AGREEMENT),
            Field("accommodations", gettext_lazy("Skånehensyn"), values.accommodations, EXPECTED, needed=values.never),
            Field(
                "prospects",
                gettext_lazy("Udsigt til løntimer bagefter"),
                values.prospects,
                EXPECTED,
                needed=values.never,
            ),
            Field("remarks", gettext_lazy("Bemærkninger"), values.remarks, needed=values.never),
        ),
    ),
    Group(
        gettext_lazy("Løntilskud"),
        (
            Field(
                "monthly_cost",
                gettext_lazy("Lønudgift om måneden i alt, med pension, feriepenge og forsikring"),
                values.amount("monthly_cost"),
                where=_ASK,
            ),
            Field("pay", gettext_lazy("Løn"), values.pay, where=_IN_THE_AGREEMENT),
            Field(
                "collective_agreement",
                gettext_lazy("Overenskomst"),
                lambda _content, known: known.collective_agreement,
                where=_ASK,
            ),
            Field(
                "additional",
                gettext_lazy("Erklæring om merbeskæftigelse"),
                lambda _content, known: known.additional,
                where=_ASK,
            ),
        ),
        asked=values.is_subsidised,
    ),
)


def applies(content: AgreementContent) -> bool:
    """Whether VITAS asks for this at all: what needs the municipality's yes, in Denmark. An ordinary small job does not."""
    return applies_to(content.kind, content.country)


def applies_to(kind: str, country: str) -> bool:
    """The same, of what is not put together yet."""
    return country == Country.DENMARK and kind in KINDS
