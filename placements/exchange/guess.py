"""Which of the ten files a single one with another name is, by its header."""

from __future__ import annotations

from placements.exchange.columns import FILES, FileKind
from placements.exchange.parse import Unparsable, header_of, records_of
from placements.exchange.sheets import Sheet


def guess(source: bytes | Sheet) -> list[FileKind]:
    """The kinds whose columns the header has most of; empty where it has too few of any, several where they are equally near."""
    known = {name for kind in FILES.values() for name in kind.by_name}
    try:
        _number, header = header_of(records_of(source, known))
    except Unparsable:
        return []
    names = set(header)
    near = {kind.name: _nearness(kind, names) for kind in FILES.values()}
    best = max(near.values())
    return [FILES[name] for name, nearness in near.items() if nearness == best] if best > (0, 0) else []


def _nearness(kind: FileKind, names: set[str]) -> tuple[int, int]:
    """(known columns, minus the required ones that are missing); nothing where fewer than two or most of the required are missing."""
    found = names & set(kind.by_name)
    required = {column.name for column in kind.columns if column.required}
    missing = len(required - names)
    if len(found) < 2 or missing * 2 >= len(required):
        return (0, 0)
    return (len(found), -missing)
