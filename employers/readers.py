"""Who reads what a company writes: the workplace's consultant, else the stand-in, else the municipality's employer entrance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from employers.company import entrances
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.permissions import TABLE, Permission
from smaajob.accounts.roles import CASE_WORKERS
from smaajob.messages.writing import Receiver
from smaajob.workdays import workdays_after

if TYPE_CHECKING:
    from employers.models import Workplace

# A company that has posted a task hears from us within so many working days; "I dag" says so when it is late.
ANSWER_WITHIN = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """`phone` can be called in any case where the municipality has one; `to` is None where nobody can be written to."""

    name: str
    phone: str
    to: Receiver | None
    user: User | None = None


def reader_of(workplace: Workplace) -> Reader:
    """Who reads of a workplace now, with whom to call. Needs its keeper; two queries, and one where nobody there works here any more."""
    keeper = workplace.keeper
    unit = entrances([keeper.pk]).get(keeper.pk)
    phone = (unit.phone if unit else "") or keeper.phone
    for user in _theirs(workplace):
        return Reader(user.name, user.phone or phone, Receiver.of(user), user)
    if workplace.consultant_id is None and workplace.consultant_email:
        return Reader(workplace.consultant_email, phone, Receiver("", workplace.consultant_email))
    return Reader(unit.name if unit else keeper.name, phone, entrance_of(keeper))


def entrance_of(keeper: Organisation) -> Receiver | None:
    """The municipality's employer entrance, else its own address, else one who may confirm companies."""
    unit = entrances([keeper.pk]).get(keeper.pk)
    somebody = somebody_in(keeper, *(role for role in TABLE if Permission.CONFIRM_EMPLOYERS in TABLE[role]))
    if unit is not None and unit.email:
        return Receiver(unit.name, unit.email)
    if keeper.email:
        return Receiver(keeper.name, keeper.email)
    return Receiver.of(somebody.user) if somebody else None


def somebody_in(organisation: Organisation | None, *roles: Role) -> Membership | None:
    """Who has been in one of the roles the longest and can be written to; the first of the roles' words in reverse (managers first)."""
    # Asked also where there is no organisation: see employers.actions.registrations.register.
    key = organisation.pk if organisation is not None else 0
    rows = Membership.objects.filter(organisation_id=key, role__in=roles, active=True, user__is_active=True)
    return (
        rows.exclude(user__email=None, user__phone_number="")
        .select_related("user")
        .order_by("-role", "joined_at", "pk")
        .first()
    )


def answer_by(posted: date, country: str) -> date:
    """The last day on which a company that posted then hears from us."""
    return workdays_after(posted, ANSWER_WITHIN, country)


def _theirs(workplace: Workplace) -> list[User]:
    """The consultant and the stand-in, of those who work here now; the consultant first."""
    named = [one for one in (workplace.consultant, workplace.stand_in) if one is not None]
    here = Membership.objects.filter(
        organisation=workplace.keeper_id, user__in=[one.pk for one in named], role__in=CASE_WORKERS, active=True
    )
    known = set(here.filter(user__is_active=True).values_list("user", flat=True)) if named else set()
    return [one for one in named if one.pk in known]
