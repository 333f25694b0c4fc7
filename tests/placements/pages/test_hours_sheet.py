"""The month on paper and as a spreadsheet: what counts, who said so, nothing of anybody else, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from placements.documents.hours_sheet import sheet_pdf
from placements.models import NOT_THERE, Placement, Shift
from placements.sheet import Line, Sheet, as_csv, end_of
from smaajob.accounts.models import Membership
from smaajob.audit.models import Access, Kind
from smaajob.schedule import DatedWindow
from tests.factories import (
    AttendanceFactory,
    HoursFactory,
    PauseFactory,
    PlacementFactory,
    ReportedHoursFactory,
    ShiftFactory,
)
from tests.placements.hours_world import MONDAY, Bakery, bakery

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    """Three hours that both have said yes to, a sum that the municipality wrote, and a day that waits."""
    here = bakery(membership, cpr_encrypted="")
    row = HoursFactory.create(placement=here.placement, first_day=MONDAY, last_day=MONDAY, hours=Decimal("3.5"))
    decided = {"decided_side": "employer", "decided_at": timezone.now()}
    ReportedHoursFactory.create(
        placement=here.placement, day=MONDAY, hours=Decimal("3.5"), state="approved", row=row, **decided
    )
    HoursFactory.create(placement=here.placement, first_day=date(2026, 3, 9), last_day=date(2026, 3, 13), hours=6)
    ReportedHoursFactory.create(placement=here.placement, day=date(2026, 3, 3))
    HoursFactory.create(placement=here.placement, first_day=date(2026, 2, 2), last_day=date(2026, 2, 2), hours=1)
    return here


def url(sol: Bakery, who: str, form: str, month: str = "2026-03") -> str:
    if who == "mette":
        path = reverse("placements:sheet", args=[sol.placement.public_id])
    else:
        path = reverse(f"placements:{'my' if who == 'amina' else 'company'}_sheet")
    return f"{path}?maaned={month}&som={form}"


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_the_pdf_says_each_day_and_who_said_so(sol: Bakery, who: str) -> None:
    answer = sol.client(who).get(url(sol, who, "pdf"))
    assert answer["Content-Disposition"] == 'attachment; filename="timer-2026-03.pdf"'
    text = text_of(answer.content)
    for said in (
        "Timer i marts 2026", "man 2. mar.", "3,5", "Skrevet af personen, godkendt af arbejdspladsen 16. mar.", "Skrevet af kommunen",
        "9. mar. – 13. mar. 2026", "9,5", "Én dag venter på svar", "Dato og underskrift", "Sol i Vejgaard", "Side 1 af 1",
    ):  # fmt: skip
        assert said in text, said
    assert ("Kvistgaard" in text) == (who != "bente"), "the bakery knows her first name"
    look = Access.objects.get(people__contains=[sol.person.public_id])
    assert look.kind == Kind.PRINT


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_the_spreadsheet_opens_in_a_danish_excel(sol: Bakery, who: str) -> None:
    answer = sol.client(who).get(url(sol, who, "csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="timer-2026-03.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["Navn", "Arbejdsplads", "Fra", "Til", "Timer", "Godkendt", "Hvorfor ingen timer"]
    name = "Amina" if who == "bente" else "Amina Kvistgaard"
    assert rows == [
        [
            name,
            "Sol i Vejgaard",
            "02-03-2026",
            "02-03-2026",
            "3,5",
            "Skrevet af personen, godkendt af arbejdspladsen 16. mar.",
            "",
        ],
        [name, "Sol i Vejgaard", "09-03-2026", "13-03-2026", "6", "Skrevet af kommunen", ""],
    ]
    assert Access.objects.get(people__contains=[sol.person.public_id]).kind == Kind.EXPORT


# The words for each state, the same to all three; of the causes "syg" alone is told.
AWAY = {
    "ill": "Syg",
    "child_ill": "Meldt fra",
    "transport": "Meldt fra",
    "agreed_free": "Meldt fra",
    "other": "Meldt fra",
    "employer_cancelled": "Aflyst af arbejdspladsen",
    "absent": "Kom ikke",
}


def away(sol: Bakery, day: date, state: str, start: int = 9) -> Shift:
    """A shift of three hours, and what was said of it."""
    shift: Shift = ShiftFactory.create(placement=sol.placement, window=DatedWindow(day, start * 60, start * 60 + 180))
    if state:
        AttendanceFactory.create(shift=shift, state=state)
    return shift


def lines_of(sol: Bakery, who: str) -> list[list[str]]:
    """First day, hours, who said so and why there are none, line for line."""
    answer = sol.client(who).get(url(sol, who, "csv"))
    _head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return [[row[2][:2], *row[4:]] for row in rows]


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
@pytest.mark.parametrize("state", sorted(NOT_THERE))
def test_a_day_on_which_nobody_came_is_there_without_hours_and_says_no_more_than_the_workplace_knows(
    sol: Bakery, who: str, state: str
) -> None:
    shift = away(sol, date(2026, 3, 4), state)
    if state == "employer_cancelled":
        Shift.everything.filter(pk=shift.pk).update(
            cancelled_at=timezone.now(), cancelled_by="employer", cancelled_why="closed"
        )
    assert [line[0] for line in lines_of(sol, who)] == ["02", "04", "09"]
    assert lines_of(sol, who)[1] == ["04", "0", "", AWAY[state]]
    text = text_of(sol.client(who).get(url(sol, who, "pdf")).content)
    assert f"ons 4. mar. 0 {AWAY[state]} 9. mar." in text
    assert "I alt 9,5" in text


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_a_day_is_told_once_and_only_when_it_is_known_that_nobody_came(sol: Bakery, who: str) -> None:
    away(sol, MONDAY, "absent")  # has hours that both have said yes to
    away(sol, date(2026, 3, 3), "absent")  # waits for an answer
    away(sol, date(2026, 3, 11), "ill")  # lies in a sum
    away(sol, date(2026, 3, 5), "ill")
    away(sol, date(2026, 3, 5), "", start=13)  # nobody has said anything of the afternoon
    away(sol, date(2026, 3, 6), "late")  # came; nobody has written the hours yet
    away(sol, timezone.localdate() + timedelta(days=1), "ill")  # may still come
    row = ReportedHoursFactory.create(placement=sol.placement, day=date(2026, 3, 7), state="refused", words="Nej",
        decided_side="employer", decided_at=timezone.now())  # fmt: skip
    away(sol, row.day, "absent")  # they do not agree
    HoursFactory.create(placement=sol.placement, first_day=date(2026, 2, 26), last_day=date(2026, 3, 1), hours=2)
    away(sol, date(2026, 3, 1), "ill")  # lies in a sum that began in another month
    assert [line[0] for line in lines_of(sol, who)] == ["02", "09"]


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_a_nought_that_somebody_wrote_says_why_or_that_there_were_none(sol: Bakery, who: str) -> None:
    for day in (date(2026, 3, 4), date(2026, 3, 5)):
        HoursFactory.create(placement=sol.placement, first_day=day, last_day=day, hours=0)
    away(sol, date(2026, 3, 4), "transport")
    assert lines_of(sol, who)[1:3] == [
        ["04", "0", "Skrevet af kommunen", "Meldt fra"],
        ["05", "0", "Skrevet af kommunen", "Ingen timer"],
    ]
    text = text_of(sol.client(who).get(url(sol, who, "pdf")).content)
    assert "0 Ingen timer. Skrevet af kommunen" in text


def test_a_month_of_nothing_but_days_away_has_its_sheet(sol: Bakery) -> None:
    away(sol, date(2026, 1, 14), "ill")
    answer = sol.client("bente").get(url(sol, "bente", "csv", "2026-01"))
    assert "14-01-2026;14-01-2026;0;;Syg" in answer.content.decode()


def test_the_bakery_keeps_the_name_for_the_last_month_s_wage_and_not_after_a_yes_taken_back(sol: Bakery) -> None:
    Placement.objects.filter(pk=sol.placement.pk).update(actual_end=date(2026, 3, 15), end_reason="ansat")
    told = sol.person.disclosures.get()
    told.ended_at = timezone.now()
    told.save()
    assert "Amina" in text_of(sol.client("bente").get(url(sol, "bente", "pdf")).content)
    told.consent.withdrawn_at = timezone.now()
    told.consent.save()
    assert "Amina" not in text_of(sol.client("bente").get(url(sol, "bente", "pdf")).content)


def test_nobody_else_s_hours_are_in_it(sol: Bakery) -> None:
    other = PlacementFactory.create(candidate__keeper=sol.placement.keeper, workplace__name="Kiosken")
    HoursFactory.create(placement=other, first_day=MONDAY, last_day=MONDAY)
    for who in ("amina", "bente", "mette"):
        assert "Kiosken" not in sol.client(who).get(url(sol, who, "csv")).content.decode()
    assert sol.client("amina").get(reverse("placements:sheet", args=[other.public_id])).status_code == 403


@pytest.mark.parametrize(
    ("month", "form"), [("2026-13", "pdf"), ("2026-0", "csv"), ("0001-01", "pdf"), ("marts", "csv"), ("2026-03", "exe")]
)
@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_a_month_that_is_none_is_not_there(sol: Bakery, who: str, month: str, form: str) -> None:
    assert sol.client(who).get(url(sol, who, form, month)).status_code == 404


def test_a_month_without_hours_says_so(sol: Bakery) -> None:
    assert "Der er ingen timer i måneden." in text_of(
        sol.client("bente").get(url(sol, "bente", "pdf", "2026-01")).content
    )
    assert len(sol.client("bente").get(url(sol, "bente", "csv", "2026-01")).content.decode().splitlines()) == 1


def sheet(name: str, lines: int) -> Sheet:
    placement = PlacementFactory.create(workplace__name="Genbrugsbutikken og værkstedet ved den gamle havneterminal")
    days = [date(2026, 3, day) for day in range(1, lines + 1)]
    return Sheet(placement, name, MARCH, [Line(day, day, Decimal("2.5"), "Skrevet af kommunen") for day in days])


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x";"klik")', "+45", "-1", "@SUM(A1)", "\tx"])
def test_a_name_that_is_a_formula_is_text(name: str) -> None:
    [_head, row] = csv.reader(io.StringIO(as_csv([sheet(name, 1)]).decode("utf-8-sig")), delimiter=";")
    assert row[0] == f"'{name}"


def test_long_names_and_arabic_fit_and_an_ordinary_month_is_one_page() -> None:
    content = sheet_pdf(
        [sheet("Christiane-Alexandrine Wolfeschlegelsteinhausenbergerdorff Vestergaard", 14), sheet("عبد الرحمن", 12)],
        MARCH,
    )
    pages = PdfReader(io.BytesIO(content))
    assert len(pages.pages) == 2
    assert b"pdfuaid" in pages.trailer["/Root"]["/Metadata"].get_data()
    assert "35 " in text_of(content)
    assert "Vestergaard" in text_of(content)


@pytest.mark.parametrize("days", [12, 13, 20, 31])
def test_a_month_is_a_page_with_room_to_sign_however_many_days_it_has(days: int) -> None:
    long = "Christiane-Alexandrine Wolfeschlegelsteinhausenbergerdorff Vestergaard"
    text = text_of(sheet_pdf([sheet(long, days)], MARCH))
    assert f" {days}. mar." in text
    assert "Side 1 af 1" in text
    assert text.count("Dato og underskrift") == 2
    assert text.rindex("Navn med blokbogstaver") > text.index(f" {days}. mar.")


@pytest.mark.parametrize(
    ("month", "last"), [(date(2026, 2, 1), 28), (date(2028, 2, 1), 29), (date(2026, 12, 1), 31), (date(2026, 4, 1), 30)]
)
def test_the_last_day_of_a_month(month: date, last: int) -> None:
    assert end_of(month) == month.replace(day=last)


def test_it_is_not_made_without_end(sol: Bakery, settings: Any, client: Client) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "hours_sheet": "1/h/key"}
    mine = sol.client("amina")
    assert [mine.get(url(sol, "amina", "pdf")).status_code for _again in range(2)] == [200, 429]


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_a_pause_stands_on_it_by_its_days_and_never_why(sol: Bakery, who: str) -> None:
    PauseFactory.create(
        placement=sol.placement, first_day=date(2026, 3, 16), last_day=date(2026, 3, 22), why="illness", words="Ryggen"
    )
    PauseFactory.create(placement=sol.placement, first_day=date(2026, 4, 6), last_day=None)
    text = text_of(sol.client(who).get(url(sol, who, "pdf")).content)
    assert "Pause 16. mar. – 22. mar. 2026." in text
    assert not [word for word in ("Sygdom", "Ryggen", "indtil videre") if word in text]
    # A month that is a pause from end to end has a page that says so.
    may = text_of(sol.client(who).get(url(sol, who, "pdf", "2026-05")).content)
    assert "Pause fra 6. apr. 2026 og indtil videre." in may
