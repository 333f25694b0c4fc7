"""What an act changes in a row: set, and told as data for the record (audit.Event.changes)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from smaajob.literals import plain

Changes = dict[str, list[Any]]
# What a record never quotes.
SECRET = frozenset({"cpr", "cpr_encrypted", "cpr_hash"})


def set_values(row: models.Model, values: dict[str, Any]) -> Changes:
    """Give a row new values; returns `{field: [before, after]}` of those that differ, as JSON. It does not save."""
    changes: Changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before == value:
            continue
        setattr(row, name, value)
        changes[name] = ["", ""] if name in SECRET else [as_json(before), as_json(value)]
    return changes


def created(row: models.Model, names: list[str]) -> Changes:
    """The values that a new row begins with, as changes from nothing; empty ones are left out."""
    return {
        name: [None, as_json(value)]
        for name in names
        if name not in SECRET and (value := getattr(row, name)) not in (None, "", [], False)
    }


def as_json(value: Any) -> Any:
    """A value as the record keeps it: dates in ISO form, numbers as text, other rows by what people call them."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return str(value)
