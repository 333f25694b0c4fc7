"""Bulk statements that the loader writes with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

BATCH = 2000


def batched(keys: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The keys in portions of at most `size`."""
    rest = iter(keys)
    while some := list(islice(rest, size)):
        yield some


def insert(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows given by attribute name; gives their primary keys in the same order."""
    made = model._default_manager.bulk_create([model(**row) for row in rows], batch_size=BATCH)
    return [one.pk for one in made]


def update(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Update rows by `pk`, all with the same attributes, in one statement.

    One statement, because a trigger that looks at several rows (seats) must see them all as they will be.
    """
    names = [name for name in (rows[0] if rows else ()) if name != "pk"]
    if not names:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [sql.Identifier(field.column) for field in fields]
    types = [sql.SQL(field.db_type(connection)) for field in fields]
    content = [
        {"pk": row["pk"], **{n: _prepared(f, row[n]) for n, f in zip(names, fields, strict=True)}} for row in rows
    ]
    statement = sql.SQL(
        "UPDATE {table} AS t SET {changes} FROM jsonb_to_recordset(%s::jsonb) AS v (pk bigint, {types}) WHERE t.id = v.pk"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        changes=sql.SQL(", ").join(
            sql.SQL("{} = v.{}").format(column, sql.Identifier(name))
            for column, name in zip(columns, names, strict=True)
        ),
        types=sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), type_) for name, type_ in zip(names, types, strict=True)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(content, cls=DjangoJSONEncoder)])


def _prepared(field: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [field.base_field.get_prep_value(one) for one in value]
    return field.get_prep_value(value)
