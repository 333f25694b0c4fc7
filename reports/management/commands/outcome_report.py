"""`manage.py outcome_report`: a programme's or a municipality's figures as JSON, not suppressed, or the report as a PDF."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from candidates.models import Candidate, Programme
from placements.exchange.keepers import find_keeper
from placements.exchange.sources import NoImport
from reports import figures
from reports.actions import LONGEST_YEARS
from reports.documents import pdf
from reports.extent import Extent, one_moment
from reports.publish import Maker
from reports.tasks import count
from smaajob.accounts.models import Organisation
from smaajob.geography import canonical_code, municipalities
from smaajob.literals import Unreadable, read_date
from smaajob.reach import whole_installation, whole_organisation
from smaajob.writing import joined

NOT_TRIED = 2


class Unclear(Exception):
    """It can't be tried; the message is one sentence for the person at the keyboard."""


class Command(BaseCommand):
    help = (
        "An outcome report on a programme or a municipality. json: the measures of docs/import-format.md, internal and not "
        "suppressed; pdf: the suppressed report. Exit code 0, or 2 where it can't be made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        subject = parser.add_mutually_exclusive_group(required=True)
        subject.add_argument("--programme", help="the programme's id in the spreadsheets, or its public id")
        subject.add_argument("--municipality", help="a code: 766, DK-766 or SE-0580")
        parser.add_argument("--organisation", help="who keeps the rows: a municipality's code or a name")
        parser.add_argument("--from", dest="first", required=True, help="2019-01-01 or 1-1-2019; the day is included")
        parser.add_argument("--to", dest="last", required=True, help="the last day; it is included")
        parser.add_argument("--format", choices=["json", "pdf"], required=True)
        parser.add_argument("--output", type=Path, help="a file to write; otherwise standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        # Without an organisation it is asked for over all of them; whoever is at the server may.
        try:
            keeper = _organisation(options["organisation"])
            with whole_organisation(keeper) if keeper else whole_installation():
                self._make(options, keeper)
        except Unclear as refusal:
            self._refuse(str(refusal))
        except (OperationalError, InterfaceError):
            self._refuse(_("Databasen svarer ikke. Rapporten er ikke lavet."))

    def _make(self, options: dict[str, Any], keeper: Organisation | None) -> None:
        extent = _extent(options, keeper)
        document = _pdf(extent) if options["format"] == "pdf" else _json(extent)
        self._write(document, options["output"])

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(NOT_TRIED)

    def _write(self, document: bytes, output: Path | None) -> None:
        if output is None:
            # A PDF is no text: past the wrapper that thinks it is (a test's has nothing behind it).
            stream = getattr(self.stdout, "buffer", None)
            if stream is None:
                self.stdout.write(document.decode("utf-8", "replace"), ending="")
                return
            if document.startswith(b"%PDF") and self.stdout.isatty():
                raise Unclear(_("En PDF kan ikke vises her. Skriv --output FIL.pdf."))
            stream.write(document)
            stream.flush()
            return
        try:
            output.write_bytes(document)
        except OSError as error:
            raise Unclear(
                _("%(path)s kan ikke skrives (%(why)s).") % {"path": output, "why": error.strerror or error}
            ) from error


def _json(extent: Extent) -> bytes:
    with one_moment():
        found = {**_heading(extent), **figures.as_json(figures.compute(extent))}
    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"


def _pdf(extent: Extent) -> bytes:
    _measures, content, _moment = count(extent, Maker(extent.keeper))
    return pdf.render(content)


def _extent(options: dict[str, Any], keeper: Organisation | None) -> Extent:
    first, last = _day(options["first"], "--from"), _day(options["last"], "--to")
    if last < first:
        raise Unclear(_("Perioden slutter, før den starter: --to ligger før --from."))
    if options["format"] == "pdf" and last.year - first.year > LONGEST_YEARS:
        raise Unclear(_("En rapport kan dække højst 20 år."))
    if options["programme"] is not None:
        programme = _programme(options["programme"].strip(), keeper)
        return Extent(first, last, programme=programme, keeper=programme.keeper)
    return Extent(first, last, municipality=_municipality(options["municipality"]), keeper=keeper)


def _day(text: str, option: str) -> date:
    try:
        return read_date(text.strip())
    except Unreadable as unreadable:
        raise Unclear(
            _("%(option)s er “%(text)s”. Skriv en dato som 2019-01-01 eller 1-1-2019.")
            % {"option": option, "text": text}
        ) from unreadable


def _organisation(text: str | None) -> Organisation | None:
    if text is None:
        return None
    try:
        return find_keeper(text, create=False)
    except NoImport as unknown:
        raise Unclear(_("Der er ingen organisation, der hedder eller har koden “%s”.") % text) from unknown


def _programme(text: str, keeper: Organisation | None) -> Programme:
    programmes = Programme.objects.select_related("keeper").order_by("keeper__name")
    if keeper:
        programmes = programmes.filter(keeper=keeper)
    found = list(programmes.filter(external_id=text)) if text else []
    with suppress(ValueError):
        found = found or list(programmes.filter(public_id=UUID(text)))
    if not found:
        where = _(" hos %s") % keeper.name if keeper else ""
        raise Unclear(_("Der er ingen indsats med id “%(id)s”%(where)s.") % {"id": text, "where": where})
    if len(found) > 1:
        names = joined(programme.keeper.name for programme in found)
        raise Unclear(
            _("Flere organisationer har en indsats med id “%(id)s”: %(names)s. Vælg en af dem med --organisation.")
            % {"id": text, "names": names}
        )
    return found[0]


def _municipality(text: str) -> str:
    try:
        code = canonical_code(text)
    except ValueError as unreadable:
        raise Unclear(_("“%s” er ikke en kommunekode. Skriv 766, DK-766 eller SE-0580.") % text) from unreadable
    if code not in municipalities() and not Candidate.objects.filter(municipality=code).exists():
        raise Unclear(_("Der er ingen kommune med koden %s.") % code)
    return code


def _heading(extent: Extent) -> dict[str, str | None]:
    programme = extent.programme
    subject = (
        {"programme": programme.external_id or str(programme.public_id)}
        if programme
        else {"municipality": extent.municipality}
    )
    organisation = extent.keeper.name if extent.keeper else None
    return {"organisation": organisation, **subject, "from": extent.first.isoformat(), "to": extent.last.isoformat()}
