"""The whole story once, as somebody who uses it goes through it: spreadsheets in, a person at work, a report out.

It is Friday 4 December 2026, then Wednesday 16 December, and the day after.
"""

from __future__ import annotations

import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pypdf import PdfReader

import placements.tasks  # noqa: F401  (a worker finds the work by itself)
import reports.tasks  # noqa: F401
from smaajob.jobs import run
from tests.factories import MembershipFactory, PartnerFactory

CASE = Path(__file__).resolve().parent.parent / "cases" / "jobplaneten"
PATIENCE = 60_000  # milliseconds that the worker may take for an order
PASSWORD = "et langt kodeord"  # as UserFactory makes it


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the day of December 2026."""

    def set_day(day: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, day, 10, tzinfo=UTC))

    set_day(4)
    return set_day


@pytest.fixture
def worker(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Does what is ordered. A thread stands in for the process (tests/long has the real one), so the broker hears nothing."""
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.wait(0.2):
                for label, pk in run.waiting():
                    run.perform(label, pk)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The published example as the .zip that a project would send."""
    path = tmp_path / "jobplaneten.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(CASE.glob("*.csv")):
            packed.write(file, f"jobplaneten/{file.name}")
    return path


@pytest.mark.browser
def test_from_spreadsheets_to_a_report(
    page: Page, live_server: Any, clock: Callable[[int], None], worker: None, case: Path
) -> None:
    membership = MembershipFactory.create(
        organisation=PartnerFactory.create(name="Jobplaneten"), user__name="Mette Holm"
    )
    sign_in(page, live_server.url, membership.user.email)
    import_everything(page, case)
    person = ask_somebody(page)
    start_them(page, person)
    clock(16)
    # Hours have passed without a click.
    sign_in(page, live_server.url, membership.user.email)
    write_hours(page, person)
    end_it(page)
    clock(17)
    ended = page.url
    sign_in(page, live_server.url, membership.user.email)
    page.goto(ended)
    see_what_came_of_it(page, person)
    report = order_report(page)
    expected = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
    words = re.sub(r"\s+", " ", " ".join(one.extract_text() for one in PdfReader(BytesIO(report)).pages))
    assert report.startswith(b"%PDF-")
    assert "Fra Fritidsjob til Faglært" in words
    for figure in (expected["participants"], expected["placements_started"], expected["workplaces_involved"]):
        assert re.search(rf"\b{figure}\b", words), figure
    assert "44.933" in words, "hours worked"


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("heading", name="I dag", level=1)).to_be_visible()


def import_everything(page: Page, case: Path) -> None:
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("Dine filer").set_input_files(case)
    page.get_by_role("button", name="Læs filerne igennem").click()
    expect(page.get_by_role("heading", name="Filerne er klar til at blive importeret")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("row", name="Personer 905")).to_be_visible()
    page.get_by_role("button", name="Importér").click()
    expect(page.get_by_role("heading", name="Filerne er importeret")).to_be_visible(timeout=PATIENCE)


def find_task(page: Page) -> None:
    """Open the task "Pakke ordrer"."""
    page.get_by_role("link", name="Opgaver", exact=True).click()
    page.get_by_label("Søg efter opgave, arbejdsplads eller postnummer").fill("O001")
    page.keyboard.press("Enter")
    expect(page.locator("#liste-antal")).to_have_text("1 opgave")
    page.get_by_role("link", name="Pakke ordrer").click()


def ask_somebody(page: Page) -> str:
    """What people said yes to years ago holds no more: somebody is asked again, and says yes. Gives their name."""
    find_task(page)
    page.get_by_role("strong").filter(has_text="kan ikke tage opgaven lige nu").click(timeout=PATIENCE)
    # Those with one thing in the way stand first.
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^Bed om samtykke"))).first
    expect(row).to_contain_text("Samtykket udløb")
    ask = row.get_by_role("link", name=re.compile("^Bed om samtykke"))
    person = ask.inner_text().replace("\n", " ").partition(",")[2].strip()
    ask.click()
    for told in ("Fornavn", "Hvad personen kan", "Hvornår personen kan arbejde"):
        page.get_by_label(told, exact=True).check()
    page.get_by_label("Sagt højt og noteret").check()
    page.get_by_role("button", name="Noter samtykket").click()
    expect(page.get_by_role("status").filter(has_text="Samtykket er noteret. Det gælder til")).to_be_visible()
    return person


def start_them(page: Page, person: str) -> None:
    """Now they are offered for the task, and begin in it."""
    find_task(page)
    page.get_by_role("link", name=re.compile(f"^Start forløb med {re.escape(person)}")).click(timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(person)
    expect(page.get_by_label("Første dag")).to_have_value("07-12-2026")
    page.get_by_role("button", name="Start forløbet").click()
    expect(page.get_by_role("status").filter(has_text="Forløbet er startet. Første vagt er")).to_be_visible()


def write_hours(page: Page, person: str) -> None:
    page.get_by_role("link", name="Forløb", exact=True).first.click()
    page.get_by_role("link", name=re.compile(r"^I gang")).click()
    page.get_by_role("rowheader", name=person).get_by_role("link").click()
    page.get_by_role("link", name="Skriv timer").click()
    first = page.get_by_role("textbox").first
    planned = first.input_value()
    first.fill("1,5")
    page.get_by_role("button", name="Gem timer").click()
    expect(page.get_by_role("status").filter(has_text="Timerne er gemt")).to_be_visible()
    page.get_by_role("link", name="Timer", exact=True).click()
    page.get_by_role("row").get_by_role("link", name=re.compile("^Ret ")).last.click()
    page.get_by_label("Rigtige timer").fill(planned)
    page.get_by_label("Hvorfor skal timerne rettes?").fill("Tastefejl")
    page.get_by_role("button", name="Ret timerne").click()
    expect(page.get_by_role("status").filter(has_text=f"rettet fra 1,5 til {planned}.")).to_be_visible()


def end_it(page: Page) -> None:
    page.get_by_role("link", name="Afslut forløbet").click()
    page.get_by_label("Personen er blevet ansat").check()
    expect(page.get_by_label("Personens situation bagefter")).to_have_value("job")
    page.get_by_role("button", name="Afslut forløbet").click()
    expect(page.get_by_role("status").filter(has_text="er taget ud af kalenderen.")).to_be_visible()
    expect(page.get_by_text("Sluttet: ansat")).to_be_visible()


def see_what_came_of_it(page: Page, person: str) -> None:
    """The day after, the person's situation is another."""
    page.get_by_role("link", name=person).click()
    expect(page.get_by_role("heading", name=person, level=1)).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="siden 17. dec. 2026")).to_contain_text("Job")


def order_report(page: Page) -> bytes:
    """The PDF on the programme's four years."""
    page.get_by_role("link", name="Rapporter", exact=True).click()
    page.get_by_label("Hvad skal rapporten handle om?").select_option(label="Fra Fritidsjob til Faglært")
    page.get_by_label("Fra og med").fill("1.1.2019")
    page.get_by_label("Til og med").fill("31.12.2022")
    page.get_by_role("button", name="Bestil rapporten").click()
    link = page.get_by_role("link", name=re.compile("^Hent PDF"))
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()
