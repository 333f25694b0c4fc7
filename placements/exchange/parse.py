"""From a .csv's bytes or a sheet to a table: encoding, separator, header and rows, as spreadsheets really write them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from placements.exchange.columns import Column, FileKind
from placements.exchange.faults import Faults
from placements.exchange.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from placements.exchange.sheets import Sheet
from placements.exchange.workbook import BROKEN, damaged
from smaajob.literals import composed

SEPARATORS = (";", ",", "\t")
Records = Iterator[tuple[int, list[str]]]
_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?[ \t;,]*(\r\n|\n|\r|$)', re.IGNORECASE)
# Danish letters of a UTF-8 file that is read as Windows-1252.
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…©]")
_OTHER_FILES = (
    (b"PK\x03\x04", "en .zip eller .xlsx"),
    (b"%PDF", "en PDF"),
    (b"\xd0\xcf\x11\xe0", "en gammel Excel-fil"),
    (b"\x89PNG", "et billede"),
    (b"\xff\xd8\xff", "et billede"),
    (b"\x1f\x8b", "en pakket fil"),
)


class Unparsable(Exception):
    """The file can't be read as a table; the message says what was expected."""

    def __init__(self, expected: str, row: int | None = None) -> None:
        super().__init__(expected)
        self.row = row


@dataclass
class Table:
    """One file's header and its rows, read as they are asked for."""

    kind: FileKind
    records: Callable[[], Records]
    header_row: int
    header: list[str]
    columns: list[Column | None]  # by position, to the last that has a name; None is a column that we don't know
    unknown: list[str]
    nameless: list[int]  # positions, before the last that has a name

    def nameless_in_use(self) -> list[int]:
        """The positions without a name under which something stands. Raises Unparsable."""
        if not self.nameless:
            return []
        used = {place for _number, cells in self.rows() for place, cell in enumerate(cells) if cell.strip()}
        return [place for place in self.nameless if place in used]

    def rows(self) -> Records:
        """Each row that holds something, with its number in the spreadsheet. Raises Unparsable."""
        count = 0
        for number, cells in self.records():
            if number > self.header_row and any(cell and not cell.isspace() for cell in cells):
                count += 1
                if count > MOST_ROWS:
                    expected = _("højst %(n)d rækker. Del dem i flere filer, og importér dem hver for sig")
                    raise Unparsable(expected % {"n": MOST_ROWS}, number)
                yield number, cells


def read_table(kind: FileKind, source: bytes | Sheet, faults: Faults) -> Table | None:
    """The table of a .csv or of a sheet, or None where faults say why there is none."""
    try:
        records = records_of(source, set(kind.by_name))
        number, header = header_of(records)
        if len(header) > MOST_COLUMNS:
            raise Unparsable(_("højst %(n)d kolonner") % {"n": MOST_COLUMNS}, number)
    except Unparsable as fault:
        faults.add(kind.file, fault.row, "", "", str(fault))
        faults.mark_unread(kind.file)
        return None
    return _table(kind, records, number, header, faults)


def records_of(source: bytes | Sheet, known: set[str]) -> Callable[[], Records]:
    """A way to read the rows, as often as one likes. `known` are columns by which a .csv's separator is found.

    Raises Unparsable; so does what it gives.
    """
    if isinstance(source, Sheet):
        return lambda: _sheet_records(source)
    text = decode(source)
    start = _SEP_LINE.match(text)
    body = text[start.end() :] if start else text.removeprefix("\ufeff")
    separator = _separator(known, body, start[1] if start else "")
    return lambda: _records(body, separator)


def _sheet_records(sheet: Sheet) -> Records:
    number = 0
    try:
        for number, cells in sheet.rows():
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Unparsable(_("celler på højst %(n)d tegn") % {"n": LONGEST_CELL}, number)
            yield number, cells
    except BROKEN as error:
        raise Unparsable(damaged(), number + 1 if number else None) from error


