"""The main menu."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MENU = (
    ("placements:today", _("I dag")),
    ("candidates:list", _("Personer")),
    ("employers:list", _("Arbejdspladser")),
    ("employers:tasks", _("Opgaver")),
    ("placements:list", _("Forløb")),
    ("candidates:programmes", _("Indsatser")),
    ("reports:list", _("Rapporter")),
    ("placements:imports", _("Import")),
)
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


def entries(path: str) -> list[Entry]:
    """The menu as seen from a path."""
    result = []
    for name, text in MENU:
        url = reverse(name)
        current = path == url
        under = UNDER.get(name, ()) if url == "/" else (url, *UNDER.get(name, ()))
        result.append(Entry(url, str(text), current, current or path.startswith(under)))
    return result
