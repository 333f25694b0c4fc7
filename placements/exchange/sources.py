"""From what was handed in (a folder, a .zip, an .xlsx, .csv files) to the import's files, each a kind and where its rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.exchange.archive import Refusal, unpack
from placements.exchange.columns import FILES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.guess import guess
from placements.exchange.masking import mask
from placements.exchange.sheets import Sheet
from placements.exchange.workbook import BROKEN, open_workbook
from smaajob.literals import composed

# The template's sheets that hold no rows (template.py).
OUR_OWN = frozenset({"vejledning", "værdier"})


class NoImport(Exception):
    """It can't be tried at all; the message is a sentence for the person who tried, without CPR numbers."""

    def __init__(self, sentence: str) -> None:
        super().__init__(mask(sentence))


@dataclass
class Package:
    """The files of one import by their kind, the names of what was passed over, and what else there is to say."""

    files: dict[str, bytes | Sheet] = field(default_factory=dict)
    left_alone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# What a spreadsheet may also be saved as, and what to do then.
OTHER_SPREADSHEETS = {
    ".xls": gettext_lazy("en gammel Excel-fil. Åbn den, og gem den som .xlsx"),
    ".xlsb": gettext_lazy("en binær Excel-fil. Åbn den, og gem den som .xlsx"),
    ".xlsm": gettext_lazy("et regneark med makroer. Åbn det, og gem det som .xlsx"),
    ".xltm": gettext_lazy("et regneark med makroer. Åbn det, og gem det som .xlsx"),
    ".xltx": gettext_lazy("en skabelon. Åbn den, og gem den som .xlsx"),
    ".ods": gettext_lazy("et regneark fra LibreOffice. Åbn det, og gem det som .xlsx"),
    ".numbers": gettext_lazy("et regneark fra Numbers. Åbn det, og eksportér det til Excel (.xlsx)"),
}


def from_path(path: Path, faults: Faults) -> Package:
    """Read a folder, a .zip, an .xlsx or a single .csv. Raises NoImport where it is none of them or can't be read."""
    try:
        if path.is_dir():
            return _from_folder(path, faults)
        return from_named([(printable(path.name), path.read_bytes())], faults)
    except FileNotFoundError as error:
        raise NoImport(_("%(path)s findes ikke.") % {"path": printable(str(path))}) from error
    except OSError as error:
        raise NoImport(
            _("%(path)s kan ikke læses: %(why)s.") % {"path": printable(str(path)), "why": error.strerror}
        ) from error


def from_named(named: list[tuple[str, bytes]], faults: Faults) -> Package:
    """Take one .zip, one .xlsx, or .csv files by their names. Raises NoImport where there is nothing to import."""
    package = Package()
    if len(named) == 1 and ending(named[0][0]) == ".zip":
        name, data = named[0]
        try:
            entries = unpack(name, data)
        except Refusal as refusal:
            faults.add(name, None, "", "", str(refusal))
            return package
        _take_zip(package, name, entries, faults)
        return package
    if len(named) == 1 and ending(named[0][0]) == ".xlsx":
        _take_workbook(package, named[0][0], named[0][1], faults)
        return package
    for name, _data in named:
        if ending(name) == ".xlsx":
            raise NoImport(_("Vælg ét regneark ad gangen. %(name)s er ikke det eneste.") % {"name": name})
        if ending(name) != ".csv":
            raise NoImport(why_not(name))
    _sort_in(package, named, faults)
    return package


def why_not(name: str) -> str:
    """The sentence for a file whose ending says that it can't be imported, and what to do instead."""
    other = OTHER_SPREADSHEETS.get(ending(name))
    if other:
        return _("%(name)s er %(what)s.") % {"name": name, "what": other}
    return _("%(name)s er hverken en mappe, en .zip, en .xlsx eller en .csv.") % {"name": name}


def _take_zip(package: Package, name: str, entries: list[tuple[str, bytes]], faults: Faults) -> None:
    books = [entry for entry in entries if ending(entry[0]) == ".xlsx"]
    if len(books) == 1 and not any(ending(path) == ".csv" for path, _data in entries):
        package.left_alone += [path for path, _data in entries if path != books[0][0]]
        _take_workbook(package, PurePosixPath(books[0][0]).name, books[0][1], faults)
        return
    _sort_in(package, list(_without_folders(entries, package, faults)), faults)
    if not package.files and not faults:
        raise NoImport(_("Der er ingen af importens filer i %(name)s.") % {"name": name})


def _take_workbook(package: Package, name: str, data: bytes, faults: Faults) -> None:
    try:
        book = open_workbook(data)
    except Refusal as refusal:
        faults.add(name, None, "", "", str(refusal))
        return
    package.left_alone += book.pictures
    named: list[tuple[str, bytes | Sheet]] = []
    for sheet in book.sheets:
        if sheet.name.casefold() in OUR_OWN:
            continue
        if kind_of(sheet.name) is None and _is_empty(sheet):
            package.left_alone.append(sheet.name)
        else:
            named.append((sheet.name, sheet))
    if not named:
        raise NoImport(_("Der er ingen ark med noget i i %(name)s.") % {"name": name})
    _sort_in(package, named, faults)


