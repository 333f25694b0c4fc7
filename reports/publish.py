"""What the report says, as words and numbers ready to print: the PDF and the page on the screen show the same.

Everything here is suppressed already; it is frozen in the report's row, so that the page never says anything else than
the paper that was delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reports import sheet as sheets
from reports import wording
from reports.breakdowns import NO_GROUP, STEPS, Row, Span
from reports.extent import Extent
from reports.figures import MEASURES
from reports.models import full_municipality_name
from reports.sheet import HOURS, PARTICIPANTS, PLACED, STARTED, Sheet
from reports.suppression import Key
from reports.values import Attainment, Figure, Rate, Tally
from smaajob import writing
from smaajob.accounts.models import Organisation, User
from smaajob.geography import municipality_name
from smaajob.vocabulary import PlacementKind, Status, TargetGroup

Content = dict[str, Any]


@dataclass(frozen=True)
class Maker:
    """Who answers for the report; `user` None where it was made on the command line."""

    organisation: Organisation | None
    user: User | None = None


def publish(extent: Extent, figures: dict[str, Figure], maker: Maker, data_as_of: datetime) -> Content:
    """The report's content as JSON. Call it in the same `one_moment` as the figures."""
    sheet = sheets.make(extent, figures)
    content = {
        **_heading(extent, maker, data_as_of),
        "summary": _summary(sheet),
        "key_figures": _key_figures(sheet),
        "more_figures": _more_figures(sheet),
        "targets": _targets(sheet),
        "outcomes": _outcomes(sheet),
        "refugees": _refugees(sheet),
        "kinds": _kinds(sheet),
        "groups": _groups(sheet),
        "time": _time(sheet),
    }
    spoken = {
        "destination_rate_percent": bool(content["outcomes"]),
        "refugees_in_integration_percent": bool(content["refugees"]),
        "target_placements": bool(content["targets"]),
    }
    content["definitions"] = [
        {"name": str(each.name), "text": str(each.definition)}
        for key, each in MEASURES.items()
        if each.definition and spoken.get(key, True)
    ]
    content["hides"] = wording.HIDDEN in str([content[key] for key in ("key_figures", "outcomes", "refugees")]) or bool(
        sheet.hidden
    )
    return content


def _heading(extent: Extent, maker: Maker, data_as_of: datetime) -> Content:
    programme = extent.programme
    name = programme.name if programme else full_municipality_name(extent.municipality)
    about = [(_("Periode"), wording.period(extent.first, extent.last))]
    if programme:
        about.append((_("Kommuner"), writing.joined(municipality_name(code) for code in programme.municipalities)))
        running = (
            wording.period(programme.start, programme.end)
            if programme.end
            else _("fra %s") % wording.day(programme.start)
        )
        about.append((_("Indsatsen løber"), running))
        about += [(_("Ejer"), programme.owner)] if programme.owner else []
        about += [(_("Betalt af"), writing.joined(programme.funding))] if programme.funding else []
    about.append((_("Data fra"), wording.moment(data_as_of)))
    return {
        "title": _("Resultater for %s") % name,
        "kind": _("Resultatrapport for en indsats") if programme else _("Resultatrapport for en kommune"),
        "subject": name,
        "period": wording.period(extent.first, extent.last),
        "made_on": wording.day(timezone.localdate(data_as_of)),
        "about": about,
        "organisation": maker.organisation.name if maker.organisation else "",
        "contact": {"name": maker.user.name, "phone": maker.user.phone, "email": maker.user.email}
        if maker.user
        else {},
    }


def _summary(sheet: Sheet) -> str:
    shown = {
        key: figure.value for key, figure in sheet.figures.items() if isinstance(figure, Tally) and sheet.shows(key)
    }
    rate = sheet.figures["completion_rate_percent"]
    assert isinstance(rate, Rate)
    return wording.summary(shown, rate.percent() if sheet.shows_rate(rate) else None)


def _key_figures(sheet: Sheet) -> list[Content]:
    names = [
        (PARTICIPANTS, _("deltagere")),
        (PLACED, _("personer i forløb")),
        (STARTED, _("forløb startet")),
        (HOURS, _("arbejdstimer")),
        ("hired", _("forløb endte med ansættelse")),
    ]
    found = [{"key": key, "label": label, "text": _tally(sheet, key)} for key, label in names]
    rate = sheet.figures["completion_rate_percent"]
    found.append(
        {"key": "completion_rate_percent", "label": _("af de sluttede forløb gennemført"), "text": _rate(sheet, rate)}
    )
    return found


def _more_figures(sheet: Sheet) -> list[Content]:
    names = [
        ("employers_involved", _("virksomheder")),
        ("workplaces_involved", _("arbejdspladser")),
        ("courses", _("kurser")),
        ("course_participants", _("kursusdeltagere")),
    ]
    return [{"key": key, "label": label, "text": _tally(sheet, key)} for key, label in names]


