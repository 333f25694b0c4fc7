"""Which shifts the imported placements get: those of a task with fixed windows, and only where something changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.actions.shifts import planned_shifts
from placements.changing.pauses import outside
from placements.exchange.columns import CANDIDATES, PLACEMENTS, TASKS, WORKPLACES
from placements.exchange.material import Material
from placements.exchange.rows import Row
from placements.models import AgreementState, AgreementVersion, Pattern, Pause, Shift
from placements.pattern import planned as as_moments
from placements.pattern import step_of
from placements.planning import Segment, days_of_segments
from smaajob.schedule import ZONES, AnyWindow

# As in placements/actions/placements.py: nobody is planned for longer ahead, and a slip of the pen makes no million shifts.
LONGEST = timedelta(days=3 * 366)

MOST_NAMED = 5  # in a note
Planned = tuple[date, datetime, datetime]


@dataclass(slots=True)
class ShiftPlan:
    """What becomes of a placement's shifts. `agreement` is the number of a version to be made from its task, None for none."""

    row: Row
    remove: list[int] = field(default_factory=list)
    add: list[Planned] = field(default_factory=list)
    agreement: int | None = None
    new_start: bool = False


# A time that is taken: from, until, the placement's id, and its plan where the import gives it.
Held = tuple[datetime, datetime, str, ShiftPlan | None]


@dataclass(slots=True)
class _Stored:
    """What is stored for the placements that the import changes."""

    windows: dict[int, list[AnyWindow]]
    last_number: dict[int, int]
    shifts: dict[int, list[tuple[int, date, datetime, datetime]]]
    patterns: dict[int, list[Segment]]
    # Those that somebody moved or cancelled, or wrote the attendance of: by key, when they were planned, and whether they still are on.
    fixed: dict[int, tuple[datetime, bool]]
    pauses: dict[int, list[Pause]]


def plan_shifts(material: Material) -> list[ShiftPlan]:
    """The plans of all placements whose shifts change.

    A new placement whose shifts would clash gets none, and a note says so; one that is stored already and moves is a fault.
    """
    rows = [row for row in material.rows(PLACEMENTS) if row.key and not row.bad and (not row.pk or _matters(row))]
    stored = _read(material, rows)
    plans, cut = [], 0
    for row in rows:
        values = material.after(PLACEMENTS, row)
        if values["slut_planlagt"] < values["start"] or (values["slut_faktisk"] or values["start"]) < values["start"]:
            continue
        plan, was_cut = _plan(material, row, values, stored)
        plans.append(plan)
        cut += was_cut
    if cut:
        material.notes.append(
            ngettext(
                "%(n)d forløb varer mere end tre år. Det har fået vagter for de første tre.",
                "%(n)d forløb varer mere end tre år. De har fået vagter for de første tre.",
                cut,
            )
            % {"n": cut}
        )
    _find_clashes(material, plans)
    return plans


def _matters(row: Row) -> bool:
    return bool({"start", "slut_planlagt", "slut_faktisk", "opgave_id", "kandidat_id"} & set(row.changed))


def _read(material: Material, rows: list[Row]) -> _Stored:
    pks = [row.pk for row in rows if row.pk]
    stored = _Stored({}, {}, defaultdict(list), defaultdict(list), {}, defaultdict(list))
    for pause in Pause.objects.standing().filter(placement__in=pks):
        stored.pauses[pause.placement_id].append(pause)
    for pk, state, number, flexible, windows in (
        AgreementVersion.objects.filter(placement__in=pks)
        .holding()
        .values_list("placement_id", "state", "number", "flexible", "windows")
    ):
        if state == AgreementState.RECORDED:
            stored.last_number[pk] = number
        # What was signed plans its own shifts, in steps that a spreadsheet knows nothing of: they stay.
        stored.windows[pk] = [] if flexible or state != AgreementState.RECORDED else windows
    for one in Pattern.objects.filter(placement__in=pks):
        stored.patterns[one.placement_id].append((one.step(), one.works_on_holidays))
    names = ("pk", "placement_id", "day", "starts_at", "ends_at", "moved_from_start", "cancelled_at", "attendance")
    for pk, placement, day, start, end, moved, cancelled, attended in Shift.everything.filter(
        placement__in=pks
    ).values_list(*names):
        stored.shifts[placement].append((pk, day, start, end))
        if moved or cancelled or attended:
            stored.fixed[pk] = (moved or start, cancelled is None)
    return stored


