"""The pages about placements as Mette meets them: the list, one placement, start, hours, end. It is Monday 16 March 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from placements.models import Hours, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    HoursFactory,
    MunicipalityFactory,
    ParticipationFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    StatusSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

NINE_TO_TWELVE = (9 * 60, 12 * 60)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Noon on the organisation's clock, Monday 16 March 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))
    return date(2026, 3, 16)


@pytest.fixture
def placement(municipality: Organisation) -> Placement:
    """Amina Hassan at Bageriet, from 5 January to 30 June."""
    task = TaskFactory.create(workplace__name="Bageriet", start=date(2026, 1, 1))
    return PlacementFactory.create(
        candidate__first_name="Amina", candidate__last_name="Hassan", task=task, workplace=task.workplace
    )


def shift(placement: Placement, *days: date, start: int = NINE_TO_TWELVE[0], end: int = NINE_TO_TWELVE[1]) -> None:
    for day in days:
        ShiftFactory.create(placement=placement, window=DatedWindow(day, start, end))


def text(response: HttpResponse) -> str:
    """What stands on the page, with plain spaces."""
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def said(response: HttpResponse) -> str:
    return "; ".join(str(message) for message in get_messages(response.wsgi_request)).replace("\N{NO-BREAK SPACE}", " ")


def url(name: str, placement: Placement) -> str:
    return reverse(f"placements:{name}", args=[placement.public_id])


def hours_rows(placement: Placement) -> list[tuple[date, date, Decimal]]:
    return list(placement.hours.values_list("first_day", "last_day", "hours"))


# --- the list ---


def test_the_list_tells_how_each_placement_goes(signed_in: Client, placement: Placement) -> None:
    PlacementFactory.create(start=date(2026, 4, 1))
    PlacementFactory.create(start=date(2025, 9, 1), planned_end=date(2026, 3, 6))
    PlacementFactory.create(start=date(2025, 9, 1), actual_end=date(2026, 3, 6), end_reason="ansat")
    page = text(signed_in.get(reverse("placements:list")))
    for words in ("I gang <strong>1", "Starter snart <strong>1", "Skulle være slut <strong>1", "Sluttet <strong>1"):
        assert words in page
    for words in ("Starter 1. apr.<", "Skulle være slut 6. mar.<", "Sluttet: ansat<", "Amina Hassan"):
        assert words in page


def names(response: HttpResponse) -> list[str]:
    return [str(row.candidate) for row in response.context["listing"].rows]


def test_the_list_is_searched_narrowed_and_sorted_by_its_address(
    signed_in: Client, placement: Placement, scope: Scope
) -> None:
    programme = ProgrammeFactory.create()
    other = PlacementFactory.create(
        candidate__first_name="Bo", candidate__last_name="Ågaard", candidate__consultant=scope.user, kind="praktik",
        programme=programme, start=date(2026, 2, 1), planned_end=date(2026, 5, 1),
    )  # fmt: skip
    address = reverse("placements:list")
    assert names(signed_in.get(address)) == ["Bo Ågaard", "Amina Hassan"]
    assert names(signed_in.get(address, {"sorter": "person-om"})) == ["Bo Ågaard", "Amina Hassan"]
    assert names(signed_in.get(address, {"sorter": "slut-sidst"})) == ["Amina Hassan", "Bo Ågaard"]
    for parameters in (
        {"q": "ågaard bo"},
        {"q": other.workplace.name.lower()},
        {"type": "praktik"},
        {"konsulent": "mig"},
        {"indsats": str(programme.public_id)},
    ):
        assert names(signed_in.get(address, parameters)) == ["Bo Ågaard"], parameters
    nothing = text(signed_in.get(address, {"q": "Bo", "tilstand": "sluttet"}))
    assert "Ingen forløb passer til det, du har valgt." in nothing


def test_an_empty_list_says_what_to_do(signed_in: Client) -> None:
    assert "Find en opgave og en person til den" in text(signed_in.get(reverse("placements:list")))


def test_a_long_list_costs_no_more_queries_than_a_short_one(signed_in: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            signed_in.get(address)
        return len(captured)

    address = reverse("placements:list")
    programme = ProgrammeFactory.create()
    signed_in.get(address)
    PlacementFactory.create_batch(2, programme=programme, task=TaskFactory.create(seats=30))
    few = queries(address)
    PlacementFactory.create_batch(20, programme=programme, task=TaskFactory.create(seats=30))
    assert queries(address) == few
    assert few <= 12


# --- one placement ---


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


# --- start ---


@pytest.fixture
def pair(municipality: Organisation) -> dict[str, Any]:
    """A task with fixed times at Bageriet, and Amina, who takes part in a programme."""
    task = TaskFactory.create(workplace__name="Bageriet", start=date(2026, 1, 5), kind="praktik")
    person = CandidateFactory.create(first_name="Amina", last_name="Hassan", keeper=municipality)
    programme = ParticipationFactory.create(candidate=person, programme__name="Små job").programme
    address = reverse("placements:start", args=[task.public_id, person.public_id])
    return {"task": task, "person": person, "programme": programme, "address": address}


TYPED = {
    "kind": "småjob",
    "start": "23.3.2026",
    "planned_end": "31.5.2026",
    "dag-0": "man",
    "fra-0": "9",
    "til-0": "12",
}


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


def test_how_far_a_protected_person_lives_is_not_told(signed_in: Client, pair: dict[str, Any]) -> None:
    person = pair["person"]
    person.address_protected, person.reach_km, person.postcode = True, Decimal(1), "9990"
    person.save()
    page = text(signed_in.get(pair["address"]))
    assert "Længere væk, end personen kan komme." in page
    assert " km" not in page
    assert "Skagen" not in page


# --- hours ---


def test_the_planned_hours_are_filled_in_and_one_button_saves_them(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 13), date(2026, 3, 18))
    form = signed_in.get(url("hours", placement)).context["form"]
    assert {name: form[name].value() for name in form.fields} == {
        "dag-2026-03-09": "3",
        "dag-2026-03-11": "3",
        "dag-2026-03-13": "3",
    }, "a shift that has not been is not asked for"
    typed = {"dag-2026-03-09": "2,5", "dag-2026-03-11": "0", "dag-2026-03-13": ""}
    response = signed_in.post(url("hours", placement), typed)
    assert said(response) == "Timerne er gemt: 2 dage, i alt 2,5 timer."
    assert hours_rows(placement) == [
        (date(2026, 3, 9), date(2026, 3, 9), Decimal("2.5")),
        (date(2026, 3, 11), date(2026, 3, 11), Decimal(0)),
    ]
    assert list(signed_in.get(url("hours", placement)).context["form"].fields) == ["dag-2026-03-13"]


def test_a_night_when_the_clock_changes_has_its_real_hours(
    signed_in: Client, scope: Scope, placement: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 30, 10, tzinfo=UTC))
    signed_in.force_login(scope.user)  # the session of two weeks before is over
    shift(placement, date(2026, 3, 29), start=0, end=360)
    shift(placement, date(2026, 3, 30))
    response = signed_in.get(url("hours", placement))
    assert response.context["form"]["dag-2026-03-29"].value() == "5"
    assert "søn 29. mar. kl. 0–6" in text(response)
    assert "man 30. mar. kl. 9–12" in text(response), "the local clock, also in summer time"


def test_two_shifts_of_a_day_are_one_sum(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 11))
    shift(placement, date(2026, 3, 11), start=13 * 60, end=14 * 60 + 30)
    response = signed_in.get(url("hours", placement))
    assert response.context["form"]["dag-2026-03-11"].value() == "4,5"
    assert "ons 11. mar. kl. 9–12 og 13–14.30" in text(response)


def test_a_day_is_not_asked_for_before_its_last_shift_is_over(
    signed_in: Client, placement: Placement, today: date
) -> None:
    shift(placement, today, end=11 * 60)
    shift(placement, today, start=15 * 60, end=16 * 60)
    assert signed_in.get(url("hours", placement)).context["missing"] == []


def test_nonsense_is_told_beside_its_field_and_nothing_is_written(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11))
    response = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3", "dag-2026-03-11": "tre"})
    page = text(response)
    assert response.status_code == 422
    assert 'href="#id_dag-2026-03-11"' in page
    assert "Skriv et antal timer, fx 2,5 eller 2:30." in page
    assert 'value="tre"' in page
    assert hours_rows(placement) == []


def test_a_day_that_another_has_written_meanwhile_is_named(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11))
    HoursFactory.create(placement=placement, first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
    response = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3", "dag-2026-03-11": "3"})
    assert "Der er allerede timer for 9. marts 2026." in text(response)
    assert len(hours_rows(placement)) == 1


def test_the_same_form_sent_twice_writes_once(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9))
    signed_in.post(url("hours", placement), {"dag-2026-03-09": "3"})
    again = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3"})
    assert again.status_code == 422
    assert "Der er allerede timer for 9. marts 2026." in text(again)
    assert len(hours_rows(placement)) == 1


def test_at_most_a_month_is_asked_for_at_a_time(signed_in: Client, placement: Placement) -> None:
    days = [date(2026, 1, n) for n in range(5, 32)] + [date(2026, 2, n) for n in range(1, 11)]
    shift(placement, *days)
    response = signed_in.get(url("hours", placement))
    assert len(response.context["form"].fields) == 31
    assert "6 dage mere mangler timer" in text(response)
    typed = dict.fromkeys(response.context["form"].fields, "3")
    assert signed_in.post(url("hours", placement), typed)["Location"] == url("hours", placement), "the rest comes next"


def test_a_sum_for_a_period_is_written(signed_in: Client, placement: Placement) -> None:
    address = url("hours", placement) + "?fane=periode"
    typed = {"first_day": "2.3.2026", "last_day": "8-3-2026", "hours": "12:30"}
    response = signed_in.post(address, typed)
    assert said(response) == "12,5 timer er gemt for 2. mar. – 8. mar. 2026."
    assert hours_rows(placement) == [(date(2026, 3, 2), date(2026, 3, 8), Decimal("12.5"))]


@pytest.mark.parametrize(
    ("first", "last", "hours", "field"),
    [
        ("1.1.2026", "1.1.2026", "3", "first_day"),
        ("3.3.2026", "2.3.2026", "3", "last_day"),
        ("2.3.2026", "2.3.2026", "25", "hours"),
        ("17.3.2026", "17.3.2026", "3", "last_day"),
    ],
)
def test_an_impossible_sum_is_refused_beside_its_field(
    signed_in: Client, placement: Placement, first: str, last: str, hours: str, field: str
) -> None:
    typed = {"first_day": first, "last_day": last, "hours": hours}
    response = signed_in.post(url("hours", placement), typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'value="{first}"' in text(response)
    assert hours_rows(placement) == []


def test_hours_are_corrected_with_a_reason(signed_in: Client, placement: Placement) -> None:
    row = HoursFactory.create(placement=placement)
    address = reverse("placements:correct_hours", args=[row.public_id])
    assert "Nu står der 6 timer." in text(signed_in.get(address))
    refused = signed_in.post(address, {"hours": "5", "reason": ""})
    assert refused.status_code == 422
    assert 'value="5"' in text(refused)
    assert signed_in.post(address, {"hours": "200", "reason": "x"}).context["form"].errors["hours"]
    response = signed_in.post(address, {"hours": "5", "reason": "Gik tidligt hjem"})
    assert said(response) == "Timerne for 5. jan. – 11. jan. 2026 er rettet fra 6 til 5."
    row.refresh_from_db()
    assert row.hours == 5


# --- end ---


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


# --- who may, and how ---


def addresses(placement: Placement, row: Hours, person_id: Any) -> list[str]:
    assert placement.task is not None
    return [
        *(url(name, placement) for name in ("detail", "hours", "end", "preview_end")),
        reverse("placements:correct_hours", args=[row.public_id]),
        reverse("placements:start", args=[placement.task.public_id, person_id]),
    ]


def test_another_organisation_s_placements_are_not_there(signed_in: Client, scope: Scope) -> None:
    theirs = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    task = TaskFactory.create(keeper=theirs)
    placement = PlacementFactory.create(
        candidate=CandidateFactory.create(keeper=theirs), task=task, workplace=task.workplace
    )
    row = HoursFactory.create(placement=placement)
    own = CandidateFactory.create(keeper=scope.organisation)
    for address in addresses(placement, row, placement.candidate.public_id):
        if not address.endswith("/vis/"):
            assert signed_in.get(address).status_code == 404, address
        if address != url("detail", placement):
            typed = {**TYPED, "on": "16.3.2026", "hours": "1", "reason": "ansat"}
            assert signed_in.post(address, typed).status_code == 404, address
    assert signed_in.get(reverse("placements:start", args=[task.public_id, own.public_id])).status_code == 404
    ours = TaskFactory.create(keeper=scope.organisation, workplace=WorkplaceFactory.create(keeper=scope.organisation))
    address = reverse("placements:start", args=[ours.public_id, placement.candidate.public_id])
    assert signed_in.post(address, TYPED).status_code == 404
    assert names(signed_in.get(reverse("placements:list"))) == []
    assert Placement.objects.count() == 1


def test_nobody_comes_in_without_signing_in(client: Client, placement: Placement) -> None:
    row = HoursFactory.create(placement=placement)
    for address in [reverse("placements:list"), *addresses(placement, row, placement.candidate.public_id)]:
        assert client.post(address).status_code in (302, 405), address
        assert "/konto/login" in client.get(address).headers.get("Location", ""), address


def test_showing_a_form_writes_nothing(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 11))
    row = HoursFactory.create(placement=placement)

    def stock() -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (Placement, Shift, Hours, Event))

    before = stock()
    for address in addresses(placement, row, CandidateFactory.create(keeper=placement.keeper).public_id):
        response = signed_in.get(address, {"on": "16.3.2026", "reason": "ansat", "hours": "1", "dag-2026-03-11": "3"})
        assert response.status_code == (405 if address.endswith("/vis/") else 200), address
    assert stock() == before
