"""Ways to damage good files, by chance and yet the same each time, and what must hold of whatever comes of it."""

from __future__ import annotations

import csv
import io
import random
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import transaction

from placements.exchange.columns import FILES
from placements.exchange.sources import NoImport
from smaajob.accounts.models import Organisation
from tests.placements.exchange.books import XLSX_CASES, by_openpyxl, by_xlsxwriter, from_parts, parts_of
from tests.placements.exchange.sheets import files_of, small, take, zipped

Named = list[tuple[str, bytes]]
GARBAGE = (
    "", " ", "\u00a0", "x", "0", "-1", "1.024", "1e999", "9" * 400, "=1+1", "@her", "'", '"', ";", "|", "||", "\t", "ja",
    "#N/A", "K1", "K9", "F1", "31-02-2022", "2022-03-01", "0000-00-00", "44621", "man 08:00-14:00", "man 25:00-26:00",
    "010190-1234", "æøå" * 100, "a\u030a", "\ud7ff", "\u202e", "🙂", "\r", "\n", "<c>", "&amp;", "NaN", "٣", "ı", "ß",
    "2199-12-31", "1900-01-01", "999", "SE-0580", "\x0b", "\x85", "\u2028", "\x1c",
)  # fmt: skip


def flipped(chance: random.Random, data: bytes) -> bytes:
    """Some bytes are others."""
    content = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20)) if content else 0):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def cut(chance: random.Random, data: bytes) -> bytes:
    """The end is gone, or a piece in the middle."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:first] + (data[last:] if chance.random() < 0.5 else b"")


def _table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def _written(chance: random.Random, rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    separator = chance.choice((";", ";", ";", ",", "\t"))
    writer = csv.writer(out, delimiter=separator, lineterminator=chance.choice(("\r\n", "\n", "\r")))
    writer.writerows(rows)
    return out.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")), "replace")


def cells(chance: random.Random, data: bytes) -> bytes:
    """Cells change places or become something else."""
    rows = _table(data)
    for _ in range(chance.choice((1, 2, 5))):
        row, other = chance.choice(rows), chance.choice(rows)
        at, to = chance.randrange(len(row)), chance.randrange(len(other))
        if chance.random() < 0.4:
            row[at], other[to] = other[to], row[at]
        else:
            row[at] = chance.choice(GARBAGE)
    return _written(chance, rows)


def columns(chance: random.Random, data: bytes) -> bytes:
    """A column goes, comes twice, or moves; a row is shorter or longer."""
    rows = _table(data)
    at = chance.randrange(len(rows[0]))
    what = chance.randrange(4)
    for row in rows:
        if what == 0:
            del row[at : at + 1]
        elif what == 1:
            row.append(row[at])
        elif what == 2:
            row.insert(0, row.pop(at))
    if what == 3:
        row = chance.choice(rows)
        row[chance.randrange(len(row)) :] = chance.choices(GARBAGE, k=chance.randrange(4))
    return _written(chance, rows)


def order(chance: random.Random, data: bytes) -> bytes:
    """Rows in another order, twice, or gone; the header among them."""
    rows = _table(data)
    rows += chance.choices(rows, k=chance.randrange(3))
    chance.shuffle(rows)
    return _written(chance, rows[chance.randrange(2) :])


def encodings(chance: random.Random, data: bytes) -> bytes:
    """Each line in an encoding of its own."""
    text = data.decode("utf-8-sig")
    kinds = chance.choices(("utf-8", "cp1252", "utf-16-le", "cp850", "utf-16"), k=2)
    return b"".join(line.encode(chance.choice(kinds), "replace") for line in text.splitlines(keepends=True))


CSV = (flipped, cut, cells, cells, cells, columns, order, encodings)


def damaged_csv(chance: random.Random, files: Named) -> Named:
    """One or two of the files are damaged; a name may be."""
    files = list(files)
    for at in chance.sample(range(len(files)), chance.choice((1, 1, 2))):
        name, data = files[at]
        if chance.random() < 0.2:
            name = chance.choice((name.upper(), "ukendt.csv", "forlob.csv", "æ" * 300 + ".csv"))
        files[at] = (name, chance.choice(CSV)(chance, data))
    return files


def damaged_zip(chance: random.Random, files: Named) -> Named:
    """A .zip with damage to it, or to what is in it."""
    if chance.random() < 0.4:
        files = damaged_csv(chance, files)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = zipped(files + chance.choices(files, k=chance.randrange(2)), chance.choice(("", "alt/", "a/b/")))
    return [("sendt.zip", chance.choice((flipped, flipped, cut, lambda _chance, same: same))(chance, data))]


_ATTRIBUTES = re.compile(
    rb' (r|t|s|spans|ref|si|count|sheetId|name|Id|Type|Target|PartName|ContentType|numFmtId)="[^"]*"'
)
_VALUES = (b"", b"0", b"-1", b"1", b"A1", b"ZZZ9", b"XFD1048577", b"99999999999999999999", b"s", b"str", b"inlineStr", b"b",
           b"e", b"d", b"n", b"x", b"\xff", b"/", b"../../etc", b"xl/workbook.xml", b"#REF!")  # fmt: skip


def attributes(chance: random.Random, data: bytes) -> bytes:
    """Some of what the parts say of their cells and of each other is something else."""
    found = list(_ATTRIBUTES.finditer(data))
    for one in sorted(chance.sample(found, min(len(found), chance.choice((1, 2, 4)))), key=lambda m: -m.start()):
        value = chance.choice(_VALUES)
        data = data[: one.start()] + b" " + one[1] + b'="' + value + b'"' + data[one.end() :]
    return data


def texts(chance: random.Random, data: bytes) -> bytes:
    """Some of what stands between the tags is something else."""
    found = list(re.finditer(rb">([^<>]+)<", data))
    for one in sorted(chance.sample(found, min(len(found), 2)), key=lambda m: -m.start()):
        data = data[: one.start(1)] + chance.choice(GARBAGE).encode() + data[one.end(1) :]
    return data


def damaged_xlsx(chance: random.Random, data: bytes) -> Named:
    """A workbook with damage to the zip, to a part, or with parts gone, doubled or changed for each other."""
    what = chance.randrange(8)
    if what < 2:
        return [("bog.xlsx", (flipped, cut)[what](chance, data))]
    parts = parts_of(data)
    path, other = chance.choice(list(parts)), chance.choice(list(parts))
    if what == 2:
        del parts[path]
    elif what == 3:
        parts[path], parts[other] = parts[other], parts[path]
    elif what == 4:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [("bog.xlsx", from_parts([*parts.items(), (path, parts[other])]))]
    else:
        parts[path] = chance.choice((flipped, cut, attributes, attributes, texts))(chance, parts[path])
    return [("bog.xlsx", from_parts(parts))]


def workbooks() -> dict[str, bytes]:
    """Good workbooks of several makers."""
    return {
        "LibreOffice": (XLSX_CASES / "alle_ark.xlsx").read_bytes(),
        "LibreOffice, kandidater": (XLSX_CASES / "kandidater.xlsx").read_bytes(),
        "openpyxl": by_openpyxl(small()),
        "xlsxwriter": by_xlsxwriter(small()),
        "xlsxwriter, inline": by_xlsxwriter(small(), constant_memory=True),
    }


def ways(books: Mapping[str, bytes], files: Named) -> dict[str, Callable[[random.Random], Named]]:
    """What may be thrown at the importer, by where it comes from."""
    made: dict[str, Callable[[random.Random], Named]] = {
        "csv": lambda chance: damaged_csv(chance, files),
        "zip": lambda chance: damaged_zip(chance, files),
    }
    for name, data in books.items():
        made[name] = lambda chance, data=data: damaged_xlsx(chance, data)  # type: ignore[misc]
    return made


def small_files() -> Named:
    return files_of(small())


def rows_stored() -> dict[str, int]:
    """How many rows each table has that an import may write."""
    labels = {"candidates", "employers", "placements", "audit"}
    return {
        model.__name__: model._default_manager.count() for model in apps.get_models() if model._meta.app_label in labels
    }


def throw(keeper: Organisation, named: Named) -> str:
    """Import what is damaged, for real, and take it back: what came of it, "refused", "faulty" or "imported".

    Fails where it is half imported, or where a message does not say where.
    """
    before = rows_stored()
    point = transaction.savepoint()
    refusal = ""
    try:
        outcome = take(keeper, named)
    except NoImport as error:
        refusal = str(error)
    if refusal:
        assert rows_stored() == before
        assert refusal.endswith("."), refusal
        return "refused"
    data: dict[str, Any] = outcome.data
    if outcome.imported:
        assert not data["faults"]
        after = rows_stored()
        for kind in FILES.values():
            created = data["files"].get(kind.file, {}).get("created", 0)
            model = kind.model.__name__
            assert after[model] == before[model] + created, kind.file
        transaction.savepoint_rollback(point)
        return "imported"
    assert rows_stored() == before
    assert data["faults"], "nothing is imported and nobody is told why"
    for fault in data["faults"]:
        assert fault["file"], fault
        assert fault["expected"], fault
        assert fault["row"] is not None or not fault["value"] or fault["column"] == "", fault
        assert "Databasen" not in fault["expected"], fault
    transaction.savepoint_rollback(point)
    return "faulty"