def _plan(material: Material, row: Row, values: dict[str, Any], stored: _Stored) -> tuple[ShiftPlan, bool]:
    pk = row.pk or 0
    plan = ShiftPlan(row, new_start="start" in row.changed)
    workplace = material.by_id(WORKPLACES, values["virksomhed_id"])
    country = workplace["land"] if workplace and workplace["land"] in ZONES else "DK"
    until = values["slut_faktisk"] or values["slut_planlagt"]
    last = min(until, values["start"] + LONGEST)
    if not row.pk or "opgave_id" in row.changed:
        windows = _fixed_windows(material, values["opgave_id"])
        plan.agreement = stored.last_number.get(pk, 0) + 1 if windows else None
        wanted = planned_shifts(windows, values["start"], last, country)
    elif stored.windows.get(pk):
        steps = [(step_of(stored.windows[pk], values["start"]), False), *stored.patterns[pk]]
        wanted = as_moments(days_of_segments(steps, values["start"], last, country).windows, country)
    else:
        # Nobody wrote down a pattern: shifts that somebody made stay, as far as the placement still holds them.
        end = values["slut_faktisk"] or date.max
        wanted = [(day, start, end_) for _pk, day, start, end_ in stored.shifts[pk] if values["start"] <= day <= end]
    wanted = outside(stored.pauses[pk], wanted)
    if "kandidat_id" in row.changed:
        plan.remove, plan.add = [shift for shift, *_span in stored.shifts[pk]], wanted
        return plan, last < until and bool(wanted)
    staying = [one for one in stored.shifts[pk] if one[0] in stored.fixed and values["start"] <= one[1] <= until]
    wanted = _without(wanted, staying, stored)
    kept = {(start, end) for _day, start, end in wanted}
    stays = {one[0] for one in staying}
    loose = [one for one in stored.shifts[pk] if one[0] not in stays]
    held = {(start, end) for _pk, _day, start, end in loose if (start, end) in kept}
    plan.remove = [shift for shift, _day, start, end in loose if (start, end) not in kept]
    plan.add = [one for one in wanted if (one[1], one[2]) not in held]
    return plan, last < until and bool(wanted)


def _without(
    wanted: list[Planned], staying: list[tuple[int, date, datetime, datetime]], stored: _Stored
) -> list[Planned]:
    """The wanted shifts without those that somebody moved or cancelled, and what would meet the moved ones where they are now."""
    if not staying:
        return wanted
    taken = {stored.fixed[pk][0] for pk, *_span in staying}
    on = [(start, end) for pk, _day, start, end in staying if stored.fixed[pk][1]]
    return [
        one for one in wanted if one[1] not in taken and not any(one[1] < end and start < one[2] for start, end in on)
    ]


def _fixed_windows(material: Material, task_id: str) -> list[AnyWindow]:
    task = material.by_id(TASKS, task_id)
    return [] if task is None or task["fleksibel"] else list(task["plan"] or ())


def _find_clashes(material: Material, plans: list[ShiftPlan]) -> None:
    planned: dict[str, list[Held]] = defaultdict(list)
    new: dict[str, list[ShiftPlan]] = defaultdict(list)
    for plan in plans:
        values = material.after(PLACEMENTS, plan.row)
        if plan.row.pk:
            planned[values["kandidat_id"]] += _held_by(material, plan)
        elif plan.add:
            new[values["kandidat_id"]].append(plan)
    people = {
        stored.pk: id_
        for id_ in {*new, *(id_ for id_, shifts in planned.items() if shifts)}
        if (stored := material.stored_row(CANDIDATES, id_))
    }
    gone = {pk for plan in plans for pk in plan.remove}
    held: Iterable[Any] = Shift.objects.filter(candidate__in=list(people)).values_list(
        "pk", "candidate_id", "starts_at", "ends_at", "placement__external_id"
    )
    for pk, candidate, start, end, placement in held:
        if pk not in gone:
            planned[people[candidate]].append((start, end, placement, None))
    for shifts in planned.values():
        _find_clash(material, shifts)
    without = [told for id_, its in new.items() for told in _leave_out(material, its, planned[id_])]
    if without:
        material.notes.append(_without_times(sorted(without)))


