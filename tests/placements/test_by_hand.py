"""A placement written by hand: the same rules as an import's, in words; and what was wrong is put right, with its shifts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Task
from placements.actions import by_hand, hours
from placements.history import tell
from placements.models import Hours, Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import parse_window
from tests.factories import (
    CandidateFactory,
    HoursFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    TaskFactory,
    WorkplaceFactory,
)

TODAY = date(2026, 3, 4)
MONDAYS = [parse_window("man 09:00-12:00")]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday the 4th of March 2026, half past ten."""
    now = timezone.datetime(2026, 3, 4, 10, 30, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)


@pytest.fixture
def person(scope: Scope) -> Candidate:
    return CandidateFactory.create(keeper=scope.organisation, first_name="Fatima", last_name="Hassan")


@pytest.fixture
def task(scope: Scope) -> Task:
    """One seat, Mondays and Wednesdays from nine to twelve, from the 5th of January."""
    bakery = WorkplaceFactory.create(keeper=scope.organisation, name="Bageriet")
    return TaskFactory.create(keeper=scope.organisation, workplace=bakery, title="Fylde varer op")


def written(scope: Scope, person: Candidate, task: Task | None, **more: Any) -> Placement:
    values = {"kind": "småjob", "start": date(2026, 1, 5), "planned_end": date(2026, 3, 29), **more}
    workplace = values.pop("workplace", None) or (
        task.workplace if task else WorkplaceFactory.create(keeper=person.keeper)
    )
    return by_hand.register(by=scope, candidate=person, workplace=workplace, task=task, **values)


def refused(field: str, word: str) -> Any:
    return pytest.raises(ValidationError, match=rf"(?s){field}.*{word}")


def days(placement: Placement) -> list[date]:
    return list(Shift.objects.filter(placement=placement).order_by("day").values_list("day", flat=True))


def test_one_that_has_been_and_whose_times_nobody_knows(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, actual_end=date(2026, 2, 20), end_reason="gennemført")

    assert placement.is_over
    assert not days(placement)
    assert not placement.agreements.exists()
    told = tell(Event.objects.about(placement))[0]
    assert (
        told.what
        == "Forløbet blev skrevet ind med første dag 5. jan. 2026. Forløbet blev afsluttet 20. feb. 2026: gennemført."
    )


def test_one_with_the_tasks_times_gets_its_shifts_until_it_ended(scope: Scope, person: Candidate, task: Task) -> None:
    placement = written(
        scope, person, task, actual_end=date(2026, 1, 14), end_reason="sygdom", windows=list(task.windows)
    )

    assert days(placement) == [date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 12), date(2026, 1, 14)]
    assert placement.agreements.get().windows == task.windows


def test_one_without_a_task_has_the_times_that_were_typed(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, windows=MONDAYS, planned_end=date(2026, 1, 18))

    assert days(placement) == [date(2026, 1, 5), date(2026, 1, 12)]


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"planned_end": date(2026, 1, 4)}, "planned_end", "før det starter"),
        ({"planned_end": date(2029, 3, 1)}, "planned_end", "tre år"),
        ({"actual_end": date(2026, 1, 4), "end_reason": "andet"}, "actual_end", "før det starter"),
        ({"actual_end": date(2026, 3, 5), "end_reason": "andet"}, "actual_end", "ikke kommet endnu"),
        ({"actual_end": date(2026, 2, 1)}, "end_reason", "hvordan"),
        ({"end_reason": "andet"}, "actual_end", "hvilken dag"),
        ({"start": date(2025, 12, 1)}, "start", "begynder først 5. jan. 2026"),
        ({"windows": [*MONDAYS, parse_window("2026-03-02 09:00-12:00")]}, "windows", "ikke begge dele"),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    values: dict[str, Any], field: str, word: str, scope: Scope, person: Candidate, task: Task
) -> None:
    with refused(field, word):
        written(scope, person, task, **values)
    assert not Placement.objects.exists()


