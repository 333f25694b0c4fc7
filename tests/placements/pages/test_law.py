"""Whether it is lawful, on the page where Mette starts a placement. It is Monday 16 March 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from placements.models import Placement
from smaajob.accounts.models import Organisation
from tests.factories import CandidateFactory, PlacementFactory, TargetGroupSpellFactory, TaskFactory
from tests.placements.pages.page import TYPED, text, url

FOUR_WEEKS = {**TYPED, "kind": "praktik", "start": "23.3.2026", "planned_end": "19.4.2026"}
ANSWERS = {"purpose": "ordinary", "statement": "ja"}


@pytest.fixture
def pair(municipality: Organisation) -> dict[str, Any]:
    """A praktik at Bageriet with ten employees, and Amina, who is forty and on cash benefit."""
    task = TaskFactory.create(
        workplace__name="Bageriet", workplace__p_number="1003388394", workplace__employees=10, kind="praktik", seats=3
    )
    person = CandidateFactory.create(
        first_name="Amina", last_name="Hassan", keeper=municipality, birth_date=date(1985, 5, 17), says_yes=True
    )
    TargetGroupSpellFactory.create(candidate=person, group="kontanthjælp", start=date(2025, 1, 1))
    return {
        "task": task,
        "person": person,
        "address": reverse("placements:start", args=[task.public_id, person.public_id]),
    }


def shown_fields(response: Any) -> list[str]:
    return [bound.name for bound in response.context["law_fields"]]


def test_the_page_says_what_it_must_know_and_shows_the_fields_for_it(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.get(pair["address"])

    page = text(response)
    assert response.status_code == 200
    assert shown_fields(response) == ["purpose", "law_group", "statement", "reason"]
    assert "Er personen jobparat, aktivitetsparat eller uddannelsesparat?" in page
    assert "LAB § 61, stk. 1" in page
    assert "kontrolleret den 21. nov. 2026" in page
    options = [code for code, _words in response.context["form"].fields["law_group"].choices]
    assert options == ["", "kth_jobparat", "kth_aktivitetsparat"]


def test_ordinary_work_is_asked_nothing(signed_in: Client, pair: dict[str, Any]) -> None:
    pair["task"].kind = "småjob"
    pair["task"].save()
    response = signed_in.get(pair["address"])

    assert shown_fields(response) == []
    assert "Reglerne om praktik og løntilskud gælder ikke for det her forløb." in text(response)
    assert signed_in.post(pair["address"], TYPED).status_code == 302


def test_praktik_is_started_with_its_answers_and_they_are_in_the_history(
    signed_in: Client, pair: dict[str, Any]
) -> None:
    response = signed_in.post(pair["address"], {**FOUR_WEEKS, **ANSWERS})

    placement = Placement.objects.get()
    assert response["Location"] == url("detail", placement)
    history = text(signed_in.get(url("detail", placement) + "?fane=historik"))
    assert "Formålet: et almindeligt job bagefter." in history


def test_without_a_purpose_it_is_refused_beside_its_field(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.post(pair["address"], {**FOUR_WEEKS, "statement": "ja"})

    assert response.status_code == 422
    assert "En praktik skal have netop ét formål" in response.context["form"].errors["purpose"][0]
    assert "LAB § 58" in response.context["form"].errors["purpose"][0]
    assert response.context["form"]["statement"].value() == "ja"
    assert not Placement.objects.exists()


def test_what_needs_a_reason_asks_for_one_and_keeps_it(signed_in: Client, pair: dict[str, Any]) -> None:
    twelve_weeks = {**FOUR_WEEKS, **ANSWERS, "planned_end": "14.6.2026"}

    response = signed_in.post(pair["address"], twelve_weeks)
    assert response.status_code == 422
    assert "Skriv hvorfor." in response.context["form"].errors["reason"][0]
    assert shown_fields(response) == ["purpose", "law_group", "statement", "reason"]

    assert signed_in.post(pair["address"], {**twelve_weeks, "law_group": "kth_aktivitetsparat"}).status_code == 302
    placement = Placement.objects.get()
    history = text(signed_in.get(url("detail", placement) + "?fane=historik"))
    assert "Målgruppe i loven: Aktivitetsparate kontanthjælpsmodtagere (LAB § 6, nr. 3)." in history


def test_the_answer_can_make_it_not_allowed_and_then_no_reason_helps(signed_in: Client, pair: dict[str, Any]) -> None:
    twelve_weeks = {**FOUR_WEEKS, **ANSWERS, "planned_end": "14.6.2026", "reason": "Det går så godt"}

    response = signed_in.post(pair["address"], {**twelve_weeks, "law_group": "kth_jobparat"})
    page = text(response)
    assert response.status_code == 422
    assert "Nej, ikke sådan her" in page
    assert "kan den højst vare 4 uger, og den kan ikke forlænges" in page
    assert "LAB § 61, stk. 1" in page
    assert "Det går så godt" in page
    assert not Placement.objects.exists()


def test_no_room_at_the_p_number_is_said_before_anything_is_typed(signed_in: Client, pair: dict[str, Any]) -> None:
    for _n in range(2):
        PlacementFactory.create(
            workplace=pair["task"].workplace, candidate__keeper=pair["task"].keeper, kind="praktik",
            start=date(2026, 2, 2), planned_end=date(2026, 5, 31),
        )  # fmt: skip

    page = text(signed_in.get(pair["address"]))
    assert "Nej, ikke sådan her" in page
    assert "Med 10 ansatte må der være 2 i praktik eller løntilskud ad gangen. Der er 2 nu." in page


def test_a_group_of_a_list_that_is_not_in_use_does_not_decide(signed_in: Client, pair: dict[str, Any]) -> None:
    twelve_weeks = {**FOUR_WEEKS, **ANSWERS, "planned_end": "14.6.2026", "law_group": "kth_aktivitetsparat_2027"}

    assert signed_in.post(pair["address"], twelve_weeks).status_code == 422
    assert signed_in.post(pair["address"], {**FOUR_WEEKS, **ANSWERS, "law_group": "findes-ikke"}).status_code == 422
    assert not Placement.objects.exists()


def test_only_looking_starts_nothing(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.post(pair["address"], {**FOUR_WEEKS, "statement": "ja", "kun_se": "ja"})

    assert response.status_code == 200
    assert response.context["verdict"].asks == {"purpose"}
    wrong = signed_in.post(pair["address"], {**FOUR_WEEKS, "start": "31-2-2026", "kun_se": "ja"})
    assert (wrong.status_code, "start" in wrong.context["form"].errors) == (422, True)
    assert not Placement.objects.exists()