def _is_empty(sheet: Sheet) -> bool:
    try:
        return sheet.is_empty()
    except BROKEN:
        return False  # what is wrong with it is told where it is read


def ending(name: str) -> str:
    """The file name's ending in lower case, with its point."""
    return PurePosixPath(name).suffix.lower()


def kind_of(name: str) -> FileKind | None:
    """The kind of a .csv or a sheet by its name with or without `.csv`, composed or decomposed, in any case."""
    return FILES.get(composed(name).strip().casefold().removesuffix(".csv"))


def _from_folder(path: Path, faults: Faults) -> Package:
    entries = sorted(entry for entry in path.iterdir() if not passed_over(entry.name))
    if len(entries) == 1 and entries[0].is_dir():
        entries = sorted(entry for entry in entries[0].iterdir() if not passed_over(entry.name))
    package = Package()
    files = {printable(entry.name): entry for entry in entries if entry.is_file()}
    tables = [name for name in files if ending(name) == ".csv"] or [name for name in files if ending(name) == ".xlsx"]
    package.left_alone += [name for entry in entries if (name := printable(entry.name)) not in tables]
    named = [(name, files[name].read_bytes()) for name in tables]
    if not named:
        raise NoImport(_("Der er ingen .csv-filer i %(path)s.") % {"path": printable(str(path))})
    if ending(named[0][0]) == ".xlsx":
        rest, package = package.left_alone, from_named(named, faults)
        package.left_alone += rest
        return package
    _sort_in(package, named, faults)
    return package


def passed_over(name: str) -> bool:
    """What a Mac or an open Excel leaves behind."""
    return name == ".DS_Store" or name == "__MACOSX" or name.startswith(("~$", "._"))


def printable(name: str) -> str:
    """A file name that is no UTF-8 comes from Python with surrogates, which can't be printed or stored."""
    return name.encode("utf-8", "surrogateescape").decode("cp850") if _has_surrogates(name) else name


def _has_surrogates(name: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in name)


def _without_folders(entries: list[tuple[str, bytes]], package: Package, faults: Faults) -> Iterator[tuple[str, bytes]]:
    """The .csv files of the zip's top, or of its only folder; a .csv deeper down is a fault, for it may be an old one."""
    tables = [(PurePosixPath(name), data) for name, data in entries if ending(name) == ".csv"]
    package.left_alone += [name for name, _data in entries if ending(name) != ".csv"]
    depth = min((len(path.parts) for path, _data in tables), default=0)
    top = {path.parent for path, _data in tables if len(path.parts) == depth}
    for path, data in tables:
        if len(path.parts) == depth and (len(top) == 1 or kind_of(path.name) is None):
            yield path.name, data
        else:
            expected = _("at alle .csv-filer ligger i samme mappe") if len(top) == 1 else _("én mappe med .csv-filer")
            faults.add(str(path), None, "", "", expected)


def _sort_in(package: Package, named: Sequence[tuple[str, bytes | Sheet]], faults: Faults) -> None:
    for name, data in named:
        kind = kind_of(name)
        if kind is None and len(named) == 1 and not faults:
            kind = _guessed(package, name, data, faults)
            if kind is None:
                return
        if kind is None:
            faults.add(name, None, "", "", _unknown(name, data))
        elif kind.name in package.files:
            faults.add(kind.file, None, "", name, _("at der kun er én %(file)s") % {"file": kind.file})
        else:
            package.files[kind.name] = data
            if isinstance(data, Sheet) or kind_of(name) is None:
                faults.call(kind.file, name)


def _guessed(package: Package, name: str, data: bytes | Sheet, faults: Faults) -> FileKind | None:
    """The kind of a file that comes alone and is called something else, by its header; None where a fault says that it has none."""
    kinds = guess(data)
    if len(kinds) == 1:
        package.notes.append(_("%(name)s ligner %(file)s, og er læst sådan.") % {"name": name, "file": kinds[0].file})
        return kinds[0]
    if kinds:
        files = ", ".join(kind.file for kind in kinds)
        expected = _("et navn, der siger, hvad det er. Kolonnerne passer lige godt til %(files)s")
        faults.add(name, None, "", "", expected % {"files": files})
    else:
        faults.add(name, None, "", "", _unknown(name, data))
    return None


def _unknown(name: str, data: bytes | Sheet) -> str:
    stem = composed(name).strip().casefold().removesuffix(".csv")
    near = get_close_matches(stem, list(FILES), n=1, cutoff=0)[0]
    if isinstance(data, Sheet):
        return _("et ark med et af navnene %(all)s. Mente du %(near)s?") % {"near": near, "all": ", ".join(FILES)}
    return _("en af filerne %(all)s. Mente du %(near)s.csv?") % {
        "near": near,
        "all": ", ".join(kind.file for kind in FILES.values()),
    }