def test_a_task_of_another_workplace_is_refused(scope: Scope, person: Candidate, task: Task) -> None:
    with refused("task", "hører til Bageriet"):
        written(scope, person, task, workplace=WorkplaceFactory.create(keeper=scope.organisation))


def test_another_keepers_things_are_refused(scope: Scope, person: Candidate) -> None:
    with pytest.raises(ValidationError, match="egen organisation"):
        written(scope, person, None, workplace=WorkplaceFactory.create(keeper=PartnerFactory.create()))


def test_a_seat_that_was_taken_then_is_taken(scope: Scope, person: Candidate, task: Task) -> None:
    PlacementFactory.create(
        candidate=CandidateFactory.create(keeper=person.keeper),
        workplace=task.workplace,
        task=task,
        actual_end=date(2026, 2, 1),
        end_reason="andet",
    )
    with refused("task", "ikke ledig"):
        written(scope, person, task)
    assert written(scope, person, task, start=date(2026, 2, 2))


def test_two_shifts_at_once_are_refused(scope: Scope, person: Candidate, task: Task) -> None:
    written(scope, person, None, windows=MONDAYS)

    with refused("windows", "allerede en vagt mandag"):
        written(scope, person, task, windows=list(task.windows))


def test_who_is_put_away_begins_nothing(scope: Scope, person: Candidate) -> None:
    Candidate.objects.filter(pk=person.pk).update(archived_at=timezone.now(), archived_as="done")
    person.refresh_from_db()

    with pytest.raises(ValidationError, match="arkivet"):
        written(scope, person, None)
    assert written(scope, person, None, actual_end=date(2026, 2, 1), end_reason="andet")


def change(scope: Scope, placement: Placement, **values: Any) -> Placement:
    return by_hand.update(by=scope, placement=placement, **values)


def test_a_later_end_plans_the_new_days_and_an_earlier_one_takes_days_away(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, windows=MONDAYS, planned_end=date(2026, 3, 15))

    change(scope, placement, planned_end=date(2026, 3, 29))
    assert days(placement)[-2:] == [date(2026, 3, 16), date(2026, 3, 23)]
    change(scope, placement, planned_end=date(2026, 3, 10))
    assert days(placement)[-1] == date(2026, 3, 9)
    assert tell(Event.objects.about(placement))[0].what == (
        "Forløbet blev rettet. Planlagt slut fra 29. mar. 2026 til 10. mar. 2026."
    )


def test_what_has_been_stays_when_the_end_should_have_been_before(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, windows=MONDAYS, planned_end=date(2026, 3, 29))

    change(scope, placement, planned_end=date(2026, 2, 10))

    assert days(placement)[-1] == date(2026, 3, 2)


def test_an_earlier_start_plans_the_days_before(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, windows=MONDAYS)

    change(scope, placement, start=date(2025, 12, 29))

    assert days(placement)[0] == date(2025, 12, 29)
    assert placement.agreements.get().valid_from == date(2025, 12, 29)


def test_a_start_after_the_first_hours_is_refused(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None)
    HoursFactory.create(placement=placement, first_day=date(2026, 1, 7), last_day=date(2026, 1, 7))

    with refused("start", "timer fra 7. jan. 2026"):
        change(scope, placement, start=date(2026, 1, 8))
    placement.refresh_from_db()
    assert placement.start == date(2026, 1, 5)


def test_an_end_before_the_last_hours_is_refused(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, actual_end=date(2026, 2, 20), end_reason="andet")
    HoursFactory.create(placement=placement, first_day=date(2026, 2, 18), last_day=date(2026, 2, 18))

    with refused("actual_end", "timer helt til 18. feb. 2026"):
        change(scope, placement, actual_end=date(2026, 2, 17))


