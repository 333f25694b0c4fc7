"""Takes an import back by its trace: what it made goes, what it changed or deleted stands as before; or what builds on it.

Judged from the database and from all models that there are, so that a new table can't be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from employers.models import Task
from placements.exchange.columns import FILES
from placements.exchange.stored import LOCKED
from placements.exchange.trace import Data, Trace, columns_of, digests, told_rows


class Why(StrEnum):
    """In which way a row builds on an import."""

    REFERS = "refers"  # somebody else made it, and it refers to a row of the import
    CHANGED = "changed"  # it was changed after the import
    GONE = "gone"  # it was deleted after the import


@dataclass(frozen=True, slots=True)
class Blocker:
    """A row that builds on the import."""

    model: type[models.Model]
    pk: int
    why: Why


def blockers(trace: Trace) -> list[Blocker]:
    """All rows that build on the import; without any it may be undone. A few queries a table."""
    found: dict[tuple[str, int], Blocker] = {}
    for one in (*_touched(trace), *_referring(trace), *_named(trace)):
        found.setdefault((one.model._meta.label_lower, one.pk), one)
    return list(found.values())


def _touched(trace: Trace) -> Iterator[Blocker]:
    for label, rows in trace.created.items():
        model = apps.get_model(label)
        now = digests(model, list(rows), trace.columns[label])
        for pk, digest in rows.items():
            if now.get(pk) != digest:
                yield Blocker(model, pk, Why.CHANGED if pk in now else Why.GONE)
    for label, changed in trace.changed.items():
        model = apps.get_model(label)
        stored = told_rows(model, list(changed), columns_of(model))
        for pk, (_before, after) in changed.items():
            row = stored.get(pk)
            if row is None:
                yield Blocker(model, pk, Why.GONE)
            elif any(row.get(column) != value for column, value in after.items()):
                yield Blocker(model, pk, Why.CHANGED)


def references() -> list[tuple[type[models.Model], Any]]:
    """Every foreign key of the program: the model that has it, and the field."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None and not model._meta.proxy
    ]


def _referring(trace: Trace) -> Iterator[Blocker]:
    for model, field in references():
        made = trace.created.get(field.related_model._meta.label_lower)
        if not made:
            continue
        label = model._meta.label_lower
        own, put_back = trace.created.get(label, {}), trace.changed.get(label, {})
        statement = sql.SQL("SELECT {pk} FROM {table} WHERE {column} = ANY(%s)").format(
            pk=sql.Identifier(str(model._meta.pk.column)),
            table=sql.Identifier(model._meta.db_table),
            column=sql.Identifier(field.column),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(made)])
            for (pk,) in cursor:
                if pk not in own and field.column not in put_back.get(pk, [{}])[0]:
                    yield Blocker(model, pk, Why.REFERS)


# What is about a row without a foreign key to it: the fields that say which kind it is of, and its public id.
NAMED_BY: dict[str, tuple[str, str]] = {
    "files.StoredFile": ("about_kind", "about_id"),
    "outbox.Message": ("about_kind", "about_id"),
    "accounts.Invitation": ("subject_kind", "subject_id"),
    "retention.Hold": ("about_kind", "about_id"),
    "retention.Item": ("about_kind", "about_id"),
}


def _named(trace: Trace) -> Iterator[Blocker]:
    for made_label, made in trace.created.items():
        rows: Any = apps.get_model(made_label)._base_manager.filter(pk__in=list(made))
        ids = list(rows.values_list("public_id", flat=True))
        for label, (kind, public_id) in NAMED_BY.items():
            model = apps.get_model(label)
            about: Any = model._base_manager.filter(**{kind: made_label, f"{public_id}__in": ids})
            yield from (Blocker(model, pk, Why.REFERS) for pk in about.order_by("pk").values_list("pk", flat=True))


def lock(trace: Trace) -> None:
    """Nobody changes the import's rows, nor makes a row that refers to them, until the transaction is over."""
    # As the pages' verbs and an import lock; what lies beside (shifts, contacts …) comes after the row that it belongs to.
    order = [kind.model._meta.label_lower for kind in LOCKED]
    labels = {**trace.created, **trace.changed}
    for label in sorted(labels, key=lambda one: order.index(one) if one in order else len(order)):
        pks = sorted({*trace.created.get(label, ()), *trace.changed.get(label, ())})
        table = sql.Identifier(apps.get_model(label)._meta.db_table)
        with connection.cursor() as cursor:
            # FOR UPDATE: a row that refers to one of these needs its key (FOR KEY SHARE) and waits.
            cursor.execute(
                sql.SQL("SELECT 1 FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE").format(table=table), [pks]
            )


def take_back(trace: Trace) -> None:
    """Undo all of it. Inside a transaction, where `blockers` found none; raises django.db.DatabaseError where the database refuses."""
    # Foreign keys are checked in the end; the order is for what is checked at once: seats, hours and shifts inside their placement.
    for label, rows in reversed(trace.created.items()):
        _delete(apps.get_model(label), list(rows))
    seats: list[Data] = []
    for label, changed in trace.changed.items():
        model = apps.get_model(label)
        rows_before = [{"id": pk, **before} for pk, (before, _after) in changed.items() if before]
        if model is Task:
            seats = [{"id": row["id"], "seats": row["seats"]} for row in rows_before if "seats" in row]
            # As an import does: seats go up before the placements are put back, and down after.
            rows_before = [
                {**row, "seats": max(row["seats"], changed[row["id"]][1]["seats"])} if "seats" in row else row
                for row in rows_before
            ]
        _put_back(model, rows_before)
    _put_back(Task, seats)
    for label, deleted in trace.deleted.items():
        _insert(apps.get_model(label), list(deleted.values()))
    connection.check_constraints()


def counts(trace: Trace) -> dict[str, dict[str, int]]:
    """By file: rows that an undo takes away, and rows that it puts back as they were."""
    found = {}
    for kind in FILES.values():
        label = kind.model._meta.label_lower
        made, back = (
            len(trace.created.get(label, ())),
            sum(bool(old) for old, _new in trace.changed.get(label, {}).values()),
        )
        if made or back:
            found[kind.file] = {"away": made, "back": back}
    return found


def _delete(model: type[models.Model], pks: list[int]) -> None:
    with connection.cursor() as cursor:
        table = sql.Identifier(model._meta.db_table)
        cursor.execute(sql.SQL("DELETE FROM {table} WHERE id = ANY(%s)").format(table=table), [pks])


def _put_back(model: type[models.Model], rows: list[Data]) -> None:
    """Set the columns that each row names, in one statement: a trigger that looks at several rows sees them all."""
    columns = sorted({column for row in rows for column in row} - {"id"})
    if not columns:
        return
    setting = sql.SQL("{column} = CASE WHEN e.data ? {name} THEN r.{column} ELSE t.{column} END")
    statement = sql.SQL(
        "UPDATE {table} AS t SET {changes} FROM jsonb_array_elements(%s::jsonb) AS e(data), "
        "LATERAL jsonb_populate_record(NULL::{table}, e.data) AS r WHERE t.id = r.id"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        changes=sql.SQL(", ").join(
            setting.format(column=sql.Identifier(column), name=sql.Literal(column)) for column in columns
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows)])


def _insert(model: type[models.Model], rows: list[Data]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns_of(model))
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=sql.Identifier(model._meta.db_table), names=names), [json.dumps(rows)])
