"""The log in words: for the officer each look-up with who made it, for the person the dates, the purposes and the roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Organisation, Role
from smaajob.audit.flags import FEW
from smaajob.audit.models import Access, Kind
from smaajob.audit.people import names_of
from smaajob.audit.telling import in_place_of
from smaajob.literals import Unreadable, read_date
from smaajob.writing import MONTHS_LONG

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

Rows = TypeVar("Rows", bound="QuerySet[Any]")
# The names of a search's fields (in its address) as people call them; any other is a Danish word already.
SEARCHED = {
    "q": gettext_lazy("det, der blev skrevet i søgefeltet"),
    "cpr": gettext_lazy("CPR-nummer"),
    "navn": gettext_lazy("fødselsdag og navn"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was looked at; `name` is the beginning of the id where the person is erased."""

    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ToldAccess:
    """One look-up for the officer. `people` are named where they are few; `number` says how many there are."""

    row: Access
    who: str
    role: str
    people: list[Person]
    number: int


@dataclass(frozen=True, slots=True)
class ForThePerson:
    """What a person reads: on a day, somebody in a role in a unit, for a purpose, so many times. No colleague is named."""

    day: date
    purpose: str
    how: str
    who: str
    times: int


def tell(organisation: Organisation, rows: Sequence[Access]) -> list[ToldAccess]:
    """The look-ups in the order in which they come; load their users. One query."""
    few = {person for row in rows if len(row.people) <= FEW for person in row.people}
    names = names_of(organisation, few)
    return [ToldAccess(row, who(row), role_of(row.role), people(row.people, names), len(row.people)) for row in rows]


def people(public_ids: Sequence[UUID], names: dict[UUID, str]) -> list[Person]:
    """Those who were looked at, where they are few enough to be named."""
    if len(public_ids) > FEW:
        return []
    return [person(one, names) for one in public_ids]


def person(public_id: UUID, names: dict[UUID, str]) -> Person:
    """Somebody who was looked at."""
    return Person(public_id, names.get(public_id) or _("Person %(id)s") % {"id": str(public_id)[:8]})


def named(rows: Iterable[ToldAccess]) -> set[UUID]:
    """Whom the told rows name: that the officer saw that is on record too."""
    return {person.public_id for row in rows for person in row.people}


def who(row: Access) -> str:
    """Who looked, and that it was in somebody's place; the system where it was nobody."""
    return " ".join(filter(None, (str(row.user), in_place_of(row.on_behalf_of)))) if row.user_id else _("Systemet")


def role_of(role: str) -> str:
    """A role as people call it; empty where none was."""
    return str(Role(role).label) if role in Role.values else ""


def of_person(organisation: Organisation, public_ids: Iterable[UUID]) -> list[ForThePerson]:
    """All that the log has of a person (with all the ids they have had), newest first, like look-ups of a day as one. One query."""
    rows = Access.objects.filter(organisation=organisation).of_people(public_ids)
    day = TruncDate("at", tzinfo=organisation.zone)
    grouped = rows.order_by().values("purpose", "kind", "role", "place", day=day).annotate(times=Count("pk"))
    return [
        ForThePerson(
            one["day"],
            one["purpose"],
            str(Kind(one["kind"]).label),
            _role_and_place(one["role"], one["place"]),
            one["times"],
        )
        for one in grouped.order_by("-day", "purpose", "kind", "role", "place")
    ]


def _role_and_place(role: str, place: str) -> str:
    if role == Role.CANDIDATE:
        return _("Personen selv")
    return ", ".join(part for part in (role_of(role) or _("Systemet"), place) if part)


def search(rows: Rows, words: str, scope: Scope, path: str = "") -> Rows:
    """By a person's id, a day as people write it, or a colleague's name or e-mail. `path` leads from the rows to the look-ups."""
    if person := _as_id(words):
        if path:
            return rows.filter(person=person)
        return rows.filter(pk__in=Access.objects.of_people([person]).values("pk"))
    if day := _as_day(words):
        first = datetime.combine(day, time(), scope.zone)
        last = datetime.combine(day + timedelta(days=1), time(), scope.zone)
        return rows.filter(**{f"{path}at__gte": first, f"{path}at__lt": last})
    for word in words.split():
        rows = rows.filter(Q(**{f"{path}user__name__icontains": word}) | Q(**{f"{path}user__email__icontains": word}))
    return rows


def _as_id(words: str) -> UUID | None:
    try:
        return UUID(words.strip())
    except ValueError:
        return None


def _as_day(words: str) -> date | None:
    try:
        return read_date(words.strip())
    except Unreadable:
        return None


def searched_by(row: Access) -> str:
    """What a search was narrowed by, in words: the fields, never what was typed."""
    return ", ".join(str(SEARCHED.get(one, one)) for one in row.criteria)


def in_month(rows: Rows, month: str, scope: Scope, path: str = "") -> Rows:
    """Those of a month, `2026-10`, by the organisation's clock."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=scope.zone)
    after = (first + timedelta(days=32)).replace(day=1)
    return rows.filter(**{f"{path}at__gte": first, f"{path}at__lt": after})


def months(scope: Scope) -> list[tuple[str, str]]:
    """The months of the log, this one first, for a filter. One query."""
    now = timezone.localdate(timezone=scope.zone).replace(day=1)
    return [(f"{one:%Y-%m}", f"{MONTHS_LONG[one.month - 1]} {one.year}") for one in [now, *months_over(scope)]]


def months_over(scope: Scope, most: int = 24) -> list[date]:
    """The months of the log that are over, the newest first: those whose sample can be drawn. One query."""
    first = Access.objects.visible_to(scope).order_by("pk").values_list("at", flat=True).first()
    if first is None:
        return []
    oldest = timezone.localtime(first, scope.zone).date().replace(day=1)
    found: list[date] = []
    month = timezone.localdate(timezone=scope.zone).replace(day=1)
    while (month := (month - timedelta(days=1)).replace(day=1)) >= oldest and len(found) < most:
        found.append(month)
    return found