def _held_by(material: Material, plan: ShiftPlan) -> list[Held]:
    id_ = material.after(PLACEMENTS, plan.row)["forløb_id"]
    return [(start, end, id_, plan) for _day, start, end in plan.add]


def _leave_out(material: Material, plans: list[ShiftPlan], held: list[Held]) -> Iterator[tuple[int, str]]:
    """Of a person's new placements, those whose shifts meet others get none: their row and a text that names what they meet.

    What was agreed with the person is not in the file, only when the task is done; so nobody knows that they clash. Those that run
    come before those that are over, then those further up.
    """
    taken = sorted(held, key=lambda one: one[0])
    order = [(material.after(PLACEMENTS, plan.row)["slut_faktisk"] is not None, plan.row.number) for plan in plans]
    for _key, plan in sorted(zip(order, plans, strict=True), key=lambda one: one[0]):
        # Those that hold times now never meet each other, but for stored ones that are a fault already.
        met = _first_met(taken, plan)
        if met is None:
            taken = sorted([*taken, *_held_by(material, plan)], key=lambda one: one[0])
            continue
        plan.add, plan.agreement = [], None
        id_ = material.after(PLACEMENTS, plan.row)["forløb_id"]
        yield (
            plan.row.number,
            f"{material.where(PLACEMENTS, id_)} / {material.where(PLACEMENTS, met) or _('et andet forløb')}",
        )


def _first_met(taken: list[Held], plan: ShiftPlan) -> str | None:
    """The placement of the first shift that shares time with the plan's; both are in order."""
    place = 0
    for _day, start, end in plan.add:
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        if place < len(taken) and taken[place][0] < end:
            return taken[place][2]
    return None


def _without_times(without: list[tuple[int, str]]) -> str:
    names = ", ".join(text for _row, text in without[:MOST_NAMED])
    return ngettext(
        "forløb.csv: %(n)d forløb har fået »tider ukendt« og ingen vagter, for opgavens tider falder sammen med dem i et andet "
        "forløb for samme person (det ene / det andet): %(names)s.",
        "forløb.csv: %(n)d forløb har fået »tider ukendt« og ingen vagter, for opgavens tider falder sammen med dem i et andet "
        "forløb for samme person (det ene / det andet): %(names)s.",
        len(without),
    ) % {"n": len(without), "names": names + (" …" if len(without) > MOST_NAMED else "")}


def _find_clash(material: Material, shifts: list[Held]) -> None:
    shifts.sort(key=lambda one: (one[0], one[1]))
    told: set[frozenset[str]] = set()
    last = shifts[0] if shifts else None
    for one in shifts[1:]:
        assert last is not None
        pair = frozenset({one[2], last[2]})
        if one[0] < last[1] and pair not in told and one[3] is not last[3]:
            told.add(pair)
            _clash(material, last, one)
        if one[1] > last[1]:
            last = one


def _clash(material: Material, first: Held, second: Held) -> None:
    pair = [one for one in (first, second) if one[3] is not None]
    blamed = max(pair, key=lambda one: one[3].row.number if one[3] else 0)
    other = second if blamed is first else first
    assert blamed[3] is not None
    start, end = (moment.astimezone(ZONES["DK"]) for moment in other[:2])
    expected = _("vagter, der ikke falder sammen: %(other)s har samme person %(day)s kl. %(from)s–%(to)s") % {
        "other": material.where(PLACEMENTS, other[2]) or _("et andet forløb"),
        "day": f"{start:%Y-%m-%d}",
        "from": f"{start:%H:%M}",
        "to": f"{end:%H:%M}",
    }
    values = material.after(PLACEMENTS, blamed[3].row)
    material.fault(
        PLACEMENTS, blamed[3].row, "opgave_id" if values["opgave_id"] else "start", values["opgave_id"], expected
    )
