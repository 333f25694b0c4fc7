"""Every bad case of docs/import-format.md: refused whole, and told by file, row, column and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from candidates.models import Candidate, Programme
from placements.models import Placement
from smaajob.accounts.models import Organisation
from tests.placements.exchange.sheets import Sheets, files_of, places, small, take, text_of

pytestmark = pytest.mark.django_db

Place = tuple[str, int | None, str]


def cell(file: str, column: str, value: str, row: int = 0) -> Callable[[Sheets], None]:
    """Writes a value into one cell (of the first row, unless another is said)."""

    def spoil(sheets: Sheets) -> None:
        sheets[file][row][column] = value

    return spoil


def cells(file: str, row: int = 0, **values: str) -> Callable[[Sheets], None]:
    def spoil(sheets: Sheets) -> None:
        sheets[file][row].update(values)

    return spoil


def added(file: str, **values: str) -> Callable[[Sheets], None]:
    """Adds a row like the file's first, with other values."""

    def spoil(sheets: Sheets) -> None:
        sheets[file].append({**sheets[file][0], **values})

    return spoil


def second_placement(**values: str) -> Callable[[Sheets], None]:
    return added("forløb", forløb_id="F2", **values)


BAD: dict[str, tuple[Callable[[Sheets], None], Place, str]] = {
    "a required cell is empty": (cell("kandidater", "fornavn", ""), ("kandidater.csv", 2, "fornavn"), "Cellen er tom"),
    "an id comes twice": (cell("kandidater", "kandidat_id", "K1", 1), ("kandidater.csv", 3, "kandidat_id"), "række 2"),
    "a key comes twice": (added("timer"), ("timer.csv", 4, "forløb_id, fra, til"), "række 2"),
    "an unknown reference": (
        cell("deltagelser", "kandidat_id", "K9"),
        ("deltagelser.csv", 2, "kandidat_id"),
        "kandidater.csv",
    ),
    "an unknown value": (cell("forløb", "type", "smajob"), ("forløb.csv", 2, "type"), "Mente du »småjob«?"),
    "an unknown value in a list": (
        cell("virksomheder", "rummer", "pauser|elevator"),
        ("virksomheder.csv", 2, "rummer"),
        "»elevator« er ikke",
    ),
    "a date that is none": (
        cell("kandidater", "registreret", "31-02-2022"),
        ("kandidater.csv", 2, "registreret"),
        "der findes",
    ),
    "an American date": (
        cell("kandidater", "registreret", "02/28/2022"),
        ("kandidater.csv", 2, "registreret"),
        "dagen først",
    ),
    "a year of two digits": (
        cell("kandidater", "registreret", "1-3-22"),
        ("kandidater.csv", 2, "registreret"),
        "fire cifre",
    ),
    "a date that is text": (cell("status", "dato", "i går"), ("status.csv", 2, "dato"), "2022-03-01"),
    "a number that can be read two ways": (
        cell("timer", "timer", "1.024"),
        ("timer.csv", 2, "timer"),
        "skriv 1024 eller 1,024",
    ),
    "a number that is text": (cell("timer", "timer", "seks"), ("timer.csv", 2, "timer"), "et tal"),
    "a negative number": (cell("timer", "timer", "-1"), ("timer.csv", 2, "timer"), "et tal"),
    "a fraction where whole numbers are": (
        cell("opgaver", "pladser", "1,5"),
        ("opgaver.csv", 2, "pladser"),
        "helt tal",
    ),
    "no seat at all": (cell("opgaver", "pladser", "0"), ("opgaver.csv", 2, "pladser"), "fra 1"),
    "more hours than a week has": (
        cell("kandidater", "timer_pr_uge", "169"),
        ("kandidater.csv", 2, "timer_pr_uge"),
        "168",
    ),
    "neither yes nor no": (cell("opgaver", "fleksibel", "måske"), ("opgaver.csv", 2, "fleksibel"), "ja eller nej"),
    "text that is too long": (
        cell("virksomheder", "navn", "x" * 201),
        ("virksomheder.csv", 2, "navn"),
        "højst 200 tegn",
    ),
    "an e-mail that is none": (
        cell("virksomheder", "konsulent", "Mette"),
        ("virksomheder.csv", 2, "konsulent"),
        "e-mail",
    ),
    "a language that is none": (cell("kandidater", "sprog", "da:Z9"), ("kandidater.csv", 2, "sprog"), "da:A2"),
    "a municipality that is none": (
        cell("kandidater", "kommune", "999"),
        ("kandidater.csv", 2, "kommune"),
        "der findes",
    ),
    "a Swedish code without SE": (cell("indsatser", "kommuner", "1280"), ("indsatser.csv", 2, "kommuner"), "SE-0580"),
    "a postcode of the other country": (
        cell("kandidater", "postnr", "21119"),
        ("kandidater.csv", 2, "postnr"),
        "4 cifre",
    ),
    "a programme's end before its start": (
        cell("indsatser", "slut", "2021-12-31"),
        ("indsatser.csv", 2, "slut"),
        "2022-01-01",
    ),
    "a participation's end before its start": (
        cell("deltagelser", "slut", "2022-01-31"),
        ("deltagelser.csv", 2, "slut"),
        "start",
    ),
    "a task's end before its start": (cell("opgaver", "slut", "2022-01-31"), ("opgaver.csv", 2, "slut"), "2022-02-01"),
    "a course's end before its start": (cell("kurser", "slut", "2022-02-06"), ("kurser.csv", 2, "slut"), "2022-02-07"),
    "a planned end before the start": (
        cell("forløb", "slut_planlagt", "2022-02-28"),
        ("forløb.csv", 2, "slut_planlagt"),
        "start",
    ),
    "an end before the start": (
        cells("forløb", slut_faktisk="2022-02-28", slutårsag="andet"),
        ("forløb.csv", 2, "slut_faktisk"),
        "2022-03-01",
    ),
    "an end without a reason": (
        cell("forløb", "slut_faktisk", "2022-03-31"),
        ("forløb.csv", 2, "slutårsag"),
        "slut_faktisk",
    ),
    "a reason without an end": (cell("forløb", "slutårsag", "ansat"), ("forløb.csv", 2, "slutårsag"), "slut_faktisk"),
    "hours that end before they start": (cell("timer", "til", "2022-02-28"), ("timer.csv", 2, "til"), "2022-03-01"),
    "hours before the placement": (cell("timer", "fra", "2022-02-28"), ("timer.csv", 2, "fra"), "2022-03-01"),
    "hours after the placement": (
        cells("forløb", slut_faktisk="2022-03-10", slutårsag="andet"),
        ("timer.csv", 3, "til"),
        "2022-03-10",
    ),
    "more hours than the days hold": (cell("timer", "timer", "144,5"), ("timer.csv", 2, "timer"), "højst 144 timer"),
    "hours that overlap": (cell("timer", "fra", "2022-03-06", 1), ("timer.csv", 3, "fra"), "række 2"),
    "more placements than seats": (
        second_placement(kandidat_id="K2", start="2022-06-01", slut_planlagt="2022-06-30"),
        ("forløb.csv", 3, "opgave_id"),
        "F1 (række 2)",
    ),
    "a CVR that fails its check": (cell("virksomheder", "cvr", "44497787"), ("virksomheder.csv", 2, "cvr"), "CVR"),
    "a CVR of seven digits": (cell("virksomheder", "cvr", "2500001"), ("virksomheder.csv", 2, "cvr"), "8 cifre"),
    "a Swedish number that fails its check": (
        cells("virksomheder", land="SE", cvr="556036-0794", postnr="211 19"),
        ("virksomheder.csv", 2, "cvr"),
        "organisationsnummer",
    ),
    "a P-number of nine digits": (
        cell("virksomheder", "p_nummer", "101215173"),
        ("virksomheder.csv", 2, "p_nummer"),
        "10 cifre",
    ),
    "offered and not offered": (
        cells("virksomheder", rummer="pauser|mentor", rummer_ikke="mentor"),
        ("virksomheder.csv", 2, "rummer_ikke"),
        "både",
    ),
    "a CPR that is no date": (cell("kandidater", "cpr", "320190-1234"), ("kandidater.csv", 2, "cpr"), "en dato"),
    "a CPR of nine digits": (cell("kandidater", "cpr", "10190-1234"), ("kandidater.csv", 2, "cpr"), "Det første 0"),
    "a CPR that contradicts the birth date": (
        cell("kandidater", "cpr", "020190-1234"),
        ("kandidater.csv", 2, "cpr"),
        "fødselsdatoen",
    ),
    "a CPR of another century": (
        cell("kandidater", "cpr", "010190-5234"),
        ("kandidater.csv", 2, "cpr"),
        "fødselsdatoen",
    ),
    "a CPR as an id": (
        cell("kandidater", "kandidat_id", "010190-1234", 1),
        ("kandidater.csv", 3, "kandidat_id"),
        "løbenummer",
    ),
    "a window that is none": (
        cell("kandidater", "ledig", "tirs formiddag"),
        ("kandidater.csv", 2, "ledig"),
        "man 08:00",
    ),
    "a window with a date where weeks are": (
        cell("kandidater", "ledig", "2022-03-07 08:00-12:00"),
        ("kandidater.csv", 2, "ledig"),
        "hver uge",
    ),
    "a window over midnight": (
        cell("kandidater", "ledig", "fre 22:00-02:00"),
        ("kandidater.csv", 2, "ledig"),
        "skriv to",
    ),
    "a clock that strikes 25": (
        cell("kandidater", "ledig", "fre 22:00-25:00"),
        ("kandidater.csv", 2, "ledig"),
        "24:00",
    ),
    "weekly and dated windows mixed": (
        cells("opgaver", plan="man 09:00-12:00|2022-03-02 09:00-12:00"),
        ("opgaver.csv", 2, "plan"),
        "ikke begge",
    ),
    "fixed windows that overlap": (
        cells("opgaver", plan="man 09:00-12:00|man 11:00-14:00"),
        ("opgaver.csv", 2, "plan"),
        "overlapper",
    ),
    "hours that are not the windows' sum": (cell("opgaver", "timer", "7"), ("opgaver.csv", 2, "timer"), "6 timer"),
    "flexible without hours": (cells("opgaver", fleksibel="ja", timer=""), ("opgaver.csv", 2, "timer"), "fleksible"),
}


