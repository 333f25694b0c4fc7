"""Workbooks written by hand, as the many programs that aren't Excel write them: their rows are read, or a sentence says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from candidates.models import StatusSpell
from placements.exchange.faults import Faults
from placements.exchange.sheets import Sheet
from placements.exchange.sources import NoImport, Package, from_named
from smaajob.accounts.models import Organisation
from tests.placements.exchange.books import from_parts
from tests.placements.exchange.sheets import places, small, take

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ROWS = [(1, ["kandidat_id", "dato", "status"]), (2, ["K1", "2022-05-01", "job"])]


def text(place: str, words: str) -> str:
    """A cell with its text in it; `place` may be empty."""
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{words}</t></is></c>'


HEAD = f'<row r="1">{text("A1", "kandidat_id")}{text("B1", "dato")}{text("C1", "status")}</row>'
FIRST = f'<row r="2">{text("A2", "K1")}{text("B2", "2022-05-01")}{text("C2", "job")}</row>'


def with_date(cell: str) -> str:
    """The head, and a row with another cell for the date."""
    return HEAD + f'<row r="2">{text("A2", "K1")}{cell}{text("C2", "job")}</row>'


def worksheet(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def styles(code: str) -> str:
    """Styles of which number 1 shows a number so."""
    written = code.replace('"', "&quot;")
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{written}"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )


def relations(*those: tuple[str, str, str]) -> str:
    """Of (id, the last word of its type, target)."""
    inside = "".join(f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{to}"/>' for id_, kind, to in those)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def parts(
    sheet: str | bytes = "", *, code: str = "", strings: str = "", properties: str = "", more: str = "", state: str = ""
) -> dict[str, str | bytes]:
    """The fewest parts that make a workbook with one sheet, `status`. `more` goes among the sheets."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>'
        f'<sheet name="status" sheetId="1" r:id="rId1"{state}/>{more}</sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet or worksheet(HEAD + FIRST),
    }
    related = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    if code:
        found["xl/styles.xml"] = styles(code)
        related.append(("rId8", "styles", "styles.xml"))
    if strings:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
        related.append(("rId9", "sharedStrings", "sharedStrings.xml"))
    found["xl/_rels/workbook.xml.rels"] = relations(*related)
    return found


def packed(found: dict[str, str | bytes]) -> bytes:
    return from_parts({path: part if isinstance(part, bytes) else part.encode() for path, part in found.items()})


def altered(found: dict[str, str | bytes], path: str, old: str, new: str) -> dict[str, str | bytes]:
    part = found[path]
    assert isinstance(part, str)
    assert old in part
    return {**found, path: part.replace(old, new)}


def moved(found: dict[str, str | bytes], old: str, new: str) -> dict[str, str | bytes]:
    return {new if path == old else path: part for path, part in found.items()}


def every_part(found: dict[str, str | bytes], change: Callable[[str], bytes]) -> dict[str, str | bytes]:
    return {path: change(part) if isinstance(part, str) else part for path, part in found.items()}


def prefixed(found: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """As .NET's library writes it: each element with a prefix, in all parts of the workbook."""

    def change(part: str | bytes) -> str:
        assert isinstance(part, str)
        return part.replace("</", "<|").replace("<", "<x:").replace("<x:|", "</x:").replace("xmlns=", "xmlns:x=")

    own = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"}
    return {path: change(part) if path in own else part for path, part in found.items()}


def strict(found: dict[str, str | bytes]) -> dict[str, str | bytes]:
    return every_part(
        found,
        lambda part: (
            part.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            .encode()
        ),
    )


def in_utf16(part: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-16"?>' + part).encode("utf-16")


SHARED = "".join(f"<si><t>{word}</t></si>" for word in ("kandidat_id", "dato", "status", "K1", "job"))
BY_NUMBER = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1"><v>44682</v></c><c r="C2" t="s"><v>4</v></c></row>'
)
NO_PLACES = (
    f"<row>{text('', 'kandidat_id')}{text('', 'dato')}{text('', 'status')}</row>"
    f"<row>{text('', 'K1')}{text('', '2022-05-01')}{text('', 'job')}</row>"
)


def with_more_around() -> dict[str, str | bytes]:
    """Comments, a drawing, an empty table and a printer's settings, of which some parts are not even there."""
    after = '<legacyDrawing r:id="rId2"/><tableParts count="1"><tablePart r:id="rId3"/></tableParts>'
    return {
        **parts(worksheet(HEAD + FIRST, after)),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "comments", "../comments1.xml"),
            ("rId2", "vmlDrawing", "../drawings/none.vml"),
            ("rId3", "table", "/xl/tables/table1.xml"),
        ),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>Mette</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>husk</t></text></comment></commentList></comments>',
        "xl/tables/table1.xml": "",
    }


