"""I dag: what waits for Mette on Tuesday 10 November 2026, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from placements.models import Placement
from placements.views.today import Today, today_rows
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    HoursFactory,
    MunicipalityFactory,
    PlacementFactory,
    ReportedHoursFactory,
    ShiftFactory,
    UserFactory,
    WorkplaceFactory,
)

TUESDAY = date(2026, 11, 10)
LONG = {"start": date(2026, 9, 1), "planned_end": date(2027, 6, 30)}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Copenhagen")):
        yield


def placement(name: str, **fields: object) -> Placement:
    first, _space, last = name.partition(" ")
    return PlacementFactory.create(
        candidate__first_name=first, candidate__last_name=last, workplace__name=f"{first}s sted", **{**LONG, **fields}
    )


def shift(of: Placement, day: date, start: int = 9, end: int = 12) -> None:
    ShiftFactory.create(placement=of, window=DatedWindow(day, start * 60, end * 60))


def told(today: Today) -> dict[str, list[str]]:
    """Group by group: who, what and the act, as read."""
    return {g.title: [f"{r.placement.candidate}: {r.what} → {r.act}" for r in g.rows] for g in today.waiting}


def test_what_is_too_late_comes_first_and_the_oldest_on_top(scope: Scope) -> None:
    placement("Amina Hassan", start=date(2026, 5, 1), planned_end=date(2026, 11, 6))
    placement("Bo Bak", start=date(2026, 1, 5), planned_end=date(2026, 4, 1))
    placement("Carl Dahl", planned_end=TUESDAY)

    assert told(today_rows(scope, TUESDAY)) == {
        "For sent": [
            "Bo Bak: Skulle være slut 1. apr. 2026 → Afslut forløbet",
            "Amina Hassan: Skulle være slut fre 6. nov. → Afslut forløbet",
        ],
        "I dag": ["Carl Dahl: Slutter i dag → Afslut forløbet"],
    }


def test_what_has_ended_waits_for_nobody(scope: Scope) -> None:
    placement("Amina Hassan", planned_end=date(2026, 11, 6), actual_end=date(2026, 11, 6), end_reason="gennemført")
    assert told(today_rows(scope, TUESDAY)) == {}


def test_shifts_without_hours_are_one_row_for_each_placement(scope: Scope) -> None:
    several, one, none = placement("Amina Hassan"), placement("Bo Bak"), placement("Carl Dahl")
    for day in (3, 5, 9):
        shift(several, date(2026, 11, day))
        shift(none, date(2026, 11, day))
    HoursFactory.create(placement=none, first_day=date(2026, 11, 1), last_day=date(2026, 11, 30))
    shift(one, date(2026, 11, 2))
    HoursFactory.create(placement=one, first_day=date(2026, 11, 2), last_day=date(2026, 11, 2), hours=0)
    shift(one, date(2026, 11, 9))
    # The day itself and those to come are not asked for.
    shift(several, TUESDAY)
    shift(several, date(2026, 11, 12))

    assert told(today_rows(scope, TUESDAY)) == {
        "For sent": [
            "Amina Hassan: 3 vagter mangler timer siden tir 3. nov. → Skriv timer",
            "Bo Bak: Der mangler timer for én vagt, i går → Skriv timer",
        ]
    }


def test_hours_are_asked_for_after_an_end_but_not_for_ever(scope: Scope) -> None:
    lately = placement("Amina Hassan", actual_end=date(2026, 11, 2), end_reason="gennemført")
    long_ago = placement("Bo Bak", actual_end=date(2026, 7, 1), start=date(2026, 6, 1), end_reason="gennemført")
    shift(lately, date(2026, 11, 2))
    shift(long_ago, date(2026, 6, 30))

    [row] = told(today_rows(scope, TUESDAY))["For sent"]
    assert row.startswith("Amina Hassan: Der mangler timer for én vagt")


def test_a_placement_that_ends_soon_with_nothing_after_it(scope: Scope) -> None:
    ends = placement("Amina Hassan", planned_end=date(2026, 11, 20))
    goes_on = placement("Bo Bak", planned_end=date(2026, 11, 20))
    PlacementFactory.create(candidate=goes_on.candidate, start=date(2026, 11, 23), planned_end=date(2027, 3, 1))
    placement("Carl Dahl", planned_end=date(2026, 11, 25))

    today = today_rows(scope, TUESDAY)

    assert told(today) == {
        "De næste to uger": ["Amina Hassan: Slutter fre 20. nov., og intet er aftalt bagefter → Forlæng"]
    }
    assert today.waiting[0].rows[0].url == reverse("placements:extend", args=[ends.public_id])


def test_who_starts_today_and_the_next_days_and_whom_to_call(scope: Scope) -> None:
    now = placement("Amina Hassan", start=TUESDAY, candidate__phone="+45 20 30 40 50")
    ContactFactory.create(workplace=now.workplace, name="Bente Krogh")
    shift(now, TUESDAY, 9, 13)
    shift(now, date(2026, 11, 12), 8, 10)
    placement("Bo Bak", start=date(2026, 11, 11))
    placement("Carl Dahl", start=date(2026, 11, 16))
    placement("Dorte Friis", start=date(2026, 11, 17))
    one_day = placement("Erik Lund", start=TUESDAY, planned_end=TUESDAY)

    today = today_rows(scope, TUESDAY)

    assert told(today) == {
        "I dag": [
            "Amina Hassan: Starter i dag 9–13 → Se forløbet",
            f"{one_day.candidate}: Starter i dag → Se forløbet",
        ],
        "De næste to uger": ["Bo Bak: Starter i morgen → Se forløbet", "Carl Dahl: Starter man 16. nov. → Se forløbet"],
    }
    amina, erik = today.waiting[0].rows
    assert amina.calls
    assert str(amina.contact) == "Bente Krogh"
    assert not erik.calls, "there is no number to call"


def test_who_works_today_in_the_order_of_the_clock(scope: Scope) -> None:
    late, early, tomorrow = placement("Amina Hassan"), placement("Bo Bak"), placement("Carl Dahl")
    shift(late, TUESDAY, 12, 15)
    shift(early, TUESDAY, 8, 10)
    shift(tomorrow, date(2026, 11, 11))
    ContactFactory.create(workplace=early.workplace, name="Bente Krogh")

    today = today_rows(scope, TUESDAY)

    assert today.working
    assert [(str(row.shift.candidate), str(row.contact or "")) for row in today.working.rows] == [
        ("Bo Bak", "Bente Krogh"),
        ("Amina Hassan", ""),
    ]
    assert today.waiting == []


def test_mine_are_my_people_and_the_people_at_my_workplaces(scope: Scope) -> None:
    over = {"start": date(2026, 1, 5), "planned_end": date(2026, 11, 2)}
    placement("Amina Hassan", candidate__consultant=scope.user, **over)
    placement("Bo Bak", workplace__consultant=scope.user, **over)
    others = placement("Carl Dahl", candidate__consultant=UserFactory.create(), **over)
    shift(others, date(2026, 11, 2))

    mine, everybody = today_rows(scope, TUESDAY, mine=True), today_rows(scope, TUESDAY)

    assert [row.split(":")[0] for row in told(mine)["For sent"]] == ["Amina Hassan", "Bo Bak"]
    assert len(told(everybody)["For sent"]) == 4
    assert (mine.mine, mine.everybody) == (2, 4) == (everybody.mine, everybody.everybody)


def test_another_organisations_placements_wait_for_them(scope: Scope) -> None:
    malmo = MunicipalityFactory.create(name="Malmö stad", country="SE", code="SE-1280")
    theirs = placement("Astrid Berg", candidate__keeper=malmo, planned_end=date(2026, 11, 2))
    shift(theirs, date(2026, 11, 2))
    shift(theirs, TUESDAY)

    today = today_rows(scope, TUESDAY)

    assert (today.waiting, today.working, today.everybody) == ([], None, 0)


# ---- the page ----


@pytest.fixture
def overdue(municipality: Organisation) -> Placement:
    return placement("Amina Hassan", start=date(2025, 1, 6), planned_end=date(2025, 6, 30))


def test_the_page_starts_with_the_most_urgent_act(signed_in: Client, overdue: Placement) -> None:
    page = signed_in.get("/").text

    assert reverse("placements:end", args=[overdue.public_id]) in page
    assert reverse("candidates:detail", args=[overdue.candidate.public_id]) in page
    assert reverse("employers:detail", args=[overdue.workplace.public_id]) in page
    assert page.count("button-primary") == 1


def test_a_consultant_sees_what_is_theirs_first_and_the_rest_when_asked(
    signed_in: Client, membership: Membership, overdue: Placement
) -> None:
    CandidateFactory.create(consultant=membership.user)

    own = signed_in.get("/").text
    assert "Intet venter på dig." in own
    assert "Amina Hassan" not in own
    assert 'href="?hvem=alle"' in own
    assert "Amina Hassan" in signed_in.get("/", {"hvem": "alle"}).text


def test_who_has_no_people_sees_everything_and_no_choice(signed_in: Client, overdue: Placement) -> None:
    for url in ("/", "/?hvem=mig"):
        page = signed_in.get(url).text
        assert "Amina Hassan" in page
        assert "Hele kommunen" not in page


def test_a_manager_sees_everything_until_they_ask_for_their_own(
    signed_in: Client, membership: Membership, overdue: Placement
) -> None:
    CandidateFactory.create(consultant=membership.user)
    membership.role = Role.MANAGER
    membership.save()

    assert "Amina Hassan" in signed_in.get("/").text
    assert "Amina Hassan" not in signed_in.get("/", {"hvem": "mig"}).text


def test_a_quiet_day_says_why_it_is_empty(signed_in: Client, municipality: Organisation) -> None:
    CandidateFactory.create(keeper=municipality)
    page = signed_in.get("/").text
    assert "Intet venter." in page
    assert "Ingen forløb er gået over tiden" in page


def test_a_new_organisation_is_told_where_to_begin(signed_in: Client) -> None:
    page = signed_in.get("/").text
    assert "Her er ingen personer endnu." in page
    assert f'href="{reverse("placements:imports")}"' in page


def test_a_long_group_shows_fifty_and_the_rest_on_pages_of_its_own(
    signed_in: Client, municipality: Organisation
) -> None:
    workplace = WorkplaceFactory.create(keeper=municipality)
    for number in range(52):
        PlacementFactory.create(
            workplace=workplace, start=date(2025, 1, 6), planned_end=date(2025, 2, 1) + timedelta(days=number)
        )

    page = signed_in.get("/")
    [group] = page.context["today"].waiting
    assert (len(group.rows), group.total) == (50, 52)
    assert 'href="?hvem=alle&amp;vis=for-sent"' in page.text

    second = signed_in.get("/", {"vis": "for-sent", "side": "2"})
    assert [row.what for row in second.context["today"].waiting[0].rows] == [
        "Skulle være slut 23. mar. 2025",
        "Skulle være slut 24. mar. 2025",
    ]
    assert "<h1>For sent</h1>" in second.text
    assert 'href="/?hvem=alle&amp;vis=for-sent"' in second.text, "the way back to the first page"
    assert signed_in.get("/", {"vis": "sludder", "side": "sludder"}).status_code == 200
    assert "Her er ikke noget nu." in signed_in.get("/", {"vis": "denne-uge"}).text


def test_a_long_day_at_work_has_pages_too(signed_in: Client, municipality: Organisation) -> None:
    workplace, today = WorkplaceFactory.create(keeper=municipality), timezone.localdate()
    nine = datetime.combine(today, datetime.min.time(), tzinfo=municipality.zone) + timedelta(hours=9)
    for _number in range(52):
        one = PlacementFactory.create(workplace=workplace, start=date(2025, 1, 6), planned_end=date(2999, 1, 1))
        ShiftFactory.create(placement=one, day=today, starts_at=nine, ends_at=nine + timedelta(hours=3))

    page = signed_in.get("/")
    assert len(page.context["today"].working.rows) == 50
    assert "Vis alle 52" in page.text
    assert 'href="?hvem=alle&amp;vis=arbejder"' in page.text
    assert len(signed_in.get("/", {"vis": "arbejder", "side": "2"}).context["today"].working.rows) == 2


def test_the_page_asks_as_few_questions_for_many_as_for_few(
    signed_in: Client, municipality: Organisation, membership: Membership
) -> None:
    today, counts = timezone.localdate(), []
    nine = datetime.combine(today, datetime.min.time(), tzinfo=municipality.zone) + timedelta(hours=9)
    for number in (3, 27):
        for _each in range(number):
            one = PlacementFactory.create(
                start=today - timedelta(days=40), planned_end=today - timedelta(days=1), workplace__postcode="9000",
                candidate__consultant=membership.user,
            )  # fmt: skip
            ContactFactory.create(workplace=one.workplace)
            shift(one, today - timedelta(days=3))
            ShiftFactory.create(placement=one, day=today, starts_at=nine, ends_at=nine + timedelta(hours=3))
            PlacementFactory.create(start=today, planned_end=today + timedelta(days=9), workplace=one.workplace)
        with CaptureQueriesContext(connection) as queries:
            page = signed_in.get("/", {"hvem": "alle"})
        counts.append(len(queries))
    assert len(page.context["today"].working.rows) == 30
    # With the transaction's own statement and the line in the log of access.
    assert counts[0] == counts[1] <= 16


def test_hours_that_nobody_answers_and_those_they_do_not_agree_on_are_for_us(
    signed_in: Client, membership: Membership
) -> None:
    today = timezone.localdate()
    old = timezone.now() - timedelta(days=9)
    one = PlacementFactory.create(start=today - timedelta(days=40), planned_end=today + timedelta(days=30))
    for back in (12, 11):
        ReportedHoursFactory.create(placement=one, day=today - timedelta(days=back), reported_at=old)
    decided = {"state": "refused", "decided_side": "employer", "decided_at": old, "words": "Nej"}
    ReportedHoursFactory.create(placement=one, day=today - timedelta(days=5), **decided)
    fresh = PlacementFactory.create(start=today - timedelta(days=40), planned_end=today + timedelta(days=30))
    ReportedHoursFactory.create(placement=fresh, day=today - timedelta(days=2), reported_at=timezone.now())
    page = signed_in.get("/", {"hvem": "alle"}).text
    assert "Timer for 2 dage venter på svar siden" in page
    assert "De er uenige om timerne" in page
    assert f"/forloeb/{one.public_id}/?fane=timer" in page
    assert f"/forloeb/{fresh.public_id}/?fane=timer" not in page
