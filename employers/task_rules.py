"""What must fit within a task, as the import format has it (docs/import-format.md), each fault by the field that it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from employers.wording import postcode_fault
from smaajob.schedule import AnyWindow, DatedWindow, is_dated, tidy, total_hours, total_minutes
from smaajob.vocabulary import OPPOSITE_ACCOMMODATION, Accommodation, Demand
from smaajob.writing import hours as in_hours
from smaajob.writing import lower_first

HALF_A_HUNDREDTH = Decimal("0.3")  # of an hour, in minutes: 20 minutes are written 0,33


def faults_of(values: dict[str, Any], country: str) -> dict[str, str]:
    """Field → sentence; `values` are the task's fields by name, of those that could be read, `country` its workplace's."""
    faults: dict[str, str] = {}
    if "windows" in values:
        faults |= _times(values["windows"], values)
    if (start := values.get("start")) and (end := values.get("end")) and end < start:
        faults["end"] = _("Den sidste dag ligger før den første.")
    if fault := postcode_fault(values.get("postcode", ""), country):
        faults["postcode"] = fault
    if fault := _offers(values):
        faults["offers"] = fault
    return faults


def _times(windows: list[AnyWindow], values: dict[str, Any]) -> dict[str, str]:
    if not windows:
        return {"windows": _("Skriv, hvornår arbejdet er, eller hvornår det kan gøres.")}
    if is_dated(windows) and not all(is_dated([one]) for one in windows):
        return {"windows": _("Skriv enten ugedage eller datoer, ikke begge dele.")}
    if outside := _outside(windows, values):
        return {"windows": outside}
    if values.get("flexible"):
        return _flexible(windows, values)
    if total_minutes(tidy(windows)) != total_minutes(windows):
        return {"windows": _("To af tiderne overlapper hinanden.")}
    wanted = values.get("hours")
    if wanted is not None and abs(wanted * 60 - total_minutes(windows)) > HALF_A_HUNDREDTH:
        told = _("Tiderne er i alt %(hours)s. Skriv det, eller lad feltet stå tomt.")
        return {"hours": told % {"hours": in_hours(total_hours(windows))}}
    return {}


def _flexible(windows: list[AnyWindow], values: dict[str, Any]) -> dict[str, str]:
    faults: dict[str, str] = {}
    room, wanted, shortest = total_hours(tidy(windows)), values.get("hours"), values.get("min_session_hours")
    if "hours" in values and not wanted:
        faults["hours"] = _("Skriv, hvor mange timer arbejdet er på, fx 7,5.")
    elif wanted and wanted > room:
        faults["hours"] = _("Der er kun %(hours)s i de tider, der står ovenfor.") % {"hours": in_hours(room)}
    longest = Decimal(max(one.minutes for one in tidy(windows))) / 60
    if shortest is not None and not 0 < shortest <= 24:
        faults["min_session_hours"] = _("Skriv et antal timer mellem 0 og 24, fx 2.")
    elif shortest is not None and shortest > longest:
        told = _("Ingen af tiderne er så lange. Den længste er %(hours)s.")
        faults["min_session_hours"] = told % {"hours": in_hours(longest)}
    return faults


def _outside(windows: list[AnyWindow], values: dict[str, Any]) -> str:
    start, end = values.get("start"), values.get("end")
    for one in windows:
        if isinstance(one, DatedWindow) and ((start and one.day < start) or (end and one.day > end)):
            day = f"{one.day.day}.{one.day.month}.{one.day.year}"
            return _("%(day)s ligger uden for opgavens første og sidste dag.") % {"day": day}
    return ""


def _offers(values: dict[str, Any]) -> str:
    offered = set(values.get("offered", ()))
    if offered & set(values.get("not_offered", ())):
        return _("Det samme kan ikke både tilbydes og ikke tilbydes.")
    for demand in values.get("demands", ()):
        opposite = OPPOSITE_ACCOMMODATION.get(demand)
        if opposite is not None and opposite in offered:
            return _("Opgaven kræver %(demand)s. Så kan »%(offer)s« ikke tilbydes.") % {
                "demand": lower_first(str(Demand(demand).label)),
                "offer": Accommodation(opposite).label,
            }
    return ""
