"""What refers to a person or a workplace, read from the registry, so that nothing can be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate
from employers.models import Workplace
from placements.models import MergeKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MODELS: dict[str, type[Candidate] | type[Workplace]] = {
    MergeKind.CANDIDATE: Candidate,
    MergeKind.WORKPLACE: Workplace,
}
# Every reference and what people call the rows: (one, several). A reference without words fails a test.
WORDS: dict[str, tuple[StrPromise, StrPromise]] = {
    "placements.placement.candidate": (_("forløb"), _("forløb")),
    "placements.shift.candidate": (_("vagt"), _("vagter")),
    "placements.attendance.candidate": (_("fremmøde"), _("fremmøder")),
    "placements.signinglink.candidate": (_("link til at skrive under"), _("links til at skrive under")),
    "placements.pause.candidate": (_("pause"), _("pauser")),
    "placements.move.candidate": (_("flytning"), _("flytninger")),
    "placements.changerequest.candidate": (_("ønske om et forløb"), _("ønsker om forløb")),
    "candidates.participation.candidate": (_("deltagelse i en indsats"), _("deltagelser i indsatser")),
    "candidates.enrolment.candidate": (_("plads på et kursus"), _("pladser på kurser")),
    "candidates.targetgroupspell.candidate": (_("periode i en målgruppe"), _("perioder i målgrupper")),
    "candidates.statusspell.candidate": (_("situation"), _("situationer")),
    "candidates.consent.candidate": (_("samtykke"), _("samtykker")),
    "candidates.disclosure.candidate": (_("oplysning, der er vist"), _("oplysninger, der er vist")),
    "candidates.note.candidate": (_("notat"), _("notater")),
    "candidates.correction.candidate": (_("ønske om at rette noget"), _("ønsker om at rette noget")),
    "candidates.personallink.candidate": (_("personligt link"), _("personlige links")),
    "placements.calendarlink.candidate": (_("kalender-link"), _("kalender-links")),
    "candidates.circlemember.candidate": (_("mentor eller værge"), _("mentorer og værger")),
    "candidates.candidate.merged_into": (_("tidligere sammenlægning"), _("tidligere sammenlægninger")),
    "placements.proposal.candidate": (_("forslag"), _("forslag")),
    "placements.waitingentry.candidate": (_("plads på en venteliste"), _("pladser på ventelister")),
    "placements.employerask.candidate": (_("ønske fra en arbejdsplads"), _("ønsker fra arbejdspladser")),
    "placements.placement.workplace": (_("forløb"), _("forløb")),
    "placements.proposal.workplace": (_("forslag"), _("forslag")),
    "placements.employerask.workplace": (_("ønske om en, de kender"), _("ønsker om nogen, de kender")),
    "placements.move.from_workplace": (_("flytning herfra"), _("flytninger herfra")),
    "placements.move.to_workplace": (_("flytning hertil"), _("flytninger hertil")),
    "employers.task.workplace": (_("opgave"), _("opgaver")),
    "employers.contact.workplace": (_("kontakt"), _("kontakter")),
    "employers.postinglink.workplace": (_("link til at slå opgaver op"), _("links til at slå opgaver op")),
    "employers.logentry.workplace": (_("notat i loggen"), _("notater i loggen")),
    "employers.workplace.merged_into": (_("tidligere sammenlægning"), _("tidligere sammenlægninger")),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key to a person or a workplace."""

    model: type[models.Model]
    field: str

    @property
    def key(self) -> str:
        """`candidates.note.candidate`"""
        return f"{self.model._meta.label_lower}.{self.field}"

    def rows(self, thing: Any) -> models.QuerySet[Any]:
        """All rows that refer to a thing, the cancelled and the archived too."""
        manager: models.Manager[Any] = self.model._base_manager
        return manager.filter(**{self.field: thing}).order_by("pk")


def references(model: type[models.Model]) -> list[Reference]:
    """Every foreign key that points to a model, also those without a reverse name."""
    found = [
        Reference(relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.field.concrete
    ]
    return sorted(found, key=lambda reference: list(WORDS).index(reference.key) if reference.key in WORDS else -1)


def reference(key: str) -> Reference:
    """The reference of a key that a trace holds."""
    label, _dot, field = key.rpartition(".")
    return next(one for model in MODELS.values() for one in references(model) if one.key == f"{label}.{field}")


# What was added since to something that goes back goes with it: (rows, their link to what goes back, what they refer by).
# A shift has its placement's person, a placement its task's workplace, an addendum its note's person.
FOLLOWERS: list[tuple[str, str, str]] = [
    ("employers.task.workplace", "task", "placements.placement.workplace"),
    ("employers.task.workplace", "task", "placements.proposal.workplace"),
    ("placements.placement.candidate", "placement", "placements.shift.candidate"),
    ("placements.shift.candidate", "shift", "placements.attendance.candidate"),
    ("placements.placement.candidate", "placement", "placements.proposal.candidate"),
    ("placements.proposal.candidate", "proposal", "placements.employerask.candidate"),
    ("placements.placement.candidate", "placement", "placements.signinglink.candidate"),
    ("placements.placement.candidate", "placement", "placements.pause.candidate"),
    ("placements.placement.candidate", "placement", "placements.move.candidate"),
    ("placements.placement.candidate", "placement", "placements.changerequest.candidate"),
    ("employers.task.workplace", "to_task", "placements.move.to_workplace"),
    ("employers.task.workplace", "from_task", "placements.move.from_workplace"),
    ("candidates.note.candidate", "addendum_to", "candidates.note.candidate"),
    ("employers.logentry.workplace", "addendum_to", "employers.logentry.workplace"),
    ("employers.contact.workplace", "contact", "employers.postinglink.workplace"),
]
