"""From what was handed in (a folder, a .zip, .csv files) to the import's files, each a kind and its bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from placements.exchange.archive import Refusal, unpack
from placements.exchange.columns import FILES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.masking import mask
from smaajob.literals import composed


class NoImport(Exception):
    """It can't be tried at all; the message is a sentence for the person who tried, without CPR numbers."""

    def __init__(self, sentence: str) -> None:
        super().__init__(mask(sentence))


@dataclass
class Package:
    """The files of one import, and the names of what was passed over."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_alone: list[str] = field(default_factory=list)


def from_path(path: Path, faults: Faults) -> Package:
    """Read a folder, a .zip or a single .csv. Raises NoImport where it is none of them or can't be read."""
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
    """Take one .zip, or .csv files by their names. Raises NoImport where there is nothing to import."""
    package = Package()
    if len(named) == 1 and ending(named[0][0]) == ".zip":
        name, data = named[0]
        try:
            entries = unpack(name, data)
        except Refusal as refusal:
            faults.add(name, None, "", "", str(refusal))
            return package
        _sort_in(package, _without_folders(entries, package, faults), faults)
        if not package.files and not faults:
            raise NoImport(_("Der er ingen af importens filer i %(name)s.") % {"name": name})
        return package
    for name, _data in named:
        if ending(name) == ".xlsx":
            raise NoImport(
                _("%(name)s er en Excel-fil. Gem hvert ark som .csv, og importér dem (.xlsx kan ikke læses endnu).")
                % {"name": name}
            )
        if ending(name) != ".csv":
            raise NoImport(_("%(name)s er hverken en mappe, en .zip eller en .csv.") % {"name": name})
    _sort_in(package, named, faults)
    return package


def ending(name: str) -> str:
    """The file name's ending in lower case, with its point."""
    return PurePosixPath(name).suffix.lower()


def kind_of(name: str) -> FileKind | None:
    """The kind of a .csv by its name, composed or decomposed, in any case."""
    return FILES.get(composed(PurePosixPath(name).stem).casefold())


def _from_folder(path: Path, faults: Faults) -> Package:
    entries = sorted(entry for entry in path.iterdir() if not passed_over(entry.name))
    if len(entries) == 1 and entries[0].is_dir():
        entries = sorted(entry for entry in entries[0].iterdir() if not passed_over(entry.name))
    package = Package()
    named = []
    for entry in entries:
        name = printable(entry.name)
        if entry.is_file() and ending(name) == ".csv":
            named.append((name, entry.read_bytes()))
        else:
            package.left_alone.append(name)
    if not named:
        raise NoImport(_("Der er ingen .csv-filer i %(path)s.") % {"path": printable(str(path))})
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


def _without_folders(entries: list[tuple[str, bytes]], package: Package, faults: Faults) -> Iterable[tuple[str, bytes]]:
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


def _sort_in(package: Package, named: Iterable[tuple[str, bytes]], faults: Faults) -> None:
    for name, data in named:
        kind = kind_of(name)
        if kind is None:
            faults.add(name, None, "", "", _unknown(name))
        elif kind.name in package.files:
            faults.add(kind.file, None, "", name, _("at der kun er én %(file)s") % {"file": kind.file})
        else:
            package.files[kind.name] = data


def _unknown(name: str) -> str:
    stem = composed(PurePosixPath(name).stem).casefold()
    near = get_close_matches(stem, list(FILES), n=1, cutoff=0)
    return _("en af filerne %(all)s. Mente du %(near)s.csv?") % {
        "near": near[0],
        "all": ", ".join(kind.file for kind in FILES.values()),
    }
