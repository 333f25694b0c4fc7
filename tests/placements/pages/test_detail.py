"""One placement: how it goes, its hours and its history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from placements.models import Placement
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import ContactFactory, HoursFactory, ProgrammeFactory
from tests.placements.pages.page import shift, text, url


def test_the_page_answers_a_phone_call(signed_in: Client, scope: Scope, placement: Placement) -> None:
    placement.candidate.phone, placement.candidate.consultant = "+45 20 30 40 50", scope.user
    placement.candidate.save()
    scope.user.phone = "+45 99 31 20 20"
    scope.user.save()
    ContactFactory.create(workplace=placement.workplace, name="Bente Bager", phone="+45 98 12 34 56")
    placement.programme = ProgrammeFactory.create(name="Små job med mening")
    placement.save()
    shift(placement, date(2026, 3, 18))
    page = text(signed_in.get(url("detail", placement)))
    for words in ("Amina Hassan hos Bageriet", "I gang", "ons 18. mar. kl. 9–12", "Bente Bager", "tel:+4598123456"):
        assert words in page
    for words in ("tel:+4520304050", "Mette Holm", "tel:+4599312020", "Små job med mening", "5. jan. – 30. jun. 2026"):
        assert words in page


def test_an_imported_placement_without_times_says_so(signed_in: Client, placement: Placement) -> None:
    page = text(signed_in.get(url("detail", placement)))
    assert "Tiderne er ikke kendt" in page
    assert "Vi kender ingen på stedet endnu" in page


def test_the_one_dark_button_is_the_act_that_is_needed(signed_in: Client, placement: Placement) -> None:
    def dark() -> list[str]:
        page = text(signed_in.get(url("detail", placement)))
        return [part.split("</a>")[0].rpartition(">")[2] for part in page.split('class="button button-primary"')[1:]]

    assert dark() == []
    shift(placement, date(2026, 3, 11))
    assert dark() == ["Skriv timer"]
    placement.planned_end = date(2026, 3, 13)
    placement.save()
    assert dark() == ["Afslut forløbet"]


def test_the_hours_are_told_by_month_with_what_is_missing(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 2, 25), date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 18))
    HoursFactory.create(
        placement=placement, first_day=date(2026, 2, 23), last_day=date(2026, 3, 1), hours=Decimal("6.5")
    )
    HoursFactory.create(placement=placement, first_day=date(2026, 3, 4), last_day=date(2026, 3, 4), hours=Decimal(0))
    page = text(signed_in.get(url("detail", placement), {"fane": "timer"}))
    assert "6,5 timer i alt" in page
    assert "Én dag mangler timer" in page
    assert "ons 11. mar." in page
    assert "Februar 2026: 6,5 timer" in page
    assert "mødte ikke" in page


def test_the_history_is_told_in_sentences(signed_in: Client, scope: Scope, placement: Placement) -> None:
    row = HoursFactory.create(placement=placement, first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
    signed_in.post(reverse("placements:correct_hours", args=[row.public_id]), {"hours": "2,5", "reason": "Gik tidligt"})
    signed_in.post(url("end", placement), {"on": "16.3.2026", "reason": "ansat", "status": ""})
    page = text(signed_in.get(url("detail", placement), {"fane": "historik"}))
    assert "Mette Holm" in page
    assert "Timerne for 9. mar. 2026 blev rettet fra 6 til 2,5." in page
    assert "Gik tidligt" in page
    assert "Forløbet blev afsluttet 16. mar. 2026: ansat." in page


def test_an_event_in_an_older_form_does_not_break_the_page(signed_in: Client, placement: Placement) -> None:
    for verb, changes in (("placement.end", {}), ("hours.correct", {}), ("noget.nyt", {"x": 1})):
        Event.objects.create(
            organisation=placement.keeper, verb=verb, subject="placements.placement", subject_id=placement.public_id,
            changes=changes,
        )  # fmt: skip
    assert text(signed_in.get(url("detail", placement), {"fane": "historik"})).count("Forløbet blev ændret.") == 3


@pytest.mark.parametrize("tab", ["", "timer", "historik"])
def test_a_placement_with_much_behind_it_costs_no_more_queries(
    signed_in: Client, scope: Scope, placement: Placement, tab: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(url("detail", placement), {"fane": tab} if tab else {})
        # Questions, as tests/test_queries.py counts them: the transaction around them is none.
        return sum(one["sql"].lstrip().upper().startswith(("SELECT", "WITH")) for one in captured.captured_queries)

    def add(months: list[int]) -> None:
        for month in months:
            shift(placement, date(2026, month, 7), date(2026, month, 8))
            HoursFactory.create(placement=placement, first_day=date(2026, month, 8), last_day=date(2026, month, 8))
            Event.objects.create(
                organisation=placement.keeper, actor=scope.user, verb="hours.record", subject="placements.placement",
                subject_id=placement.public_id, changes={f"2026-{month:02d}-08": [None, "3"]},
            )  # fmt: skip

    queries()
    add([2])
    few = queries()
    add([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert queries() == few
    assert few <= 12
