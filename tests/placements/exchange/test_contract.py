"""docs/import-format.md sentence by sentence, where a rule is the same for every file or column of a kind."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from placements.exchange.columns import FILES, Column, FileKind
from placements.exchange.faults import Faults
from placements.exchange.parse import read_table
from placements.exchange.readers import Choice, Date, Id, Number, Ref, Several, Text, Whole, YesNo
from placements.exchange.rows import read_rows
from smaajob.accounts.models import Organisation
from smaajob.vocabulary import (
    Accommodation,
    Category,
    Certificate,
    Demand,
    EmployerType,
    EndReason,
    PlacementKind,
    Status,
    TargetGroup,
)
from tests.factories import MunicipalityFactory
from tests.placements.exchange.books import by_openpyxl, from_parts, one_sheet
from tests.placements.exchange.sheets import Sheets, counts, files_of, places, small, take, text_of, zipped
from tests.placements.exchange.test_round_trip import exported

KINDS = list(FILES.values())
MORE: dict[str, dict[str, str]] = {
    "indsatser": {"slut": "2022-12-31", "ejer": "Kommunen", "finansiering": "STAR|Fonden", "mål_deltagere": "20"},
    "virksomheder": {
        "p_nummer": "1012151730",
        "branche": "Bageri",
        "adresse": "Nørregade 1",
        "ansatte": "12",
        "kontakt_email": "bente@bageriet.example",
        "kontakt_telefon": "98 12 34 56",
        "rummer_ikke": "tolk",
        "konsulent": "mette@aalborg.example",
    },
    "kandidater": {
        "køn": "k",
        "cpr": "010190-1234",
        "adressebeskyttelse": "ja",
        "trin": "3",
        "timer_pr_uge": "12,5",
        "timer_pr_dag": "4",
        "ledig": "man 08:00-14:00|fre 20:00-24:00",
        "skånehensyn": "pauser|stille",
        "beviser": "kørekort",
        "ønsker": "butik|lager",
        "rækkevidde_km": "10",
        "email": "amina@mail.example",
        "telefon": "+45 22 33 44 55",
        "samtykke": "2022-01-11",
        "konsulent": "mette@aalborg.example",
    },
    "deltagelser": {"slut": "2022-06-30"},
    "opgaver": {
        "beskrivelse": "Varer på hylder",
        "slut": "2022-12-31",
        "min_vagt_timer": "3",
        "postnr": "9000",
        "trin": "2",
        "krav": "hygiejnebevis|tunge_løft",
        "rummer": "pauser",
        "rummer_ikke": "tolk",
        "sprog": "da:A2|en",
        "timeløn": "142,75",
    },
    "forløb": {"slut_faktisk": "2022-03-31", "slutårsag": "ansat"},
    "kurser": {"indsats_id": "I1"},
}


def full() -> Sheets:
    """As `small`, with something in every column of each file's first row."""
    sheets = small()
    for name, kind in FILES.items():
        first = {**sheets[name][0], **MORE.get(name, {})}
        assert {column.name for column in kind.columns} == {one for one in first if first[one]}, name
        sheets[name] = [
            {column.name: row.get(column.name, "") for column in kind.columns} for row in [first, *sheets[name][1:]]
        ]
    return sheets


def named(kind: FileKind, holds: Callable[[Column], bool]) -> list[str]:
    return [column.name for column in kind.columns if holds(column)]


def is_a(column: Column, *readers: type) -> bool:
    return isinstance(column.reader.one if isinstance(column.reader, Several) else column.reader, readers)


