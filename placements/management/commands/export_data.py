"""`manage.py export_data PATH --organisation CODE-OR-NAME`: all that an organisation keeps, in the public format."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from placements.actions.exports import export_now
from placements.exchange.columns import FILES
from placements.exchange.export import Exported
from placements.exchange.keepers import find_keeper
from placements.exchange.sources import NoImport, printable
from placements.exchange.writers import FolderSink, WorkbookSink, ZipSink
from smaajob.accounts.models import Organisation
from smaajob.reach import whole_organisation

NOT_TRIED = 2
FORMATS = ("zip", "xlsx", "folder")


class Refused(Exception):
    """It can't be done; the message is one sentence for the person at the keyboard."""


class Command(BaseCommand):
    help = (
        "Export all that an organisation keeps (docs/import-format.md): a .zip, an .xlsx or a folder. "
        "Exit code 0: done; 2: it can't be done, nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the .zip, .xlsx or folder to write")
        parser.add_argument("--organisation", required=True, help="who keeps the rows: a municipality's code or a name")
        parser.add_argument("--format", choices=FORMATS, help="otherwise by the path's ending, else a folder")
        parser.add_argument(
            "--with-cpr", action="store_true", help="with CPR numbers; it is recorded, with the purpose"
        )
        parser.add_argument(
            "--with-protected",
            action="store_true",
            help="also people with a protected address; recorded, with the purpose",
        )
        parser.add_argument("--purpose", default="", help="what the CPR numbers or the protected people are for")
        parser.add_argument("--force", action="store_true", help="overwrite what is there")
        parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            exported = self._export(options)
        except (Refused, NoImport) as refusal:
            self._refuse(str(refusal), as_json=options["json"])
        except OSError as error:
            told = {"path": printable(str(options["path"])), "why": error.strerror or str(error)}
            self._refuse(_("%(path)s kan ikke skrives: %(why)s.") % told, as_json=options["json"])
        except (OperationalError, InterfaceError):
            self._refuse(_("Databasen svarer ikke. Intet er eksporteret."), as_json=options["json"])
        if options["json"]:
            data = {"exported": True, "files": exported.counts, "notes": exported.notes}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for file, count in exported.counts.items():
            self.stdout.write(f"{file:<22}{count:>12}")
        for note in exported.notes:
            self.stdout.write(note)

    def _export(self, options: dict[str, Any]) -> Exported:
        path: Path = options["path"]
        purpose = " ".join(options["purpose"].split())
        if options["with_cpr"] and not purpose:
            raise Refused(_("Skriv, hvad CPR-numrene skal bruges til: --purpose."))
        if options["with_protected"] and not purpose:
            raise Refused(_("Skriv, hvorfor personer med beskyttet adresse skal med: --purpose."))
        ending = path.suffix.lower().removeprefix(".")
        form = options["format"] or (ending if ending in FORMATS else "folder")
        keeper = find_keeper(options["organisation"], create=False)
        asked = options["with_cpr"] or options["with_protected"]
        told = {"format": form, "with_cpr": options["with_cpr"], "purpose": purpose if asked else ""}
        told["with_protected"] = options["with_protected"]
        with whole_organisation(keeper):
            return self._written(path, form, options, keeper=keeper, **told)

    def _written(
        self, path: Path, form: str, options: dict[str, Any], *, keeper: Organisation, **told: Any
    ) -> Exported:
        tell = self._tell if not options["json"] and options["verbosity"] > 1 else lambda percent, step: None
        if form == "folder":
            with new_folder(path, force=options["force"]) as folder:
                return export_now(keeper=keeper, sink=FolderSink(folder), tell=tell, **told)
        sink = ZipSink if form == "zip" else WorkbookSink
        with new_file(path, force=options["force"]) as file, file.open("wb") as stream:
            return export_now(keeper=keeper, sink=sink(stream), tell=tell, **told)

    def _tell(self, percent: int, step: str) -> None:
        self.stderr.write(f"{percent:3d} % {step}")

    def _refuse(self, sentence: str, *, as_json: bool) -> NoReturn:
        if as_json:
            self.stdout.write(json.dumps({"exported": False, "error": sentence}, ensure_ascii=False, indent=2))
        else:
            self.stderr.write(sentence)
        sys.exit(NOT_TRIED)


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A file beside the path, for the owner alone, that takes its place when all went well. Raises Refused, OSError."""
    if path.is_dir():
        raise Refused(_("%(path)s er en mappe.") % {"path": printable(str(path))})
    if path.exists() and not force:
        raise Refused(
            _("%(path)s er der allerede. Brug --force for at overskrive den.") % {"path": printable(str(path))}
        )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-")
    os.close(handle)
    made = Path(name)
    try:
        yield made
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, *, force: bool) -> Iterator[Path]:
    """A folder beside the path that takes its place when all went well. Raises Refused, OSError.

    A folder that is there is replaced only if it holds nothing but an export's files.
    """
    if path.exists() and not path.is_dir():
        raise Refused(_("%(path)s er en fil, ikke en mappe.") % {"path": printable(str(path))})
    there = {one.name for one in path.iterdir()} if path.exists() else set()
    if there and not force:
        raise Refused(_("%(path)s er ikke tom. Brug --force for at overskrive den.") % {"path": printable(str(path))})
    if there - {kind.file for kind in FILES.values()}:
        told = {"path": printable(str(path))}
        raise Refused(_("%(path)s rummer også andre filer end en eksports. Vælg en anden mappe.") % told)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=path.parent, prefix=".export-"))
    try:
        yield made
        old = made.with_name(f"{made.name}-before")
        if path.exists():
            path.rename(old)
        made.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)
