"""A month's hours as a PDF: a page for each person at each workplace, with room for both to sign."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone, translation

from placements.sheet import Sheet, month_text
from smaajob.paper import pdf_of


def sheet_pdf(sheets: Collection[Sheet], month: date) -> bytes:
    """A4, PDF/UA-1. Without any hours a page that says so."""
    context = {
        "sheets": sheets,
        "month": month_text(month),
        "today": timezone.localdate(),
        "language": translation.get_language(),
    }
    return pdf_of(render_to_string("pdf/hours_sheet.html", context), render_to_string("pdf/hours_sheet.css"))
