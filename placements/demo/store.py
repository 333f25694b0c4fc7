"""Many rows at once, with the database's constraints and triggers on.

PostgreSQL refuses COPY into a table with row security, so they go as long INSERTs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql


def store(rows: Sequence[models.Model]) -> None:
    """Insert instances of one model, in their order; they get their primary keys. Values stand as they are given."""
    if not rows:
        return
    model = type(rows[0])
    number(rows)
    fields = [
        one for one in model._meta.concrete_fields if not one.generated and not _left_to_the_database(rows[0], one)
    ]
    copy(
        model,
        [one.attname for one in fields],
        ([one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields] for row in rows),
    )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def number(rows: Sequence[models.Model]) -> None:
    """Give rows without one their primary key, from the table's own sequence, so that others can refer to them."""
    waiting = [row for row in rows if row.pk is None]
    if not waiting:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{type(waiting[0])._meta.db_table}"', len(waiting)],
        )
        for row, (key,) in zip(waiting, cursor.fetchall(), strict=True):
            row.pk = key


def copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert values into a table; `names` are attributes, as `keeper_id`."""
    columns = [sql.Identifier(_column(model, name)) for name in names]
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, 500)):
            cursor.execute(insert + sql.SQL(", ").join([one] * len(batch)), [value for row in batch for value in row])


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """Insert lines that are written already: tabs between the values, none of them NULL."""
    types = {one.column: one.db_type(connection) for one in model._meta.concrete_fields}
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM unnest({arrays}) AS a ({columns})"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(sql.SQL(f"{{}}::{types[one]}").format(sql.Identifier(one)) for one in columns),
        arrays=sql.SQL(", ").join([sql.SQL("%s::text[]")] * len(columns)),
    )
    waiting = iter(lines)
    with connection.cursor() as cursor:
        while block := list(islice(waiting, 20_000)):
            rows = [line.rstrip("\n").split("\t") for line in block]
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def check_at_once() -> None:
    """Foreign keys are looked at with each statement from here on, so that the database need not remember a million of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _column(model: type[models.Model], name: str) -> str:
    return next(one.column or "" for one in model._meta.concrete_fields if one.attname == name)


def _left_to_the_database(row: models.Model, field: Any) -> bool:
    return isinstance(getattr(row, field.attname), DatabaseDefault)
