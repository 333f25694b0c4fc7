"""What the loader's steps share: the plan, and the primary keys of all rows by their ids."""

from __future__ import annotations

from typing import Any

from placements.exchange.columns import CANDIDATES, WORKPLACES, FileKind
from placements.exchange.plan import Plan
from placements.exchange.readers import Ref
from placements.exchange.rows import Row
from placements.exchange.stored import StoredRow
from placements.exchange.writing import Writer
from smaajob.secrets import encrypt, keyed_hash

Values = dict[str, Any]


class Loading:
    """One import while it is written."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.material = plan.material
        self.keeper_id = plan.material.keeper.pk
        self.employers: dict[int, int] = {}  # by the row number of virksomheder.csv
        self.left_employers: set[int] = set()
        self.writer = Writer()
        self.created: dict[str, list[Row]] = {}  # by kind; their rows have a primary key by then
        self._pks: dict[str, dict[str, int]] = {}

    def pk(self, kind_name: str, id_: str | None) -> int | None:
        """The primary key of a row by its id; None for an empty id."""
        return self._known(kind_name)[id_] if id_ else None

    def learn(self, kind: FileKind, rows: list[Row], pks: list[int]) -> None:
        """Remember the primary keys of rows that were just inserted."""
        self.created[kind.name] = rows
        known = self._known(kind.name)
        for row, pk in zip(rows, pks, strict=True):
            row.pk = pk
            if kind.has_id and row.key:
                known[row.key[0]] = pk

    def _known(self, kind_name: str) -> dict[str, int]:
        if kind_name not in self._pks:
            stored = self.material.stored.get(kind_name, {})
            self._pks[kind_name] = {key[0]: row.pk for key, row in stored.items()}
        return self._pks[kind_name]

    def after(self, kind: FileKind, row: Row) -> Values:
        return self.material.after(kind, row)

    def stored(self, kind: FileKind, row: Row) -> StoredRow:
        """What was stored of a changed row before the import."""
        assert row.key is not None
        return self.material.stored[kind.name][row.key]

    def attributes(self, kind: FileKind, row: Row, columns: frozenset[str]) -> Values:
        """The model's attributes that the columns set, by name."""
        values = self.after(kind, row)
        result: Values = {}
        for column in kind.columns:
            if column.name not in columns or not column.path:
                continue
            if isinstance(column.reader, Ref):
                result[f"{column.path.split('__')[0]}_id"] = self.pk(column.reader.file, values[column.name])
            elif column.field:
                result[column.field] = values[column.name]
        if "konsulent" in columns:
            result["consultant_id"] = self.material.user_id(values["konsulent"])
            result["consultant_email"] = "" if result["consultant_id"] else values["konsulent"]
        if kind is CANDIDATES and "cpr" in columns:
            result["cpr_encrypted"], result["cpr_hash"] = encrypt(values["cpr"]), keyed_hash(values["cpr"])
        if kind is WORKPLACES and {"cvr", "land"} & columns:
            result["employer_id"] = self.employers[row.number]
        return result