def _targets(sheet: Sheet) -> list[Content]:
    names = [
        ("placements_attainment_percent", _("Forløb startet")),
        ("participants_attainment_percent", _("Deltagere")),
    ]
    found = []
    for key, label in names:
        figure = sheet.figures[key]
        if not isinstance(figure, Attainment) or not figure.target:
            continue
        share, target = figure.percent(), wording.whole(figure.target)
        shown = sheet.shows(key) and share is not None
        found.append(
            {
                "label": label,
                "percent": wording.percent(share) if shown and share is not None else wording.HIDDEN,
                "text": _("%(reached)s af %(target)s")
                % {"reached": wording.whole(figure.reached.value) if shown else wording.HIDDEN, "target": target},
                "share": float(min(share, Decimal(100))) if shown and share is not None else None,
            }
        )
    return found


def _outcomes(sheet: Sheet) -> list[Content]:
    rates = sheet.figures["destination_rate_percent"]
    assert isinstance(rates, dict)
    return [{"label": str(Status(status).label), "text": _rate(sheet, rate)} for status, rate in rates.items()]


def _refugees(sheet: Sheet) -> str:
    rate = sheet.figures["refugees_in_integration_percent"]
    return "" if _percent_of(rate) is None else _rate(sheet, rate)


def _kinds(sheet: Sheet) -> Content:
    columns = [(PLACED, _("Personer i forløb")), (STARTED, _("Forløb startet")), (HOURS, _("Timer"))]
    names: dict[str, str] = {kind.value: str(kind.label) for kind in PlacementKind}
    return _table(sheet, "kind", _("Type"), sheet.kinds, names, columns, {name: name for name, _head in columns})


def _groups(sheet: Sheet) -> Content:
    columns = [
        (PARTICIPANTS, _("Deltagere")),
        (PLACED, _("Personer i forløb")),
        (STARTED, _("Forløb startet")),
        (HOURS, _("Timer")),
    ]
    names: dict[str, str] = {group.value: str(group.label) for group in TargetGroup}
    names[NO_GROUP] = _("Ingen målgruppe")
    return _table(sheet, "group", _("Målgruppe"), sheet.groups, names, columns, {name: name for name, _head in columns})


def _table(
    sheet: Sheet,
    table: str,
    corner: str,
    rows: Sequence[Row],
    names: dict[str, str],
    columns: Sequence[tuple[str, str]],
    totals: dict[str, Key],
) -> Content:
    written = {HOURS: wording.one_decimal}
    lines = [
        {
            "name": names[row.key],
            "cells": [
                _cell(sheet, (table, row.key, name), written.get(name, wording.whole)) for name, _head in columns
            ],
        }
        for row in rows
    ]
    total = [_cell(sheet, totals[name], written.get(name, wording.whole)) for name, _head in columns]
    return {"head": [corner, *(head for _name, head in columns)], "rows": lines, "total": total}


def _time(sheet: Sheet) -> Content:
    return {
        "step": sheet.step,
        "series": [
            {"title": _("Forløb startet"), "unit": _("forløb"), "bars": _bars(sheet, STARTED)},
            {"title": _("Arbejdstimer"), "unit": _("timer"), "bars": _bars(sheet, HOURS)},
        ],
    }


def _bars(sheet: Sheet, name: str) -> list[Content]:
    return [_bar(sheet, span, name) for span in sheet.spans]


def _bar(sheet: Sheet, span: Span, name: str) -> Content:
    key = ("span", span.first, name)
    shown = sheet.shows(key)
    return {
        "year": span.first.year,
        "label": _span_label(sheet.step, span),
        "value": float(sheet.cells[key].value) if shown else None,
        "text": _cell(sheet, key, wording.whole),
    }


def labels_of(step: str) -> list[str]:
    """The names of a year's months or quarters, in order."""
    if step == "month":
        return [month.rstrip(".") for month in writing.MONTHS]
    return [_("%s. kvartal") % number for number in range(1, 5)]


def _span_label(step: str, span: Span) -> str:
    if step == "year":
        return str(span.first.year)
    return labels_of(step)[(span.first.month - 1) // STEPS[step]]


def _cell(sheet: Sheet, key: Key, write: Callable[[int | Decimal], str]) -> str:
    return write(sheet.cells[key].value) if sheet.shows(key) else wording.HIDDEN


def _tally(sheet: Sheet, key: str) -> str:
    return _cell(sheet, key, wording.whole)


def _percent_of(figure: Figure) -> Decimal | None:
    return figure.percent() if isinstance(figure, Rate) else None


def _rate(sheet: Sheet, rate: Figure | Rate) -> str:
    assert isinstance(rate, Rate)
    share = rate.percent()
    if share is None:
        return wording.NOTHING
    return wording.percent(share) if sheet.shows_rate(rate) else wording.HIDDEN
