"""An .xlsx with a sheet for each file: as many programs write it, as people fill it in, and as somebody means harm by it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from candidates.models import Candidate
from placements.exchange.faults import Faults
from placements.exchange.sources import NoImport, from_named
from placements.models import Hours
from smaajob.accounts.models import Organisation
from tests.placements.exchange.books import (
    XLSX_CASES,
    by_openpyxl,
    by_xlsxwriter,
    changed,
    from_parts,
    one_sheet,
    parts_of,
)
from tests.placements.exchange.sheets import counts, files_of, places, small, take, zipped

HEAD = ["kandidat_id", "dato", "status"]


def strict(data: bytes) -> bytes:
    """As "Strict Open XML-regneark" is: other names for the same things."""
    return from_parts(
        {
            path: content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            for path, content in parts_of(data).items()
        }
    )  # fmt: skip


def without_frills(data: bytes) -> bytes:
    """As a small maker writes it: no properties, no theme, no stated size, absolute paths."""
    parts = parts_of(data)
    left = {path: content for path, content in parts.items() if not path.startswith(("docProps", "xl/theme"))}
    return from_parts(left)


def with_prefix(data: bytes) -> bytes:
    """As .NET's library writes it: each element with a prefix."""
    parts = parts_of(data)
    for path in parts:
        if path.startswith("xl/worksheets/sheet"):
            text = parts[path].decode()
            text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
            parts[path] = text.encode()
    return from_parts(parts)


def with_odd_styles(data: bytes) -> bytes:
    """Fills and properties that openpyxl itself would refuse."""
    parts = parts_of(data)
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<patternFill", b"<mysteryFill")
    parts["docProps/core.xml"] = b"<coreProperties><created>i dag</created></coreProperties>"
    return from_parts(parts)


def with_wrong_size(data: bytes) -> bytes:
    """Says that it has one cell."""
    parts = parts_of(data)
    for path in parts:
        if path.startswith("xl/worksheets/sheet"):
            head, _dimension, rest = parts[path].partition(b"<dimension ref=")
            parts[path] = head + b'<dimension ref="A1"' + rest[rest.index(b"/>") :] if rest else head
    return from_parts(parts)


def with_filter(data: bytes) -> bytes:
    """A filter that openpyxl can't read, after the rows."""
    odd = b'</sheetData><autoFilter ref="A1:C3"><filterColumn colId="x"/></autoFilter>'
    parts = {path: part.replace(b"</sheetData>", odd) for path, part in parts_of(data).items()}
    return from_parts(parts)


