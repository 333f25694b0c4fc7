"""Everything a report prints, as one sheet of cells and sums, so that no page gives away what another one hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from reports import breakdowns
from reports.breakdowns import Row, Span
from reports.extent import Extent
from reports.suppression import Cell, Key, Sum, count, hide
from reports.values import Attainment, Figure, Rate, Tally

KEY_FIGURE, TOTAL = 3, 2  # how unwillingly a number is hidden for another's sake
MOST_SPANS = 60
PARTICIPANTS, PLACED, STARTED, HOURS = "participants", "candidates_placed", "placements_started", "hours_worked"


@dataclass
class Sheet:
    """The numbers of one report and which of them are hidden."""

    figures: dict[str, Figure]
    kinds: list[Row]
    groups: list[Row]
    spans: list[Span] = field(default_factory=list)
    step: str = "month"
    cells: dict[Key, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    hidden: frozenset[Key] = frozenset()

    def shows(self, key: Key) -> bool:
        return key not in self.hidden

    def shows_rate(self, rate: Rate) -> bool:
        """Neither the share nor what is left of it stands for 1–4 people."""
        return not any(count(tally.people).is_small for tally in (rate.part, rate.rest))


def make(extent: Extent, figures: dict[str, Figure]) -> Sheet:
    """Count what the tables and charts need, and decide what is hidden.

    The finest division of time is taken that leaves two thirds of it to see: months (up to 60 of them), quarters or
    years; where none does, the one that hides the smallest share.
    """
    tables = Sheet(figures, breakdowns.by_kind(extent), breakdowns.by_group(extent))
    tried: list[Sheet] = []
    for step, months in breakdowns.STEPS.items():
        if breakdowns.months_of(extent) > MOST_SPANS * months and step != "year":
            continue
        sheet = replace(tables, step=step, spans=breakdowns.through_time(extent, step))
        suppress(sheet, extent)
        tried.append(sheet)
        if _hidden_share(sheet) <= Fraction(1, 3):
            break
    return min(tried, key=_hidden_share)


def suppress(sheet: Sheet, extent: Extent) -> None:
    """Tell what follows from what in the sheet's figures and tables, and hide what has to be hidden."""
    sheet.cells, sheet.sums = {}, []
    _put_key_figures(sheet)
    _put_targets(sheet, extent)
    _put_kinds(sheet)
    _put_groups(sheet)
    for name in (STARTED, HOURS):
        _put_parts(sheet, name, "span", [(span.first, _of(span, name)) for span in sheet.spans])
    sheet.hidden = hide(sheet.cells, sheet.sums)


def _put_key_figures(sheet: Sheet) -> None:
    for name, figure in sheet.figures.items():
        if isinstance(figure, Tally):
            sheet.cells[name] = _cell(figure, name, KEY_FIGURE)
    # Firms and courses are no people, but two firms that took three people stand for three people.
    for name in ("employers_involved", "workplaces_involved"):
        sheet.cells[name] = Cell(sheet.cells[PLACED].people, sheet.cells[name].value, weight=KEY_FIGURE)
    # Who took part without being placed, was on no course, was not hired: it follows from two numbers side by side.
    _put_difference(sheet, PARTICIPANTS, PLACED)
    _put_difference(sheet, PARTICIPANTS, "course_participants")
    _put_difference(sheet, PLACED, "hired")


def _put_targets(sheet: Sheet, extent: Extent) -> None:
    for name, known in (("placements_attainment_percent", STARTED), ("participants_attainment_percent", PARTICIPANTS)):
        figure = sheet.figures[name]
        if not isinstance(figure, Attainment) or not figure.target:
            continue
        reached, now = figure.reached, sheet.cells[known]
        sheet.cells[name] = Cell(reached.people, reached.value, weight=TOTAL)
        # What was reached before the period follows from the two; where the period starts first, what came before the programme.
        before = figure.outside.value if reached.value >= now.value else now.value - reached.value
        people = figure.outside.people if reached.value >= now.value else min(int(before), 4)
        total, part = (name, known) if reached.value >= now.value else (known, name)
        parts: tuple[Key, ...] = (part,)
        if before or (extent.programme and extent.first > extent.programme.start):
            sheet.cells[name, "before"] = Cell(people, before, printed=False)
            parts = (part, (name, "before"))
        sheet.sums.append(Sum(total, parts))


def _put_kinds(sheet: Sheet) -> None:
    placed = [(row.key, Tally(row.placed, row.placed)) for row in sheet.kinds]
    _put_parts(sheet, PLACED, "kind", placed)
    _put_others(sheet, PLACED, "kind", [row.key for row in sheet.kinds])
    for name in (STARTED, HOURS):
        _put_parts(sheet, name, "kind", [(row.key, _of(row, name)) for row in sheet.kinds])


def _put_groups(sheet: Sheet) -> None:
    for name in (PARTICIPANTS, PLACED):
        people = [(row.key, row.people if name == PARTICIPANTS else row.placed) for row in sheet.groups]
        _put_parts(sheet, name, "group", [(key, Tally(number, number)) for key, number in people])
    for name in (STARTED, HOURS):
        _put_parts(sheet, name, "group", [(row.key, _of(row, name)) for row in sheet.groups])
    for name in (PARTICIPANTS, PLACED, STARTED, HOURS):
        _put_others(sheet, name, "group", [row.key for row in sheet.groups])
    for row in sheet.groups:
        _put_difference(sheet, ("group", row.key, PARTICIPANTS), ("group", row.key, PLACED))


def _put_difference(sheet: Sheet, one: Key, other: Key) -> None:
    larger, smaller = sorted((one, other), key=lambda key: sheet.cells[key].people, reverse=True)
    people = sheet.cells[larger].people - sheet.cells[smaller].people
    sheet.cells[larger, "but not", smaller] = count(people, printed=False)
    sheet.sums.append(Sum(larger, (smaller, (larger, "but not", smaller))))


def _put_parts(sheet: Sheet, total: str, table: str, parts: Sequence[tuple[object, Tally]]) -> None:
    """A column and its sum. People in several groups make the parts more than the total; we keep to the stricter rule."""
    for key, tally in parts:
        sheet.cells[table, key, total] = _cell(tally, total, 0)
    if parts:
        sheet.sums.append(Sum(total, tuple((table, key, total) for key, _tally in parts)))


def _put_others(sheet: Sheet, total: str, table: str, keys: Sequence[str]) -> None:
    """What those who are not in a group did follows from the total and the group, also where groups overlap.

    Each person must be either in it or not, with all that the column counts: not so the placements of a kind.
    """
    for key in keys:
        part: Key = (table, key, total)
        others: Key = (table, key, total, "others")
        people = sheet.cells[total].people - sheet.cells[part].people
        value = sheet.cells[total].value - sheet.cells[part].value if people else 0
        sheet.cells[others] = Cell(people, value, whole=total != HOURS, printed=False)
        sheet.sums.append(Sum(total, (part, others)))


def _cell(tally: Tally, name: str, weight: int) -> Cell:
    return Cell(tally.people, tally.value, whole=name != HOURS, weight=weight)


def _of(row: Row | Span, name: str) -> Tally:
    return row.hours if name == HOURS else row.started


def _hidden_share(sheet: Sheet) -> Fraction:
    """How much of what the charts through time would draw is hidden."""
    spans = [("span", span.first, name) for span in sheet.spans for name in (STARTED, HOURS)]
    drawn = [key for key in spans if sheet.cells[key].value]
    return Fraction(sum(key in sheet.hidden for key in drawn), len(drawn) or 1)
