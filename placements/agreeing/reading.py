"""An agreement as somebody reads it on a screen: heading by heading, from its frozen content. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from placements.agreeing.steps import in_words
from placements.documents.content import AgreementContent, Contact
from placements.documents.wording import kroner
from placements.models import AgreementPurpose
from placements.models import Party as Code
from smaajob import writing
from smaajob.phones import written
from smaajob.vocabulary import PlacementKind


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and what stands under it, a line each."""

    label: str
    lines: tuple[str, ...]


def rows_of(content: AgreementContent) -> list[Row]:
    """All that it says, in the order in which a person asks: what, when, where, who, and then the rest."""
    return [Row(label, lines) for label, *rest in _said(content) if (lines := tuple(one for one in rest if one))]


def _said(one: AgreementContent) -> Iterator[tuple[str, ...]]:
    yield _("Hvad er det?"), str(PlacementKind(one.kind).label)
    if one.purpose:
        yield _("Formål"), str(AgreementPurpose(one.purpose).label)
    yield _("Opgaver"), *one.tasks.splitlines()
    yield _("Periode"), writing.period(one.start, one.end)
    steps = [in_words(step) for step in one.steps]
    yield _("Timer og tider"), *(step[:1].upper() + step[1:] for step in steps), _holidays(one)
    yield _("Sted"), one.place, *(line for line in one.address if line != one.place)
    yield _("Sådan finder man ind"), one.find_way
    yield _("Tager imod"), _contact(one.meets)
    yield _("Skal have med"), one.bring
    yield _("Det tager arbejdspladsen hensyn til"), *one.accommodations
    pay = _("%(kroner)s kr. i timen") % {"kroner": kroner(one.hourly_pay)} if one.hourly_pay else ""
    yield _("Løn"), pay, one.pay_note
    yield _("Forsikring"), *one.insurance.splitlines()
    yield _("Opfølgning"), ", ".join(writing.day_year(day) for day in one.follow_ups)
    yield _("Andet, der er aftalt"), *one.remarks.splitlines()
    yield _("Kontakt i kommunen"), _contact(one.municipal), _contact(one.stand_in, _("stedfortræder"))
    yield _("Skriver under"), *(_party(code, one) for code in Code)


def _holidays(one: AgreementContent) -> str:
    if not any(step.windows for step in one.steps):
        return ""
    return _("Også på helligdage.") if one.works_on_holidays else _("Ikke på helligdage.")


def _contact(one: Contact | None, what: str = "") -> str:
    if one is None or not (one.name or one.phone):
        return ""
    return ", ".join(text for text in (one.name, what, written(one.phone), one.email) if text)


def _party(code: Code, content: AgreementContent) -> str:
    found = next((one for one in content.parties if one.role == code and one.signs), None)
    if found is None:
        return ""
    who = ", ".join(text for text in (found.name, *found.lines) if text)
    return f"{code.label}: {who}" if who else str(code.label)
