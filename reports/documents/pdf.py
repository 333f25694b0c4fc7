"""The report as a PDF: tagged (PDF/UA-1), in Danish, designed for paper. Nothing is fetched from anywhere."""

from __future__ import annotations

from typing import NoReturn

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from reports.documents.drawings import drawings
from reports.publish import Content


class NothingIsFetched(URLFetcher):  # type: ignore[misc]
    """A paper is made from what is in its own text: no address is asked, of our own house or of anybody's."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
        raise ValueError("a report fetches nothing")


def render(content: Content) -> bytes:
    """The PDF of a report's content; two to four A4 pages. Takes about a second: in the worker only."""
    html = render_to_string("pdf/outcome_report.html", {"report": content, **drawings(content)})
    document: bytes = HTML(string=html, url_fetcher=NothingIsFetched()).write_pdf(pdf_variant="pdf/ua-1")
    return document
