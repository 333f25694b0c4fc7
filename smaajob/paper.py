"""Papers as PDF: tagged (PDF/UA-1), and made from their own text alone. Nothing is fetched from anywhere."""

from __future__ import annotations

from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

VARIANT = "pdf/ua-1"


class NothingIsFetched(URLFetcher):  # type: ignore[misc]
    """A paper is made from what is in its own text: no address is asked, of our own house or of anybody's."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
        raise ValueError("a paper fetches nothing")


def page(html: str) -> HTML:
    """A page of HTML, to be laid out."""
    return HTML(string=html, url_fetcher=NothingIsFetched())


def style(css: str) -> CSS:
    """A style sheet for it."""
    return CSS(string=css, url_fetcher=NothingIsFetched())


def pdf_of(html: str, *sheets: str) -> bytes:
    """The PDF of a page of HTML, with style sheets where it has none of its own."""
    document: bytes = page(html).write_pdf(stylesheets=[style(css) for css in sheets], pdf_variant=VARIANT)
    return document
