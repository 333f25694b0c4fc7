"""The empty workbook to fill in: a sheet for each file, with lists to choose from. The importer takes it as it is."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from placements.exchange.columns import Column
from placements.exchange.columns_help import ColumnHelp, FileHelp, Value, all_help, values_of
from placements.exchange.limits import said
from placements.exchange.readers import Date, Number, Several

GUIDE, VALUES = "Vejledning", "Værdier"  # sources.py passes them over by these names
_LAST_ROW = 100_000  # to which a list can be chosen from
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001  (xlsxwriter takes no other); the same bytes each time
_WIDEST = 28
_COMMENT = {"author": "", "x_scale": 2.2, "y_scale": 1.4, "font_size": 9}


def make_template() -> bytes:
    """The workbook's bytes: always the same, until the format or its help changes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": _("Skabelon til import"), "created": _MADE})
    look = {
        "head": book.add_format({"bold": True, "bg_color": "#E6E6E6", "bottom": 1}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "dd-mm-yyyy"}),
        "plain": None,
    }
    help_ = all_help()
    _guide(book.add_worksheet(GUIDE), help_, look)
    sheets = [(file, book.add_worksheet(file.kind.name)) for file in help_]
    lists = _values(book.add_worksheet(VALUES), help_, look)
    for file, sheet in sheets:
        _sheet(sheet, file, look, lists)
    book.close()
    return buffer.getvalue()


def _guide(sheet: Any, help_: list[FileHelp], look: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90, look["wrap"])
    sheet.write(0, 0, _("Sådan bruger du skabelonen"), look["title"])
    lines = [
        _("Hvert ark er én slags data. Udfyld dem, du har brug for, og lad resten stå tomme."),
        _("Kolonner med * skal udfyldes. De andre må være tomme, og du må slette dem, du ikke bruger."),
        _("Hold musen over en overskrift for at se, hvad der skal stå. I nogle celler kan du vælge fra en liste."),
        _("Er der flere ting i en celle, så skriv | mellem dem, fx flygtning|ung. Alle ordene står på arket Værdier."),
        _("Id'er vælger du selv. De binder arkene sammen: et forløb peger på en person med personens id."),
        *said(),
    ]
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 1, line)
    first = len(lines) + 3
    for row, file in enumerate(help_, first):
        sheet.write_string(row, 0, file.kind.name)
        sheet.write_string(row, 1, file.name)


def _values(sheet: Any, help_: list[FileHelp], look: dict[str, Any]) -> dict[tuple[Value, ...], str]:
    """Each list of words once, with their meanings beside; gives where it stands, for the sheets to choose from."""
    places: dict[tuple[Value, ...], str] = {}
    users: dict[tuple[Value, ...], list[str]] = {}
    for file in help_:
        for column in file.columns:
            if column.values:
                users.setdefault(column.values, []).append(column.name)
    for number, (values, names) in enumerate(users.items()):
        at = number * 3
        sheet.set_column(at, at, 20)
        sheet.set_column(at + 1, at + 1, 32)
        sheet.write_string(0, at, ", ".join(dict.fromkeys(names)), look["head"])
        sheet.write_string(0, at + 1, _("betyder"), look["head"])
        for row, value in enumerate(values, 1):
            sheet.write_string(row, at, value.word)
            sheet.write_string(row, at + 1, value.meaning)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        places[values] = f"='{VALUES}'!${letter}$2:${letter}${len(values) + 1}"
    sheet.freeze_panes(1, 0)
    return places


def _sheet(sheet: Any, file: FileHelp, look: dict[str, Any], lists: dict[tuple[Value, ...], str]) -> None:
    for place, (column, told) in enumerate(zip(file.kind.columns, file.columns, strict=True)):
        head = f"{column.name}*" if column.required else column.name
        sheet.set_column(place, place, min(len(head) + 6, _WIDEST), look[_look(column)])
        sheet.write_string(0, place, head, look["head"])
        sheet.write_comment(0, place, _comment(told), _COMMENT)
        if values_of(column) and not isinstance(column.reader, Several):
            sheet.data_validation(
                1, place, _LAST_ROW, place,
                {
                    "validate": "list",
                    "source": lists[told.values],
                    "error_title": column.name[:32],
                    "error_message": _("Vælg et af ordene på listen."),
                },
            )  # fmt: skip
    sheet.freeze_panes(1, 1)


def _look(column: Column) -> str:
    if isinstance(column.reader, Date):
        return "date"
    # As text a spreadsheet keeps a leading nought, and makes no date of a time.
    return "plain" if isinstance(column.reader, Number) else "text"


def _comment(column: ColumnHelp) -> str:
    must = _("Skal udfyldes.") if column.required else _("Må være tom.")
    return " ".join([must, column.sentence, _("Fx %(example)s") % {"example": column.example}])
