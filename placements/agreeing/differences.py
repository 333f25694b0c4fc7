"""What an amendment changes, in words: field for field, before and after, and whom it concerns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.agreeing.rules import CONCERNS, in_order
from placements.agreeing.steps import from_day, in_words
from placements.documents.content import AgreementContent, Change
from placements.models import AgreementPurpose
from smaajob import writing
from smaajob.phones import written
from smaajob.vocabulary import PlacementKind

LABELS = {
    "kind": gettext_lazy("Type"),
    "purpose": gettext_lazy("Formål"),
    "period": gettext_lazy("Sidste dag"),
    "place": gettext_lazy("Sted"),
    "tasks": gettext_lazy("Opgaver"),
    "steps": gettext_lazy("Timer og tider"),
    "works_on_holidays": gettext_lazy("Helligdage"),
    "pay": gettext_lazy("Løn"),
    "insurance": gettext_lazy("Forsikring"),
    "accommodations": gettext_lazy("Det tager arbejdspladsen hensyn til"),
    "meets": gettext_lazy("Hvem tager imod"),
    "meets_phone": gettext_lazy("Telefon til den, der tager imod"),
    "find_way": gettext_lazy("Sådan finder man ind"),
    "bring": gettext_lazy("Hvad skal man have med"),
    "follow_ups": gettext_lazy("Opfølgning"),
    "remarks": gettext_lazy("Andet, der er aftalt"),
}


def changed(before: AgreementContent, after: AgreementContent) -> list[str]:
    """The names of what differs (those of `CONCERNS`), in the order in which an agreement says it."""
    day = after.valid_from or after.start
    return [name for name in LABELS if _value(name, before, day) != _value(name, after, day)]


def changes_of(before: AgreementContent, after: AgreementContent, signs: Iterable[str]) -> tuple[Change, ...]:
    """What is changed, as people read it. `signs`: who would sign the whole agreement; nobody else is concerned."""
    day, everybody = after.valid_from or after.start, set(signs)
    return tuple(
        Change(
            what=str(LABELS[name]),
            before=_value(name, before, day) or _("Ikke aftalt"),
            after=_value(name, after, day) or _("Ikke aftalt"),
            concerns=tuple(str(one) for one in in_order(set(CONCERNS[name]) & everybody)),
        )
        for name in changed(before, after)
    )


def _value(name: str, content: AgreementContent, day: date) -> str:
    return _SAID[name](content, day).strip()


def _steps(content: AgreementContent, day: date) -> str:
    # Past its own end an agreement says nothing more: what held last is what an extension is compared with.
    since = min(day, content.end)
    held = from_day(content.steps, since, content.end)
    return "; ".join(in_words(replace(one, first_day=day) if one.first_day == since else one) for one in held)


def _pay(content: AgreementContent, _day: date) -> str:
    pay = _("%(kroner)s kr. i timen") % {"kroner": writing.number(content.hourly_pay)} if content.hourly_pay else ""
    return ", ".join(one for one in (pay, content.pay_note) if one)


_SAID: dict[str, Callable[[AgreementContent, date], str]] = {
    "kind": lambda one, _day: str(PlacementKind(one.kind).label),
    "purpose": lambda one, _day: str(AgreementPurpose(one.purpose).label) if one.purpose else "",
    "period": lambda one, _day: writing.day_year(one.end),
    "place": lambda one, _day: ", ".join((one.place, *one.address)),
    "tasks": lambda one, _day: one.tasks,
    "steps": _steps,
    "works_on_holidays": lambda one, _day: (
        _("Også på helligdage") if one.works_on_holidays else _("Ikke på helligdage")
    ),
    "pay": _pay,
    "insurance": lambda one, _day: one.insurance,
    "accommodations": lambda one, _day: writing.joined(writing.lower_first(each) for each in one.accommodations),
    "meets": lambda one, _day: one.meets.name if one.meets else "",
    "meets_phone": lambda one, _day: written(one.meets.phone) if one.meets else "",
    "find_way": lambda one, _day: one.find_way,
    "bring": lambda one, _day: one.bring,
    "follow_ups": lambda one, _day: ", ".join(writing.day_year(each) for each in one.follow_ups),
    "remarks": lambda one, _day: one.remarks,
}
