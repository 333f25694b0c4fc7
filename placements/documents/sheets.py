"""Three papers for the person, each on one page whatever stands in the agreement: task sheet, contact card, "hvis du ikke kan komme".

They are in plain Danish and large type, and can be read aloud. What there is no room for is shortened at a sentence's end, with a
mark and a word about where the rest stands; names, times and numbers to call are never shortened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from placements.documents import wording
from placements.documents.content import AgreementContent, Contact
from smaajob import phones, writing
from smaajob.paper import fitting, page_count, pdf_of
from smaajob.schedule import DatedWindow


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of the agreement a task sheet holds: its class of type size, signs of tasks and of other texts, and steps."""

    size: str
    tasks: int
    other: int
    steps: int


# From what an ordinary agreement needs to what always fits (the tests hold the last one to the longest that there is).
_ROOMS = (
    _Room("large", 700, 300, 6),
    _Room("middle", 700, 300, 6),
    _Room("middle", 420, 300, 4),
    _Room("small", 420, 220, 4),
    _Room("small", 300, 140, 3),
    _Room("least", 200, 100, 2),
    _Room("tiny", 140, 60, 1),
)
# As long as a name can be in the database; a card holds it.
_LONGEST_NAME = 200


def task_sheet_pdf(content: AgreementContent, *, printed: date, first_time: DatedWindow | None = None) -> bytes:
    """What, when, where, who meets you, what to bring, how to find in, and the steps: one A4 page. A third to a whole second.

    `first_time` is the first shift as it stands in the calendar; without it the sheet says the period and the week's times.
    """
    context = {
        **_common(content, printed),
        "title": wording.yours(content),
        "short_title": wording.running(wording.yours(content)),
        **_first_time(content, first_time),
    }
    return fitting(_versions(content, context))


def contact_card_pdf(content: AgreementContent, *, printed: date) -> bytes:
    """A card of 85.6 × 54 mm (as a bank card) to cut out and fold, twice on one A4: one to carry, one for the refrigerator."""
    context = {
        **_common(content, printed),
        "title": _("Dit kort med numre"),
        "place": wording.shortened(content.place, _LONGEST_NAME),
        "at_work": _card_lines(content.meets),
        "at_the_municipality": [line for one in (content.municipal, content.stand_in) if (line := _card_lines(one))],
    }
    return pdf_of(render_to_string("pdf/contact_card.html", {**context, "size": _card_size(context)}))


def cannot_come_pdf(content: AgreementContent, *, printed: date) -> bytes:
    """Whom to call first and then, what to say, and what happens: one A4 page. It threatens nobody and asks for no diagnosis."""
    called = [one for one in wording.calls(content) if one.phone]
    context = {**_common(content, printed), "title": _("Hvis du ikke kan komme"), "called": called}
    sizes = ("large", "middle", "small")
    return fitting(render_to_string("pdf/cannot_come.html", {**context, "size": size}) for size in sizes)


def _common(content: AgreementContent, printed: date) -> dict[str, Any]:
    return {
        "content": content,
        "printed": printed,
        "person": wording.person_of(content),
        "days": wording.days_of(content),
        "to_call": next((one for one in wording.calls(content) if one.phone), None),
        "whom_to_ask": wording.whom_to_ask(content),
    }


def _first_time(content: AgreementContent, first: DatedWindow | None) -> dict[str, str]:
    if first is None:
        return {"first_day": "", "first_times": ""}
    return {"first_day": writing.day_long(first.day), "first_times": writing.times(first.start, first.end)}


def _versions(content: AgreementContent, context: dict[str, Any]) -> Iterator[str]:
    """The task sheet in less and less room."""
    steps = wording.step_sentences(content)
    for room in _ROOMS:
        tasks = wording.shortened(content.tasks, room.tasks)
        yield render_to_string(
            "pdf/task_sheet.html",
            {
                **context,
                "size": room.size,
                "tasks": wording.paragraphs(tasks),
                "more_tasks": tasks != content.tasks.strip(),
                "find_way": wording.shortened(content.find_way, room.other),
                "bring": wording.shortened(content.bring, room.other),
                "accommodations": wording.accommodations_of(content)[: room.other // 20],
                "more_accommodations": len(content.accommodations) > room.other // 20,
                "pay": wording.shortened(wording.pay_of(content), room.other),
                "steps": steps[: room.steps],
                "more_steps": len(steps) > room.steps,
            },
        )


def _card_size(context: dict[str, Any]) -> str:
    """The largest type in which each side of the card has all it says: it is laid out on pages of the card's size, and two is right."""
    sizes = ("large", "middle", "small", "least")
    for size in sizes[:-1]:
        if page_count(render_to_string("pdf/contact_card_sides.html", {**context, "size": size})) == 2:
            return size
    return sizes[-1]


def _card_lines(contact: Contact | None) -> dict[str, str]:
    if contact is None or not (contact.name or contact.phone):
        return {}
    return {"name": wording.shortened(contact.name, _LONGEST_NAME), "phone": phones.written(contact.phone)}
