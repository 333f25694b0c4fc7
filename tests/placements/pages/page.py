"""What these tests do on a page, and read from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from placements.models import Placement
from smaajob.schedule import DatedWindow
from tests.factories import ShiftFactory

NINE_TO_TWELVE = (9 * 60, 12 * 60)
# What is typed to start a placement.
TYPED = {
    "kind": "småjob",
    "start": "23.3.2026",
    "planned_end": "31.5.2026",
    "dag-0": "man",
    "fra-0": "9",
    "til-0": "12",
}


def shift(placement: Placement, *days: date, start: int = NINE_TO_TWELVE[0], end: int = NINE_TO_TWELVE[1]) -> None:
    for day in days:
        ShiftFactory.create(placement=placement, window=DatedWindow(day, start, end))


def text(response: HttpResponse) -> str:
    """What stands on the page, with plain spaces."""
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def said(response: HttpResponse) -> str:
    return "; ".join(str(message) for message in get_messages(response.wsgi_request)).replace("\N{NO-BREAK SPACE}", " ")


def url(name: str, placement: Placement) -> str:
    return reverse(f"placements:{name}", args=[placement.public_id])


def hours_rows(placement: Placement) -> list[tuple[date, date, Decimal]]:
    return list(placement.hours.values_list("first_day", "last_day", "hours"))


def names(response: HttpResponse) -> list[str]:
    return [str(row.candidate) for row in response.context["listing"].rows]
