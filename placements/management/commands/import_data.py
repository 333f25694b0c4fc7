"""`manage.py import_data PATH --organisation CODE-OR-NAME`: the public import format from a folder, a .zip, an .xlsx or a .csv."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from placements.actions.imports import Outcome, import_rows
from placements.exchange.keepers import find_keeper
from placements.exchange.sources import NoImport, from_path, printable

FAULTY, NOT_TRIED = 1, 2


class Command(BaseCommand):
    help = (
        "Import rows in the public format (docs/import-format.md). "
        "Exit code 0: faultless; 1: there are faults, nothing is imported; 2: it can't be tried."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="a folder, a .zip of that folder, an .xlsx with a sheet per file, or a single .csv"
        )
        parser.add_argument("--organisation", required=True, help="who keeps the rows: a municipality's code or a name")
        parser.add_argument(
            "--create", action="store_true", help="make the organisation if it is new (never in a dry run)"
        )
        parser.add_argument("--dry-run", action="store_true", help="only look through; write nothing")
        parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            keeper = find_keeper(options["organisation"], create=options["create"])
            outcome = import_rows(
                keeper=keeper,
                read=lambda faults: from_path(path, faults),
                by=None,
                everyone=True,
                dry_run=options["dry_run"],
                listed_as=printable(path.resolve().name),
                tell=self._tell if not options["json"] and options["verbosity"] > 0 else lambda percent, step: None,
            )
        except NoImport as refusal:
            self._refuse(str(refusal), as_json=options["json"])
        except (OperationalError, InterfaceError):
            self._refuse(_("Databasen svarer ikke. Intet er importeret."), as_json=options["json"])
        if options["json"]:
            head = {"organisation": keeper.name, "dry_run": options["dry_run"], "imported": outcome.imported}
            self.stdout.write(json.dumps({**head, **outcome.data}, ensure_ascii=False, indent=2))
        else:
            self._print(outcome, dry_run=options["dry_run"])
        if not outcome.faultless:
            sys.exit(FAULTY)

    def _tell(self, percent: int, step: str) -> None:
        self.stderr.write(f"{percent:3d} % {step}")

    def _refuse(self, sentence: str, *, as_json: bool) -> NoReturn:
        if as_json:
            self.stdout.write(json.dumps({"imported": False, "error": sentence}, ensure_ascii=False, indent=2))
        else:
            self.stderr.write(sentence)
        sys.exit(NOT_TRIED)

    def _print(self, outcome: Outcome, *, dry_run: bool) -> None:
        data = outcome.data
        if data["files"]:
            self.stdout.write(f"{'':<22}{_('oprettes'):>12}{_('ændres'):>12}{_('som før'):>12}")
        for file, counts in data["files"].items():
            self.stdout.write(f"{file:<22}{counts['created']:>12}{counts['changed']:>12}{counts['unchanged']:>12}")
        for note in data["notes"]:
            self.stdout.write(note)
        for fault in data["faults"]:
            self.stdout.write(fault["message"])
        count = data["fault_count"]
        if count:
            if count > len(data["faults"]):
                self.stdout.write(_("De første %(n)d fejl er vist.") % {"n": len(data["faults"])})
            self.stdout.write(_("Der er %(n)d fejl. Intet er importeret.") % {"n": count})
        elif dry_run:
            self.stdout.write(_("Alt er i orden. Intet er importeret: Det var en prøve."))
        else:
            self.stdout.write(_("Alt er importeret."))
