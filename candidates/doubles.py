"""Whether somebody is here already: the same CPR number, or the same name and birth date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candidates.models import Candidate
from smaajob.accounts.scope import Scope
from smaajob.secrets import keyed_hash

MOST = 5
Name = tuple[str, str, date]  # first name, last name, birth date


@dataclass(frozen=True, slots=True)
class Double:
    person: Candidate
    same_cpr: bool


def doubles_of(scope: Scope, *, name: Name | None, cpr: str = "", but: Candidate | None = None) -> list[Double]:
    """The organisation's people who may be the same, those with the same CPR number first; at most MOST. One query.

    `cpr` is its digits; the empty string is nobody's. People in the archive count too: they are here already.
    """
    hashed = keyed_hash(cpr)
    wanted = Q(pk__in=[])
    if hashed:
        wanted |= Q(cpr_hash=hashed)
    if name is not None:
        first, last, born = name
        wanted |= Q(first_name__iexact=first, last_name__iexact=last, birth_date=born)
    rows = Candidate.objects.visible_to(scope).filter(wanted)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    found = [Double(person, bool(hashed) and person.cpr_hash == hashed) for person in rows.order_by("pk")[:50]]
    return sorted(found, key=lambda double: not double.same_cpr)[:MOST]
