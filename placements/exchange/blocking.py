"""What builds on an import, in words: each row by its name, with a link to the page where it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import models as people
from employers import models as places
from placements import models as between
from placements.exchange.undo import NAMED_BY, Blocker, Why
from smaajob.accounts.models import Invitation
from smaajob.files.models import StoredFile
from smaajob.messages.models import Message
from smaajob.retention.models import Hold, Item
from smaajob.writing import period

# What people call a row of each model.
NAMES: dict[type[models.Model], Promise] = {
    people.Candidate: gettext_lazy("Person"),
    people.Consent: gettext_lazy("Samtykke"),
    people.Disclosure: gettext_lazy("Oplysning, der er vist"),
    people.Course: gettext_lazy("Kursus"),
    people.Enrolment: gettext_lazy("Deltager på kursus"),
    people.Note: gettext_lazy("Note"),
    people.Participation: gettext_lazy("Deltager i indsats"),
    people.Programme: gettext_lazy("Indsats"),
    people.StatusSpell: gettext_lazy("Situation"),
    people.TargetGroupSpell: gettext_lazy("Målgruppe"),
    places.Contact: gettext_lazy("Kontaktperson"),
    places.Employer: gettext_lazy("Virksomhed"),
    places.LogEntry: gettext_lazy("Log om arbejdsplads"),
    places.Task: gettext_lazy("Opgave"),
    places.Workplace: gettext_lazy("Arbejdsplads"),
    between.AgreementStep: gettext_lazy("Trin i en aftale"),
    between.AgreementVersion: gettext_lazy("Aftale"),
    between.Attendance: gettext_lazy("Fremmøde"),
    between.Signature: gettext_lazy("Underskrift"),
    between.SigningLink: gettext_lazy("Link til at skrive under"),
    between.Hours: gettext_lazy("Timer"),
    between.Pattern: gettext_lazy("Faste tider"),
    between.Placement: gettext_lazy("Forløb"),
    between.Shift: gettext_lazy("Vagter"),
    between.Pause: gettext_lazy("Pause"),
    between.Move: gettext_lazy("Flytning"),
    between.ChangeRequest: gettext_lazy("Ønske om et forløb"),
    StoredFile: gettext_lazy("Fil"),
    Message: gettext_lazy("Besked"),
    Invitation: gettext_lazy("Invitation"),
    Hold: gettext_lazy("Holdt tilbage fra sletning"),
    Item: gettext_lazy("Forslag om sletning"),
}
# Where a row is seen, and by which of its fields it belongs to such a row: the nearest first.
_PAGES: dict[type[models.Model], tuple[str, str]] = {
    between.Placement: ("placements:detail", "placement"),
    people.Candidate: ("candidates:detail", "candidate"),
    places.Task: ("employers:task", "task"),
    places.Workplace: ("employers:detail", "workplace"),
    people.Programme: ("candidates:programme", "programme"),
}
_WHY = {
    Why.REFERS: gettext_lazy("er kommet til siden"),
    Why.CHANGED: gettext_lazy("er ændret siden"),
    Why.GONE: gettext_lazy("er slettet siden"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """`what` is the kind of row, `name` whom or what it is about (empty where it is gone), `url` where to see it (or empty)."""

    what: str
    name: str
    why: str
    url: str


def tell(found: list[Blocker]) -> list[Told]:
    """In the order in which they come."""
    return [_tell(one) for one in found]


def _tell(one: Blocker) -> Told:
    what = str(NAMES.get(one.model) or _capital(str(one.model._meta.verbose_name)))
    manager: Any = one.model._base_manager
    row = manager.filter(pk=one.pk).first()
    if row is None:
        return Told(what, "", str(_WHY[one.why]), "")
    owner = _owner(row)
    name = str(owner) if owner is not None else str(row)
    if isinstance(row, between.Hours):
        name = _("%(who)s, %(when)s") % {"who": name, "when": period(row.first_day, row.last_day)}
    page = _PAGES.get(type(owner))
    url = reverse(page[0], args=[owner.public_id]) if page and not _is_hidden(owner) else ""
    return Told(what, name, str(_WHY[one.why]), url)


def _owner(row: models.Model) -> Any:
    if type(row) in _PAGES:
        return row
    if row._meta.label in NAMED_BY:
        kind, public_id = (getattr(row, field) for field in NAMED_BY[row._meta.label])
        named: Any = apps.get_model(kind)
        return named._base_manager.filter(public_id=public_id).first()
    names = {field.name for field in row._meta.concrete_fields if field.is_relation}
    if "course" in names:
        return getattr(row, "candidate", None)
    for _url, name in _PAGES.values():
        if name in names and getattr(row, f"{name}_id") is not None:
            # Past the manager that leaves cancelled placements out.
            related: Any = row._meta.get_field(name).related_model
            return related._base_manager.get(pk=getattr(row, f"{name}_id"))
    return None


def _is_hidden(row: Any) -> bool:
    """Whether it has no page of its own any more."""
    return getattr(row, "merged_into_id", None) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
