"""The common rules, rates and target groups, from smaajob/rules/data. No table holds them, so a new file is a new release."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from smaajob.rules.units import Unit, read
from smaajob.rules.values import Answer, Confidence, GroupList, Key, LawGroup, Meaning

DATA = Path(__file__).parent / "data"
ROWS = ("rules.csv", "rates.csv")


@cache
def keys() -> dict[str, Key]:
    """What there are rules about, in the file's order."""
    found = {row["key"]: Key(**row) for row in _rows("keys.csv")}
    for one in found.values():
        Unit(one.unit)
    return found


@cache
def answers(country: str) -> tuple[Answer, ...]:
    """A country's rules and rates. Raises ValueError where two rows hold for one key and group on one day."""
    found = [one for name in ROWS for row in _rows(name) if row["country"] == country for one in _answers(row)]
    return tuple(apart(found))


@cache
def lists(country: str) -> tuple[GroupList, ...]:
    return tuple(
        GroupList(
            code=row["code"],
            country=row["country"],
            family=row["family"],
            short=row["short"],
            name=row["name"],
            active_from=_day(row["active_from"]),
            expected_from=_day(row["expected_from"]),
            source=row["source"],
            checked_on=date.fromisoformat(row["checked_on"]),
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("lists.csv")
        if row["country"] == country
    )


@cache
def groups(country: str) -> tuple[LawGroup, ...]:
    """The groups of a country's lists."""
    known = {one.code: one.short for one in lists(country)}
    return tuple(
        LawGroup(
            code=row["code"],
            list=row["list"],
            law=known[row["list"]],
            number=row["number"],
            name=row["name"],
            below_age=int(row["below_age"]) if row["below_age"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            no_new_from=_day(row["no_new_from"]),
            successor=row["successor"],
            confidence=Confidence(row["confidence"]),
            note=row["note"],
        )
        for row in _rows("target_groups.csv")
        if row["list"] in known
    )


@cache
def meanings(country: str) -> tuple[Meaning, ...]:
    known = {one.code for one in lists(country)}
    return tuple(
        Meaning(row["list"], row["group"], tuple(row["law_groups"].split()), row["question"])
        for row in _rows("group_map.csv")
        if row["list"] in known
    )


def apart(rows: Iterable[Answer]) -> list[Answer]:
    """The rows as they are. Raises ValueError where two of them hold for one key and group on one day."""
    found = list(rows)
    by_key: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for one in found:
        by_key[(one.key, one.group)].append(one)
    for same in by_key.values():
        for one, later in pairwise(sorted(same, key=lambda row: row.valid_from)):
            if one.valid_to is None or one.valid_to >= later.valid_from:
                raise ValueError(f"{one.key} {one.group}: two rows hold on {later.valid_from}")
    return found


def _answers(row: dict[str, str]) -> list[Answer]:
    """A row of the file is one for each of its groups."""
    key = keys()[row["key"]]
    return [
        Answer(
            key=key.key,
            name=key.name,
            unit=key.unit,
            value=read(key.unit, row["value"]),
            group=group,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            paragraph=row["paragraph"],
            source=row["source"],
            checked_on=date.fromisoformat(row["checked_on"]),
            confidence=Confidence(row["confidence"]),
        )
        for group in row["groups"].split() or [""]
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
