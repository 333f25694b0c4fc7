"""Letters on paper: those that wait become one PDF, made by the worker; a person says whether it came out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from smaajob import paper
from smaajob.jobs.run import Claim, GiveUp
from smaajob.messages.models import Message, PrintRun
from smaajob.secrets import encrypt_bytes

Tell = Callable[[int, str], None]


def work(run: PrintRun, claim: Claim) -> dict[str, Any]:
    """Make the PDF of a print run, for smaajob.jobs. The fields to set when it is done."""
    letters = Message.objects.filter(print_run=run).order_by("ordered_at", "pk")
    with translation.override("da"):
        if not letters:
            raise GiveUp(_("Brevene er her ikke længere."))
        content = pdf([(letter.html, letter.enclosed) for letter in letters], claim.tell)
    return {"content": encrypt_bytes(content)}


def pdf(letters: Sequence[tuple[str, str]], tell: Tell = lambda percent, step: None) -> bytes:
    """Letters as one PDF, each a page of HTML and after it the paper that lies with it (empty where none does).

    Each numbers its own pages. A tenth of a second a letter, and some more for a paper: in the worker only.
    """
    style = paper.style(render_to_string("pdf/letter.css"))
    documents = []
    for number, (letter, enclosed) in enumerate(letters, start=1):
        tell(100 * number // (len(letters) + 1), _("Brev %(n)s af %(all)s") % {"n": number, "all": len(letters)})
        documents.append(paper.page(letter).render(stylesheets=[style], pdf_variant=paper.VARIANT))
        if enclosed:
            documents.append(paper.page(enclosed).render(pdf_variant=paper.VARIANT))
    first = documents[0]
    first.metadata.title = _("Brev") if len(letters) == 1 else _("Breve")
    stream = io.BytesIO()
    first.copy(_pages(documents)).write_pdf(stream, pdf_variant=paper.VARIANT)
    return stream.getvalue()


def _pages(documents: Iterable[Any]) -> list[Any]:
    return [page for document in documents for page in document.pages]
