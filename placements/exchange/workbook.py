"""An .xlsx that comes from anybody, as sheets of text: openpyxl reads the cells, nothing else of the file is believed or needed.

What many programs write wrongly (styles, properties, filters, the stated size of a sheet) is never looked at.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.reader.strings import read_string_table
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.xml.functions import fromstring

from placements.exchange import sheets
from placements.exchange.archive import DAMAGED, Refusal, check_whole
from placements.exchange.limits import MOST_SHEETS
from placements.exchange.sheets import Formats, Sheet, without_strictness

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TYPES = "[content_types].xml"
_PROLOG = 2**20
BROKEN = (*DAMAGED, ParseError, KeyError, IndexError, TypeError, AttributeError, AssertionError, UnicodeError)
# Each part's own path in the zip by its plain one (_plain_path).
Names = dict[str, str]


@dataclass
class Workbook:
    """`sheets` in the file's order; `pictures` are the names of sheets that hold no cells (a diagram's)."""

    sheets: list[Sheet] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def open_workbook(data: bytes) -> Workbook:
    """Raises Refusal, with what was expected, for what is no .xlsx that can be read."""
    _check_kind(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        check_whole(entries, len(data))
        names = {_plain_path(entry.filename): entry.filename for entry in entries}
        if len(names) < len(entries):
            raise Refusal(_("et helt regneark. Det har to dele med samme navn. Åbn det, og gem det igen"))
        _check_content(archive, names)
        return _read(archive, names)
    except BROKEN as error:
        raise Refusal(damaged()) from error


def damaged() -> str:
    return _("et helt regneark. Filen er beskadiget. Åbn den i Excel eller LibreOffice, og gem den igen som .xlsx")


def _check_kind(data: bytes) -> None:
    if not data:
        raise Refusal(_("et regneark. Filen er tom"))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal(_("et regneark uden adgangskode. Fjern adgangskoden i Excel, og gem det igen"))
        raise Refusal(_("et regneark, der er gemt som .xlsx. Det her er en gammel Excel-fil. Gem den som .xlsx"))
    if not data.startswith(_ZIP):
        raise Refusal(_("et regneark. Filen er noget andet, end dens navn siger"))


def _plain_path(path: str) -> str:
    """By this a part is known: programs disagree on its capitals, and some write backslashes."""
    return path.replace("\\", "/").lower()


def _check_content(archive: zipfile.ZipFile, names: Names) -> None:
    types = archive.read(names[_TYPES]) if _TYPES in names else b""
    if b"macroEnabled" in types or any("vbaproject" in name or "macrosheets" in name for name in names):
        raise Refusal(_("et regneark uden makroer. Gem det som »Excel-projektmappe (.xlsx)«"))
    if not types:
        raise Refusal(_("et regneark, der er gemt som .xlsx. Filen er noget andet, end dens navn siger"))
    if b"sheet.binary" in types:
        raise Refusal(_("et regneark, der er gemt som .xlsx. Det her er gemt som .xlsb"))


def _read(archive: zipfile.ZipFile, names: Names) -> Workbook:
    path = _main_part(archive, names)
    root = _parsed(archive, path)
    targets = _related(archive, names, path)
    formats = _formats(archive, targets, root)
    strings = _strings(archive, targets)
    book = Workbook()
    for number, sheet in enumerate(root.iterfind(".//{*}sheets/{*}sheet"), 1):
        name = (sheet.get("name") or "").strip() or _("Ark nummer %(n)d") % {"n": number}
        kind, target = targets[sheet.attrib[_RELATED]]
        if kind != "worksheet":
            book.pictures.append(name)
            continue
        check_prolog(archive, target)
        book.sheets.append(Sheet(name, archive, target, strings, formats))
    if len(book.sheets) > MOST_SHEETS:
        raise Refusal(_("et regneark med højst %(n)d ark") % {"n": MOST_SHEETS})
    return book


def _main_part(archive: zipfile.ZipFile, names: Names) -> str:
    if "_rels/.rels" in names:
        for kind, target in _related(archive, names, "").values():
            if kind == "officeDocument":
                return target
    return names["xl/workbook.xml"]


def _related(archive: zipfile.ZipFile, names: Names, part: str) -> dict[str, tuple[str, str]]:
    """By id: the last word of the relation's type, and the part's path."""
    folder, name = posixpath.split(_plain_path(part))
    found = {}
    for one in _parsed(archive, names[posixpath.join(folder, "_rels", f"{name}.rels")]):
        target = _plain_path(one.get("Target") or "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        # A part that is not there is told when somebody asks for it.
        found[one.get("Id") or ""] = ((one.get("Type") or "").rpartition("/")[2], names.get(whole, whole))
    return found


def _part(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((target for one, target in targets.values() if one == kind), "")


def _strings(archive: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> list[str]:
    path = _part(targets, "sharedStrings")
    if not path:
        return []
    check_prolog(archive, path)
    with archive.open(path) as file:
        found: list[str] = read_string_table(sheets.Stream(without_strictness(file)))
    return found


def _formats(archive: zipfile.ZipFile, targets: dict[str, tuple[str, str]], workbook: Element) -> Formats:
    properties = workbook.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in {"1", "true", "on"}
    path = _part(targets, "styles")
    codes: list[str] = []
    if path:
        root = _parsed(archive, path)
        own = {one.get("numFmtId") or "": one.get("formatCode") or "" for one in root.iterfind("{*}numFmts/{*}numFmt")}
        codes = [
            own.get(id_, sheets.built_in(id_))
            for id_ in (one.get("numFmtId") or "0" for one in root.iterfind("{*}cellXfs/{*}xf"))
        ]
    return Formats(codes, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)


def _parsed(archive: zipfile.ZipFile, path: str) -> Element:
    check_prolog(archive, path)
    with archive.open(path) as file:
        root: Element = fromstring(b"".join(without_strictness(file)))
    return root


class _Begun(Exception):
    """The prolog is over."""


def check_prolog(archive: zipfile.ZipFile, path: str) -> None:
    """Raises Refusal where a part has a document type: no .xlsx has one, and entities can be made to unpack without end.

    expat itself looks, whatever the encoding; it stops at the root, after which there can be none.
    """

    def begun(*_args: object) -> None:
        raise _Begun

    def declared(*_args: object) -> None:
        raise Refusal(_("et almindeligt regneark. Det her har dele, som kan gøre skade, og bliver ikke åbnet"))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, declared
    with archive.open(path) as file:
        try:
            parser.Parse(file.read(_PROLOG), False)
        except _Begun:
            return
        except expat.ExpatError as error:
            raise Refusal(damaged()) from error
    raise Refusal(damaged())