def with_a_chart_sheet() -> dict[str, str | bytes]:
    found = parts(more='<sheet name="Diagram" sheetId="2" r:id="rId2"/>')
    found["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "chartsheet", "chartsheets/sheet1.xml")
    )
    return found


READ: dict[str, Callable[[], dict[str, str | bytes]]] = {
    "the fewest parts": parts,
    "a table of texts, dates by their style": lambda: parts(worksheet(BY_NUMBER), code="d. mmmm yyyy", strings=SHARED),
    "no place on rows and cells": lambda: parts(worksheet(NO_PLACES)),
    "no place on cells": lambda: parts(worksheet(NO_PLACES.replace("<row>", '<row r="1">', 1))),
    "no place on rows": lambda: parts(
        worksheet((HEAD + FIRST).replace('<row r="1">', "<row>").replace('<row r="2">', "<row>"))
    ),
    "paths from the root": lambda: altered(
        altered(parts(), "xl/_rels/workbook.xml.rels", "worksheets/", "/xl/worksheets/"),
        "_rels/.rels", 'Target="xl', 'Target="/xl',
    ),
    "no relations of the package": lambda: {path: part for path, part in parts().items() if path != "_rels/.rels"},
    "a workbook called something else": lambda: moved(
        moved(altered(parts(), "_rels/.rels", "workbook.xml", "bog.xml"), "xl/workbook.xml", "xl/bog.xml"),
        "xl/_rels/workbook.xml.rels", "xl/_rels/bog.xml.rels",
    ),
    "parts whose names have other capitals": lambda: moved(
        moved(
            parts(worksheet(BY_NUMBER), code="yyyy-mm-dd", strings=SHARED), "xl/sharedStrings.xml", "xl/SharedStrings.xml"
        ),
        "xl/worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml",
    ),
    "paths with backslashes": lambda: {path.replace("/", "\\"): part for path, part in parts().items()},
    "prefixes": lambda: prefixed(parts(worksheet(BY_NUMBER), code="yyyy-mm-dd", strings=SHARED)),
    "strict": lambda: strict(parts(worksheet(BY_NUMBER), code="yyyy-mm-dd", strings=SHARED)),
    "prefixes and strict": lambda: strict(prefixed(parts(worksheet(BY_NUMBER), code="yyyy-mm-dd", strings=SHARED))),
    "a mark of its encoding": lambda: every_part(parts(), lambda part: b"\xef\xbb\xbf" + part.encode()),
    "UTF-16": lambda: every_part(
        parts(worksheet(BY_NUMBER), code="yyyy-mm-dd", strings=SHARED), in_utf16
    ),
    "UTF-16, strict": lambda: {
        path: in_utf16(part.decode()) if isinstance(part, bytes) else part for path, part in strict(parts()).items()
    },
    "dates since 1904": lambda: parts(
        worksheet(BY_NUMBER.replace("44682", "43220")), code="dd-mm-yyyy", strings=SHARED,
        properties='<workbookPr date1904="true"/>',
    ),
    "dates of strict": lambda: parts(worksheet(with_date('<c r="B2" t="d"><v>2022-05-01T00:00:00.000</v></c>'))),
    "a formula's text": lambda: parts(
        worksheet(with_date('<c r="B2" t="str"><f>TEXT(A9,"yyyy-mm-dd")</f><v>2022-05-01</v></c>'))
    ),
    "a hidden sheet": lambda: parts(state=' state="veryHidden"'),
    "a diagram": with_a_chart_sheet,
    "comments and a table": with_more_around,
    "an empty cell at the very end": lambda: parts(worksheet(HEAD + FIRST.replace("</row>", '<c r="XFD2" s="0"/></row>'))),
    "pieces in several formats": lambda: parts(
        worksheet(with_date('<c r="B2" t="inlineStr"><is><r><t>2022-</t></r><r><t>05-01</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'))
    ),
}  # fmt: skip