def decode(data: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, or Windows-1252. Raises Unparsable."""
    if not data.strip(b" \t\r\n\xef\xbb\xbf;,"):
        raise Unparsable(_("en overskrift og rækker. Filen er tom"))
    for magic, what in _OTHER_FILES:
        if data.startswith(magic):
            raise Unparsable(_("en .csv-fil. Filen er %(what)s, der hedder .csv") % {"what": what})
    try:
        text = _decoded(data)
    except UnicodeDecodeError as error:
        raise Unparsable(_("tekst i UTF-8 eller Windows-1252. Filen indeholder tegn, der ikke er tekst")) from error
    if "\0" in text:
        raise Unparsable(_("tekst i UTF-8 eller Windows-1252. Filen indeholder tegn, der ikke er tekst"))
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if found := _MOJIBAKE.search(text):
        row = len(re.split(r"\r\n|\n|\r", text[: found.start()]))
        raise Unparsable(_("ét tegnsæt i hele filen. Den blander UTF-8 og Windows-1252: gem den igen som UTF-8"), row)
    return text


def _records(text: str, separator: str) -> Records:
    number = 0
    try:
        # strict: a quotation mark that is never closed would else swallow the rest of the file without a word.
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        if "field larger" in str(error):
            raise Unparsable(_("celler på højst %(n)d tegn") % {"n": LONGEST_CELL}, number + 1) from error
        raise Unparsable(
            _('anførselstegn, der står om en hel celle og bliver lukket igen (" inde i en celle skrives "")'),
            number + 1,
        ) from error


def header_of(records: Callable[[], Records]) -> tuple[int, list[str]]:
    """The first row that holds something, with its number; to the last cell that does. Raises Unparsable."""
    for number, cells in records():
        if any(cell.strip() for cell in cells):
            header = [name_of(cell) for cell in cells]
            while not header[-1]:
                header.pop()
            return number, header
    raise Unparsable(_("en overskrift og rækker. Filen er tom"))


def name_of(cell: str) -> str:
    """A header as the format writes it: lower case, composed, without `*` and space around."""
    return composed(cell).replace("*", "").strip().casefold()


def _separator(known: set[str], text: str, said: str) -> str:
    """The separator by which the header shows most of the known columns; then the one a `sep=` line names."""
    best, most = said if said in SEPARATORS else SEPARATORS[0], 0
    for separator in sorted(SEPARATORS, key=lambda one: one != said):
        try:
            _number, header = header_of(lambda by=separator: _records(text, by))  # type: ignore[misc]  # a lambda with a default
        except Unparsable:
            continue
        found = sum(name in known for name in header)
        if found > most:
            best, most = separator, found
    return best


def _table(
    kind: FileKind, records: Callable[[], Records], number: int, header: list[str], faults: Faults
) -> Table | None:
    named = Counter(name for name in header if name)
    known = {name for name in named if name in kind.by_name}
    if not known:
        wanted = ", ".join(column.name for column in kind.columns if column.required)
        faults.add(
            kind.file,
            number,
            "",
            ";".join(header),
            _("en overskrift med kolonnerne %(names)s") % {"names": wanted},
        )
        faults.mark_unread(kind.file)
        return None
    fine = True
    for name in named:
        if named[name] > 1:
            faults.add(kind.file, number, name, name, _("at hver kolonne kun er der én gang"))
            fine = False
    for column in kind.columns:
        if column.required and column.name not in known:
            faults.add(kind.file, number, column.name, "", _missing(column.name, named))
            fine = False
    if not fine:
        faults.mark_unread(kind.file)
    unknown = [name for name in named if name not in known]
    columns = [kind.by_name.get(name) for name in header]
    nameless = [place for place, name in enumerate(header) if not name]
    return Table(kind, records, number, header, columns, unknown, nameless) if fine else None


def _missing(name: str, header: Counter[str]) -> str:
    near = get_close_matches(name, [one for one in header if one], n=1, cutoff=0.75)
    if near:
        return _("at kolonnen er der. Er det »%(near)s«?") % {"near": near[0]}
    return _("at kolonnen er der")
