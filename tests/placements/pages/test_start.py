"""A placement is started, from a task and a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from placements.models import Placement
from smaajob.accounts.models import Membership, Organisation
from smaajob.schedule import parse_window
from tests.factories import CandidateFactory, ParticipationFactory, PlacementFactory, TaskFactory
from tests.placements.pages.page import TYPED, said, shift, text, url


@pytest.fixture
def pair(municipality: Organisation) -> dict[str, Any]:
    """A task with fixed times at Bageriet, and Amina, who takes part in a programme."""
    task = TaskFactory.create(workplace__name="Bageriet", start=date(2026, 1, 5), kind="praktik")
    person = CandidateFactory.create(first_name="Amina", last_name="Hassan", keeper=municipality, says_yes=True)
    programme = ParticipationFactory.create(candidate=person, programme__name="Små job").programme
    address = reverse("placements:start", args=[task.public_id, person.public_id])
    return {"task": task, "person": person, "programme": programme, "address": address}


def test_what_is_known_is_filled_in(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.get(pair["address"])
    form = response.context["form"]
    assert form["kind"].value() == "praktik"
    assert form["start"].value() == date(2026, 3, 23), "next Monday"
    assert form["planned_end"].value() == date(2026, 9, 20), "26 weeks"
    assert [[row.day.value(), row.start.value(), row.end.value()] for row in form.rows] == [
        ["mandag", "9", "12"],
        ["onsdag", "9", "12"],
        ["", "", ""],
    ]
    assert "selected>Små job" in text(response)
    assert 'value="23-03-2026"' in text(response)


def test_a_task_s_own_dates_bound_the_first_and_the_last_day(signed_in: Client, pair: dict[str, Any]) -> None:
    task = pair["task"]
    task.start, task.end = date(2026, 5, 1), date(2026, 6, 30)
    task.save()
    form = signed_in.get(pair["address"]).context["form"]
    assert (form["start"].value(), form["planned_end"].value()) == (date(2026, 5, 1), date(2026, 6, 30))
    task.windows = [parse_window("2026-05-04 09:00-12:00"), parse_window("2026-05-20 09:00-12:00")]
    task.save()
    form = signed_in.get(pair["address"]).context["form"]
    assert form["planned_end"].value() == date(2026, 5, 20)
    assert [row.day.value() for row in form.rows] == ["4.5.2026", "20.5.2026", ""]


def test_sessions_are_suggested_for_flexible_work(signed_in: Client, pair: dict[str, Any]) -> None:
    task, person = pair["task"], pair["person"]
    task.flexible, task.hours = True, Decimal(6)
    task.windows = [parse_window(f"{day} 08:00-16:00") for day in ("man", "tir", "ons")]
    task.save()
    person.availability = [parse_window("tir 10:00-14:00"), parse_window("ons 10:00-14:00")]
    person.save()
    rows = signed_in.get(pair["address"]).context["form"].rows
    assert [(row.day.value(), row.start.value(), row.end.value()) for row in rows[:2]] == [
        ("tirsdag", "10", "13"),
        ("onsdag", "10", "13"),
    ]


def test_times_beyond_what_the_person_has_said_are_told_and_stop_nobody(
    signed_in: Client, pair: dict[str, Any]
) -> None:
    person = pair["person"]
    person.availability, person.hours_per_day = [parse_window("man 08:00-16:00")], Decimal(5)
    person.save()
    long = {**TYPED, "til-0": "23"}

    page = text(signed_in.post(pair["address"], {**long, "kun_se": "ja"}))
    assert "Tiderne er mere, end Amina har sagt" in page
    assert "Det giver en dag på 14 timer. Personen kan 5 timer om dagen." in page
    assert not Placement.objects.exists()

    told = text(signed_in.post(pair["address"], long, follow=True))
    assert "Tiderne er mere, end Amina har sagt:" in told
    assert "Det giver en dag på 14 timer. Personen kan 5 timer om dagen." in told, (
        "what has just been planned counts once"
    )
    assert Placement.objects.exists()


def test_an_end_before_the_start_is_told_at_the_first_look(signed_in: Client, pair: dict[str, Any]) -> None:
    page = signed_in.post(pair["address"], {**TYPED, "planned_end": "01-03-2026", "kun_se": "ja"})
    assert "Forløbet kan ikke slutte, før det starter." in text(page)


def test_starting_makes_the_placement_and_tells_the_first_shift(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.post(pair["address"], {**TYPED, "programme": str(pair["programme"].public_id)})
    placement = Placement.objects.get()
    assert response["Location"] == url("detail", placement)
    assert said(response) == "Forløbet er startet. Første vagt er man 23. mar. 9–12."
    assert (placement.kind, placement.start, placement.planned_end) == ("småjob", date(2026, 3, 23), date(2026, 5, 31))
    assert placement.programme == pair["programme"]
    assert [one.windows for one in placement.agreements.all()] == [[parse_window("man 09:00-12:00")]]
    page = text(signed_in.get(url("detail", placement)))
    assert "Starter 23. mar." in page
    assert "3 timer om ugen" in page


def test_typed_times_become_the_shifts(signed_in: Client, pair: dict[str, Any]) -> None:
    typed = {
        **TYPED,
        "fra-0": "9-12.30",
        "til-0": "",
        "dag-2": "fredag",
        "fra-2": "8.00",
        "til-2": "kl. 10",
        "start": "20.3.2026",
    }
    assert signed_in.post(pair["address"], typed).status_code == 302
    assert [str(window) for window in Placement.objects.get().agreements.get().windows] == [
        "man 09:00-12:30",
        "fre 08:00-10:00",
    ]


def test_what_was_typed_is_kept_and_every_fault_is_told(signed_in: Client, pair: dict[str, Any]) -> None:
    typed = {
        **TYPED,
        "start": "snart",
        "planned_end": "",
        "fra-0": "halv ti",
        "dag-4": "mandig",
        "fra-4": "9",
        "til-4": "12",
    }
    response = signed_in.post(pair["address"], typed)
    page = text(response)
    assert response.status_code == 422
    assert "Der er 4 ting at rette" in page
    for words in (
        'value="snart"',
        'value="halv ti"',
        'value="mandig"',
        'href="#id_start"',
        'href="#id_fra-0"',
        'href="#id_dag-4"',
    ):
        assert words in page
    assert "Skriv datoen med dag, måned og år" in page
    assert not Placement.objects.exists()


def test_what_is_no_form_at_all_is_told_and_no_error_of_ours(signed_in: Client, pair: dict[str, Any]) -> None:
    strange = {
        "start": "31.12.9999",
        "planned_end": "1.1.0001",
        "kind": "\0",
        "programme": "x",
        "dag-0": "\0",
        "fra-0": "9" * 500,
    }
    assert signed_in.post(pair["address"], strange).status_code == 422
    assert signed_in.post(pair["address"], {}).status_code == 422


def test_dates_that_the_task_refuses_are_told_beside_their_field(signed_in: Client, pair: dict[str, Any]) -> None:
    response = signed_in.post(pair["address"], {**TYPED, "start": "1.1.2026"})
    assert response.context["form"].errors["start"] == ["Opgaven begynder først 5. januar 2026."]
    response = signed_in.post(pair["address"], {**TYPED, "planned_end": "22.3.2026"})
    assert response.context["form"].errors["planned_end"] == ["Forløbet kan ikke slutte, før det starter."]
    response = signed_in.post(pair["address"], {**TYPED, "dag-0": "", "fra-0": "", "til-0": ""})
    assert response.context["form"].errors["windows"] == ["Skriv mindst én tid, fx man 9-12."]
    assert 'href="#id_dag-0"' in text(response)


def test_a_shift_in_the_way_is_named_before_and_refused_after(signed_in: Client, pair: dict[str, Any]) -> None:
    other = PlacementFactory.create(candidate=pair["person"], workplace__name="Kantinen")
    shift(other, date(2026, 3, 30), start=11 * 60, end=13 * 60)
    assert "Personen har en anden vagt man 30. mar." in text(signed_in.get(pair["address"]))
    response = signed_in.post(pair["address"], TYPED)
    assert "Personen har allerede en vagt mandag 30. marts 2026 kl. 11–13 hos Kantinen." in text(response)
    assert response.status_code == 422


def test_a_taken_seat_is_told_with_who_has_it(signed_in: Client, pair: dict[str, Any]) -> None:
    PlacementFactory.create(
        task=pair["task"], workplace=pair["task"].workplace, candidate__first_name="Bo", candidate__last_name="Bak"
    )
    assert "Der er ingen ledig plads" in text(signed_in.get(pair["address"]))
    response = signed_in.post(pair["address"], TYPED)
    assert response.status_code == 422
    assert "Bo Bak" in response.context["form"].non_field_errors()[0]


def test_what_does_not_fit_is_told_but_is_no_bar(signed_in: Client, pair: dict[str, Any]) -> None:
    person, task = pair["person"], pair["task"]
    person.accommodations, person.hours_per_week = ["pauser", "stille"], Decimal(4)
    person.save()
    task.offered, task.not_offered, task.demands = [], ["stille"], ["kørekort"]
    task.save()
    page = text(signed_in.get(pair["address"]))
    for words in ("Har brug for et stille sted. Det tilbydes ikke.", "Opgaven kræver kørekort. Det har personen ikke."):
        assert words in page
    assert "Har brug for ekstra pauser. Spørg arbejdspladsen." in page.partition("Det skal I aftale")[2]
    assert signed_in.post(pair["address"], TYPED).status_code == 302


def test_how_far_a_protected_person_lives_is_not_told(
    signed_in: Client, membership: Membership, pair: dict[str, Any]
) -> None:
    person = pair["person"]
    person.address_protected, person.reach_km, person.postcode = True, Decimal(1), "9990"
    person.save()
    assert signed_in.get(pair["address"]).status_code == 404, "a colleague starts nothing, and reads nothing"
    person.consultant = membership.user
    person.save()
    page = text(signed_in.get(pair["address"]))
    assert "Længere væk, end personen kan komme." in page
    assert " km" not in page
    assert "Skagen" not in page
