"""Who may be the same person or workplace as another record: what they have in common, most alike first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Right
from django.utils.translation import gettext as _

from candidates.models import Candidate, CandidateQuerySet
from employers.models import Contact, Workplace, WorkplaceQuerySet
from smaajob.accounts.scope import Scope

ALIKE, NEARLY_THE_SAME = 0.6, 0.85
MOST_LOOKED_AT, MOST_SHOWN = 1000, 10


@dataclass(frozen=True, slots=True)
class Double:
    """A record that may be the same, and what the two have in common in words."""

    row: Any
    reasons: list[str]
    score: float = 0


def people_like(person: Candidate, scope: Scope) -> list[Double]:
    """Of the same organisation, most alike first, at most ten. One query."""
    known: CandidateQuerySet = Candidate.objects.visible_to(scope).exclude(pk=person.pk)
    alike = (
        Q(birth_date=person.birth_date)
        | Q(last_name__iexact=person.last_name)
        | Q(first_name__iexact=person.first_name)
    )
    if person.cpr_hash:
        alike |= Q(cpr_hash=person.cpr_hash)
    if person.email:
        alike |= Q(email__iexact=person.email)
    if digits := _digits(person.phone):
        known = known.annotate(digits=_last_digits("phone"))
        alike |= Q(digits=digits)
    found = (_person(row, person) for row in known.filter(alike)[:MOST_LOOKED_AT])
    return _best(found)


def workplaces_like(place: Workplace, scope: Scope) -> list[Double]:
    """Of the same organisation, most alike first, at most ten. Two queries."""
    known: WorkplaceQuerySet = Workplace.objects.visible_to(scope).exclude(pk=place.pk).select_related("employer")
    numbers = {digits for one in Contact.objects.filter(workplace=place) if (digits := _digits(one.phone))}
    alike = Q(postcode=place.postcode) | Q(name__iexact=place.name)
    if place.p_number:
        alike |= Q(p_number=place.p_number)
    if place.employer.cvr:
        alike |= Q(employer__cvr=place.employer.cvr)
    if numbers:
        called = Contact.objects.annotate(digits=_last_digits("phone")).filter(digits__in=numbers)
        alike |= Q(pk__in=called.values("workplace"))
    found = (_place(row, place) for row in known.filter(alike)[:MOST_LOOKED_AT])
    return _best(found)


def _person(row: Candidate, person: Candidate) -> Double:
    reasons, score = [], 0.0
    names = _likeness(str(row), str(person))
    same_day = row.birth_date == person.birth_date
    if person.cpr_hash and row.cpr_hash == person.cpr_hash:
        reasons.append(_("samme CPR-nummer"))
        score += 5
    if names == 1 and same_day:
        reasons.append(_("samme navn og fødselsdato"))
        score += 4
    elif same_day and names >= ALIKE:
        reasons.append(_("samme fødselsdato, og navnet ligner"))
        score += 3
    elif names == 1:
        reasons.append(_("samme navn"))
        score += 2
    elif names >= NEARLY_THE_SAME:
        reasons.append(_("navnet ligner"))
        score += 1
    if person.email and row.email.casefold() == person.email.casefold():
        reasons.append(_("samme e-mail"))
        score += 1.5
    if _digits(person.phone) and _digits(row.phone) == _digits(person.phone):
        reasons.append(_("samme telefon"))
        score += 1.5
    return Double(row, reasons, score + names)


def _place(row: Workplace, place: Workplace) -> Double:
    reasons, score = [], 0.0
    names, near = _likeness(row.name, place.name), row.postcode == place.postcode
    if place.p_number and row.p_number == place.p_number:
        reasons.append(_("samme P-nummer"))
        score += 5
    same_company = bool(place.employer.cvr) and row.employer.cvr == place.employer.cvr
    if same_company and (near or names >= ALIKE):
        # A chain has one CVR number and many shops: alone it says little.
        reasons.append(_("samme CVR-nummer"))
        score += 2
    if names == 1:
        reasons.append(_("samme navn og postnummer") if near else _("samme navn"))
        score += 3 if near else 1
    elif near and names >= ALIKE:
        reasons.append(_("samme postnummer, og navnet ligner"))
        score += 1.5
    return Double(row, reasons, score + names)


def _best(found: Iterable[Double]) -> list[Double]:
    alike = [one for one in found if one.reasons]
    return sorted(alike, key=lambda one: (-one.score, one.row.sort_key))[:MOST_SHOWN]


def _likeness(one: str, other: str) -> float:
    """1 for the same name, also with its words in another order; 0 for nothing in common."""
    first, second = _plain(one), _plain(other)
    if first == second or sorted(first.split()) == sorted(second.split()):
        return 1.0
    return min(SequenceMatcher(None, first, second).ratio(), 0.99)


def _plain(name: str) -> str:
    text = name.casefold().replace("aa", "å").replace("ä", "æ").replace("ö", "ø")
    return " ".join(re.findall(r"\w+", text))


def _digits(phone: str) -> str:
    """The last eight digits, without a country's code."""
    digits = re.sub(r"[^0-9]", "", phone)[-8:]
    return digits if len(digits) >= 6 else ""


def _last_digits(field: str) -> Any:
    plain = Func(F(field), Value("[^0-9]"), Value(""), Value("g"), function="REGEXP_REPLACE", output_field=CharField())
    return Right(plain, 8)
