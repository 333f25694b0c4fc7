"""The printout for a citizen as a PDF, in Danish, designed for paper."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from smaajob.accounts.scope import Scope
from smaajob.audit.reading import ForThePerson
from smaajob.paper import pdf_of

# A page takes a twentieth of a second: what a year of a busy case has is made while somebody waits.
MOST_ON_PAPER = 1500


def citizen_pdf(scope: Scope, *, name: str, rows: list[ForThePerson]) -> bytes:
    """The PDF of all that the log has of somebody, at most MOST_ON_PAPER rows."""
    context = {
        "name": name,
        "rows": rows[:MOST_ON_PAPER],
        "left_out": max(len(rows) - MOST_ON_PAPER, 0),
        "organisation": scope.organisation,
        "today": timezone.localdate(),
    }
    return pdf_of(render_to_string("pdf/citizen_log.html", context), render_to_string("pdf/citizen_log.css"))
