"""What is wrong with an import, as data: each fault with its file, row, column, the value and what was expected.

Row numbers are the spreadsheet's: the header is row 1. A fault holds no CPR number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from placements.exchange.masking import mask

MOST = 1000
LONGEST_VALUE = 120
LONGEST_KEPT = 1000  # of a cell of a row with a fault


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` is None for a whole file, `column` is empty for a whole row. `file` is the sheet's name where it came in an .xlsx."""

    file: str
    row: int | None
    column: str
    value: str
    expected: str
    cells: tuple[str, ...] = ()  # the row's, as they stood

    @property
    def place(self) -> str:
        """`kandidater.csv, række 4, kolonnen fødselsdato`"""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(_("række %(row)d") % {"row": self.row})
        if self.column:
            parts.append(_("kolonnen %(column)s") % {"column": self.column})
        return ", ".join(parts)

    @property
    def message(self) -> str:
        """The whole fault as one line of text."""
        found = f"»{self.value}«. " if self.value else ""
        said = _("%(found)sForventet: %(expected)s") % {"found": found, "expected": self.expected}
        said += "" if said.endswith((".", "?")) else "."
        return f"{self.place}: {said}" if self.place else said

    def forgotten(self) -> Fault:
        """The same without what stood in the row."""
        return replace(self, value="", cells=())

    def as_data(self) -> dict[str, Any]:
        """For JSON: the fields, and the message."""
        return {**asdict(self), "message": self.message}


class Faults:
    """Collects faults: keeps the first thousand, counts them all."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Fault] = []
        self._unread: set[str] = set()
        self._parts: set[int] = set()  # places in _kept
        self._names: dict[str, str] = {}
        self.headers: dict[str, list[str]] = {}  # by the file's name as it is shown

    def __bool__(self) -> bool:
        return self.count > 0

    def __iter__(self) -> Iterator[Fault]:
        named = (replace(fault, file=self.shown(fault.file)) for fault in self._kept)
        return iter(sorted(named, key=lambda fault: (fault.file, fault.row or 0)))

    def call(self, file: str, name: str) -> None:
        """A file that the user knows by another name: a sheet's, or that of a file whose kind was guessed."""
        self._names[file] = mask(name)

    def shown(self, file: str) -> str:
        """The name by which the user knows a file."""
        return self._names.get(file, file)

    def add(self, file: str, row: int | None, column: str, value: object, expected: str, *, part: bool = False) -> None:
        """Note a fault; what looks like a CPR number in it is masked, in names too. `part`: the value is part of its cell."""
        self.count += 1
        if row is None:
            self._unread.add(file)
        if len(self._kept) < MOST:
            if part:
                self._parts.add(len(self._kept))
            self._kept.append(Fault(mask(file), row, mask(column), shorten(mask(str(value), column)), mask(expected)))

    def mark_unread(self, file: str) -> None:
        """The file's rows were not read: what refers to them can't be judged."""
        self._unread.add(file)

    def unread(self, file: str) -> bool:
        """Whether the file's rows, or some of them, were not read."""
        return file in self._unread

    def rows_of(self, file: str) -> set[int]:
        """The rows of a file that have a fault."""
        return {fault.row for fault in self._kept if fault.file == file and fault.row is not None}

    def show_as_written(self, file: str, header: list[str], rows: dict[int, list[str]]) -> None:
        """Let the faults of a file show the text of their cell rather than the value it was read as, and their row's cells.

        Those of a part of their cell go on showing the part.
        """
        self.headers[self.shown(file)] = [mask(name) for name in header]
        places = {name: place for place, name in enumerate(header)}
        for kept, fault in enumerate(self._kept):
            cells = rows.get(fault.row or 0) if fault.file == file else None
            if cells is None:
                continue
            place = places.get(fault.column)
            if place is not None and place < len(cells) and kept not in self._parts:
                fault = replace(fault, value=shorten(mask(cells[place].strip(), fault.column)))
            masked = (mask(text, header[at] if at < len(header) else "") for at, text in enumerate(cells))
            self._kept[kept] = replace(fault, cells=tuple(text[:LONGEST_KEPT] for text in masked))

    def as_data(self) -> list[dict[str, Any]]:
        return [fault.as_data() for fault in self]


def shorten(text: str) -> str:
    """One line of at most 120 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"
