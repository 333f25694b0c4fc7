"""Small sets of spreadsheets to import, and ways to spoil them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from placements.actions.imports import Outcome, import_rows
from placements.exchange.faults import Faults
from placements.exchange.sources import from_named
from smaajob.accounts.models import Organisation

CASE = Path(__file__).parents[2] / "cases" / "jobplaneten"
Sheets = dict[str, list[dict[str, str]]]


def small() -> Sheets:
    """One programme, two workplaces of one employer, two people in Aalborg, one task with a seat, one placement."""
    return {
        "indsatser": [
            {"indsats_id": "I1", "navn": "Små job", "kommuner": "851", "start": "2022-01-01", "mål_forløb": "10"}
        ],
        "virksomheder": [
            _workplace("V1", "Bageriet i Nørregade", rummer="pauser", kontakt_navn="Bente Bager"),
            _workplace("V2", "Bageriet på havnen"),
        ],
        "kandidater": [_person("K1", "Amina", "Yusuf"), _person("K2", "Søren", "Åkjær")],
        "deltagelser": [{"indsats_id": "I1", "kandidat_id": "K1", "start": "2022-02-01", "slut": ""}],
        "opgaver": [
            {
                "opgave_id": "O1",
                "virksomhed_id": "V1",
                "titel": "Fylde varer op",
                "kategori": "butik",
                "type": "småjob",
                "pladser": "1",
                "start": "2022-02-01",
                "slut": "",
                "plan": "man 09:00-12:00|ons 09:00-12:00",
                "fleksibel": "nej",
                "timer": "6",
                "rummer": "",
                "rummer_ikke": "",
            }
        ],
        "forløb": [
            {
                "forløb_id": "F1",
                "kandidat_id": "K1",
                "virksomhed_id": "V1",
                "opgave_id": "O1",
                "indsats_id": "I1",
                "type": "småjob",
                "start": "2022-03-01",
                "slut_planlagt": "2022-03-31",
                "slut_faktisk": "",
                "slutårsag": "",
            }
        ],
        "timer": [
            {"forløb_id": "F1", "fra": "2022-03-01", "til": "2022-03-06", "timer": "6"},
            {"forløb_id": "F1", "fra": "2022-03-07", "til": "2022-03-13", "timer": "5,5"},
        ],
        "kurser": [
            {
                "kursus_id": "C1",
                "titel": "Hygiejne",
                "start": "2022-02-07",
                "slut": "2022-02-09",
                "giver": "hygiejnebevis",
            }
        ],
        "kursusdeltagere": [{"kursus_id": "C1", "kandidat_id": "K1", "gennemført": "ja"}],
        "status": [{"kandidat_id": "K1", "dato": "2022-01-10", "status": "kontanthjælp"}],
    }


def _workplace(id_: str, name: str, **more: str) -> dict[str, str]:
    row = {"virksomhed_id": id_, "navn": name, "land": "DK", "cvr": "44497786", "p_nummer": "", "type": "privat"}
    row |= {"postnr": "9000", "rummer": "", "rummer_ikke": "", "kontakt_navn": "", "konsulent": ""}
    return row | more


def _person(id_: str, first: str, last: str) -> dict[str, str]:
    row = {
        "kandidat_id": id_,
        "fornavn": first,
        "efternavn": last,
        "fødselsdato": "1990-01-01",
        "cpr": "",
        "postnr": "9000",
    }
    row |= {"kommune": "851", "målgrupper": "kontanthjælp", "timer_pr_uge": "", "ledig": "", "sprog": "da:B1"}
    return row | {"registreret": "2022-01-10", "samtykke": "", "konsulent": ""}


def text_of(rows: list[dict[str, str]], separator: str = ";") -> str:
    """The rows as a .csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def files_of(sheets: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Named files of sheets; a sheet may also be given as text or bytes."""
    files = []
    for name, sheet in sheets.items():
        content = text_of(sheet) if isinstance(sheet, list) else sheet
        files.append((f"{name}.csv", content if isinstance(content, bytes) else content.encode()))
    return files


def zipped(
    files: list[tuple[str, bytes]], folder: str = "", spoil: Callable[[zipfile.ZipInfo], None] | None = None
) -> bytes:
    """The files as a .zip, under a folder if one is given; `spoil` may change each entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(f"{folder}{name}", (2022, 3, 1, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if spoil:
                spoil(entry)
            archive.writestr(entry, content)
    return buffer.getvalue()


def take(keeper: Organisation, files: list[tuple[str, bytes]] | Mapping[str, Any], **more: Any) -> Outcome:
    """Import sheets, or named files, as the command line would."""
    named = files if isinstance(files, list) else files_of(files)
    more = {"by": None, "everyone": True} | more

    def read(faults: Faults) -> Any:
        return from_named(named, faults)

    return import_rows(keeper=keeper, read=read, **more)


def places(outcome: Outcome) -> list[tuple[str, int | None, str]]:
    """Where the faults are: file, row, column."""
    return [(fault["file"], fault["row"], fault["column"]) for fault in outcome.data["faults"]]


def counts(outcome: Outcome, file: str) -> tuple[int, int, int]:
    """Created, changed and unchanged rows of a file."""
    found = outcome.data["files"][file]
    return found["created"], found["changed"], found["unchanged"]
