"""The placements of a person, a workplace and a programme: parts of their pages, and pages of their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Workplace
from smaajob.accounts.models import Kept, Organisation
from smaajob.writing import day as day_text
from tests.factories import (
    CandidateFactory,
    HoursFactory,
    MunicipalityFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    TaskFactory,
    WorkplaceFactory,
)

HTMX = {"HX-Request": "true"}
FOR_EVER = date(2999, 1, 1)


def part_of(thing: Kept) -> str:
    name = thing._meta.model_name
    return reverse(f"placements:for_{name}", args=[thing.public_id])


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(keeper=municipality, first_name="Amina", last_name="Hassan")


@pytest.fixture
def bakery(municipality: Organisation) -> Workplace:
    return WorkplaceFactory.create(keeper=municipality, name="Limfjordens Bageri")


def test_a_person_has_what_runs_first_and_then_what_was(signed_in: Client, amina: Candidate) -> None:
    for name, start, end, reason in (
        ("Gug Skole", date(2026, 1, 5), date(2026, 3, 1), "gennemført"),
        ("Vask og Rul", date(2025, 1, 6), date(2025, 3, 1), "sygdom"),
        ("Kafé Mellemrum", date(2026, 4, 1), None, ""),
    ):
        PlacementFactory.create(
            candidate=amina, workplace__name=name, start=start, planned_end=FOR_EVER, actual_end=end, end_reason=reason
        )

    page = signed_in.get(part_of(amina))

    assert [p.workplace.name for p in page.context["listing"].rows] == ["Kafé Mellemrum", "Gug Skole", "Vask og Rul"]
    for words in (
        "Forløb for Amina Hassan",
        "I gang",
        "Sluttet: gennemført",
        "Sluttet: sygdom",
        "5. jan. – 1. mar. 2026",
    ):
        assert words in page.text


def test_what_runs_tells_its_next_shift_and_the_hours_so_far(
    signed_in: Client, amina: Candidate, municipality: Organisation
) -> None:
    running = PlacementFactory.create(
        candidate=amina, planned_end=FOR_EVER, task=TaskFactory.create(title="Pakke brød")
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    for days in (-7, 1, 8):
        nine = datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time())
        nine = nine.replace(hour=9, tzinfo=municipality.zone)
        ShiftFactory.create(placement=running, day=nine.date(), starts_at=nine, ends_at=nine + timedelta(hours=3))
    HoursFactory.create(placement=running, hours=Decimal("6"))
    HoursFactory.create(
        placement=running, first_day=date(2026, 1, 12), last_day=date(2026, 1, 12), hours=Decimal("1.5")
    )

    page = signed_in.get(part_of(amina)).text

    assert f"{day_text(tomorrow)} 9–12" in page
    assert ">7,5<" in page
    assert "Pakke brød" in page
    assert reverse("placements:detail", args=[running.public_id]) in page


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (date(2026, 1, 5), date(2026, 2, 1), "Skulle være slut 1. feb."),
        (date(2998, 1, 6), FOR_EVER, "Starter 6. jan. 2998"),
    ],
)
def test_what_is_over_its_time_or_to_come_says_so(
    start: date, end: date, says: str, signed_in: Client, amina: Candidate
) -> None:
    PlacementFactory.create(candidate=amina, start=start, planned_end=end)
    assert says in signed_in.get(part_of(amina)).text


def test_a_workplace_tells_who_is_there(signed_in: Client, amina: Candidate, bakery: Workplace) -> None:
    PlacementFactory.create(candidate=amina, workplace=bakery)
    PlacementFactory.create(candidate__first_name="Bo", candidate__last_name="Bak")

    page = signed_in.get(part_of(bakery)).text

    assert "Amina Hassan" in page
    assert "Bo Bak" not in page


def test_a_programme_tells_who_and_where(signed_in: Client, amina: Candidate, bakery: Workplace) -> None:
    programme = ProgrammeFactory.create(name="Sprog på arbejde")
    PlacementFactory.create(candidate=amina, workplace=bakery, programme=programme)
    PlacementFactory.create(candidate=amina, workplace__name="Uden indsats")

    page = signed_in.get(part_of(programme)).text

    assert "Forløb i Sprog på arbejde" in page
    assert "Amina Hassan" in page
    assert "Limfjordens Bageri" in page
    assert "Uden indsats" not in page


def test_the_part_is_a_piece_and_the_page_a_whole(signed_in: Client, amina: Candidate) -> None:
    PlacementFactory.create(candidate=amina, workplace__name="Gug Skole")

    part, page = signed_in.get(part_of(amina), headers=HTMX).text, signed_in.get(part_of(amina)).text

    assert "<html" not in part
    assert "<h2>Forløb</h2>" in part
    assert "Gug Skole" in part
    assert "<h1>Forløb for Amina Hassan</h1>" in page
    assert reverse("candidates:detail", args=[amina.public_id]) in page


def test_the_part_shows_ten_and_the_page_has_them_all(signed_in: Client, bakery: Workplace) -> None:
    PlacementFactory.create_batch(27, workplace=bakery)

    part, page = signed_in.get(part_of(bakery), headers=HTMX), signed_in.get(part_of(bakery))

    assert part.text.count('<th scope="row">') == 10
    assert f'<a href="{part_of(bakery)}">Se alle 27 forløb</a>' in part.text
    assert len(page.context["listing"].rows) == 25
    assert len(signed_in.get(part_of(bakery), {"side": "2"}).context["listing"].rows) == 2
    everybody = {p.pk for n in "12" for p in signed_in.get(part_of(bakery), {"side": n}).context["listing"].rows}
    assert len(everybody) == 27, "nobody falls between two pages"


def test_an_empty_part_says_so(signed_in: Client, amina: Candidate, bakery: Workplace) -> None:
    assert "Amina har ikke været i et forløb endnu." in signed_in.get(part_of(amina)).text
    assert "Ingen er her nu, og ingen har været her endnu." in signed_in.get(part_of(bakery)).text
    assert "Ingen forløb hører til indsatsen endnu." in signed_in.get(part_of(ProgrammeFactory.create())).text


def test_another_organisations_are_not_found(signed_in: Client) -> None:
    malmo = MunicipalityFactory.create(name="Malmö stad", country="SE", code="SE-1280")
    for theirs in (
        CandidateFactory.create(keeper=malmo),
        WorkplaceFactory.create(keeper=malmo),
        ProgrammeFactory.create(keeper=malmo),
    ):
        assert signed_in.get(part_of(theirs)).status_code == 404


def test_a_part_asks_as_few_questions_for_many_as_for_few(signed_in: Client, bakery: Workplace) -> None:
    counts = []
    for number in (3, 27):
        for one in PlacementFactory.create_batch(number, workplace=bakery, task=TaskFactory.create(seats=30)):
            HoursFactory.create(placement=one)
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(part_of(bakery))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
