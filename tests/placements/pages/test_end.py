"""A placement ends, with a reason, and the shifts after it go away."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from placements.models import Placement
from tests.factories import PlacementFactory, StatusSpellFactory
from tests.placements.pages.page import said, shift, text, url


def test_what_goes_away_is_told_before_the_end(signed_in: Client, placement: Placement) -> None:
    StatusSpellFactory.create(candidate=placement.candidate, status="kontanthjælp")
    shift(placement, date(2026, 3, 11), date(2026, 3, 18), date(2026, 3, 25))
    response = signed_in.get(url("end", placement))
    page = text(response)
    assert response.context["form"]["on"].value() == date(2026, 3, 16)
    assert "2 vagter efter 16. mar. 2026 tages ud af kalenderen:" in page
    assert "ons 18. mar. kl. 9–12" in page
    assert "Som før (kontanthjælp)" in page


def test_ending_says_what_happened(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 11), date(2026, 3, 18), date(2026, 3, 25))
    response = signed_in.post(url("end", placement), {"on": "16.3.2026", "reason": "ansat", "status": "job"})
    placement.refresh_from_db()
    assert said(response) == "Forløbet er afsluttet. 2 vagter er taget ud af kalenderen."
    assert (placement.actual_end, placement.end_reason) == (date(2026, 3, 16), "ansat")
    assert list(placement.candidate.statuses.values_list("status", "start")) == [("job", date(2026, 3, 17))]
    page = text(signed_in.get(response["Location"]))
    assert "Sluttet: ansat" in page
    assert "Afslut forløbet" not in page


def test_the_situation_stays_when_none_is_chosen(signed_in: Client, placement: Placement) -> None:
    signed_in.post(url("end", placement), {"on": "16.3.2026", "reason": "gennemført", "status": ""})
    placement.refresh_from_db()
    assert placement.is_over
    assert not placement.candidate.statuses.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": "17.3.2026", "reason": "ansat"}, "on"),
        ({"on": "1.1.2026", "reason": "ansat"}, "on"),
        ({"on": "i dag", "reason": "ansat"}, "on"),
        ({"on": "16.3.2026"}, "reason"),
        ({"on": "16.3.2026", "reason": "træt"}, "reason"),
        ({"on": "16.3.2026", "reason": "ansat", "status": "rig"}, "status"),
    ],
)
def test_an_end_that_can_t_be_is_told_beside_its_field(
    signed_in: Client, placement: Placement, typed: dict[str, str], field: str
) -> None:
    response = signed_in.post(url("end", placement), typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert f'value="{typed["on"]}"' in text(response)
    placement.refresh_from_db()
    assert not placement.is_over


def test_the_preview_follows_what_is_chosen_and_changes_nothing(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 11), date(2026, 3, 18))
    htmx = {"HX-Request": "true"}
    address = url("preview_end", placement)
    part = signed_in.post(address, {"on": "10.3.2026", "reason": "ansat", "status": "", "suggested": ""}, headers=htmx)
    assert "2 vagter efter 10. mar. 2026" in text(part)
    assert '<option value="job" selected>' in text(part)
    assert "<html" not in text(part)
    part = signed_in.post(address, {"on": "x", "reason": "sygdom", "status": "job", "suggested": "job"}, headers=htmx)
    assert "Når du har skrevet den sidste dag" in text(part)
    assert '<option value="" selected>' in text(part), "a suggestion that nobody chose goes away again"
    part = signed_in.post(address, {"on": "10.3.2026", "reason": "ansat", "status": "uddannelse"}, headers=htmx)
    assert '<option value="uddannelse" selected>' in text(part), "what was chosen stays"
    placement.refresh_from_db()
    assert not placement.is_over
    assert placement.shifts.count() == 2


def test_one_that_has_not_begun_or_is_over_is_told_so(signed_in: Client, placement: Placement) -> None:
    coming = PlacementFactory.create(start=date(2026, 4, 1))
    assert "Forløbet starter først 1. apr. 2026." in text(signed_in.get(url("end", coming)))
    signed_in.post(url("end", placement), {"on": "16.3.2026", "reason": "sygdom"})
    assert "Forløbet er allerede afsluttet 16. mar. 2026: sygdom." in text(signed_in.get(url("end", placement)))
