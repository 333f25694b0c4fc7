"""What a merge did, as data from which it can be undone: packed, encrypted, forgotten after 30 days."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from smaajob.secrets import decrypt_bytes, encrypt_bytes

Raw = dict[str, str | None]


def pack(trace: dict[str, Any]) -> bytes:
    """The trace as it lies in the database."""
    return encrypt_bytes(zlib.compress(json.dumps(trace).encode()))


def unpack(packed: bytes | memoryview | None) -> dict[str, Any]:
    """The trace again. Raises cryptography.fernet.InvalidToken where no key fits."""
    found: dict[str, Any] = json.loads(zlib.decompress(decrypt_bytes(bytes(packed or b""))))
    return found


def raw(row: models.Model, names: Iterable[str]) -> Raw:
    """Values of a row's fields as text; foreign keys as keys."""
    result: Raw = {}
    for name in names:
        field: Any = row._meta.get_field(name)
        empty = getattr(row, field.attname) is None
        result[name] = None if empty else field.value_to_string(row)
    return result


def set_raw(row: models.Model, values: Raw) -> None:
    """Give a row values that `raw` wrote. It does not save."""
    for name, text in values.items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, None if text is None else field.to_python(text))


def whole(row: models.Model) -> dict[str, Any]:
    """A row that is going to be deleted, as it can be made again: same key, same public id."""
    names = [field.name for field in row._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    return {"model": row._meta.label_lower, "values": raw(row, names)}


def make_again(kept: dict[str, Any]) -> models.Model:
    """The deleted row, not yet stored."""
    row: models.Model = apps.get_model(kept["model"])()
    set_raw(row, kept["values"])
    return row


def find(model: str, pk: int) -> Any:
    """A row by the label of its model, locked; None where it is gone."""
    manager: models.Manager[Any] = apps.get_model(model)._base_manager
    return manager.select_for_update(of=("self",)).filter(pk=pk).first()
