"""What an import would do, or has done: counts a file, faults, notes and some rows as examples. All of it can be JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from placements.exchange.columns import CANDIDATES, FILES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.masking import mask
from placements.exchange.material import Material
from placements.exchange.readers import Reader
from placements.exchange.rows import Row
from placements.exchange.shift_plans import ShiftPlan
from smaajob.secrets import keyed_hash

# What stood in these is not shown of a protected person: who imports need not be their own consultant.
HIDDEN = frozenset({"postnr", "kommune", "email", "telefon"})
EXAMPLES = 5  # of the changed rows of a file
NEW_EXAMPLES, SHOWN_CELLS = 3, 4  # of the new ones, and how many cells of each


@dataclass
class Plan:
    """A checked import. It may be loaded when `faults` is empty."""

    material: Material
    shifts: list[ShiftPlan] = field(default_factory=list)

    @property
    def faults(self) -> Faults:
        return self.material.faults

    @property
    def kinds(self) -> Iterator[FileKind]:
        """The kinds of the files that were read, in the order of loading."""
        return (kind for kind in FILES.values() if kind.name in self.material.files)

    def created(self, kind: FileKind) -> list[Row]:
        return [row for row in self.material.rows(kind) if row.pk is None]

    def changed(self, kind: FileKind) -> list[Row]:
        return [row for row in self.material.rows(kind) if row.pk is not None and row.changed]

    def counts(self) -> dict[str, dict[str, int]]:
        """`{"timer.csv": {"rows": 3, "created": 1, "changed": 1, "unchanged": 1}}`"""
        result = {}
        for kind in self.kinds:
            rows, created, changed = len(self.material.rows(kind)), len(self.created(kind)), len(self.changed(kind))
            result[kind.file] = {
                "rows": rows,
                "created": created,
                "changed": changed,
                "unchanged": rows - created - changed,
            }
        return result

    def examples(self) -> dict[str, list[dict[str, Any]]]:
        """Some of the rows of each file that would be changed or created, never with a CPR number.

        `{"row": 2, "id": "F1", "changes": [{"column", "before", "after"}]}`, or of a new one `"values": [{"column", "value"}]`.
        """
        result = {}
        for kind in self.kinds:
            rows = [
                {
                    **_head(kind, row),
                    "changes": [
                        {"column": name, "before": before, "after": after}
                        for name, (before, after) in self.differences(kind, row).items()
                    ],
                }
                for row in self.changed(kind)[:EXAMPLES]
            ]
            rows += [{**_head(kind, row), "values": _values(kind, row)} for row in self.created(kind)[:NEW_EXAMPLES]]
            if rows:
                result[kind.file] = rows
        return result

    def differences(self, kind: FileKind, row: Row) -> dict[str, list[str]]:
        """Of a changed row, as a spreadsheet would say it and without CPR: `{"slut_planlagt": ["2022-03-31", "2022-04-30"]}`."""
        assert row.key is not None
        stored = self.material.stored[kind.name][row.key]
        hidden = HIDDEN if kind is CANDIDATES and stored.values["adressebeskyttelse"] else frozenset()
        return {
            name: [
                "•••" if name in hidden else _shown(name, kind.by_name[name].reader, stored.values.get(name)),
                _shown(name, kind.by_name[name].reader, row.values[name]),
            ]
            for name in row.changed
        }

    def digest(self) -> str:
        """The same for two plans that do the same to the same stored rows and say the same. It tells nothing of what they hold."""
        lines = [repr(note) for note in sorted(self.material.notes)]
        for kind in self.kinds:
            lines += [self._line(kind, row, row.values, {}) for row in self.created(kind)]
            for row in self.changed(kind):
                before = self.material.stored[kind.name][row.key or ()].values
                lines.append(self._line(kind, row, {name: row.values[name] for name in row.changed}, before))
        total = hashlib.sha256()
        for line in sorted(lines):
            total.update(f"{line}\n".encode())
        # A digest of one short row could be found by trying; with the key it can't.
        return keyed_hash(total.hexdigest())

    def _line(self, kind: FileKind, row: Row, values: dict[str, Any], before: dict[str, Any]) -> str:
        changes = []
        for name in sorted(values):
            write = kind.by_name[name].reader.write
            # The stored CPR is known by its keyed hash only.
            pair = (
                [before.get(name) or "", keyed_hash(values[name])]
                if name == "cpr"
                else ["" if value in (None, "", []) else write(value) for value in (before.get(name), values[name])]
            )
            changes.append((name, *pair))
        if values.get("konsulent"):
            changes.append(("konsulent", str(self.material.user_id(values["konsulent"]))))
        return repr((kind.file, row.pk, row.key, changes))

    def as_data(self) -> dict[str, Any]:
        """For JSON and for the import's row in the database."""
        return {
            "files": self.counts(),
            "examples": self.examples() if not self.faults else {},
            "faults": self.faults.as_data(),
            "fault_count": self.faults.count,
            "headers": self.faults.headers if self.faults else {},
            "notes": [mask(note) for note in self.material.notes],
        }


def _head(kind: FileKind, row: Row) -> dict[str, Any]:
    assert row.key is not None
    names = [kind.by_name[name].reader.write(part) for name, part in zip(kind.key, row.key, strict=True)]
    return {"row": row.number, "id": mask(", ".join(names))}


def _values(kind: FileKind, row: Row) -> list[dict[str, str]]:
    """The first cells that hold something and are no part of the id: those that must be there before the others."""
    columns = sorted(kind.columns, key=lambda column: not column.required)
    filled = [
        {"column": column.name, "value": shown}
        for column in columns
        if column.name not in kind.key
        and column.name != "cpr"
        and (shown := _shown(column.name, column.reader, row.values.get(column.name)))
    ]
    return filled[:SHOWN_CELLS]


def _shown(name: str, reader: Reader, value: Any) -> str:
    if value in (None, "", []):
        return ""
    return "••••••-••••" if name == "cpr" else mask(reader.write(value), name)
