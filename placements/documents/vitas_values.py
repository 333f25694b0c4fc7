"""Where each value of the VITAS-klar sheet comes from: the agreement, else what is known beside it. Pure; texts ready to be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.documents import wording
from placements.documents.content import AgreementContent, Contact
from smaajob import phones, writing
from smaajob.vocabulary import PlacementKind

NOBODY = Contact("")
# The words of the guidance. Source: vejledning 9641 of 17 June 2022.
_PURPOSES = {
    "ordinary": gettext_lazy("Ordinær ansættelse efter praktikken"),
    "training": gettext_lazy("Optræning af faglige, sociale eller sproglige kompetencer"),
    "clarify": gettext_lazy("Afklaring af job- eller uddannelsesmål"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What VITAS asks and the agreement doesn't say; what we don't know stays empty. `employees` and `supported` are at the P-number.

    `contact` is the company's contact for the case (else who meets the person), `monthly_cost` and below are for wage subsidy.
    """

    company: str = ""
    cvr: str = ""
    p_number: str = ""
    employees: Decimal | int | None = None
    supported: int | None = None
    sector: str = ""
    contact: Contact | None = None
    signatory: str = ""
    representative: Contact | None = None
    rep_statement: str = ""
    rep_comments: str = ""
    person_phone: str = ""
    person_email: str = ""
    target_group: str = ""
    consent_on: date | None = None
    monthly_cost: Decimal | None = None
    collective_agreement: str = ""
    additional: str = ""


Value = Callable[[AgreementContent, Known], str]


def always(_content: AgreementContent, _known: Known) -> bool:
    """VITAS asks it of everybody."""
    return True


def never(_content: AgreementContent, _known: Known) -> bool:
    """It may stay empty."""
    return False


def has_colleagues(_content: AgreementContent, known: Known) -> bool:
    """With more than one employee the representative is heard; where nobody knows how many there are, we must ask. Source: FOA, Tiponi."""
    return known.employees is None or known.employees > 1


def has_purpose(content: AgreementContent, _known: Known) -> bool:
    """A placement has one of three purposes; a job with wage subsidy has not."""
    return content.kind != PlacementKind.WAGE_SUBSIDY


def is_subsidised(content: AgreementContent, _known: Known) -> bool:
    """Wage subsidy asks more."""
    return content.kind == PlacementKind.WAGE_SUBSIDY


def nothing(_content: AgreementContent, _known: Known) -> str:
    """What never stands on a sheet."""
    return ""


def company(content: AgreementContent, known: Known) -> str:
    """The company's name; the place's where it is not known by another."""
    return known.company or content.place


def address(content: AgreementContent, _known: Known) -> str:
    """In one line."""
    return ", ".join(content.address)


def employees(_content: AgreementContent, known: Known) -> str:
    """A number; a nought is a number."""
    return "" if known.employees is None else writing.number(known.employees)


def supported(_content: AgreementContent, known: Known) -> str:
    """How many are in praktik or with wage subsidy there already."""
    return "" if known.supported is None else str(known.supported)


def contact(part: str) -> Value:
    """The name, e-mail or phone of the company's contact, else of who meets the person."""
    return lambda content, known: _part(known.contact or content.meets, part)


def representative(part: str) -> Value:
    """The same of the employees' representative; the agreement names them as a party."""

    def value(content: AgreementContent, known: Known) -> str:
        named = next((party.name for party in content.parties if party.role == "employee_rep"), "")
        return _part(known.representative, part) or (named if part == "name" else "")

    return value


def signatory(content: AgreementContent, known: Known) -> str:
    """Who signs for the company: as told, else the contact."""
    return known.signatory or _part(known.contact or content.meets, "name")


def person(content: AgreementContent, _known: Known) -> str:
    """The name in the agreement."""
    return wording.person_of(content)


def person_contact(_content: AgreementContent, known: Known) -> str:
    """What the person can be reached at."""
    return ", ".join(part for part in (phones.written(known.person_phone), known.person_email) if part)


