"""What must fit across rows: hours of one placement, seats of a task. Imported and stored rows are looked at together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from placements.exchange.columns import HOURS, PLACEMENTS, TASKS
from placements.exchange.material import Material
from placements.exchange.rows import Row
from placements.models import Hours, Placement

FOREVER = date.max
HeldSeat = tuple[date, date, Row | None, str]
Held = list[HeldSeat]


def hours_apart(material: Material) -> None:
    """No two hours rows of a placement share a day."""
    by_placement: dict[str, list[tuple[date, date, Row | None]]] = defaultdict(list)
    imported = set()
    for row in material.rows(HOURS):
        if row.key is not None and row.key[2] >= row.key[1]:
            by_placement[row.key[0]].append((row.key[1], row.key[2], row))
            imported.add(row.key)
    for key in material.stored.get("timer", {}):
        if key not in imported and key[0] in by_placement:
            by_placement[key[0]].append((key[1], key[2], None))
    for rows in by_placement.values():
        rows.sort(key=lambda one: (one[0], one[1]))
        last = rows[0]
        for one in rows[1:]:
            if one[0] <= last[1]:
                _overlap(material, last, one)
            if one[1] > last[1]:
                last = one


def _overlap(material: Material, first: tuple[date, date, Row | None], second: tuple[date, date, Row | None]) -> None:
    # Of two imported rows the one further down is blamed; of an imported and a stored one the imported.
    blamed, other = (second, first) if second[2] is not None else (first, second)
    if first[2] is not None and second[2] is not None and first[2].number > second[2].number:
        blamed, other = first, second
    assert blamed[2] is not None
    where = _("række %(row)d") % {"row": other[2].number} if other[2] else _("timer, der er gemt i forvejen,")
    expected = _("dage, der ikke har timer allerede: %(where)s har %(first)s til %(last)s") % {
        "where": where,
        "first": other[0],
        "last": other[1],
    }
    material.fault(HOURS, blamed[2], "fra", blamed[0], expected)


def hours_stay_inside(material: Material) -> None:
    """A placement whose dates change still holds the hours that are stored for it."""
    moved = {
        row.pk: row for row in material.rows(PLACEMENTS) if row.pk and {"start", "slut_faktisk"} & set(row.changed)
    }
    stored = Hours.objects.filter(placement__in=list(moved)).values_list("placement_id")
    for pk, first, last in stored.annotate(Min("first_day"), Max("last_day")).order_by():
        row = moved[pk]
        values = material.after(PLACEMENTS, row)
        start, end = values["start"], values["slut_faktisk"]
        if start and first < start:
            expected = _("en start, der ikke ligger efter forløbets timer: de begynder %(day)s") % {"day": first}
            material.fault(PLACEMENTS, row, "start", start, expected)
        if end and last > end:
            expected = _("en dato, der ikke ligger før forløbets sidste timer: de går til %(day)s") % {"day": last}
            material.fault(PLACEMENTS, row, "slut_faktisk", end, expected)


def seats_are_enough(material: Material) -> None:
    """On no day do more placements hold a seat than the task has: from `start` to `slut_faktisk`, and on while not ended."""
    for task_id, held in _held_seats(material).items():
        task = material.by_id(TASKS, task_id)
        if not task or not task["pladser"]:
            continue
        held.sort(key=lambda one: (one[0], one[2] is not None))
        active: Held = []
        for one in held:
            active = [other for other in active if other[1] >= one[0]] + [one]
            if len(active) > task["pladser"]:
                active.remove(_too_many(material, task_id, task["pladser"], active) or one)


def _held_seats(material: Material) -> dict[str, Held]:
    """By task: (first day, last day, the imported row or None, the placement's id)."""
    held: dict[str, Held] = defaultdict(list)
    imported = set()
    for row in material.rows(PLACEMENTS):
        values = material.after(PLACEMENTS, row)
        if row.pk:
            imported.add(row.pk)
        if row.key and values["opgave_id"] and values["start"] and "slut_faktisk" not in row.bad:
            end = values["slut_faktisk"] or FOREVER
            if end >= values["start"]:
                held[values["opgave_id"]].append((values["start"], end, row, row.key[0]))
    touched = set(held) | {row.key[0] for row in material.rows(TASKS) if row.key and "pladser" in row.changed}
    pks = [stored.pk for id_ in touched if (stored := material.stored_row(TASKS, id_))]
    others: Any = Placement.objects.filter(task__in=pks).values_list(
        "pk", "task__external_id", "start", "actual_end", "external_id"
    )
    for pk, task_id, start, end, id_ in others:
        if pk not in imported:
            held[task_id].append((start, end or FOREVER, None, id_))
    return held


def _too_many(material: Material, task_id: str, seats: int, active: Held) -> HeldSeat | None:
    # The last imported one that changes anything is blamed; where none does, the task has been given too few seats.
    blamed = next((one for one in reversed(active) if one[2] is not None and (not one[2].pk or one[2].changed)), None)
    others = ", ".join(material.where(PLACEMENTS, one[3]) for one in active if one is not blamed and one[3])
    if blamed is not None and blamed[2] is not None:
        expected = _(
            "en opgave med en ledig plads fra %(day)s. %(task)s har %(seats)d, og den er taget af %(others)s"
        ) % {
            "day": blamed[0],
            "task": task_id,
            "seats": seats,
            "others": others,
        }
        material.fault(PLACEMENTS, blamed[2], "opgave_id", task_id, expected)
        return blamed
    row = material.row(TASKS, task_id)
    if row is not None:
        expected = _("mindst %(n)d pladser: %(others)s har dem") % {"n": len(active), "others": others}
        material.fault(TASKS, row, "pladser", str(seats), expected)
    return None
