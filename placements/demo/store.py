"""Many rows at once: COPY, with the database's constraints and triggers on."""

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
    """COPY values into a table; `names` are attributes, as `keeper_id`."""
    columns = [sql.Identifier(_column(model, name)) for name in names]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as sink:
        for row in rows:
            sink.write_row(row)


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """COPY lines that are written already: tabs between the values, and nothing in them that needs escaping."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as sink:
        waiting = iter(lines)
        while block := "".join(islice(waiting, 2_000)):
            sink.write(block)


def check_at_once() -> None:
    """Foreign keys are looked at with each statement from here on, so that the database need not remember a million of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _column(model: type[models.Model], name: str) -> str:
    return next(one.column or "" for one in model._meta.concrete_fields if one.attname == name)


def _left_to_the_database(row: models.Model, field: Any) -> bool:
    return isinstance(getattr(row, field.attname), DatabaseDefault)
