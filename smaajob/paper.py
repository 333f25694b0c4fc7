"""Papers as PDF: tagged (PDF/UA-1), and made from their own text alone. Nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
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


def page_count(html: str) -> int:
    """How many pages a page of HTML takes."""
    return len(page(html).render(pdf_variant=VARIANT).pages)


def fitting(versions: Iterable[str], *sheets: str, pages: int = 1) -> bytes:
    """The PDF of the first of the versions, each shorter than the one before, that keeps to so many pages; of the last where none does.

    A version is made only when the one before was too long: give a generator. Raises ValueError where there is none.
    """
    css = [style(one) for one in sheets]
    laid_out = None
    for html in versions:
        laid_out = page(html).render(stylesheets=css, pdf_variant=VARIANT)
        if len(laid_out.pages) <= pages:
            break
    if laid_out is None:
        raise ValueError("a paper of nothing")
    document: bytes = laid_out.write_pdf(pdf_variant=VARIANT)
    return document