class TestEveryBadColumn:
    """All columns of a sort are spoilt at once in a file's first row, and each is told by its name."""

    WAYS: dict[str, tuple[Callable[[Column], bool], str]] = {
        "required and empty": (lambda column: column.required, ""),
        "a reference to nothing": (lambda column: is_a(column, Ref), "X999"),
        "no such word": (lambda column: is_a(column, Choice), "findes-ikke"),
        "no such date": (lambda column: is_a(column, Date), "31-02-2022"),
        "no number": (lambda column: is_a(column, Number), "mange"),
        "a number of two readings": (
            lambda column: is_a(column, Number) and not is_a(column, Whole),
            "1.024",
        ),
        "neither yes nor no": (lambda column: is_a(column, YesNo), "måske"),
        "too long": (lambda column: isinstance(column.reader, Id | Text) and bool(column.reader.longest), "x" * 2001),
    }

    @pytest.mark.django_db
    @pytest.mark.parametrize("way", WAYS)
    def test_is_told(self, municipality: Organisation, way: str) -> None:
        holds, text = self.WAYS[way]
        sheets, wanted = full(), set()
        for kind in KINDS:
            columns = named(kind, holds)
            # A row of which nothing is left is a blank one, and no fault.
            for name in columns[1:] if not text and len(columns) == len(kind.columns) else columns:
                sheets[kind.name][0][name] = text
                wanted.add((kind.file, 2, name))
        assert wanted
        outcome = take(municipality, sheets)
        assert wanted <= set(places(outcome))
        assert not outcome.imported

    @pytest.mark.django_db
    def test_a_row_that_comes_twice_is_told_in_every_file(self, municipality: Organisation) -> None:
        sheets = full()
        for kind in KINDS:
            sheets[kind.name].append(dict(sheets[kind.name][0]))
        found = set(places(take(municipality, sheets)))
        for kind in KINDS:
            assert (kind.file, len(sheets[kind.name]) + 1, ", ".join(kind.key)) in found

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_a_required_column_that_is_missing_is_told(self, kind: FileKind) -> None:
        for name in named(kind, lambda column: column.required):
            faults = Faults()
            header = ";".join(column.name for column in kind.columns if column.name != name)
            assert read_table(kind, header.encode(), faults) is None
            assert [(fault.file, fault.row, fault.column) for fault in faults] == [(kind.file, 1, name)]

    @pytest.mark.django_db
    def test_what_only_a_task_may_ask_for_nobody_has(self, municipality: Organisation) -> None:
        for word in sorted(set(Demand.values) - set(Certificate.values)):
            sheets = full()
            sheets["kandidater"][0]["beviser"] = word
            sheets["kurser"][0]["giver"] = word
            assert set(places(take(municipality, sheets))) == {
                ("kandidater.csv", 2, "beviser"),
                ("kurser.csv", 2, "giver"),
            }


class TestEveryGoodColumn:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_headers_in_any_case_and_order_with_or_without_a_star(self, kind: FileKind) -> None:
        faults = Faults()
        header = ";".join(f" {column.name.upper()}* " for column in reversed(kind.columns))
        table = read_table(kind, header.encode("cp1252"), faults)
        assert table is not None
        assert table.columns == list(reversed(kind.columns))
        assert not faults

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_words_in_any_case(self, kind: FileKind) -> None:
        for column in kind.columns:
            one = column.reader.one if isinstance(column.reader, Several) else column.reader
            if isinstance(one, Choice):
                for word in one.values:
                    assert one.read(word.upper()) == one.read(word.title()) == word

    @pytest.mark.django_db
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_absent_leaves_and_empty_clears(self, municipality: Organisation, kind: FileKind) -> None:
        sheets = full()
        assert take(municipality, sheets).data["faults"] == []
        rows = sheets[kind.name]
        required = named(kind, lambda column: column.required)
        if "slut_faktisk" in kind.by_name:
            rows = rows[:1]
        short = [{name: row[name] for name in required} for row in rows]
        assert counts(take(municipality, {kind.name: short}), kind.file) == (0, 0, len(rows))
        optional = named(kind, lambda column: not column.required)
        if not optional:
            return
        cleared = [{**row, **dict.fromkeys(optional, "")} for row in rows]
        outcome = take(municipality, {kind.name: cleared})
        assert outcome.data["faults"] == []
        assert counts(outcome, kind.file)[1] >= 1
        with zipfile.ZipFile(io.BytesIO(exported(municipality, with_cpr=True)[0])) as archive:
            text = archive.read(kind.file).decode("utf-8-sig")
        # What an empty cell means in a column that always says something.
        meant = {"land": "DK", "adressebeskyttelse": "nej", "fleksibel": "nej", "min_vagt_timer": "2"}
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            assert {name: row[name] for name in optional} == {name: meant.get(name, "") for name in optional}

    @pytest.mark.django_db
    @pytest.mark.parametrize("formula", ["=1+1", '+cmd|" /C x"!A0', "-2+3", "@SUM(A1)"])
    def test_a_formula_as_text_stays_text_and_goes_out_so_that_nobody_runs_it(
        self, municipality: Organisation, formula: str
    ) -> None:
        sheets, texts = full(), []
        for kind in KINDS:
            for name in named(kind, lambda column: isinstance(column.reader, Text) and not is_a(column, Id)):
                sheets[kind.name][0][name] = formula
                texts.append((kind, name))
        assert len(texts) == 13
        assert take(municipality, sheets).data["faults"] == []
        with zipfile.ZipFile(io.BytesIO(exported(municipality)[0])) as archive:
            for kind, name in texts:
                rows = csv.DictReader(io.StringIO(archive.read(kind.file).decode("utf-8-sig")), delimiter=";")
                assert next(rows)[name] == f"'{formula}"


SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252")
ENDS = {"windows": "\r\n", "unix": "\n", "old mac": "\r"}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS.keys())
def test_every_separator_encoding_and_line_end(separator: str, encoding: str, end: str) -> None:
    title = f'Små "gode"{separator} job{end}på øen'
    for said in ("", "sep=;", f"SEP={separator}"):
        out = io.StringIO()
        if said:
            out.write(said + end)
        writer = csv.writer(out, delimiter=separator, lineterminator=end)
        writer.writerow(["KURSUS_ID*", "titel", "Start", "slut", "giver", "", ""])
        writer.writerow([])
        writer.writerow(["Ø1", title, "1/3/2022", "03-03-2022", "hygiejnebevis|kørekort", "", ""])
        writer.writerow(["", "", " ", "", "", "", ""])
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        faults = Faults()
        table = read_table(FILES["kurser"], (mark + out.getvalue()).encode(encoding), faults)
        assert table is not None
        [row] = read_rows(table, faults).rows
        assert [fault.message for fault in faults] == []
        assert (row.values["kursus_id"], row.values["titel"]) == ("Ø1", title.replace(end, "\n"))
        assert row.values["giver"] == ["hygiejnebevis", "kørekort"]
        assert str(row.values["start"]) == "2022-03-01"
        assert row.number == 3, "a spreadsheet does not show the line that names the separator"


class TestTheDocument:
    """What it says of columns and words is what the program takes."""

    TEXT = (Path(settings.ROOT) / "docs" / "import-format.md").read_text(encoding="utf-8")

    def test_columns(self) -> None:
        found = {}
        for line in re.findall(r"^\| `(\w+)\.csv`[^|]*\| (.*) \|$", self.TEXT, re.MULTILINE):
            found[line[0]] = re.findall(r"`(\w+\*?)`", re.sub(r"\([^)]*\)", "", line[1]))
        assert found == {
            kind.name: [f"{column.name}*" if column.required else column.name for column in kind.columns]
            for kind in KINDS
        }

    def test_words(self) -> None:
        table = self.TEXT.split("## Values")[1].split("## Measures")[0]
        found = {
            head: re.findall(r"`([^`]+)`", re.sub(r"\([^)]*\)", "", rest))
            for head, rest in re.findall(r"^\| ([^|]+) \| (.*) \|$", table, re.MULTILINE)
        }
        assert found["`målgrupper`"] == TargetGroup.values
        assert found["virksomhed `type`"] == EmployerType.values
        assert found["opgave/forløb `type`"] == PlacementKind.values
        assert found["`slutårsag`"] == EndReason.values
        assert found["`status`"] == Status.values
        assert found["`krav`, `beviser`"] == Demand.values
        assert found["`kategori` / `ønsker`"] == Category.values
        groups = [words for head, words in found.items() if head.startswith(("`skånehensyn`", "…"))]
        assert [word for words in groups for word in words] == Accommodation.values


STATUS = b"kandidat_id;dato;status\r\nK1;2022-05-01;job\r\n"
EMPTY_BOOK = one_sheet("Ark1", [])


