"""Bulk statements that the loader writes with. Each is noted in a trace, so that the import can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

from placements.exchange.trace import Trace

BATCH = 2000


def batched(keys: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The keys in portions of at most `size`."""
    rest = iter(keys)
    while some := list(islice(rest, size)):
        yield some


class Writer:
    """Writes for one import."""

    def __init__(self) -> None:
        self.trace = Trace()

    def insert(self, model: type[models.Model], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert rows given by attribute name; gives their primary keys in the same order."""
        return self.insert_made(model, [model(**row) for row in rows])

    def insert_made(self, model: type[models.Model], rows: Sequence[models.Model]) -> list[int]:
        """As `insert`, for instances."""
        pks = [one.pk for one in model._default_manager.bulk_create(rows, batch_size=BATCH)]
        self.trace.made(model, pks)
        return pks

    def update(self, model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
        """Update rows by `pk`, all with the same attributes, in one statement."""
        names = [name for name in (rows[0] if rows else ()) if name != "pk"]
        if names:
            fields: list[Any] = [model._meta.get_field(name) for name in names]
            columns = [field.column for field in fields]
            with self.trace.changing(model, [row["pk"] for row in rows], columns):
                update(model, rows, names)

    def delete(self, rows: models.QuerySet[Any]) -> None:
        """Delete rows that nothing refers to."""
        pks = list(rows.values_list("pk", flat=True))
        if pks:
            self.trace.deleting(rows.model, pks)
            rows.model._base_manager.filter(pk__in=pks).delete()


def update(model: type[models.Model], rows: Sequence[dict[str, Any]], names: list[str]) -> None:
    """Update rows by `pk`, all with the same attributes (`names`), in one statement.

    One statement, because a trigger that looks at several rows (seats) must see them all as they will be.
    """
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
