"""What an import would do, or has done: counts a file, faults, notes and some rows as examples. All of it can be JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from placements.exchange.columns import FILES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.material import Material
from placements.exchange.readers import Reader
from placements.exchange.rows import Row
from placements.exchange.shift_plans import ShiftPlan

EXAMPLES = 5


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
        """Some of the changed rows of each file: `{"row": 2, "id": "F1", "changes": [{"column", "before", "after"}]}`."""
        result = {}
        for kind in self.kinds:
            rows = [self._example(kind, row) for row in self.changed(kind)[:EXAMPLES]]
            if rows:
                result[kind.file] = rows
        return result

    def _example(self, kind: FileKind, row: Row) -> dict[str, Any]:
        assert row.key is not None
        stored = self.material.stored[kind.name][row.key]
        names = [kind.by_name[name].reader.write(part) for name, part in zip(kind.key, row.key, strict=True)]
        changes = [
            {
                "column": name,
                "before": _shown(name, kind.by_name[name].reader, stored.values.get(name)),
                "after": _shown(name, kind.by_name[name].reader, row.values[name]),
            }
            for name in row.changed
        ]
        return {"row": row.number, "id": ", ".join(names), "changes": changes}

    def as_data(self) -> dict[str, Any]:
        """For JSON and for the import's row in the database."""
        return {
            "files": self.counts(),
            "examples": self.examples() if not self.faults else {},
            "faults": self.faults.as_data(),
            "fault_count": self.faults.count,
            "notes": self.material.notes,
        }


def _shown(name: str, reader: Reader, value: Any) -> str:
    if value in (None, "", []):
        return ""
    return "••••••-••••" if name == "cpr" else reader.write(value)