def locked_book() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


BOOK = {"status": [{"kandidat_id": "K1", "dato": "2022-05-01", "status": "job"}]}
SENT: dict[str, tuple[str, Callable[[], bytes], int]] = {
    "a good csv": ("status.csv", lambda: STATUS, 0),
    "a header alone": ("status.csv", lambda: STATUS.splitlines()[0], 0),
    "a good csv by another name": ("maj 2022.csv", lambda: STATUS, 0),
    "a good workbook": ("bog.xlsx", lambda: by_openpyxl(BOOK), 0),
    "a good zip": ("alt.zip", lambda: zipped([("x/status.csv", STATUS)]), 0),
    "a workbook in a zip": ("alt.zip", lambda: zipped([("bog.xlsx", by_openpyxl(BOOK))]), 0),
    "an empty csv": ("status.csv", lambda: b"", 1),
    "a csv of noughts": ("status.csv", lambda: b"\0" * 100, 1),
    "a csv without a header": ("status.csv", lambda: STATUS.splitlines()[1], 1),
    "an unknown csv": ("noget.csv", lambda: b"a;b\r\n1;2\r\n", 1),
    "a workbook that is called csv": ("status.csv", lambda: by_openpyxl(BOOK), 1),
    "a csv that is called a workbook": ("bog.xlsx", lambda: STATUS, 1),
    "a csv that is called zip": ("alt.zip", lambda: STATUS, 1),
    "an empty file that is called a workbook": ("bog.xlsx", lambda: b"", 1),
    "a workbook cut in half": ("bog.xlsx", lambda: by_openpyxl(BOOK)[:2000], 1),
    "a workbook with a damaged part": ("bog.xlsx", lambda: from_parts({"[Content_Types].xml": b"<x"}), 1),
    "a workbook with a password": ("bog.xlsx", locked_book, 1),
    "an unknown sheet": ("bog.xlsx", lambda: one_sheet("Ark1", [["a", "b"], ["1", "2"]]), 1),
    "a zip cut in half": ("alt.zip", lambda: zipped(files_of(small()))[:900], 1),
    "a damaged workbook in a zip": ("alt.zip", lambda: zipped([("bog.xlsx", by_openpyxl(BOOK)[:2000])]), 1),
    "a workbook without anything": ("bog.xlsx", lambda: EMPTY_BOOK, 2),
    "a zip without anything": ("alt.zip", lambda: zipped([]), 2),
    "a zip with pictures": ("alt.zip", lambda: zipped([("billede.png", b"x")]), 2),
    "an old workbook": ("bog.xls", locked_book, 2),
    "a workbook with macros": ("bog.xlsm", lambda: by_openpyxl(BOOK), 2),
    "a picture": ("billede.png", lambda: b"x", 2),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "make", "code"), SENT.values(), ids=SENT.keys())
@pytest.mark.parametrize("dry", [False, True], ids=["for real", "dry run"])
def test_the_commands_exit_code(tmp_path: Path, name: str, make: Callable[[], bytes], code: int, dry: bool) -> None:
    keeper = MunicipalityFactory.create()
    take(keeper, {"kandidater": small()["kandidater"]})
    path = tmp_path / name
    path.write_bytes(make())
    out, err = io.StringIO(), io.StringIO()
    exit_code: Any = 0
    try:
        call_command(
            "import_data", str(path), "--organisation", "851", "--json", *["--dry-run"] * dry, stdout=out, stderr=err
        )
    except SystemExit as done:
        exit_code = done.code
    data = json.loads(out.getvalue())
    assert exit_code == code, data
    assert err.getvalue() == ""
    assert data["imported"] is (code == 0 and not dry)
    if code == 1:
        assert data["fault_count"] == len(data["faults"]) > 0
        assert all(fault["file"] and fault["expected"] for fault in data["faults"])
    if code == 2:
        assert data["error"].endswith(".")
        assert name.rpartition(".")[0] in data["error"]


def test_the_sheets_of_these_tests_are_csv_too() -> None:
    assert text_of(full()["timer"]).splitlines()[0] == "forløb_id;fra;til;timer"
