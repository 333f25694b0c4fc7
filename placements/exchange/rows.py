"""From a table's cells to rows of values; what can't be read becomes a fault, and the rest of the row still counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from placements.exchange.columns import Column, FileKind
from placements.exchange.faults import Faults
from placements.exchange.parse import Table, Unparsable
from placements.exchange.readers import Reader, Ref, Text, YesNo
from placements.exchange.sheets import UNCALCULATED
from smaajob.literals import Unreadable

Key = tuple[Any, ...]
_CACHED = 50_000
# What a formula shows that could not be calculated, in English and in Danish.
BROKEN_CELLS = frozenset({
    "#N/A", "#I/T", "#VALUE!", "#VÆRDI!", "#REF!", "#REFERENCE!", "#DIV/0!", "#DIVISION/0!", "#NAME?", "#NAVN?",
    "#NUM!", "#NUL!", "#NULL!", "#SPILL!", "#OVERLØB!", "#CALC!", UNCALCULATED,
})  # fmt: skip


@dataclass(slots=True, eq=False)
class Row:
    """One row of the import. `values` has the columns that are there and could be read.

    `pk` is the stored row's, None while it is new; `changed` are the columns whose stored value differs.
    """

    number: int
    values: dict[str, Any]
    key: Key | None = None
    bad: frozenset[str] = frozenset()
    pk: int | None = None
    changed: tuple[str, ...] = ()


class ReadFile:
    """The rows of one file, by their key too."""

    def __init__(self, kind: FileKind, columns: frozenset[str]) -> None:
        self.kind = kind
        self.columns = columns  # those that the file has
        self.rows: list[Row] = []
        self.by_key: dict[Key, Row] = {}


class _Cells:
    """Reads a column's cells; the same text is read once."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.reader: Reader = column.reader
        self.cache: dict[str, Any] | None = None if type(column.reader) is Text else {}
        self.words: set[str] = set()
        self.empty_may_mean_no = isinstance(column.reader, YesNo) and column.empty is None

    def read(self, text: str) -> Any:
        """The value of a cell that is not empty. Raises Unreadable."""
        if self.empty_may_mean_no:
            self.words.add(text.casefold())
        if self.cache is None:
            return self.reader.read(text)
        if text in self.cache:
            return self.cache[text]
        value = self.reader.read(text)
        if len(self.cache) < _CACHED:
            self.cache[text] = value
        return value

    def empty(self) -> Any:
        return list(self.column.empty) if isinstance(self.column.empty, list) else self.column.empty


def read_rows(table: Table, faults: Faults) -> ReadFile:
    """All rows of a table, each with what could be read of it; a key that comes twice is a fault of the second."""
    kind = table.kind
    cells = [None if column is None else _Cells(column) for column in table.columns]
    result = ReadFile(kind, frozenset(column.name for column in table.columns if column))
    try:
        for number, texts in table.rows():
            row = _read_row(kind, number, texts, cells, faults)
            result.rows.append(row)
            _take_key(result, row, faults)
    except Unparsable as fault:
        faults.add(kind.file, fault.row, "", "", str(fault))
        faults.mark_unread(kind.file)
    for one in cells:
        # A column of x and nothing else: there an empty cell is a no, else it is not known.
        if one is not None and one.empty_may_mean_no and one.words == {"x"}:
            for row in result.rows:
                if row.values.get(one.column.name) is None:
                    row.values[one.column.name] = False
    return result


def _read_row(kind: FileKind, number: int, texts: list[str], cells: list[_Cells | None], faults: Faults) -> Row:
    values: dict[str, Any] = {}
    bad: list[str] = []
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        text = texts[place].strip() if place < len(texts) else ""
        name = cell.column.name
        try:
            if text[:1] == "#" and text.upper() in BROKEN_CELLS:
                raise Unreadable(_no_value(text))
            value = cell.read(text) if text else cell.empty()
            if cell.column.required and (not text or value == []):
                raise Unreadable(_must_be_filled_in(cell.reader))
            values[name] = value
        except Unreadable as fault:
            bad.append(name)
            faults.add(kind.file, number, name, text, str(fault))
    if any(text.strip() for text in texts[len(cells) :]):
        faults.add(
            kind.file,
            number,
            "",
            " | ".join(text.strip() for text in texts[len(cells) :] if text.strip()),
            _("højst %(n)d celler, som i overskriften. Indeholder en celle skilletegnet, skal den stå i anførselstegn")
            % {"n": len(cells)},
        )
    key = tuple(values.get(name) for name in kind.key)
    return Row(number, values, None if any(part in (None, "") for part in key) else key, frozenset(bad))


def _no_value(text: str) -> str:
    if text == UNCALCULATED:
        return _("en værdi. Cellen er en formel, der ikke er regnet ud. Åbn regnearket i Excel, og gem det igen")
    return _("en værdi. Cellen viser en fejl i regnearket. Ret formlen, eller skriv værdien")


def _must_be_filled_in(reader: Reader) -> str:
    # How long a text may be helps nobody who has not written any.
    if isinstance(reader, Text) and not isinstance(reader, Ref):
        return _("at cellen er udfyldt. Cellen er tom")
    return _("at cellen er udfyldt: %(expected)s. Cellen er tom") % {"expected": reader.expects}


def _take_key(file: ReadFile, row: Row, faults: Faults) -> None:
    if row.key is None:
        return
    first = file.by_key.setdefault(row.key, row)
    if first is not row:
        shown = ", ".join(
            file.kind.by_name[name].reader.write(part) for name, part in zip(file.kind.key, row.key, strict=True)
        )
        expected = _("at rækken kun er der én gang. Den er også i række %(row)d") % {"row": first.number}
        faults.add(file.kind.file, row.number, ", ".join(file.kind.key), shown, expected)
        row.key = None
