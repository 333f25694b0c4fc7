"""Terms and rules for the tests of the law: plain values, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from placements.law.facts import Place, Purpose, Said, Terms, Young
from smaajob.rules import files
from smaajob.rules.units import read
from smaajob.rules.values import Activation, Answer, Possible, Rules, rules
from smaajob.schedule import DatedWindow, parse_window

MONDAY = date(2026, 3, 2)
GROWN = Young(date(1985, 5, 17))
DANISH = rules(files.answers("DK"), files.lists("DK"), files.groups("DK"), files.meanings("DK"))
SWEDISH = rules(files.answers("SE"))


def in_group(*codes: str, of: Rules = DANISH) -> Possible:
    """The groups by law with these codes."""
    found = tuple(one for code in codes if (one := of.group(code)))
    assert len(found) == len(codes)
    return Possible(found, "Hvilken af dem?" if len(codes) > 1 else "")


def terms(**changed: Any) -> Terms:
    """Four weeks of praktik for somebody who is jobparat, at a bakery with ten employees, and all in order."""
    values: dict[str, Any] = {
        "kind": "praktik",
        "start": MONDAY,
        "planned_end": MONDAY + timedelta(days=27),
        "place": Place("1003388394", 10, 0),
        "person": GROWN,
        "groups": in_group("kth_jobparat"),
        "purposes": (Purpose.JOB,),
        "statement": Said.YES,
    }
    return Terms(**{**values, **changed})


def lasting(days: int, **changed: Any) -> Terms:
    """So many days, the first and the last included."""
    return terms(planned_end=MONDAY + timedelta(days=days - 1), **changed)


def with_own(key: str, value: str, *, group: str = "", valid_from: date = MONDAY, confidence: str = "sure") -> Rules:
    """The Danish rules with one of a municipality's own."""
    common = next(one for one in DANISH.answers[key] if one.group == group)
    own: Answer = replace(
        common,
        value=read(common.unit, value),
        valid_from=valid_from,
        valid_to=None,
        confidence=confidence,
        own=uuid4(),
    )
    return rules([*files.answers("DK"), own], files.lists("DK"), files.groups("DK"), files.meanings("DK"))


def with_the_new_list(day: date) -> Rules:
    """The Danish rules where the list that is expected in 2027 is in use from a day."""
    taken = [Activation("LAB-2027", day, own=True)]
    return rules(files.answers("DK"), files.lists("DK"), files.groups("DK"), files.meanings("DK"), taken)


def window(text: str) -> DatedWindow:
    """`2026-03-02 15:00-17:00`."""
    found = parse_window(text)
    assert isinstance(found, DatedWindow)
    return found
