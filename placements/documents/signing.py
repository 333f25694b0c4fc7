"""Who has signed an agreement, as its paper tells it: the line to sign on, or what was signed and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from placements.documents.content import AgreementContent, Party
from placements.documents.wording import role_of
from smaajob import writing

SCREEN, LINK, PAPER = "screen", "link", "paper"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Signed:
    """A party's answer. `method` is screen (their own login), link (link and code) or paper; `name` as they typed or wrote it.

    `at` is when it was given, a moment or, on paper, perhaps only a day; `seen_on` is when the municipality saw the paper.
    """

    role: str
    name: str
    says: str
    method: str
    at: date | datetime
    words: str = ""
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One party's place in the block of signatures. `told` is empty where there is a line to sign on.

    `asks_name`: who signs there writes their name in print too, since nobody is named, or only a company.
    """

    role: str
    name: str
    told: str
    words: str = ""
    refused: bool = False
    asks_name: bool = False


def lines(content: AgreementContent, signatures: Iterable[Signed]) -> list[Line]:
    """A line for each party who signs, in the order of the agreement; those of an amendment who are not asked have none."""
    answers = {one.role: one for one in signatures}
    return [_line(party, answers.get(party.role)) for party in content.parties if party.signs]


def missing(content: AgreementContent, signatures: Iterable[Signed]) -> list[Party]:
    """The parties who have not said yes, in order."""
    yes = {one.role for one in signatures if one.says == YES}
    return [party for party in content.parties if party.signs and party.role not in yes]


def named(party: Party) -> str:
    """`Amina Yusuf`; the role where nobody is named yet."""
    return party.name or writing.lower_first(role_of(party.role))


def _line(party: Party, answer: Signed | None) -> Line:
    role = role_of(party.role)
    if answer is None:
        return Line(role, party.name, "", asks_name=not party.name or party.role == "employer")
    told = _told(answer)
    return Line(role, party.name or answer.name, told, answer.words, answer.says == NO)


def _told(answer: Signed) -> str:
    when = {"when": _when(answer.at), "name": answer.name}
    if answer.says == NO:
        return _("Har sagt nej, %(when)s.") % when
    if answer.method == PAPER:
        told = _("Har skrevet under på papir, %(when)s, som %(name)s.") % when
        if answer.seen_on:
            told = f"{told} " + _("Kommunen så papiret %(day)s.") % {"day": writing.day_year(answer.seen_on)}
        return told
    if answer.method == LINK:
        return _("Har sagt ja med link og kode, %(when)s, og skrevet sit navn: %(name)s.") % when
    return _("Har sagt ja på sin egen side, %(when)s, og skrevet sit navn: %(name)s.") % when


def _when(at: date | datetime) -> str:
    if not isinstance(at, datetime):
        return writing.day_year(at)
    local = timezone.localtime(at)
    time = writing.clock(local.hour * 60 + local.minute)
    return _("%(day)s kl. %(time)s") % {"day": writing.day_year(local), "time": time}