def consent(_content: AgreementContent, known: Known) -> str:
    """That the person has said yes to be told of, and when."""
    return _("Ja, givet %(day)s") % {"day": day(known.consent_on)} if known.consent_on else ""


def kind(content: AgreementContent, _known: Known) -> str:
    """VITAS has praktik and løntilskud; what the purpose of a praktik is it asks later."""
    return _("Løntilskud") if content.kind == PlacementKind.WAGE_SUBSIDY else _("Virksomhedspraktik")


def day(value: date) -> str:
    """`02-03-2026`: as a date is typed."""
    return f"{value:%d-%m-%Y}"


def hours(choose: Callable[[Iterable[Decimal]], Decimal]) -> Value:
    """The fewest or the most hours a week of all steps."""
    return lambda content, _known: writing.number(choose(one.hours for one in content.steps)) if content.steps else ""


def daily(content: AgreementContent, _known: Known) -> str:
    """The times of the step with the most hours, which is the one that VITAS has room for."""
    if not content.steps:
        return ""
    most = max(content.steps, key=lambda one: one.hours)
    return wording.spoken_week(most)


def place(content: AgreementContent, _known: Known) -> str:
    """Its name and address."""
    return ", ".join((content.place, *content.address))


def purpose(content: AgreementContent, _known: Known) -> str:
    """One of three, in the guidance's words."""
    return str(_PURPOSES.get(content.purpose, content.purpose))


def meets(content: AgreementContent, _known: Known) -> str:
    """Who meets the person, with phone and e-mail."""
    return wording.contact_line(content.meets) if content.meets else ""


def accommodations(content: AgreementContent, _known: Known) -> str:
    """Those that the person has said may be told. Never a diagnosis."""
    return ". ".join(wording.accommodations_of(content))


def prospects(content: AgreementContent, _known: Known) -> str:
    """What the agreement says of paid hours."""
    paid = [one for one in content.steps if one.paid_hours]
    if not paid:
        return ""
    last = paid[-1]
    told = {"hours": writing.hours(last.paid_hours or 0), "day": wording.spoken_day(last.first_day)}
    return _("Det er aftalt, at %(hours)s om ugen er med løn fra %(day)s.") % told


def remarks(content: AgreementContent, _known: Known) -> str:
    """What the agreement remarks, and the steps in hours as sentences: VITAS has one number of hours for the whole period."""
    return " ".join(part for part in (steps_explained(content), " ".join(wording.paragraphs(content.remarks))) if part)


def steps_explained(content: AgreementContent) -> str:
    """`Timetallet stiger trin for trin: 4 timer om ugen fra 1. marts 2026 …`; empty where the hours are the same all the time."""
    if len({(one.hours, one.paid_hours) for one in content.steps}) < 2:
        return ""
    parts = [_step(one.hours, one.paid_hours, one.first_day) for one in content.steps]
    most = writing.number(max(one.hours for one in content.steps))
    return " ".join(
        (
            _("Timetallet ændrer sig trin for trin: %(steps)s.") % {"steps": writing.joined(parts)},
            _("Det højeste timetal, %(most)s, er skrevet som ugentlig arbejdstid, fordi der kun er plads til ét.")
            % {"most": most},
        )
    )


def amount(name: str) -> Value:
    """Kroner."""

    def value(_content: AgreementContent, known: Known) -> str:
        found: Decimal | None = getattr(known, name)
        return "" if found is None else _("%(amount)s kr.") % {"amount": wording.kroner(found)}

    return value


def pay(content: AgreementContent, _known: Known) -> str:
    """As agreed."""
    return wording.pay_of(content)


def _step(hours: Decimal, paid: Decimal | None, first_day: date) -> str:
    told = {"hours": writing.hours(hours), "day": wording.spoken_day(first_day)}
    if paid:
        return _("%(hours)s om ugen fra %(day)s (heraf %(paid)s med løn)") % {**told, "paid": writing.number(paid)}
    return _("%(hours)s om ugen fra %(day)s") % told


def _part(found: Contact | None, part: str) -> str:
    text: str = getattr(found or NOBODY, part)
    return phones.written(text) if part == "phone" else text