def opened(found: dict[str, str | bytes]) -> tuple[Package, list[str]]:
    faults = Faults()
    package = from_named([("bog.xlsx", packed(found))], faults)
    return package, [fault.expected for fault in faults]


def rows_of(found: dict[str, str | bytes]) -> list[tuple[int, list[str]]]:
    package, faults = opened(found)
    assert faults == []
    sheet = package.files["status"]
    assert isinstance(sheet, Sheet)
    return list(sheet.rows())


@pytest.mark.parametrize("make", READ.values(), ids=READ.keys())
def test_the_rows_are_read(make: Callable[[], dict[str, str | bytes]]) -> None:
    assert rows_of(make()) == ROWS


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("[$-406]d. mmmm yyyy", "2022-05-01"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2022-05-01"),
        ("[$-x-sysdate]dddd, d. mmmm yyyy", "2022-05-01"),
        ("dd/mm/yy;@", "2022-05-01"),
        ("dd-mm-åååå", "2022-05-01"),
        ('#,##0.00 "kr."', "44682"),
        ("[$kr.-406]\\ #,##0.00", "44682"),
        ('0" dage"', "44682"),
        ("0\\ \\d\\a\\g\\e", "44682"),
        ("_-* #,##0.00\\ _k_r_._-", "44682"),
        ("[Red]0;[Blue]-0", "44682"),
        ("@", "44682"),
        ("Standard", "44682"),
        ("0000000", "0044682"),
    ],
)
def test_what_a_number_is_goes_by_its_format(code: str, shown: str) -> None:
    found = parts(worksheet(with_date('<c r="B2" s="1"><v>44682</v></c>')), code=code)
    assert rows_of(found)[1][1][1] == shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B2" t="b"><v>1</v></c>', "ja"),
        ('<c r="B2" t="b"><v>false</v></c>', "nej"),
        ('<c r="B2" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', ""),
        ('<c r="B2"><f>A1</f></c>', "#FORMEL"),
        ('<c r="B2" t="n"><v>1.5E3</v></c>', "1500"),
        ('<c r="B2"><v>7.4999999999999996</v></c>', "7,5"),
        ('<c r="B2" t="inlineStr"/>', ""),
        ('<c r="B2" t="inlineStr"><is/></c>', ""),
        ('<c r="B2" s="99"><v>3</v></c>', "3"),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> 12 </t></is></c>', " 12 "),
        ('<c r="B2" t="d"><v>2022-05-01T10:30:00Z</v></c>', "2022-05-01 10:30"),
    ],
)
def test_what_a_cell_shows(cell: str, shown: str) -> None:
    assert rows_of(parts(worksheet(with_date(cell))))[1][1][1] == shown