def test_one_that_was_not_over_after_all_runs_again_with_its_shifts(
    scope: Scope, person: Candidate, task: Task
) -> None:
    placement = written(
        scope, person, task, actual_end=date(2026, 2, 27), end_reason="andet", windows=list(task.windows),
        planned_end=date(2026, 3, 11),
    )  # fmt: skip

    change(scope, placement, actual_end=None, end_reason="")

    placement.refresh_from_db()
    assert not placement.is_over
    assert days(placement)[-4:] == [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 11)]
    assert tell(Event.objects.about(placement))[0].what == "Forløbet var ikke slut alligevel, og det er i gang igen."


def test_it_does_not_run_again_where_its_seat_is_taken(scope: Scope, person: Candidate, task: Task) -> None:
    placement = written(scope, person, task, actual_end=date(2026, 2, 1), end_reason="andet")
    written(scope, CandidateFactory.create(keeper=person.keeper), task, start=date(2026, 2, 2))

    with refused("start", "ikke ledig"):
        change(scope, placement, actual_end=None, end_reason="")
    placement.refresh_from_db()
    assert (placement.is_over, placement.task_id) == (True, task.pk)


def test_new_days_that_clash_are_refused(scope: Scope, person: Candidate, task: Task) -> None:
    placement = written(scope, person, None, windows=MONDAYS, planned_end=date(2026, 3, 8))
    written(scope, person, task, windows=list(task.windows), start=date(2026, 3, 9))

    with refused("planned_end", "allerede en vagt mandag"):
        change(scope, placement, planned_end=date(2026, 3, 29))
    assert days(placement)[-1] == date(2026, 3, 2)


def form_values(**more: Any) -> dict[str, Any]:
    return {
        "workplace": "Bageriet, 9000 Aalborg", "task": "", "kind": "småjob", "programme": "", "start": "5-1-2026",
        "planned_end": "29.3.2026", "actual_end": "", "end_reason": "", "times": "ukendt", **more,
    }  # fmt: skip


def test_the_page_takes_what_people_type(signed_in: Client, person: Candidate, task: Task) -> None:
    programme = ProgrammeFactory.create(keeper=person.keeper)
    url = reverse("placements:new", args=[person.public_id])
    values = form_values(workplace="bagerit", task="fylde varer", times="opgaven", programme=str(programme.public_id))

    answer = signed_in.post(url, values, follow=True)

    placement = Placement.objects.get()
    assert (placement.task, placement.programme) == (task, programme)
    assert "Forløbet er gemt. Det har 24 vagter." in answer.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"workplace": ""}, "Skriv, hvilken arbejdsplads det er."),
        ({"workplace": "Xyzzy"}, "Vi kender ingen arbejdsplads, der hedder det."),
        ({"task": "Xyzzy"}, "Arbejdspladsen har ingen opgave, der hedder det."),
        ({"task": "Pakke ordrer"}, "Opgaven hører til Genbrugshuset."),
        ({"times": "opgaven"}, "Vælg en opgave, eller skriv tiderne selv."),
        ({"times": "skrevet"}, "Skriv mindst én tid"),
        ({"times": "skrevet", "dag-0": "mandig", "fra-0": "9", "til-0": "12"}, "Skriv en ugedag"),
        ({"actual_end": "i går"}, "Skriv datoen med dag, måned og år"),
        ({"end_reason": "andet"}, "Skriv, hvilken dag forløbet sluttede."),
        ({"times": ""}, "Vælg, hvor vi har tiderne fra."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    values: dict[str, str], said: str, signed_in: Client, person: Candidate, task: Task
) -> None:
    elsewhere = WorkplaceFactory.create(keeper=person.keeper, name="Genbrugshuset")
    TaskFactory.create(keeper=person.keeper, workplace=elsewhere, title="Pakke ordrer")
    answer = signed_in.post(reverse("placements:new", args=[person.public_id]), form_values(**values))

    assert answer.status_code == 422
    assert said.lower() in answer.text.lower()
    assert "29.3.2026" in answer.text
    assert not Placement.objects.exists()


