"""The printout for a citizen as a PDF: tagged (PDF/UA-1), in Danish, designed for paper. Nothing is fetched from anywhere."""

from __future__ import annotations

from typing import NoReturn

from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from smaajob.accounts.scope import Scope
from smaajob.audit.reading import ForThePerson

# A page takes a twentieth of a second: what a year of a busy case has is made while somebody waits.
MOST_ON_PAPER = 1500


class NothingIsFetched(URLFetcher):  # type: ignore[misc]
    """A paper is made from what is in its own text."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
        raise ValueError("a printout fetches nothing")


def citizen_pdf(scope: Scope, *, name: str, rows: list[ForThePerson]) -> bytes:
    """The PDF of all that the log has of somebody, at most MOST_ON_PAPER rows."""
    context = {
        "name": name,
        "rows": rows[:MOST_ON_PAPER],
        "left_out": max(len(rows) - MOST_ON_PAPER, 0),
        "organisation": scope.organisation,
        "today": timezone.localdate(),
    }
    html = render_to_string("pdf/citizen_log.html", context)
    style = CSS(string=render_to_string("pdf/citizen_log.css"), url_fetcher=NothingIsFetched())
    document: bytes = HTML(string=html, url_fetcher=NothingIsFetched()).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1"
    )
    return document