MAKERS: dict[str, Callable[[], bytes]] = {
    "openpyxl": lambda: by_openpyxl(small()),
    "xlsxwriter": lambda: by_xlsxwriter(small()),
    "text in the cells": lambda: by_xlsxwriter(small(), constant_memory=True),
    "LibreOffice": (XLSX_CASES / "alle_ark.xlsx").read_bytes,
    "strict": lambda: strict(by_openpyxl(small())),
    "few frills": lambda: without_frills(by_openpyxl(small())),
    "prefixes": lambda: with_prefix(by_openpyxl(small())),
    "odd styles": lambda: with_odd_styles(by_openpyxl(small())),
    "a wrong size": lambda: with_wrong_size(by_openpyxl(small())),
    "an odd filter": lambda: with_filter(by_openpyxl(small())),
    "dates since 1904": lambda: by_xlsxwriter(small(), date_1904=True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_every_maker_gives_the_same_rows_as_the_csv_files(
    municipality: Organisation, make: Callable[[], bytes]
) -> None:
    assert take(municipality, small()).imported
    outcome = take(municipality, [("alt.xlsx", make())])
    assert outcome.data["faults"] == []
    assert outcome.imported
    assert set(outcome.data["files"]) == {f"{name}.csv" for name in small()}
    assert all(counts(outcome, file)[:2] == (0, 0) for file in outcome.data["files"]), outcome.data["examples"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["kandidater", "opgaver", "timer"])
def test_what_libreoffice_makes_of_a_csv_is_the_same_rows(municipality: Organisation, name: str) -> None:
    take(municipality, small())
    outcome = take(municipality, [(f"{name}.xlsx", (XLSX_CASES / f"{name}.xlsx").read_bytes())])
    assert outcome.imported
    assert counts(outcome, f"{name}.csv") == (0, 0, len(small()[name]))


@pytest.mark.django_db
def test_an_xlsx_alone_imports_into_an_empty_house_and_a_second_time_changes_nothing(
    municipality: Organisation,
) -> None:
    data = by_openpyxl(small())
    assert take(municipality, [("alt.XLSX", data)]).imported
    assert (Candidate.objects.count(), Hours.objects.count()) == (2, 2)
    again = take(municipality, [("alt.xlsx", data)])
    assert all(counts(again, file)[:2] == (0, 0) for file in again.data["files"])


def rows_of(data: bytes, name: str = "bog.xlsx") -> list[tuple[int, list[str]]]:
    """The rows of the only sheet."""
    faults = Faults()
    package = from_named([(name, data)], faults)
    assert [fault.message for fault in faults] == []
    [sheet] = package.files.values()
    assert not isinstance(sheet, bytes)
    return list(sheet.rows())


def formatted(value: Any, code: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book.worksheets[0]["A2"] = value
        book.worksheets[0]["A2"].number_format = code

    return change


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (7.5, "General", "7,5"),
        (8.0, "0.00", "8"),
        (8, "General", "8"),
        (0.1 + 0.2, "General", "0,3"),
        (1.024, "General", "1,024"),
        (1024.25, "#,##0.00", "1024,25"),
        (44497786, "General", "44497786"),
        (1038710536, "0", "1038710536"),
        (800, "0000", "0800"),
        (0.5, "0%", "50 %"),
        (date(2022, 3, 1), "dd-mm-yyyy", "2022-03-01"),
        (datetime(2022, 3, 1), "yyyy-mm-dd hh:mm", "2022-03-01"),  # noqa: DTZ001
        (datetime(2022, 3, 1, 14, 30), "yyyy-mm-dd hh:mm", "2022-03-01 14:30"),  # noqa: DTZ001
        (44621, '[$-406]d. mmmm yyyy', "2022-03-01"),
        (time(2, 30), "hh:mm", "02:30"),
        (timedelta(hours=26, minutes=15), "[h]:mm", "26:15"),
        (True, "General", "ja"),
        (False, "General", "nej"),
        ("  K1 ", "General", "  K1 "),
        ("0102", "@", "0102"),
        (1e300, "General", "1e+300"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_a_danish_spreadsheet_shows_it(value: Any, code: str, text: str) -> None:
    assert rows_of(one_sheet("status", [HEAD, ["x"]], formatted(value, code)))[1] == (2, [text])


def test_rows_have_the_numbers_that_the_spreadsheet_shows() -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet["A7"], sheet["C9"] = "K1", "job"
        sheet.row_dimensions[7].hidden = True
        sheet.merge_cells("A7:B8")

    assert rows_of(one_sheet("Status", [HEAD], change)) == [(1, HEAD), (7, ["K1"]), (9, ["", "", "job"])]


def test_rich_text_and_line_breaks_are_text() -> None:
    data = changed(
        by_xlsxwriter({"status": [dict(zip(HEAD, ["K1", "2022-01-10", "MÆRKE"], strict=True))]}),
        "xl/sharedStrings.xml",
        ("<t>MÆRKE</t>", "<r><rPr><b/></rPr><t>to</t></r><r><t xml:space='preserve'> ord_x000D_\n</t></r>"),
    )
    assert rows_of(data)[1][1][2] == "to ord\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda sheet: sheet.__setitem__("C2", "#N/A"), "viser en fejl"),
        (lambda sheet: sheet.__setitem__("C2", "=A2"), "ikke er regnet ud"),
        (lambda sheet: sheet.__setitem__("C2", 0.5), "en af disse"),
    ],
)
def test_a_cell_without_a_value_is_a_fault_that_names_it(
    municipality: Organisation, spoil: Callable[[Any], Any], said: str
) -> None:
    take(municipality, small())
    data = one_sheet("Status", [HEAD, ["K1", "2022-05-01", "job"]], lambda book: spoil(book.worksheets[0]))
    outcome = take(municipality, [("bog.xlsx", data)])
    assert places(outcome) == [("Status", 2, "status")], "by the sheet's own name"
    assert said in outcome.data["faults"][0]["expected"]


@pytest.mark.django_db
def test_an_error_is_no_text_either(municipality: Organisation) -> None:
    """A free text would take anything."""
    sheets = small()
    sheets["virksomheder"][0]["navn"] = "#REFERENCE!"
    assert places(take(municipality, sheets)) == [("virksomheder.csv", 2, "navn")]


@pytest.mark.django_db
def test_hours_of_the_clock_are_told_as_a_number(municipality: Organisation) -> None:
    take(municipality, small())
    cells = ["F1", date(2022, 3, 14), date(2022, 3, 14), time(2, 30)]
    data = one_sheet("timer", [["forløb_id", "fra", "til", "timer"], cells])
    outcome = take(municipality, [("timer.xlsx", data)])
    assert places(outcome) == [("timer", 2, "timer")]
    assert outcome.data["faults"][0]["expected"] == "timer som et tal: skriv 2,5"


class TestSheets:
    @pytest.mark.parametrize(
        "name", ["forløb", "FORLØB", "Forløb.csv", "forlo\u0308b".replace("o\u0308", "ø"), " forløb "]
    )
    def test_go_by_the_files_name_with_or_without_csv_in_any_case(self, name: str) -> None:
        package = from_named([("a.xlsx", by_xlsxwriter({name: [{"forløb_id": "F1"}]}))], Faults())
        assert list(package.files) == ["forløb"]

    def test_a_decomposed_name_is_the_same(self) -> None:
        data = changed(one_sheet("MAERKE", [["x"]]), "xl/workbook.xml", ("MAERKE", "fora\u030a"))
        faults = Faults()
        from_named([("a.xlsx", data)], faults)
        assert "Mente du forløb?" in next(iter(faults)).expected

    def test_an_unknown_one_is_a_fault_that_names_the_nearest(self) -> None:
        faults = Faults()
        from_named([("a.xlsx", by_openpyxl({**small(), "forlob": [{"x": "1"}]}))], faults)
        [fault] = faults
        assert (fault.file, fault.row) == ("forlob", None)
        assert "Mente du forløb?" in fault.expected

    def test_an_empty_one_is_named_and_left_alone(self) -> None:
        def change(book: Any) -> None:
            book.create_sheet("Ark1")
            book.create_sheet("Ark2")["B7"] = "  "
            book.create_chartsheet("Diagram")

        faults = Faults()
        package = from_named([("a.xlsx", by_openpyxl(small(), change))], faults)
        assert not faults
        assert sorted(package.left_alone) == ["Ark1", "Ark2", "Diagram"]

    def test_the_same_twice_is_a_fault(self) -> None:
        faults = Faults()
        from_named([("a.xlsx", by_openpyxl({"timer": [{"x": "1"}], "Timer.csv": [{"x": "1"}]}))], faults)
        assert len(list(faults)) == 1

    def test_a_workbook_with_nothing_in_it_can_not_be_tried(self) -> None:
        with pytest.raises(NoImport, match=r"ingen ark med noget i i tom\.xlsx"):
            from_named([("tom.xlsx", one_sheet("Ark1", []))], Faults())

    def test_only_one_at_a_time(self) -> None:
        data = by_openpyxl(small())
        with pytest.raises(NoImport, match="ét regneark ad gangen"):
            from_named([("a.xlsx", data), ("b.xlsx", data)], Faults())

    def test_in_a_zip_it_is_taken_where_it_is_the_only_thing_and_named_where_not(self) -> None:
        data = by_openpyxl(small())
        alone = from_named([("a.zip", zipped([("mappe/alt.xlsx", data), ("læs.txt", b"x")]))], Faults())
        assert set(alone.files) == set(small())
        assert alone.left_alone == ["læs.txt"]
        beside = from_named([("a.zip", zipped([*files_of(small()), ("alt.xlsx", data)]))], Faults())
        assert beside.left_alone == ["alt.xlsx"]


class TestGuesses:
    """One file that is called something else is known by its header."""

    def test_a_sheet_and_a_csv(self) -> None:
        sheet = from_named(
            [("a.xlsx", one_sheet("Ark1", [["Status*", "DATO", "kandidat_id", "bemærkning"]]))], Faults()
        )
        assert list(sheet.files) == ["status"]
        assert sheet.notes == ["Ark1 ligner status.csv, og er læst sådan."]
        text = "forløb_id,fra,til,timer\nF1,2022-03-01,2022-03-01,3\n".encode()
        alone = from_named([("marts 2022.csv", text)], Faults())
        assert list(alone.files) == ["timer"]
        assert from_named([("a.zip", zipped([("x/marts.csv", text)]))], Faults()).notes

    @pytest.mark.django_db
    def test_its_faults_go_by_its_own_name(self, municipality: Organisation) -> None:
        outcome = take(municipality, [("marts.csv", "forløb_id;fra;til;timer\nF1;i går;2022-03-01;3\n".encode())])
        assert ("marts.csv", 2, "fra") in places(outcome)
        assert "marts.csv ligner timer.csv, og er læst sådan." in outcome.data["notes"]

    def test_not_where_two_are_equally_near(self) -> None:
        faults = Faults()
        package = from_named([("x.csv", b"kursus_id;kandidat_id;indsats_id;start\nC1;K1;I1;2022-01-01\n")], faults)
        assert package.files or "passer lige godt til" in next(iter(faults)).expected
        faults = Faults()
        from_named([("x.csv", b"navn;adresse\nA;B\n")], faults)
        assert "Mente du" in next(iter(faults)).expected

    def test_not_beside_others(self) -> None:
        faults = Faults()
        from_named([("marts.csv", b"forl\xc3\xb8b_id;fra;til;timer\n"), ("status.csv", b"x")], faults)
        assert [fault.file for fault in faults] == ["marts.csv"]


def bomb() -> bytes:
    parts = parts_of(one_sheet("status", [HEAD]))
    parts["xl/worksheets/sheet1.xml"] += b" " * (60 * 2**20)
    return from_parts(parts)


def with_entities(where: str) -> bytes:
    parts = parts_of(by_xlsxwriter({"status": [dict.fromkeys(HEAD, "x")]}))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    begin = parts[where].index(b"?>") + 2
    parts[where] = parts[where][:begin] + laughs + parts[where][begin:]
    return from_parts(parts)


def hidden_entities() -> bytes:
    """In an encoding in which nobody finds the word by looking at the bytes."""
    parts = parts_of(one_sheet("status", [HEAD]))
    text = parts["xl/worksheets/sheet1.xml"].decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    parts["xl/worksheets/sheet1.xml"] = ('<!DOCTYPE x [<!ENTITY a "ha">]>' + text).encode("utf-16")
    return from_parts(parts)


def without(part: str) -> bytes:
    parts = parts_of(by_xlsxwriter(small()))
    del parts[part]
    return from_parts(parts)


def twice() -> bytes:
    parts = list(parts_of(one_sheet("status", [HEAD])).items())
    with pytest.warns(UserWarning, match="Duplicate"):
        return from_parts([*parts, ("xl/workbook.xml", b"<x/>")])


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def macros() -> bytes:
    return from_parts({**parts_of(one_sheet("status", [HEAD])), "xl/vbaProject.bin": b"x"})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "Filen er tom"),
    "text": (lambda: b"kandidat_id;dato;status\n", "noget andet, end dens navn siger"),
    "a zip of csv files": (lambda: zipped(files_of(small())), "noget andet, end dens navn siger"),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "gammel Excel-fil"),
    "encrypted": (encrypted, "adgangskode"),
    "macros": (macros, "uden makroer"),
    "macros by their type": (
        lambda: changed(
            one_sheet("status", [HEAD]),
            "[Content_Types].xml",
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
             "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ),
        "uden makroer",
    ),
    "a bomb": (bomb, "1 GiB"),
    "entities in a sheet": (lambda: with_entities("xl/worksheets/sheet1.xml"), "gøre skade"),
    "entities in the texts": (lambda: with_entities("xl/sharedStrings.xml"), "gøre skade"),
    "entities in the styles": (lambda: with_entities("xl/styles.xml"), "gøre skade"),
    "entities in the workbook": (lambda: with_entities("xl/workbook.xml"), "gøre skade"),
    "entities in another encoding": (hidden_entities, "gøre skade"),
    "cut in half": (lambda: by_openpyxl(small())[:-900], "beskadiget"),
    "no workbook": (lambda: without("xl/workbook.xml"), "beskadiget"),
    "no sheet": (lambda: without("xl/worksheets/sheet3.xml"), "beskadiget"),
    "no texts": (lambda: without("xl/sharedStrings.xml"), "beskadiget"),
    "no relations": (lambda: without("xl/_rels/workbook.xml.rels"), "beskadiget"),
    "a part twice": (twice, "to dele med samme navn"),
    "too many sheets": (lambda: by_xlsxwriter({f"ark{n}": [{"x": "1"}] for n in range(51)}), "højst 50 ark"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_workbook_is_refused_with_a_sentence(make: Callable[[], bytes], said: str) -> None:
    faults = Faults()
    package = from_named([("bog.xlsx", make())], faults)
    [fault] = faults
    assert fault.file == "bog.xlsx"
    assert said in fault.expected
    assert package.files == {}


def damaged_row() -> bytes:
    data = one_sheet("status", [HEAD, ["K1", "2022-01-10", "job"], ["K2", "2022-01-10", "job"]])
    return changed(data, "xl/worksheets/sheet1.xml", ('<row r="3">', '<row r="3"><<'))


def rows_out_of_order() -> bytes:
    data = one_sheet("status", [HEAD, ["K1", "2022-01-10", "job"], ["K2", "2022-01-10", "job"]])
    return changed(data, "xl/worksheets/sheet1.xml", ('<row r="2">', '<row r="9">'))


def wrong_sum() -> bytes:
    """The sum of the zip does not fit what is in it, though that could be read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts_of(one_sheet("status", [HEAD, ["K1", "2022-01-10", "job"]])).items():
            archive.writestr(name, content)
    return buffer.getvalue().replace(b'<row r="2"><c r="A2"', b'<row r="2"><c r="B2"')


BROKEN_SHEETS: dict[str, tuple[Callable[[], bytes], int | None]] = {
    "xml": (damaged_row, 3),
    "order": (rows_out_of_order, 10),
    "sum": (wrong_sum, None),
    "a row beyond all": (
        lambda: changed(one_sheet("status", [HEAD, ["K1"]]), "xl/worksheets/sheet1.xml", ('<row r="2">', '<row r="99999999999">')),
        2,
    ),
    "a text that is not there": (
        lambda: changed(
            by_xlsxwriter({"status": [dict(zip(HEAD, ["K1", "2022-01-10", "job"], strict=True))]}),
            "xl/worksheets/sheet1.xml",
            ('<c r="A2" t="s"><v>3</v>', '<c r="A2" t="s"><v>999</v>'),
        ),
        2,
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "row"), BROKEN_SHEETS.values(), ids=BROKEN_SHEETS.keys())
def test_a_damaged_sheet_is_named_with_its_row(
    municipality: Organisation, make: Callable[[], bytes], row: int | None
) -> None:
    take(municipality, small())
    outcome = take(municipality, [("bog.xlsx", make())])
    assert not outcome.imported
    told = [fault for fault in outcome.data["faults"] if "beskadiget" in fault["expected"]]
    assert [fault["file"] for fault in told] == ["status" if row else "bog.xlsx"]
    assert row is None or told[0]["row"] == row


@pytest.mark.django_db
def test_too_many_rows_and_columns_are_told(municipality: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("placements.exchange.parse.MOST_ROWS", 1)
    outcome = take(municipality, small())
    assert ("kandidater.csv", 3, "") in places(outcome)
    assert "højst 1 rækker" in str(outcome.data["faults"])
    monkeypatch.setattr("placements.exchange.parse.MOST_COLUMNS", 2)
    assert "højst 2 kolonner" in str(take(municipality, small()).data["faults"])


def test_a_million_empty_rows_that_somebody_coloured_are_no_rows() -> None:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(3, 200_000))
    data = changed(
        one_sheet("status", [HEAD, ["K1"]]), "xl/worksheets/sheet1.xml", ("</sheetData>", rows + "</sheetData>")
    )
    assert [number for number, _cells in rows_of(data)] == [1, 2]


def test_a_number_that_is_no_day_is_shown_as_the_spreadsheet_shows_it() -> None:
    data = one_sheet("status", [HEAD, ["x"]], formatted(10**9, "yyyy-mm-dd"))
    assert rows_of(data)[1][1] == ["#VALUE!"]
