"""In a browser: take everything out, put it in somewhere else, import and regret it, and what stands in the way of regretting."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.models import ExportJob, ImportJob, Placement
from smaajob.jobs.run import perform
from tests.browser.conftest import WIDE_FIRST, OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import HoursFactory, PartnerFactory
from tests.placements.exchange.sheets import files_of, small, take, zipped

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_broker")]


def work(model: Any) -> Any:
    job = model.objects.latest("pk")
    assert perform(model._meta.label_lower, job.pk)
    return job


def test_everything_is_taken_out_and_put_in_elsewhere(
    world: dict[str, Any], open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(reverse("placements:imports"))
    page.get_by_role("link", name="Eksport").click()
    page.get_by_label("Tag CPR-numrene med").check(force=True)
    page.get_by_role("button", name="Lav filen").click()
    page.get_by_role("heading", name="at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_label("Tag CPR-numrene med").uncheck(force=True)
    page.get_by_role("button", name="Lav filen").click()
    page.get_by_role("heading", name="Filen bliver lavet").wait_for()
    work(ExportJob)
    page.get_by_role("heading", name="Filen er klar").wait_for()  # it looks by itself
    assert_for_everybody(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hent .zip-filen").click()
    assert waiting.value.suggested_filename.startswith("smaajob-")
    path = tmp_path / "alt.zip"
    waiting.value.save_as(path)

    other = PartnerFactory.create(name="Et andet sted")
    assert take(other, [("alt.zip", path.read_bytes())]).imported
    # Thirty, and one of them with a protected address, who is in no file that leaves by a page.
    assert Candidate.objects.filter(keeper=other).count() == 29


def upload(page: Any) -> None:
    page.get_by_label("Dine filer").set_input_files(
        {"name": "marts.zip", "mimeType": "application/zip", "buffer": zipped(files_of(small()))}
    )
    page.get_by_role("button", name="Læs filerne igennem").click()
    page.get_by_role("heading", name="Filerne bliver læst igennem").wait_for()
    work(ImportJob)
    page.get_by_role("button", name="Importér").click()
    page.get_by_role("heading", name="Filerne bliver importeret").wait_for()
    work(ImportJob)
    page.get_by_role("heading", name="Filerne er importeret").wait_for()


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_an_import_is_regretted_with_the_keyboard_alone(world: dict[str, Any], open_page: OpenPage, width: int) -> None:
    page = open_page(reverse("placements:imports"), width=width)
    before = Candidate.objects.count()
    upload(page)
    assert Candidate.objects.count() == before + 2
    page.get_by_role("link", name="Fortryd importen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Fortryd importen?").wait_for()
    assert_for_everybody(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Fortryd importen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Importen er fortrudt").wait_for()
    assert_for_everybody(page)
    assert Candidate.objects.count() == before
    page.goto(page.url.split("/import/")[0] + reverse("placements:imports"))
    expect(page.get_by_text("Fortrudt", exact=True)).to_be_visible()
    upload(page)
    assert Candidate.objects.count() == before + 2


def test_what_builds_on_an_import_stands_in_the_way(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(reverse("placements:imports"), scripts=True)
    upload(page)
    HoursFactory.create(
        placement=Placement.objects.get(external_id="F1"), first_day=date(2022, 3, 21), last_day=date(2022, 3, 21)
    )
    page.get_by_role("link", name="Fortryd importen").click()
    page.get_by_role("heading", name="Importen kan ikke fortrydes").wait_for()
    expect(page.get_by_role("button", name="Fortryd importen")).to_have_count(0)
    expect(page.get_by_text("er kommet til siden")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("link", name="Amina Yusuf").click()
    page.get_by_role("heading", name="Amina Yusuf").first.wait_for()
