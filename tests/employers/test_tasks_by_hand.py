"""A task is posted, changed, posted again and put away, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers.models import Task, Workplace
from smaajob.accounts.models import Organisation
from smaajob.audit.models import Event
from smaajob.schedule import parse_window
from tests.employers.filling import form_of, send
from tests.factories import PlacementFactory, TaskFactory, WorkplaceFactory

WEEK = {
    "title": "Fylde varer op",
    "category": "butik",
    "start": "2-3-2026",
    "windows-man": "9-12",
    "windows-ons": "9-12",
}


def at(name: str, thing: Any) -> str:
    return reverse(f"employers:{name}", args=[thing.public_id])


@pytest.fixture
def bakery(municipality: Organisation) -> Workplace:
    return WorkplaceFactory.create(
        keeper=municipality, name="Limfjordens Bageri", offered=["pauser"], not_offered=["tolk"]
    )


@pytest.fixture
def new(bakery: Workplace) -> str:
    return at("new_task", bakery)


def times(task: Task) -> list[str]:
    return [str(window) for window in task.windows]


def test_a_task_of_every_week_is_posted_on_one_page(signed_in: Client, new: str) -> None:
    page = send(
        signed_in,
        new,
        **WEEK,
        end="30-6-2026",
        seats="2",
        kind="løntilskud",
        description="Du fylder hylder op.",
        postcode="9400",
        demands=["kørekort", "tunge_løft"],
        step="3",
        hourly_pay="142,50",
        **{"languages-0": "da", "languages-0-level": "A2", "offers-siddende": "ja", "offers-stille": "nej"},
    )

    task = Task.objects.get()
    assert times(task) == ["man 09:00-12:00", "ons 09:00-12:00"]
    assert (task.flexible, task.hours, task.min_session_hours) == (False, None, Decimal(2))
    assert (task.start, task.end, task.seats, task.postcode) == (date(2026, 3, 2), date(2026, 6, 30), 2, "9400")
    assert (task.demands, task.languages, task.step) == (["kørekort", "tunge_løft"], ["da:A2"], 3)
    assert (task.offered, task.not_offered, task.hourly_pay) == (["siddende"], ["stille"], Decimal("142.5"))
    for words in (
        "Opgaven er oprettet.", "man 9–12, ons 9–12", "På en arbejdsplads med mentor", "142,50 kr. i timen",
        "9400 Nørresundby", "Tunge løft", "dansk (A2)",
    ):  # fmt: skip
        assert words in page.text
    assert "Oprettet." in signed_in.get(at("task", task), {"fane": "historik"}).text


def test_the_page_says_what_the_workplace_says_already(signed_in: Client, new: str) -> None:
    page = signed_in.get(new).text
    assert page.count("Arbejdspladsen: kan tilbydes") == 1
    assert page.count("Arbejdspladsen: kan ikke tilbydes") == 1
    assert "Det udelukker aldrig nogen." in page


def test_a_task_on_certain_dates_runs_from_the_first_to_the_last(signed_in: Client, new: str) -> None:
    send(
        signed_in,
        new,
        title="Julemarked",
        category="event",
        timing="datoer",
        **{"dates-dag-0": "5.12.2026", "dates-fra-0": "9", "dates-til-0": "12.30"},
        **{"dates-dag-1": "4.12.2026 13-15"},
        **{"windows-man": "det her er foldet væk"},
    )

    task = Task.objects.get()
    assert times(task) == ["2026-12-04 13:00-15:00", "2026-12-05 09:00-12:30"]
    assert (task.start, task.end) == (date(2026, 12, 4), date(2026, 12, 5))


def test_a_task_that_is_done_when_it_suits(signed_in: Client, new: str) -> None:
    page = send(signed_in, new, **{**WEEK, "windows-man": "8-16"}, timing="frit", hours="7,5", min_session_hours="2:30")

    task = Task.objects.get()
    assert (task.flexible, task.hours, task.min_session_hours) == (True, Decimal("7.5"), Decimal("2.5"))
    assert "som det passer" in page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Skriv med få ord, hvad der skal laves."),
        ({"category": ""}, "Vælg, hvad det er for noget arbejde."),
        ({"windows-man": "", "windows-ons": ""}, "Skriv tiderne for mindst én dag."),
        ({"windows-man": "ni til tolv"}, "Det kan vi ikke læse: ni til tolv."),
        ({"start": ""}, "Skriv en dato, fx 2-3-2026."),
        ({"start": "snart"}, "Skriv datoen med dag, måned og år"),
        ({"end": "1-3-2026"}, "Den sidste dag ligger før den første."),
        ({"seats": "0"}, "Skriv mindst 1."),
        ({"seats": "99999"}, "Skriv højst 32.767."),
        ({"seats": "to"}, "Skriv et helt tal."),
        ({"postcode": "21119"}, "Et dansk postnummer har 4 cifre."),
        ({"hourly_pay": "meget"}, "Skriv et beløb i kroner, fx 142,50."),
        ({"hourly_pay": "-1"}, "Skriv et beløb i kroner, fx 142,50."),
        ({"timing": "datoer"}, "Skriv mindst én dato med tider."),
        (
            {"timing": "datoer", "dates-dag-0": "mandag", "dates-fra-0": "9", "dates-til-0": "12"},
            "Skriv en dato, fx 2.3.2026.",
        ),
        (
            {"timing": "datoer", "dates-dag-0": "3.3.2026", "dates-fra-0": "12", "dates-til-0": "9"},
            "Skal være senere end 12.",
        ),
        (
            {"timing": "datoer", "dates-dag-0": "1.3.2026", "dates-fra-0": "9", "dates-til-0": "12"},
            "1.3.2026 ligger uden for opgavens første og sidste dag.",
        ),
        (
            {"timing": "datoer", "dates-dag-0": "3.3.2026 9-12", "dates-dag-1": "3.3.2026 11-13"},
            "To af tiderne overlapper hinanden.",
        ),
        ({"timing": "frit"}, "Skriv et antal timer, fx 2,5 eller 2:30."),
        ({"timing": "frit", "hours": "0"}, "Skriv, hvor mange timer arbejdet er på"),
        ({"timing": "frit", "hours": "7"}, "Der er kun 6\N{NO-BREAK SPACE}timer i de tider"),
        ({"timing": "frit", "hours": "4", "min_session_hours": "4"}, "Den længste er 3\N{NO-BREAK SPACE}timer."),
        ({"timing": "altid"}, "altid"),
        ({"demands": ["tunge_løft"], "offers-ingen_tunge_løft": "ja"}, "Opgaven kræver tunge løft."),
        ({"demands": ["doktorgrad"]}, "doktorgrad"),
        ({"languages-0": "", "languages-0-level": "A2"}, "Vælg, hvilket sprog det er."),
        ({"languages-0": "da", "languages-1": "da"}, "Sproget står der to gange."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    wrong: dict[str, Any], said: str, signed_in: Client, new: str
) -> None:
    page = send(signed_in, new, **{**WEEK, "description": "Du fylder hylder op.", **wrong})

    assert page.status_code == 422
    assert said in page.text
    assert "Du fylder hylder op." in page.text
    assert not Task.objects.exists()
    assert "Du fylder hylder op." in signed_in.get(new).text


@pytest.mark.parametrize(
    "kind",
    [
        {"windows": ["man 09:00-12:00", "ons 09:00-12:00"], "hours": Decimal(6)},
        {"windows": ["man 08:00-16:00"], "flexible": True, "hours": Decimal("7.25"), "min_session_hours": Decimal(3)},
        {"windows": ["2026-03-02 09:00-12:00", "2026-03-03 22:00-24:00"]},
        {"windows": ["2026-03-02 09:00-12:00"], "flexible": True, "hours": Decimal(2)},
    ],
)
def test_nothing_changes_when_a_page_is_saved_as_it_stands(
    kind: dict[str, Any], signed_in: Client, bakery: Workplace
) -> None:
    task = TaskFactory.create(
        keeper=bakery.keeper,
        workplace=bakery,
        **{**kind, "windows": [parse_window(text) for text in kind["windows"]]},
        demands=["kørekort"],
        languages=["da:A2", "xh"],
        step=2,
        offered=["pauser"],
        hourly_pay=Decimal("1042.5"),
        end=None,
        external_id="O-1",
    )
    before = Task.objects.values().get()

    page = send(signed_in, at("edit_task", task))

    assert "Opgaven er gemt." in page.text
    assert Task.objects.values().get() == before
    assert not Event.objects.about(task).exists()


def test_other_times_leave_the_old_sum_behind_and_stand_in_the_history(signed_in: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery, hours=Decimal(6))
    assert "Er der allerede nogen i opgaven, så beholder de de tider" in signed_in.get(at("edit_task", task)).text

    send(signed_in, at("edit_task", task), **{"windows-fre": "9-12"})

    task.refresh_from_db()
    assert task.hours is None
    told = signed_in.get(at("task", task), {"fane": "historik"}).text
    assert "fre 09:00-12:00" in told


def test_seats_that_are_taken_can_not_go(signed_in: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery, seats=2)
    for _person in range(2):
        PlacementFactory.create(candidate__keeper=bakery.keeper, workplace=bakery, task=task)

    page = send(signed_in, at("edit_task", task), seats="1", title="Mere end varer")

    assert page.status_code == 422
    assert "Der er flere i opgaven, end der så ville være plads til." in page.text
    assert "Mere end varer" in page.text
    task.refresh_from_db()
    assert (task.seats, task.title) == (2, "Fylde varer op")


def test_the_same_task_again_has_everything_but_the_dates(signed_in: Client, bakery: Workplace) -> None:
    old = TaskFactory.create(
        keeper=bakery.keeper, workplace=bakery, title="Pakke ordrer", seats=3, external_id="O-1", offered=["stille"]
    )

    filled = form_of(signed_in, at("copy_task", old))
    assert (filled["start"], filled["end"], filled["title"]) == ([""], [""], ["Pakke ordrer"])
    send(signed_in, at("copy_task", old), start="1-9-2026")

    copy = Task.objects.exclude(pk=old.pk).get()
    assert (copy.title, copy.seats, copy.offered, times(copy)) == ("Pakke ordrer", 3, ["stille"], times(old))
    assert copy.external_id.startswith("sj-")


def test_a_task_is_put_away_and_taken_out_again(signed_in: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery)

    send(signed_in, at("archive_task", task), how="mistake", reason="Skrevet to gange")
    assert signed_in.get("/opgaver/").context["listing"].total == 0
    assert signed_in.get("/opgaver/", {"vis": "alle"}).context["listing"].total == 0
    assert [one.pk for one in signed_in.get("/opgaver/", {"vis": "arkiv"}).context["listing"].rows] == [task.pk]
    assert "Det var en fejl" in signed_in.get(at("task", task)).text

    signed_in.post(at("archive_task", task), {"restore": "1"})
    assert signed_in.get("/opgaver/").context["listing"].total == 1


def test_somebody_in_it_keeps_it(signed_in: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery)
    PlacementFactory.create(candidate__keeper=bakery.keeper, workplace=bakery, task=task)

    page = send(signed_in, at("archive_task", task), how="done")

    assert page.status_code == 422
    assert "Der er et forløb, som ikke er sluttet." in page.text


def test_the_workplace_is_found_first(signed_in: Client, bakery: Workplace) -> None:
    WorkplaceFactory.create(keeper=bakery.keeper, name="Gug Skole")
    WorkplaceFactory.create(
        keeper=bakery.keeper, name="Limfjordens Lukkede", archived_at=timezone.now(), archived_as="done"
    )

    page = signed_in.get("/opgaver/ny/", {"q": "limfjord"}).text

    assert at("new_task", bakery) in page
    assert "Gug Skole" not in page
    assert "Limfjordens Lukkede" not in page


def test_nothing_is_posted_where_it_is_over(signed_in: Client, bakery: Workplace, new: str) -> None:
    Workplace.objects.filter(pk=bakery.pk).update(archived_at=timezone.now(), archived_as="done")

    page = send(signed_in, new, **WEEK)

    assert page.status_code == 422
    assert "Arbejdspladsen ligger i arkivet." in page.text
