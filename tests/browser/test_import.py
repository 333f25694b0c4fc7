"""An import with faults in a browser: the list of them is fetched, the spreadsheet is put right by it, and goes in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook
from playwright.sync_api import Page, expect

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.models import ImportJob
from smaajob.jobs.run import perform
from tests.browser.conftest import WIDE_FIRST, OpenPage
from tests.browser.test_accessibility import complaints
from tests.placements.exchange.sheets import small, text_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_broker")]

RIGHT = {"fødselsdato": "31-01-1990", "målgrupper": "flygtning"}
Rows = list[dict[str, str]]


def work() -> None:
    assert perform("placements.importjob", ImportJob.objects.latest("pk").pk)


def spoiled() -> Rows:
    """Two people: one born on a day that is none, one of a group that nobody knows."""
    rows = small()["kandidater"]
    rows[0]["fødselsdato"] = "31-02-1990"
    rows[1]["målgrupper"] = "flygtninge og andre"
    return rows


def written(rows: Rows, path: Path) -> Path:
    """The people as a spreadsheet of the kind that the path's name says."""
    if path.suffix == ".csv":
        path.write_text(text_of(rows), encoding="utf-8-sig")
        return path
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "kandidater"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def send(page: Page, path: Path) -> None:
    page.get_by_label("Dine filer").set_input_files(path)
    page.get_by_role("button", name="Læs filerne igennem").press("Enter")
    page.get_by_role("heading", name="Filerne bliver læst igennem").wait_for()
    work()


def fault_list(page: Page) -> Rows:
    """The downloaded list, as a spreadsheet would read it."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Hent listen med fejl").press("Enter")
    assert waiting.value.suggested_filename == "fejl.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("width", WIDE_FIRST)
@pytest.mark.parametrize("name", ["kandidater.csv", "vores folk.xlsx"])
def test_faults_are_fetched_put_right_and_imported(
    name: str, width: int, world: dict[str, Any], open_page: OpenPage, tmp_path: Path
) -> None:
    rows = spoiled()
    page = open_page(reverse("placements:imports"), width=width)
    send(page, written(rows, tmp_path / name))
    page.get_by_role("heading", name="Der er 2 fejl at rette").wait_for()
    expect(page.get_by_text("31-02-1990")).to_be_visible()
    assert not complaints(page)

    faults = fault_list(page)
    assert len(faults) == 2
    for fault in faults:
        row = rows[int(fault["række"]) - 2]  # the heading is row 1
        assert row["kandidat_id"] == fault["kandidat_id"], "the list has the row itself"
        assert row[fault["kolonne"]] == fault["værdi"]
        row[fault["kolonne"]] = RIGHT[fault["kolonne"]]
    page.get_by_role("link", name="Send de rettede filer").press("Enter")
    send(page, written(rows, tmp_path / name))
    page.get_by_role("heading", name="Filerne er klar til at blive importeret").wait_for()
    expect(page.get_by_text("Amina").first).to_be_visible()  # examples of what will happen
    assert not complaints(page)
    first, second = (row["kandidat_id"] for row in rows)
    assert not Candidate.objects.filter(external_id=first).exists(), "nothing is saved before the yes"

    page.get_by_role("button", name="Importér").press("Enter")
    page.get_by_role("heading", name="Filerne bliver importeret").wait_for()
    work()
    page.get_by_role("heading", name="Filerne er importeret").wait_for()
    assert not complaints(page)
    assert str(Candidate.objects.get(external_id=first).birth_date) == "1990-01-31"
    assert Candidate.objects.get(external_id=second).target_groups.get().group == "flygtning"