def test_two_of_one_name_are_asked_about(signed_in: Client, person: Candidate) -> None:
    for postcode in ("9000", "9400"):
        WorkplaceFactory.create(keeper=person.keeper, name="Bageriet", postcode=postcode)
    url = reverse("placements:new", args=[person.public_id])

    answer = signed_in.post(url, form_values(workplace="bageriet"))

    assert "Flere kan være ment: Bageriet, 9000 Aalborg; Bageriet, 9400 Nørresundby" in answer.text
    assert signed_in.post(url, form_values(workplace="Bageriet, 9400 Nørresundby")).status_code == 302


def test_the_page_is_filled_in_from_a_task(signed_in: Client, person: Candidate, task: Task) -> None:
    answer = signed_in.get(reverse("placements:new", args=[person.public_id]) + f"?opgave={task.public_id}")

    assert 'value="Bageriet, 9000 Aalborg"' in answer.text
    assert 'value="Fylde varer op"' in answer.text
    assert signed_in.get(reverse("placements:new", args=[person.public_id]) + "?opgave=%00").status_code == 200


def test_an_ended_one_is_put_right_on_its_page(signed_in: Client, scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None, actual_end=date(2026, 2, 20), end_reason="andet")
    url = reverse("placements:edit", args=[placement.public_id])
    page = signed_in.get(url)
    seen = page.context["page"]._seen
    values = {"kind": "praktik", "programme": "", "start": "6-1-2026", "planned_end": "29-3-2026", "_seen": seen}

    refusal = signed_in.post(url, values | {"actual_end": "", "end_reason": "andet"})
    answer = signed_in.post(url, values | {"actual_end": "21-2-2026", "end_reason": "sygdom"}, follow=True)

    assert refusal.status_code == 422
    assert "Skriv dagen, eller sæt kryds ved, at det ikke var slut." in refusal.text
    assert "Forløbet er rettet." in answer.text
    placement.refresh_from_db()
    assert (placement.kind, placement.start, placement.actual_end) == ("praktik", date(2026, 1, 6), date(2026, 2, 21))


def test_hours_that_never_were_are_taken_away_with_a_reason(signed_in: Client, scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None)
    row = HoursFactory.create(
        placement=placement, first_day=date(2026, 1, 7), last_day=date(2026, 1, 7), hours=Decimal(6)
    )
    url = reverse("placements:correct_hours", args=[row.public_id])

    refusal = signed_in.post(url, {"remove": "1", "hours": "6", "reason": ""})
    answer = signed_in.post(url, {"remove": "1", "hours": "vrøvl", "reason": "Skrevet på den forkerte"}, follow=True)

    assert refusal.status_code == 422
    assert "Skriv, hvorfor timerne skal fjernes." in refusal.text
    assert "Timerne for 7. jan. 2026 er fjernet. Der stod 6\xa0timer." in answer.text
    assert not Hours.objects.exists()
    told = tell(Event.objects.about(placement))[0]
    assert (told.what, told.why) == (
        "Timerne for 7. jan. 2026 blev fjernet. Der stod 6\xa0timer.",
        "Skrevet på den forkerte",
    )
    with pytest.raises(ValidationError):
        hours.remove(by=scope, row=row, reason=" ")


def test_a_placement_of_three_years_has_a_limit_of_three_years(scope: Scope, person: Candidate) -> None:
    assert written(scope, person, None, planned_end=date(2026, 1, 5) + timedelta(days=3 * 366))


def test_one_that_was_cancelled_meanwhile_is_told_of(scope: Scope, person: Candidate) -> None:
    placement = written(scope, person, None)
    Placement.objects.filter(pk=placement.pk).update(cancelled_at=timezone.now())

    with pytest.raises(ValidationError, match="netop annulleret"):
        change(scope, placement, planned_end=date(2026, 3, 1))
