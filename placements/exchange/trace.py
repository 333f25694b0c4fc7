"""What an import wrote, as an undo needs it: rows that it made, what stood in rows that it changed, whole rows that it deleted.

PostgreSQL itself tells the rows as JSON and reads them again, so that no type of column is left out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from smaajob.secrets import decrypt_bytes, encrypt_bytes

Data = dict[str, Any]  # by column


class Trace:
    """By model (`employers.task`): `created` maps primary keys to digests of the row, `changed` to `[before, after]` of the
    columns that differ, `deleted` to whole rows. In the order of writing.
    """

    def __init__(self) -> None:
        self.created: dict[str, dict[int, str]] = {}
        self.changed: dict[str, dict[int, list[Data]]] = {}
        self.deleted: dict[str, dict[int, Data]] = {}
        self.columns: dict[str, list[str]] = {}  # what the digests are of

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted)

    def made(self, model: type[models.Model], pks: Sequence[int]) -> None:
        """Rows that were inserted."""
        if pks:
            self.created.setdefault(model._meta.label_lower, {}).update(dict.fromkeys(pks, ""))

    @contextmanager
    def changing(self, model: type[models.Model], pks: Sequence[int], columns: list[str]) -> Iterator[None]:
        """Around a statement that updates rows."""
        before = told_rows(model, pks, columns)
        yield
        after = told_rows(model, pks, columns)
        kept = self.changed.setdefault(model._meta.label_lower, {})
        for pk, old in before.items():
            pair = kept.setdefault(pk, [{}, {}])
            for column, value in after[pk].items():
                if column in pair[1] or old[column] != value:
                    pair[0].setdefault(column, old[column])
                    pair[1][column] = value

    def deleting(self, model: type[models.Model], pks: Sequence[int]) -> None:
        """Before a statement that deletes rows."""
        label = model._meta.label_lower
        for pk, row in told_rows(model, pks, columns_of(model)).items():
            if self.created.get(label, {}).pop(pk, None) is None:
                before, _after = self.changed.get(label, {}).pop(pk, [{}, {}])
                self.deleted.setdefault(label, {})[pk] = {**row, **before}

    def seal(self) -> None:
        """When all is written: remember how the new rows look, so that a later change is seen."""
        for label, rows in self.created.items():
            model = apps.get_model(label)
            self.columns[label] = columns_of(model)
            rows.update(digests(model, list(rows), self.columns[label]))

    def pack(self) -> bytes:
        """Compressed and encrypted: it holds what stood in rows about people."""
        content = {
            "created": {label: [list(rows), list(rows.values())] for label, rows in self.created.items()},
            "changed": {label: list(rows.items()) for label, rows in self.changed.items()},
            "deleted": {label: list(rows.items()) for label, rows in self.deleted.items()},
            "columns": self.columns,
        }
        return encrypt_bytes(zlib.compress(json.dumps(content, separators=(",", ":")).encode()))

    @classmethod
    def unpack(cls, packed: bytes) -> Trace:
        content = json.loads(zlib.decompress(decrypt_bytes(packed)))
        trace = cls()
        trace.created = {label: dict(zip(*rows, strict=True)) for label, rows in content["created"].items()}
        trace.changed = {label: dict(rows) for label, rows in content["changed"].items()}
        trace.deleted = {label: dict(rows) for label, rows in content["deleted"].items()}
        trace.columns = content["columns"]
        return trace


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns that a row is written with; the database makes the others itself."""
    return [str(field.column) for field in model._meta.concrete_fields if not field.generated]


def told_rows(model: type[models.Model], pks: Sequence[int], columns: Sequence[str]) -> dict[int, Data]:
    """The columns of rows as JSON tells them, by primary key; numbers as text, so that none loses a decimal."""
    statement = sql.SQL("SELECT id, to_jsonb(r)::text FROM (SELECT id, {columns} FROM {table} WHERE id = ANY(%s)) AS r")
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(columns=_names(column for column in columns if column != "id"), table=_table(model)),
            [list(pks)],
        )
        found = {pk: json.loads(row, parse_float=str) for pk, row in cursor}
    if "id" not in columns:
        for row in found.values():
            del row["id"]
    return found


def digests(model: type[models.Model], pks: Sequence[int], columns: Sequence[str]) -> dict[int, str]:
    """A short digest of each row; of rows that are gone none. A column that is gone makes a row another."""
    known = {field.column for field in model._meta.concrete_fields}
    if not set(columns) <= known:
        return dict.fromkeys(pks, "")
    statement = sql.SQL("SELECT id, left(md5(ROW({columns})::text), 16) FROM {table} WHERE id = ANY(%s)")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(columns=_names(columns), table=_table(model)), [list(pks)])
        return dict(cursor.fetchall())


def _names(columns: Any) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(column) for column in columns)


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)
