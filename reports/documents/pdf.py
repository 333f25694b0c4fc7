"""The report as a PDF: tagged (PDF/UA-1), in Danish, designed for paper. Nothing is fetched from anywhere."""

from __future__ import annotations

from django.template.loader import render_to_string

from reports.documents.drawings import drawings
from reports.publish import Content
from smaajob.paper import pdf_of


def render(content: Content) -> bytes:
    """The PDF of a report's content; two to four A4 pages. Takes about a second: in the worker only."""
    return pdf_of(render_to_string("pdf/outcome_report.html", {"report": content, **drawings(content)}))
