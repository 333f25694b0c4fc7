"""Who must sign, whom a change concerns, and what is said of insurance: dated rows with a source, in one place each (ADR 15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from placements.law.facts import PRAKTIK, Young
from placements.law.loader import rules_of
from placements.law.young import is_adult
from placements.models import Party, Placement
from smaajob.rules.values import Rules
from smaajob.vocabulary import Country, PlacementKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from candidates.models import Candidate

GROWN_UP = 18  # where no law of ours holds
_K = PlacementKind
# What Danish law has a representative of the employees heard about: they are there beside ordinary employees.
SUPPORTED = PRAKTIK | {_K.WAGE_SUBSIDY, _K.COMMUNITY_WORK}
# Ordinary employment, with the employer's wage.
EMPLOYED = frozenset({_K.SMALL_JOB, _K.YOUTH_JOB, _K.JOB, _K.FLEX_JOB, _K.WAGE_SUBSIDY})


def who_signs(placement: Placement, day: date, kind: str = "") -> tuple[Party, ...]:
    """Who is asked to sign an agreement that is sent on a day, the municipality last. Two queries: the rules are rows (ADR 14).

    The employees' representative where there are more employees than praktik.rep_statement says; a number that nobody has written counts
    as more: it is better to ask. A parent or guardian until young.adult_age, and where no law of ours holds, until eighteen.
    """
    kind, known = kind or placement.kind, rules_of(placement.keeper, placement.workplace)
    wanted = {Party.PERSON, Party.EMPLOYER, Party.MUNICIPALITY}
    if not _grown_up(placement.candidate, known, day):
        wanted.add(Party.GUARDIAN)
    above, employees = known.value("praktik.rep_statement", on=day), placement.workplace.employees
    is_asked = kind in SUPPORTED and above is not None and above.value is not None
    if is_asked and above is not None and (employees is None or employees > above.whole):
        wanted.add(Party.EMPLOYEE_REP)
    return in_order(wanted)


def _grown_up(person: Candidate, known: Rules, day: date) -> bool:
    if not known.apply:
        return person.age_on(day) >= GROWN_UP
    return is_adult(Young(person.birth_date), known, day)


def in_order(parties: Iterable[str]) -> tuple[Party, ...]:
    """As they stand on paper; the municipality last."""
    wanted = set(parties)
    return tuple(one for one in Party if one in wanted)


_PEOPLE = (Party.PERSON, Party.GUARDIAN, Party.EMPLOYER)
_ALL_BUT_REP = (*_PEOPLE, Party.MUNICIPALITY)
# What a change of each thing that an agreement says concerns whom: they are asked, of those who sign the first agreement at all.
# What concerns nobody holds at once, and all are told. docs/adr/0015-from-a-yes-to-an-agreement.md explains each row.
CONCERNS: dict[str, tuple[Party, ...]] = {
    "kind": tuple(Party),
    "purpose": _ALL_BUT_REP,
    "period": tuple(Party),
    "place": _ALL_BUT_REP,
    "tasks": (*_PEOPLE, Party.EMPLOYEE_REP),
    "steps": _ALL_BUT_REP,
    "works_on_holidays": _ALL_BUT_REP,
    "pay": _ALL_BUT_REP,
    "insurance": _ALL_BUT_REP,
    "accommodations": _PEOPLE,
    "meets": (Party.PERSON, Party.GUARDIAN, Party.EMPLOYER),
    "remarks": _ALL_BUT_REP,
    "meets_phone": (),
    "find_way": (),
    "bring": (),
    "follow_ups": (),
}


def asked_of(changed: Iterable[str], all_who_sign: Iterable[str]) -> tuple[Party, ...]:
    """Who is asked where these things change: whom they concern, of those who would sign the whole agreement."""
    concerned = {party for one in changed for party in CONCERNS[one]}
    return in_order(concerned & set(all_who_sign))


def asks_for_purpose(kind: str, country: str) -> bool:
    """Whether one of the three purposes must be chosen: a Danish praktik."""
    return country == Country.DENMARK and kind in PRAKTIK


@dataclass(frozen=True, slots=True)
class InsuranceText:
    """What an agreement says of insurance until somebody writes it differently. `sure` is False where it was found but not confirmed."""

    country: str
    kinds: frozenset[PlacementKind]
    text: StrPromise
    valid_from: date
    source: StrPromise
    checked_on: date
    sure: bool


INSURANCE = (
    InsuranceText(
        Country.DENMARK, PRAKTIK | {_K.COMMUNITY_WORK},
        _("Kommer personen til skade på arbejdet, dækker arbejdspladsens lovpligtige arbejdsskadeforsikring. Gør personen skade på ting"
          " eller andre, melder arbejdspladsen det først til sit eget forsikringsselskab. Spørg kommunen om selvrisiko og det, som"
          " forsikringen ikke dækker."),
        date(2024, 3, 1), _("Kommunernes vejledninger om skader i praktik; praksis om arbejdsskadeforsikring"), date(2026, 11, 21), False,
    ),
    InsuranceText(
        Country.DENMARK, EMPLOYED,
        _("Personen er ansat på arbejdspladsen og er dækket af arbejdspladsens lovpligtige arbejdsskadeforsikring som de andre ansatte."),
        date(2024, 3, 1), _("Praksis om arbejdsskadeforsikring af ansatte"), date(2026, 11, 21), False,
    ),
)  # fmt: skip


def insurance_of(kind: str, country: str, day: date) -> InsuranceText | None:
    """The text that is suggested; None where we have none, as in Sweden: then the consultant writes it."""
    found = [one for one in INSURANCE if one.country == country and kind in one.kinds and one.valid_from <= day]
    return found[-1] if found else None
