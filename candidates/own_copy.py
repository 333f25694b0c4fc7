"""A person's own copy of all that is held about them: as JSON for a machine, as PDF (PDF/UA-1) for people."""

from __future__ import annotations

import json
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation

from candidates.models import Candidate
from smaajob import holdings
from smaajob.accounts.scope import Scope
from smaajob.holdings import Section
from smaajob.paper import pdf_of

# Told in the file, so that who reads it by a machine knows which it is.
FORMAT = "smaajob.own-copy.1"


def as_json(scope: Scope, person: Candidate) -> bytes:
    """Every section by its key: a list of rows, each `{key: value}`; dates and moments in ISO form, codes as they are stored."""
    sections = holdings.of(scope, person)
    document = {
        "format": FORMAT,
        "made_at": timezone.localtime(timezone.now(), scope.zone).isoformat(timespec="seconds"),
        "kept_by": scope.organisation.name,
        "about": {one.key: one.about for one in sections if one.about},
        **{one.key: [{fact.key: fact.value for fact in entry} for entry in one.entries] for one in sections},
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def as_pdf(scope: Scope, person: Candidate) -> bytes:
    """The same in words, on A4. Two to three seconds for a case of two years, with 200 shifts on 16 pages."""
    sections: list[Section] = [one for one in holdings.of(scope, person) if one.told]
    made_at: datetime = timezone.localtime(timezone.now(), scope.zone)
    told = {"sections": sections, "person": person, "keeper": scope.organisation, "made_at": made_at}
    return pdf_of(render_to_string("pdf/own_copy.html", {**told, "language": translation.get_language()}))
