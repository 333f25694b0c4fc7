"""The main menu, what lies under one's name, and where each role begins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import ON_BEHALF_OF, Permission, allowed
from smaajob.accounts.roles import STAFF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from smaajob.accounts.scope import Scope

    Known = tuple[str, StrPromise | str, Permission]

# In this order; whoever signs in begins with the first that their role has.
MENU: tuple[Known, ...] = (
    ("placements:today", _("I dag"), Permission.SEE_PLACEMENTS),
    ("candidates:list", _("Personer"), Permission.SEE_PEOPLE),
    ("employers:list", _("Arbejdspladser"), Permission.SEE_WORKPLACES),
    ("employers:tasks", _("Opgaver"), Permission.SEE_WORKPLACES),
    ("employers:registrations", _("Nye arbejdsgivere"), Permission.CONFIRM_EMPLOYERS),
    ("placements:proposals", _("Forslag"), Permission.SEE_PLACEMENTS),
    ("placements:list", _("Forløb"), Permission.SEE_PLACEMENTS),
    ("candidates:programmes", _("Indsatser"), Permission.SEE_PROGRAMMES),
    ("reports:list", _("Rapporter"), Permission.REPORT),
    ("placements:imports", _("Import"), Permission.IMPORT),
    ("access_log", _("Log"), Permission.SEE_LOG),
    ("access_sample", _("Stikprøve"), Permission.SEE_LOG),
    ("access_flags", _("Særlige opslag"), Permission.SEE_LOG),
    ("employers:own_company", _("Min virksomhed"), Permission.OWN_COMPANY),
    ("placements:company_hours", _("Timer"), Permission.OWN_COMPANY),
    ("placements:told_people", _("Personer"), Permission.OWN_COMPANY),
    ("placements:company_papers", _("Aftaler"), Permission.OWN_COMPANY),
    ("candidates:circle", _("Mine personer"), Permission.SEE_CIRCLE),
    ("placements:my_week", _("Min uge"), Permission.OWN_WEEK),
    ("placements:my_hours", _("Mine timer"), Permission.OWN_WEEK),
    ("placements:my_papers", _("Aftaler"), Permission.SIGN_OWN),
    ("candidates:my_data", _("Mine oplysninger"), Permission.OWN_DATA),
)
# What is needed now and then lies under one's name; who has nothing in the main menu has it there.
UNDER_THE_NAME: tuple[Known, ...] = (
    ("users", _("Brugere"), Permission.MANAGE_USERS),
    ("organisation", _("Organisation"), Permission.MANAGE_ORGANISATION),
    ("employers:registrations", _("Nye arbejdsgivere"), Permission.CONFIRM_EMPLOYERS),
    ("outbox", _("Beskeder"), Permission.SEE_OUTBOX),
    ("retention", _("Sletning"), Permission.ERASE),
    ("rules", _("Regler og satser"), Permission.SEE_RULES),
    ("permissions", _("Hvem må hvad"), Permission.SEE_PERMISSIONS),
)
# What lies under an entry without its address beginning with the entry's.
UNDER = {
    "candidates:list": ("/noter/", "/rettelser/"),
    "employers:list": ("/log/", "/opgavelinks/"),
    "candidates:programmes": ("/kurser/", "/deltagelser/", "/kursusdeltagere/"),
    "placements:imports": ("/eksport/",),
    "users": ("/invitationer/",),
    "organisation": ("/enheder/",),
}


# What waits under an entry: it is in the main menu only while something does, with its number.
_counted: dict[str, Callable[[Scope], QuerySet[Any]]] = {}
# The same for an entry that is always there, and has a number while something waits.
_numbered: dict[str, Callable[[Scope], QuerySet[Any]]] = {}


def count(name: str, rows: Callable[[Scope], QuerySet[Any]], *, always_there: bool = False) -> None:
    """Say what waits under an entry. All of them are one query, each time a page is shown to somebody who has one."""
    (_numbered if always_there else _counted)[name] = rows


def waiting(scope: Scope) -> Counter[str]:
    """How many wait under each entry that the scope has. One query, none where it has no such entry."""
    told = {**_counted, **_numbered}
    mine = {name for name, _text, permission in (*MENU, *UNDER_THE_NAME) if name in told and scope.may(permission)}
    rows = [told[name](scope).order_by().values_list(Value(name, output_field=CharField())) for name in sorted(mine)]
    if not rows:
        return Counter()
    return Counter(name for (name,) in (rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]))


@dataclass(frozen=True, slots=True)
class Entry:
    """`current` is the page itself, `active` any page under it."""

    url: str
    text: str
    current: bool
    active: bool


def entries(path: str, scope: Scope, numbers: Mapping[str, int]) -> list[Entry]:
    """The main menu of a role as seen from a path, with what waits; who acts in somebody's place has that one's."""
    return _entries(path, [one for one in map(partial(_told, numbers), _main(scope)) if one])


def under_the_name(path: str, scope: Scope, numbers: Mapping[str, int]) -> list[Entry]:
    """The rest of what the role has, where the main menu does not have it already."""
    main = {one[0] for one in _main(scope)} - set(_counted)
    rest = [one for one in _mine(scope, UNDER_THE_NAME) if one[0] not in main]
    return _entries(path, [one if one[0] in _counted else _with_number(numbers, one) for one in rest])


def is_for_codes(path: str) -> bool:
    """Whether only roles that sign in with a code, and have no password, have the page at a path or above it."""
    alone = [name for name, _text, permission in MENU if not any(allowed(role, permission) for role in STAFF)]
    return path.startswith(tuple(reverse(name) for name in alone))


def home(scope: Scope) -> str:
    """Where a role begins."""
    return reverse(_main(scope)[0][0])


def _main(scope: Scope) -> list[Known]:
    found = _mine(scope, MENU)
    if scope.behalf:
        theirs = ON_BEHALF_OF[scope.behalf.kind]
        found = [one for one in found if one[2] in theirs] or found
    return found or _mine(scope, UNDER_THE_NAME)


def _told(numbers: Mapping[str, int], one: Known) -> Known | None:
    """An entry as the main menu has it: what is counted has its number, and is left out where that is nought."""
    if one[0] in _counted and not numbers.get(one[0]):
        return None
    return _with_number(numbers, one)


def _with_number(numbers: Mapping[str, int], one: Known) -> Known:
    number = numbers.get(one[0])
    return (one[0], f"{one[1]} ({number})", one[2]) if number else one


def _mine(scope: Scope, known: Iterable[Known]) -> list[Known]:
    return [one for one in known if scope.may(one[2])]


def _entries(path: str, known: Iterable[Known]) -> list[Entry]:
    result = []
    known = list(known)
    urls = [reverse(name) for name, _text, _permission in known]
    # Where one entry lies under another (/log/ and /log/stikproeve/) the page is the nearest one's.
    nearest = max((url for url in urls if path.startswith(url)), key=len, default="")
    for (name, text, _permission), url in zip(known, urls, strict=True):
        current = path == url
        under = UNDER.get(name, ()) if url == "/" else (url, *UNDER.get(name, ()))
        active = path.startswith(under) and (url == nearest or not path.startswith(url) or url == "/")
        result.append(Entry(url, str(text), current, current or active))
    return result
