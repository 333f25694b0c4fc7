"""All that lies encrypted is encrypted again with the newest key, so that an old one can be thrown away.

Which columns hold such values is read from the models and the values themselves, so that a new table can't be forgotten. Each
batch is a transaction; what the newest key opens already is passed over, so it can be stopped and begun again at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import JSONField
from django.db.models.functions import Cast

# How every Fernet token begins: version 0x80 and the first bytes of a time, in base64.
BEGINS = "gAAAA"
BATCH, BATCH_OF_FILES = 500, 10


@dataclass
class Count:
    """Of one column: encrypted again (or, where only looked at, waiting for it), already new, and what no key opens."""

    again: int = 0
    new: int = 0
    unreadable: int = 0


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column that can hold an encrypted value."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField | models.BinaryField | JSONField) and not field.generated:
                yield model, field


def rotate(model: type[models.Model], field: Any, *, only_look: bool = False) -> Count:
    """Encrypt a column again, in batches by primary key. Raises nothing for what no key opens: that is counted."""
    count, last = Count(), None
    size = BATCH_OF_FILES if isinstance(field, models.BinaryField) else BATCH
    rows: Any = _holding(model, field).order_by("pk")
    while True:
        with transaction.atomic():
            batch = rows if last is None else rows.filter(pk__gt=last)
            if not only_look:
                batch = batch.select_for_update(of=("self",))
            found = list(batch.values_list("pk", field.attname)[:size])
            for pk, value in found:
                fresh = again(bytes(value) if isinstance(value, memoryview) else value, count)
                if fresh is not None and not only_look:
                    manager: Any = model._base_manager
                    manager.filter(pk=pk).update(**{field.attname: fresh})
        if len(found) < size:
            return count
        last = found[-1][0]


def again(value: Any, count: Count) -> Any:
    """The value under the newest key; None where nothing need change. Within JSON every text is looked at."""
    if isinstance(value, dict | list):
        changed = _in_json(value, count)
        return changed if changed != value else None
    token = value.encode() if isinstance(value, str) else value
    if not isinstance(token, bytes) or not token.startswith(BEGINS.encode()):
        return None
    fresh = _fresh(token, count)
    if fresh is None:
        return None
    return fresh.decode() if isinstance(value, str) else fresh


def _in_json(value: Any, count: Count) -> Any:
    if isinstance(value, dict):
        return {key: _in_json(one, count) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one, count) for one in value]
    fresh = again(value, count) if isinstance(value, str) else None
    return value if fresh is None else fresh


def _fresh(token: bytes, count: Count) -> bytes | None:
    keys = [Fernet(key) for key in settings.FIELD_KEYS]
    try:
        keys[0].decrypt(token)
    except InvalidToken:
        pass
    else:
        count.new += 1
        return None
    try:
        # The time in the token stays: a rotation is no new writing.
        fresh = MultiFernet(keys).rotate(token)
    except InvalidToken:
        count.unreadable += 1
        return None
    count.again += 1
    return fresh


def _holding(model: type[models.Model], field: Any) -> models.QuerySet[Any]:
    """The rows whose column may hold a token."""
    manager: models.Manager[Any] = model._base_manager
    if isinstance(field, JSONField):
        as_text = Cast(field.attname, models.TextField())
        return manager.annotate(_as_text=as_text).filter(_as_text__contains=f'"{BEGINS}')
    if isinstance(field, models.BinaryField):
        return manager.exclude(**{field.attname: None})
    return manager.filter(**{f"{field.attname}__startswith": BEGINS})
