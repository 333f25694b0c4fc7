"""The fields in which two records differ, in words, and what each choice leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Employer
from smaajob.audit.telling import in_words
from smaajob.secrets import decrypt
from smaajob.writing import windows

KEPT, GONE, BOTH = "kept", "gone", "both"
# What stays each record's own, or is settled by rules of its own.
OWN = frozenset(
    {
        "id",
        "public_id",
        "keeper",
        "external_id",
        "cpr_encrypted",
        "cpr_hash",
        "archived_at",
        "archived_as",
        "merged_into",
        "user",
        "country",
    }
)
# Lists of codes of which somebody may want all: nothing a person needs may get lost.
JOINABLE = frozenset({"accommodations", "certificates", "wishes"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two differ: what each says, and what is chosen unless somebody chooses otherwise."""

    name: str
    label: str
    kept: str
    gone: str
    default: str
    joinable: bool


def fields_of(model: type[models.Model]) -> list[Any]:
    """The fields that a merge asks about. What the database computes is not among them."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in OWN and not isinstance(field, models.GeneratedField)
    ]


def differences(kept: Any, gone: Any) -> list[Difference]:
    """Where the gone record says something that the kept one does not."""
    found = []
    for field in fields_of(type(kept)):
        mine, other = getattr(kept, field.attname), getattr(gone, field.attname)
        if mine == other or _is_empty(other):
            continue
        label = label_of(field)
        found.append(
            Difference(
                field.name,
                label[:1].upper() + label[1:],
                _said(kept, field),
                _said(gone, field),
                _default(field.name, mine, other),
                field.name in JOINABLE and bool(mine),
            )
        )
    return found


def label_of(field: Any) -> str:
    """What people call a field."""
    if field.name in ("cpr_encrypted", "cpr_hash"):
        return _("CPR-nummer")
    return _("virksomhed") if field.name == "employer" else str(field.verbose_name)


def chosen_values(kept: Any, gone: Any, choices: dict[str, str]) -> dict[str, Any]:
    """The values that the kept record gets; what nobody chose about is settled as `differences` suggests."""
    values: dict[str, Any] = {}
    for one in differences(kept, gone):
        choice = choices.get(one.name, one.default)
        if choice == GONE:
            values[one.name] = getattr(gone, one.name)
        elif choice == BOTH:
            mine = getattr(kept, one.name)
            values[one.name] = [*mine, *(code for code in getattr(gone, one.name) if code not in mine)]
    if "offered" in values or "not_offered" in values:
        # What a place can't offer wins, here as in matching.
        refused = values.get("not_offered", kept.not_offered)
        values["offered"] = [code for code in values.get("offered", kept.offered) if code not in refused]
    return values


def masked(person: Candidate) -> str:
    """`010190-••••`, empty where there is none."""
    number = decrypt(person.cpr_encrypted)
    return f"{number[:-4]}-••••" if number else ""


def two_numbers(kept: Any, gone: Any) -> bool:
    """Whether the two have each their CPR number: then they are hardly one person."""
    return isinstance(kept, Candidate) and bool(kept.cpr_hash and gone.cpr_hash and kept.cpr_hash != gone.cpr_hash)


def _default(name: str, mine: Any, other: Any) -> str:
    if _is_empty(mine):
        return GONE
    if name == "registered_on":
        return GONE if other < mine else KEPT  # known from the first time on
    if name == "address_protected":
        return GONE if other else KEPT  # protection is never lost by a slip
    return KEPT


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _said(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if field.name == "postcode" and getattr(row, "address_protected", False):
        return _("beskyttet")
    if _is_empty(value):
        return _("ikke skrevet")
    if isinstance(value, Employer):
        return f"{value.name}, CVR {value.cvr}" if value.cvr else _("%(name)s, uden CVR") % {"name": value.name}
    if field.name == "availability":
        return windows(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, date):
        value = value.isoformat()
    return in_words(field, value)