def test_rows_that_do_not_say_their_number_go_by_their_cells() -> None:
    later = FIRST.replace('r="2"', "").replace("A2", "A7").replace("B2", "B7").replace("C2", "C7")
    assert [number for number, _cells in rows_of(parts(worksheet(HEAD + later)))] == [1, 7]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "place", "said"),
    [
        (worksheet(with_date('<c r="B2"><v>44682</v></c>')), ("status", 2, "dato"), "en dato"),
        (worksheet(with_date('<c r="B2" t="e"><v>#N/A</v></c>')), ("status", 2, "dato"), "viser en fejl"),
        (worksheet(with_date('<c r="B2"><f>A1</f></c>')), ("status", 2, "dato"), "ikke er regnet ud"),
        (worksheet(with_date('<c r="B2"><v>1,5</v></c>')), ("status", 2, ""), "beskadiget"),
        (worksheet(with_date('<c r="B2" t="s"><v>0</v></c>')), ("status", 2, ""), "beskadiget"),
        (worksheet(HEAD + FIRST.replace('"C2"', '"XFE2"')), ("status", 2, ""), "højst 3 celler"),
        (worksheet(HEAD + FIRST.replace('"C2"', '"AAAAA2"')), ("status", 2, ""), "beskadiget"),
        (worksheet(HEAD.replace('"C1"', '"XFD1"')), ("status", 1, ""), "højst 200 kolonner"),
        (worksheet(HEAD + FIRST + FIRST), ("status", 3, ""), "beskadiget"),
        (worksheet(HEAD + FIRST.replace('<row r="2">', '<row r="1048577">')), ("status", 2, ""), "beskadiget"),
        (worksheet(""), ("status", None, ""), "Filen er tom"),
        (worksheet(HEAD + FIRST).replace(MAIN, "urn:noget:andet"), ("status", None, ""), "Filen er tom"),
        ("<worksheet/>", ("status", None, ""), "beskadiget"),
        ("<html><body>Log ind</body></html>", ("status", None, ""), "beskadiget"),
    ],
)
def test_what_can_not_be_read_is_named(
    municipality: Organisation, sheet: str, place: tuple[str, int | None, str], said: str
) -> None:
    take(municipality, small())
    outcome = take(municipality, [("bog.xlsx", packed(parts(sheet)))])
    assert place in places(outcome)
    assert said in str([fault["expected"] for fault in outcome.data["faults"]])
    assert not outcome.imported
    assert StatusSpell.objects.count() == 1


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (altered(parts(), "xl/workbook.xml", 'r:id="rId1"', 'r:id="rId7"'), "beskadiget"),
        (altered(parts(), "xl/workbook.xml", ' r:id="rId1"', ""), "beskadiget"),
        (altered(parts(), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../etc/passwd"), "beskadiget"),
        ({**parts(), "xl/styles.xml": "<styleSheet", "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId8", "styles", "styles.xml"))}, "beskadiget"),
        ({**parts(), "xl/workbook.xml": ""}, "beskadiget"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}, "beskadiget"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "noget andet"),
    ],
    ids=["a relation that is not there", "no relation", "a path outside", "half a part", "an empty part", "Word", "LibreOffice's own"],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(found: dict[str, str | bytes], said: str) -> None:
    package, [expected] = opened(found)
    assert said in expected
    assert package.files == {}


def test_sheets_without_anything_can_not_be_tried() -> None:
    empty = altered(parts(worksheet("")), "xl/workbook.xml", 'name="status"', 'name="Ark1"')
    with pytest.raises(NoImport, match="ingen ark med noget i"):
        opened(empty)


@pytest.mark.django_db
def test_one_written_by_hand_imports(municipality: Organisation) -> None:
    take(municipality, small())
    data: Any = packed(prefixed(parts(worksheet(BY_NUMBER), code="[$-406]d. mmmm yyyy", strings=SHARED)))
    assert take(municipality, [("bog.xlsx", data)]).imported
    assert StatusSpell.objects.filter(status="job", start="2022-05-01").exists()


@pytest.mark.parametrize("name", ["", "  "])
def test_a_sheet_without_a_name_is_told_by_its_number(name: str) -> None:
    sheet = worksheet(f"<row>{text('A1', 'hvad')}</row>")
    found = altered(parts(sheet), "xl/workbook.xml", 'name="status"', f'name="{name}"')
    faults = Faults()
    from_named([("bog.xlsx", packed(found))], faults)
    assert [fault.file for fault in faults] == ["Ark nummer 1"]
