"""What was changed about a person, in words."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate
from smaajob.audit.telling import ToldEvent, history_of

SENTENCES = {
    "assign.undo": _("Givet tilbage."),
    "situation.add": _("Ny situation."),
    "situation.correct": _("En situation blev rettet."),
    "situation.remove": _("En situation, der var en fejl, blev fjernet."),
}


def told_of(person: Candidate) -> list[ToldEvent]:
    """Newest first; where somebody with a protected address has lived is not told. One query."""
    told = history_of(person, SENTENCES)
    if not person.address_protected:
        return told
    label = str(Candidate._meta.get_field("postcode").verbose_name).capitalize()
    return [
        replace(event, changes=[replace(c, before="", after="") if c.label == label else c for c in event.changes])
        for event in told
    ]
