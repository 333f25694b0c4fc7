"""A VITAS-klar sheet: the table of fields (vitas.py) filled in for one agreement, with what is missing; as rows for a page, and as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from placements.documents import wording
from placements.documents.content import AgreementContent
from placements.documents.vitas import CHECKED_ON, GROUPS, Field, applies
from placements.documents.vitas_values import Known
from smaajob.paper import pdf_of


@dataclass(frozen=True, slots=True)
class Row:
    """A field of one sheet. `value` is what is copied; where it is empty, `note` says why. `missing` is what VITAS wants and we lack."""

    key: str
    label: str
    value: str
    note: str
    missing: bool
    where: str
    url: str
    source: str
    sure: bool

    @property
    def lines(self) -> int:
        """How many lines a text field needs for the value on a desktop."""
        return min(12, sum(1 + len(line) // 70 for line in self.value.splitlines()) or 1)

    @property
    def is_long(self) -> bool:
        """Whether it may need more than one line on a phone: then it stands in a field that grows."""
        return self.lines > 1 or len(self.value) > 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it: groups of rows in the order of VITAS, and what is missing."""

    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    checked_on: date

    @property
    def missing(self) -> list[tuple[str, Row]]:
        return [(title, row) for title, rows in self.groups for row in rows if row.missing]


def sheet(content: AgreementContent, known: Known, links: Mapping[str, str] | None = None) -> Sheet:
    """The sheet of an agreement. `links` are addresses by a field's key, of the page where it is written (`cpr`: where it is shown).

    Raises ValueError where VITAS does not ask for this (`applies`).
    """
    if not applies(content):
        raise ValueError(f"VITAS is not for {content.kind} in {content.country}")
    found = links or {}
    groups = tuple(
        (str(group.title), tuple(_row(one, content, known, found.get(one.key, "")) for one in group.fields))
        for group in GROUPS
        if group.asked(content, known)
    )
    return Sheet(groups, CHECKED_ON)


def vitas_pdf(content: AgreementContent, *, printed: date, known: Known) -> bytes:
    """The sheet on paper: for who types it into VITAS with the paper beside the keyboard. Raises ValueError as `sheet` does."""
    context = {"sheet": sheet(content, known), "title": _("VITAS-klar"), "content": content, "printed": printed}
    frame = {"short_title": wording.running(content.title), "whom_to_ask": wording.whom_to_ask(content)}
    return pdf_of(render_to_string("pdf/vitas.html", {**context, **frame}))


def _row(field: Field, content: AgreementContent, known: Known, url: str) -> Row:
    value = field.value(content, known)
    missing = not value and field.key != "cpr" and field.needed(content, known)
    if value:
        note = ""
    elif field.key == "cpr":
        note = _("Står ikke her. Tryk på »Vis« ved CPR-nummeret på personens side.")
    else:
        note = _("Mangler") if missing else _("Ikke skrevet")
    where = str(field.where) if missing else ""
    return Row(field.key, str(field.label), value, note, missing, where, url, str(field.source.name), field.source.sure)
