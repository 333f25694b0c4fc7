"""The main menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from smaajob.accounts.scope import Scope

# In this order; whoever signs in begins with the first that their role has.
MENU = (
    ("placements:today", _("I dag"), Permission.SEE_PLACEMENTS),
    ("candidates:list", _("Personer"), Permission.SEE_PEOPLE),
    ("employers:list", _("Arbejdspladser"), Permission.SEE_WORKPLACES),
    ("employers:tasks", _("Opgaver"), Permission.SEE_WORKPLACES),
    ("placements:list", _("Forløb"), Permission.SEE_PLACEMENTS),
    ("candidates:programmes", _("Indsatser"), Permission.SEE_PROGRAMMES),
    ("reports:list", _("Rapporter"), Permission.REPORT),
    ("placements:imports", _("Import"), Permission.IMPORT),
    ("permissions", _("Hvem må hvad"), Permission.SEE_PERMISSIONS),
)
# What is in the menu of those only who have nothing else to begin with; others find it in the menu of their name.
LAST = {"permissions"}
# What lies under an entry without its address beginning with the entry's.
UNDER = {
    "candidates:list": ("/noter/",),
    "employers:list": ("/log/",),
    "candidates:programmes": ("/kurser/", "/deltagelser/", "/kursusdeltagere/"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`current` is the page itself, `active` any page under it."""

    url: str
    text: str
    current: bool
    active: bool


def entries(path: str, scope: Scope) -> list[Entry]:
    """The menu of a role as seen from a path."""
    result = []
    for name, text in _mine(scope):
        url = reverse(name)
        current = path == url
        under = UNDER.get(name, ()) if url == "/" else (url, *UNDER.get(name, ()))
        result.append(Entry(url, str(text), current, current or path.startswith(under)))
    return result


def home(scope: Scope) -> str:
    """Where a role begins."""
    return reverse(_mine(scope)[0][0])


def _mine(scope: Scope) -> list[tuple[str, StrPromise]]:
    found = [(name, text) for name, text, permission in MENU if scope.may(permission)]
    return [one for one in found if one[0] not in LAST] or found
