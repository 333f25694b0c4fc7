"""Who can see something about a person now, and what, told to the person. The rules stand elsewhere; here they are in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from candidates.models import Candidate, CircleMember, Disclosure, Participation, Programme, ProgrammeWorker
from candidates.models.candidate import SEEN_AFTER_LEAVING
from candidates.own_words import items_to_you
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.writing import day_year, lower_first


@dataclass(frozen=True, slots=True)
class WhoSees:
    """`staff` are the consultant and the stand-in, with their phones; the rest are sentences."""

    staff: list[User]
    programmes: list[str] = field(default_factory=list)
    circle: list[str] = field(default_factory=list)
    workplaces: list[str] = field(default_factory=list)


def who_sees(scope: Scope, person: Candidate, today: date) -> WhoSees:
    """Three queries; the person comes with their consultant and stand-in."""
    return WhoSees(
        staff=[one for one in (person.consultant, person.stand_in) if one is not None],
        programmes=[one.name for one in _programmes(scope, person, today)],
        circle=_circle(scope, person, today),
        workplaces=[_told(one) for one in Disclosure.objects.visible_to(scope).filter(candidate=person).on(today)],
    )


def _programmes(scope: Scope, person: Candidate, today: date) -> list[Programme]:
    """Those in which somebody works who sees the person (`Candidate.objects.seen_by`)."""
    workers = ProgrammeWorker.objects.filter(programme=OuterRef("programme"))
    not_long_gone = Q(end__isnull=True) | Q(end__gte=today - SEEN_AFTER_LEAVING)
    parts = Participation.objects.filter(keeper=scope.organisation, candidate=person).current()
    rows = (
        parts.filter(not_long_gone, Exists(workers)).select_related("programme").order_by("programme__sort_key", "pk")
    )
    return list(dict.fromkeys(one.programme for one in rows))


def _circle(scope: Scope, person: Candidate, today: date) -> list[str]:
    rows = CircleMember.objects.visible_to(scope).filter(candidate=person).on(today).select_related("user")
    return [
        _("%(name)s, %(role)s") % {"name": one.user, "role": lower_first(str(one.get_role_display()))} for one in rows
    ]


def _told(one: Disclosure) -> str:
    told = {"name": one.to_name, "items": items_to_you(one.items), "day": day_year(one.end)}
    return _("%(name)s kan se: %(items)s. Til %(day)s.") % told
