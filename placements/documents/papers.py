"""The papers of a placement, by name: which there are of an agreement, what their files are called, and all of them at once.

Made purely from an agreement's content; who may have a paper, and that it is on record that they got it, is the view's. The names of
the files say what a paper is and never of whom.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from placements.documents.agreement import agreement_pdf
from placements.documents.content import AgreementContent
from placements.documents.sheets import cannot_come_pdf, contact_card_pdf, task_sheet_pdf
from placements.documents.signing import Signed
from placements.documents.vitas import applies_to
from placements.documents.vitas_sheet import vitas_pdf
from placements.documents.vitas_values import Known
from smaajob.schedule import DatedWindow


class Paper(models.TextChoices):
    """The value is a word that can stand in a URL, and the file's name."""

    AGREEMENT = "aftale", _("Aftalen")
    TASK_SHEET = "opgaveark", _("Opgavearket")
    CONTACT_CARD = "kontaktkort", _("Kortet med numre")
    CANNOT_COME = "hvis-du-ikke-kan-komme", _("Hvis du ikke kan komme")
    VITAS = "vitas-klar", _("VITAS-klar")


FOR_THE_PERSON = (Paper.TASK_SHEET, Paper.CONTACT_CARD, Paper.CANNOT_COME)


def papers_of(content: AgreementContent) -> tuple[Paper, ...]:
    """Which papers there are: VITAS-klar only where VITAS asks (never in Sweden, and not for an ordinary small job)."""
    return papers_for(content.kind, content.country)


def papers_for(kind: str, country: str) -> tuple[Paper, ...]:
    """The same, of what is not put together yet."""
    return tuple(one for one in Paper if one is not Paper.VITAS or applies_to(kind, country))


def file_name(which: Paper, content: AgreementContent) -> str:
    """`aftale.pdf`, `aftale-aendring.pdf`, `opgaveark.pdf`: nothing about a person or a place."""
    if which is Paper.AGREEMENT and content.is_amendment:
        return "aftale-aendring.pdf"
    return f"{which.value}.pdf"


def paper(
    which: Paper,
    content: AgreementContent,
    *,
    printed: date,
    signatures: Iterable[Signed] = (),
    draft: bool = False,
    known: Known | None = None,
    first_time: DatedWindow | None = None,
) -> bytes:
    """One paper as PDF/UA-1, in a second at the most. Raises ValueError for VITAS-klar where there is none (`papers_of`).

    `printed` stands on each page. `signatures` and `draft` are for the agreement, `known` for VITAS-klar, `first_time` (the first
    shift in the calendar) for the task sheet.
    """
    if which is Paper.AGREEMENT:
        return agreement_pdf(content, printed=printed, signatures=signatures, draft=draft)
    if which is Paper.TASK_SHEET:
        return task_sheet_pdf(content, printed=printed, first_time=first_time)
    if which is Paper.CONTACT_CARD:
        return contact_card_pdf(content, printed=printed)
    if which is Paper.CANNOT_COME:
        return cannot_come_pdf(content, printed=printed)
    return vitas_pdf(content, printed=printed, known=known or Known())


def papers(
    content: AgreementContent,
    *,
    printed: date,
    signatures: Iterable[Signed] = (),
    draft: bool = False,
    known: Known | None = None,
    first_time: DatedWindow | None = None,
) -> dict[str, bytes]:
    """All of them, by file name, in the order in which they are used. One to three seconds."""
    answers = list(signatures)
    return {
        file_name(one, content): paper(
            one, content, printed=printed, signatures=answers, draft=draft, known=known, first_time=first_time
        )
        for one in papers_of(content)
    }
