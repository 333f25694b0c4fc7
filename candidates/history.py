"""What was changed about a person, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, Consent
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.audit.telling import ToldEvent, history_of, label_of, register_words, tell

SENTENCES = {
    "assign.undo": _("Givet tilbage."),
    "situation.add": _("Ny situation."),
    "situation.correct": _("En situation blev rettet."),
    "situation.remove": _("En situation, der var en fejl, blev fjernet."),
    "consent.give": _("Sagde ja til, at vi må fortælle om personen."),
    "consent.withdraw": _("Et samtykke blev trukket tilbage."),
    "consent.disclose": _("Noget blev fortalt til en arbejdsplads."),
    "access.give": _("Fik adgang."),
    "access.end": _("Adgangen blev lukket."),
    "access.channel": _("Måden at få besked på blev ændret."),
    "access.own": _("Personens egne oplysninger blev rettet."),
    "access.login": _("Logger ind med nye oplysninger."),
    "calendar.make": _("En kalender-adresse blev lavet."),
    "calendar.change": _("Kalender-adressen blev skiftet. Den gamle virker ikke mere."),
    "calendar.stop": _("Kalenderen blev stoppet."),
    "link.make": _("Et nyt personligt link blev lavet."),
    "link.again": _("Personen bad selv om et nyt link."),
    "link.close": _("Et personligt link blev lukket."),
    "circle.invite": _("En mentor eller værge blev inviteret."),
    "circle.begin": _("En mentor eller værge begyndte at følge personen."),
    "circle.end": _("En mentor eller værge følger ikke personen mere."),
    "correction.ask": _("Personen skrev, at noget er forkert."),
    "correction.answer": _("Der blev svaret på, om noget skulle rettes."),
}
# What the page "Adgang" tells of.
ACCESS = [verb for verb in SENTENCES if verb.startswith(("access.", "link.", "circle."))] + [
    "behalf.begin",
    "behalf.end",
]


# What stood in these is not told of a protected person: to nobody, and to those who are not their own; nor which workplace was told.
NEVER_TOLD, OWN_ONLY = ("postcode",), ("postcode", "phone", "email", "municipality")


def register() -> None:
    """Called when the app is ready."""
    register_words("consent", {str(code): label for code, label in Consent.Form.choices})


def told_of(person: Candidate, scope: Scope) -> list[ToldEvent]:
    """Newest first; where somebody with a protected address has lived is not told. One query."""
    told = history_of(person, SENTENCES)
    if not person.address_protected:
        return told
    names = OWN_ONLY if person.hides_from(scope) else NEVER_TOLD
    fields: list[Any] = [Candidate._meta.get_field(name) for name in names]
    labels = {str(one.verbose_name).capitalize() for one in fields}
    if person.hides_from(scope):
        labels.add(label_of("disclosed"))
    return [
        replace(event, changes=[replace(c, before="", after="") if c.label in labels else c for c in event.changes])
        for event in told
    ]


def access_told_of(person: Candidate) -> list[ToldEvent]:
    """The newest of what has to do with the person's way in. One query."""
    events = Event.objects.about(person).filter(verb__in=ACCESS).select_related("actor")[:20]
    return tell(events, Candidate, SENTENCES)