@pytest.mark.parametrize(("spoil", "place", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_cell_is_named_and_nothing_is_imported(
    municipality: Organisation, spoil: Callable[[Sheets], None], place: Place, expected: str
) -> None:
    sheets = small()
    spoil(sheets)
    outcome = take(municipality, sheets)
    assert places(outcome) == [place]
    [fault] = outcome.data["faults"]
    assert expected in fault["expected"]
    assert not outcome.imported
    assert not Candidate.objects.exists()


BAD_FILES: dict[str, tuple[Any, Place, str]] = {
    "an empty file": (b"", ("status.csv", None, ""), "Filen er tom"),
    "nothing but a BOM": (b"\xef\xbb\xbf", ("status.csv", None, ""), "Filen er tom"),
    "nothing but separators": (";;;\r\n;;\r\n", ("status.csv", None, ""), "Filen er tom"),
    "no header": ("K1;2022-01-10;job\r\n", ("status.csv", 1, ""), "en overskrift"),
    "a missing column": ("kandidat_id;dato\r\nK1;2022-01-10\r\n", ("status.csv", 1, "status"), "at kolonnen er der"),
    "a misspelt column": ("kandidatid;dato;status\r\n", ("status.csv", 1, "kandidat_id"), "Er det »kandidatid«?"),
    "a column twice": ("kandidat_id;dato;status;STATUS*\r\n", ("status.csv", 1, "status"), "én gang"),
    "a quotation mark that is not closed": (
        'kandidat_id;dato;status\r\nK1;2022-01-10;job\r\nK2;2022-01-10;"job\r\nK2;2022-02-10;job\r\n',
        ("status.csv", 3, ""),
        "anførselstegn",
    ),
    "more cells than columns": (
        "kandidat_id;dato;status\r\nK1;2022-01-10;job;og mere\r\n",
        ("status.csv", 2, ""),
        "højst 3 celler",
    ),
    "a PDF": (b"%PDF-1.7 \x00\x01", ("status.csv", None, ""), "en PDF"),
    "a spreadsheet that is called .csv": (b"PK\x03\x04\x14\x00", ("status.csv", None, ""), ".xlsx"),
    "bytes that are no text": (b"kandidat_id;dato;status\r\n\x00\x81\x8d", ("status.csv", None, ""), "ikke er tekst"),
    "UTF-16 without its mark": (
        "kandidat_id;dato;status\r\n".encode("utf-16-le"),
        ("status.csv", None, ""),
        "ikke er tekst",
    ),
    "two encodings in one file": (
        b"kandidat_id;dato;status\r\nK1;2022-01-10;"
        + "kontanthjælp\r\nKø;2022-01-10;".encode()
        + b"kontanthj\xe6lp\r\n",
        ("status.csv", 2, ""),
        "ét tegnsæt",
    ),
}


@pytest.mark.parametrize(("content", "place", "expected"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_named(municipality: Organisation, content: Any, place: Place, expected: str) -> None:
    sheets: dict[str, Any] = {**small(), "status": content}
    outcome = take(municipality, sheets)
    assert places(outcome) == [place]
    assert expected in outcome.data["faults"][0]["expected"]
    assert not Candidate.objects.exists()


def test_an_unknown_csv_is_a_fault_that_names_the_nearest_known_one(municipality: Organisation) -> None:
    files = files_of(small())
    outcome = take(municipality, [*files, ("forlob.csv", b"x")])
    assert places(outcome) == [("forlob.csv", None, "")]
    assert "Mente du forløb.csv?" in outcome.data["faults"][0]["expected"]


def test_ten_different_faults_are_told_at_once_and_nothing_is_imported(municipality: Organisation) -> None:
    sheets = small()
    for name in (
        "a date that is none",
        "an unknown value",
        "an unknown reference",
        "a number that can be read two ways",
        "a CVR that fails its check",
        "hours that overlap",
        "flexible without hours",
        "a programme's end before its start",
        "a course's end before its start",
        "a date that is text",
    ):
        BAD[name][0](sheets)
    outcome = take(municipality, sheets)
    assert sorted(places(outcome), key=str) == sorted(
        [
            ("kandidater.csv", 2, "registreret"),
            ("forløb.csv", 2, "type"),
            ("deltagelser.csv", 2, "kandidat_id"),
            ("timer.csv", 2, "timer"),
            ("virksomheder.csv", 2, "cvr"),
            ("timer.csv", 3, "fra"),
            ("opgaver.csv", 2, "timer"),
            ("indsatser.csv", 2, "slut"),
            ("kurser.csv", 2, "slut"),
            ("status.csv", 2, "dato"),
        ],
        key=str,
    )
    assert all(fault["expected"] and fault["message"] for fault in outcome.data["faults"])
    assert not Programme.objects.exists()


def test_a_fault_shows_the_cell_as_it_was_written(municipality: Organisation) -> None:
    sheets = small()
    sheets["forløb"][0]["slut_planlagt"] = "28-2-2022"
    [fault] = take(municipality, sheets).data["faults"]
    assert fault["value"] == "28-2-2022"
    assert fault["message"] == (
        "forløb.csv, række 2, kolonnen slut_planlagt: »28-2-2022«. "
        "Forventet: en dato, der ikke ligger før starten 2022-03-01."
    )


def test_rows_are_numbered_as_the_spreadsheet_does(municipality: Organisation) -> None:
    text = 'sep=;\r\nkandidat_id;dato;status\r\n\r\n;;\r\nK1;2022-01-10;"jo\r\nb"\r\n"K1";2022-01-11;hjob\r\n'
    outcome = take(municipality, {**small(), "status": text})
    assert places(outcome) == [("status.csv", 4, "status"), ("status.csv", 5, "status")]


def test_a_thousand_faults_are_listed_and_all_are_counted(municipality: Organisation) -> None:
    sheets = small()
    sheets["status"] = [{"kandidat_id": "K1", "dato": "nej", "status": "job"} for _ in range(1500)]
    outcome = take(municipality, sheets)
    assert len(outcome.data["faults"]) == 1000
    assert outcome.data["fault_count"] == 1500


def test_a_file_that_cant_be_read_does_not_bring_a_fault_for_each_row_that_refers_to_it(
    municipality: Organisation,
) -> None:
    outcome = take(municipality, {**small(), "kandidater": "kandidat_id;fornavn\r\nK1;Amina\r\n"})
    assert {place[0] for place in places(outcome)} == {"kandidater.csv"}


class TestAgainstWhatIsStored:
    """The same rules hold when the other row came with an earlier import."""

    @pytest.fixture(autouse=True)
    def _before(self, municipality: Organisation) -> None:
        assert take(municipality, small()).imported

    def test_hours_overlap_stored_ones(self, municipality: Organisation) -> None:
        rows = [{"forløb_id": "F1", "fra": "2022-03-12", "til": "2022-03-14", "timer": "2"}]
        outcome = take(municipality, {"timer": rows})
        assert places(outcome) == [("timer.csv", 2, "fra")]
        assert "i forvejen" in outcome.data["faults"][0]["expected"]

    def test_a_placement_does_not_shrink_away_from_its_hours(self, municipality: Organisation) -> None:
        row = {**small()["forløb"][0], "slut_faktisk": "2022-03-10", "slutårsag": "andet"}
        outcome = take(municipality, {"forløb": [row]})
        assert places(outcome) == [("forløb.csv", 2, "slut_faktisk")]
        assert "2022-03-13" in outcome.data["faults"][0]["expected"]

    def test_the_seat_is_taken(self, municipality: Organisation) -> None:
        row = {**small()["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2"}
        outcome = take(municipality, {"forløb": [row]})
        assert places(outcome) == [("forløb.csv", 2, "opgave_id")]
        assert "F1" in outcome.data["faults"][0]["expected"]

    def test_a_task_keeps_the_seats_that_are_held(self, municipality: Organisation) -> None:
        task = {**small()["opgaver"][0], "pladser": "2"}
        second = {**small()["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2"}
        assert take(municipality, {"opgaver": [task], "forløb": [second]}).imported
        outcome = take(municipality, {"opgaver": [{**task, "pladser": "1"}]})
        assert places(outcome) == [("opgaver.csv", 2, "pladser")]

    def test_a_freed_seat_can_be_taken_in_the_same_import(self, municipality: Organisation) -> None:
        ended = {**small()["forløb"][0], "slut_faktisk": "2022-03-20", "slutårsag": "ansat"}
        second = {**small()["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2", "start": "2022-03-21"}
        assert take(municipality, {"forløb": [second, ended]}).imported
        assert Placement.objects.count() == 2

    def test_a_placement_that_moves_into_another_ones_shifts(self, municipality: Organisation) -> None:
        """Both have agreed times here, so the two really clash."""
        task = {**small()["opgaver"][0], "opgave_id": "O2"}
        later = {"start": "2022-04-01", "slut_planlagt": "2022-04-30"}
        second = {**small()["forløb"][0], **later, "forløb_id": "F2", "opgave_id": "O2"}
        assert take(municipality, {"opgaver": [task], "forløb": [second]}).imported
        outcome = take(municipality, {"forløb": [{**second, "start": "2022-03-25"}]})
        assert places(outcome) == [("forløb.csv", 2, "opgave_id")]
        assert "F1" in outcome.data["faults"][0]["expected"]

    def test_a_lone_file_may_refer_to_stored_rows_and_no_others(self, municipality: Organisation) -> None:
        rows = [{"kandidat_id": "K2", "dato": "2022-05-01", "status": "job"}]
        assert take(municipality, {"status": rows}).imported
        rows[0]["kandidat_id"] = "K3"
        assert places(take(municipality, {"status": rows})) == [("status.csv", 2, "kandidat_id")]

    def test_another_organisations_rows_are_not_there(self) -> None:
        other = Organisation.objects.create(kind="partner", name="Værestedet")
        rows = [{"kandidat_id": "K1", "dato": "2022-05-01", "status": "job"}]
        assert places(take(other, {"status": rows})) == [("status.csv", 2, "kandidat_id")]


def test_what_the_check_did_not_foresee_is_one_sentence_and_nothing_is_written(
    municipality: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's later code forgets a rule: the database still refuses, and the person reads a sentence."""
    monkeypatch.setattr("placements.exchange.across.seats_are_enough", lambda material: None)
    sheets = small()
    second_placement(kandidat_id="K2")(sheets)
    outcome = take(municipality, sheets)
    [fault] = outcome.data["faults"]
    assert "flere forløb på en dag, end den har pladser" in fault["expected"]
    assert "Intet er importeret" in fault["expected"]
    assert not Candidate.objects.exists()


def test_a_header_without_rows_is_fine(municipality: Organisation) -> None:
    outcome = take(municipality, {**small(), "status": "kandidat_id*;dato*;status*\r\n"})
    assert outcome.imported
    assert outcome.data["files"]["status.csv"]["rows"] == 0
    assert text_of(small()["status"]).startswith("kandidat_id;")


@pytest.mark.parametrize("end", ["", ";", ";;"])
def test_a_cell_too_many_never_vanishes(municipality: Organisation, end: str) -> None:
    lines = text_of(small()["status"]).splitlines()
    outcome = take(municipality, {**small(), "status": f"{lines[0]}{end}\r\n{lines[1]};hov\r\n"})
    assert places(outcome) == [("status.csv", 2, "")]
    assert outcome.data["faults"][0]["value"] == "hov"
    assert take(municipality, {**small(), "status": f"{lines[0]}{end}\r\n{lines[1]};;\r\n"}).imported


def test_an_unknown_municipality_in_a_list_is_named_alone(municipality: Organisation) -> None:
    sheets = small()
    sheets["indsatser"][0]["kommuner"] = "851|999"
    [fault] = take(municipality, sheets).data["faults"]
    assert fault["value"] == "DK-999"
    assert "DK-999" in fault["expected"]


def test_an_empty_cell_is_to_be_filled_in(municipality: Organisation) -> None:
    sheets = small()
    sheets["kandidater"][0]["fornavn"] = ""
    sheets["kandidater"][0]["registreret"] = ""
    name, registered = take(municipality, sheets).data["faults"]
    assert name["expected"] == "at cellen er udfyldt. Cellen er tom"
    assert registered["expected"] == "at cellen er udfyldt: en dato, fx 2022-03-01 eller 01-03-2022. Cellen er tom"


def test_a_start_after_a_stored_end_names_that_end(municipality: Organisation) -> None:
    sheets = small()
    del sheets["deltagelser"]
    sheets["indsatser"][0]["slut"] = "2022-12-31"
    sheets["timer"][1]["til"] = "2022-03-10"
    sheets["forløb"][0] |= {"slut_faktisk": "2022-03-10", "slutårsag": "ansat"}
    assert take(municipality, sheets).imported
    programme = {**sheets["indsatser"][0], "start": "2023-01-01"}
    del programme["slut"]
    placement = {**sheets["forløb"][0], "start": "2022-03-20"}
    del placement["slut_faktisk"], placement["slutårsag"]
    faults = take(municipality, {"indsatser": [programme], "forløb": [placement]}).data["faults"]
    told = {(one["file"], one["value"]): one["expected"] for one in faults if one["column"] == "start"}
    assert "2022-12-31, som er gemt i forvejen" in told["indsatser.csv", "2023-01-01"]
    assert any("2022-03-10, som er gemt i forvejen" in one["expected"] for one in faults if one["file"] == "forløb.csv")
    assert all(one["column"] == "start" for one in faults)


def test_a_column_without_a_name_is_left_out_and_told(municipality: Organisation) -> None:
    lines = text_of(small()["status"]).splitlines()
    outcome = take(municipality, {**small(), "status": f";;{lines[0]};\r\n0;;{lines[1]};\r\n"})
    assert outcome.imported
    assert outcome.data["notes"] == ["status.csv: Kolonne nummer 1 er ikke importeret: Den har ingen overskrift."]
