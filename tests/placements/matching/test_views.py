"""The lists as a consultant sees them: who can, what is to be arranged, what stands in whose way."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from candidates.models import Candidate
from employers.models import Task
from placements.models import Placement
from smaajob.accounts.models import Membership, Organisation
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    CandidateFactory,
    PartnerFactory,
    PlacementFactory,
    ShiftFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
# Far enough ahead that the day on which the tests run makes no difference: a Monday.
START = date(2031, 3, 3)


@pytest.fixture
def task(municipality: Organisation) -> Task:
    workplace = WorkplaceFactory.create(keeper=municipality, name="Kagehuset", not_offered=["stille"])
    return TaskFactory.create(keeper=municipality, workplace=workplace, start=START, languages=["da:A2"])


def candidate(keeper: Organisation, name: str, **fields: Any) -> Candidate:
    first, last = name.split()
    return CandidateFactory.create(keeper=keeper, first_name=first, last_name=last, says_yes=True, **fields)


def page(client: Client, url: str, **headers: Any) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).replace("\N{NO-BREAK SPACE}", " ").split())


def people_url(task: Task, query: str = "") -> str:
    return reverse("placements:candidates_for_task", args=[task.public_id]) + query


def tasks_url(person: Candidate, query: str = "") -> str:
    return reverse("placements:tasks_for_candidate", args=[person.public_id]) + query


def in_order(text: str, *parts: str) -> bool:
    """Whether each part comes somewhere after the one before it."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
    return True


def test_those_who_can_come_first_with_what_fits_and_what_is_to_be_arranged(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    anna = candidate(municipality, "Anna Ager", accommodations=["mentor"])
    bo = candidate(municipality, "Bo Bang", hours_per_week=8)
    html = page(signed_in, people_url(task))
    text = text_of(html)
    assert "2 personer kan tage opgaven" in text
    assert in_order(text, "Bo Bang", "Anna Ager")  # nothing to arrange comes before one thing
    assert "Kan på de tider. 6 af 8 timer om ugen. Taler dansk (B2)." in text
    assert "Har brug for en mentor. Spørg arbejdspladsen." in text
    assert "ikke en rangordning af mennesker" in text
    for person in (anna, bo):
        assert reverse("candidates:detail", args=[person.public_id]) in html
        assert reverse("placements:start", args=[task.public_id, person.public_id]) in html


def test_the_nearest_come_first_where_as_much_is_to_be_arranged(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    candidate(municipality, "Anna Langt", postcode="9400")
    candidate(municipality, "Bo Nær", postcode="9000")
    candidate(municipality, "Carl Ukendt", postcode="0001")
    assert in_order(text_of(page(signed_in, people_url(task))), "Bo Nær", "Anna Langt", "Carl Ukendt")


def test_a_protected_address_is_not_given_away_by_distance_or_place_in_the_list(
    signed_in: Client, membership: Membership, municipality: Organisation, task: Task
) -> None:
    mine = {"consultant": membership.user, "address_protected": True}
    candidate(municipality, "Anna Skjult", postcode="9000", **mine)
    candidate(municipality, "Bo Nær", postcode="9220")
    candidate(municipality, "Carl Skjult", postcode="9400", reach_km=1, **mine)
    text = text_of(page(signed_in, people_url(task)))
    assert in_order(text, "Bo Nær", "Anna Skjult", "Inden for rækkevidde.", "Længere væk, end personen kan komme.")
    assert text.count(" km") == 1


def test_colleagues_do_not_learn_whether_a_protected_person_lives_near(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    candidate(municipality, "Anna Skjult", postcode="9000", address_protected=True, reach_km=1)
    candidate(municipality, "Bo Nær", postcode="9220")
    candidate(municipality, "Carl Skjult", postcode="9400", address_protected=True, reach_km=1)
    text = text_of(page(signed_in, people_url(task)))
    assert "3 personer kan tage opgaven" in text, "near and far alike: nobody is sorted out for where they live"
    assert in_order(text, "Bo Nær", "Anna Skjult", "Carl Skjult"), "by name, not by how far"
    for words in ("Inden for rækkevidde", "Længere væk", "Samme postnummer"):
        assert words not in text
    assert text.count("km væk") == 1


def test_everyone_else_is_there_with_all_that_stands_in_the_way(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    candidate(
        municipality,
        "Dorte Dal",
        availability=[parse_window("fre 08:00-16:00")],
        accommodations=["stille"],
        languages=[],
    )
    candidate(municipality, "Eva Eng", accommodations=["stille"])
    text = text_of(page(signed_in, people_url(task)))
    assert "Ingen personer kan tage opgaven" in text
    assert "2 personer kan ikke tage opgaven lige nu" in text
    assert "Kan ikke på de tider 1" in text
    assert "Har brug for noget, der ikke tilbydes 2" in text
    assert "Mangler sproget 1" in text
    assert in_order(
        text,
        "Eva Eng",  # one thing in the way comes before three
        "Dorte Dal",
        "Kan ikke man 9–12, ons 9–12.",
        "Har brug for et stille sted. Det tilbydes ikke.",
        "Opgaven kræver dansk (A2). Det taler personen ikke.",
    )


def test_a_rule_is_a_filter_that_opens_the_list(signed_in: Client, municipality: Organisation, task: Task) -> None:
    candidate(municipality, "Anna Kan")
    candidate(municipality, "Dorte Tider", availability=[parse_window("fre 08:00-16:00")])
    candidate(municipality, "Eva Stille", accommodations=["stille"])
    html = page(signed_in, people_url(task, "?regel=tider"))
    text = text_of(html)
    assert "Dorte Tider" in text
    assert "Eva Stille" not in text
    assert "Anna Kan" not in text
    assert "1 person kan tage opgaven. Se dem, der kan" in text
    assert '<details id="andre" class="act" open>' in html
    assert "Eva Stille" in text_of(page(signed_in, people_url(task, "?regel=alle")))


def test_a_rule_that_is_none_is_as_if_it_was_not_there(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    candidate(municipality, "Anna Kan")
    for query in ("?regel=ukendt", "?side=99", "?side=x", "?q=%00"):
        assert "Anna Kan" in text_of(page(signed_in, people_url(task, query)))


def test_a_search_keeps_the_filter_and_the_pages_keep_the_search(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    for number in range(30):
        candidate(municipality, f"Anna{number:02d} Skov")
        candidate(municipality, f"Bente{number:02d} Skov", accommodations=["stille"])
    html = page(signed_in, people_url(task, "?q=skov"))
    assert "30 personer kan tage opgaven (her 1–25)" in text_of(html)
    assert "?q=skov&amp;side=2" in html
    assert "?q=skov&amp;regel=hensyn#andre" in html
    second = text_of(page(signed_in, people_url(task, "?q=skov&side=2")))
    assert "Anna29 Skov" in second
    assert "Anna00 Skov" not in second
    barred = page(signed_in, people_url(task, "?q=skov&regel=hensyn&side=2"))
    assert "Bente29 Skov" in text_of(barred)
    assert '<input type="hidden" name="regel" value="hensyn">' in barred
    assert 'value="skov"' in barred
    assert "Ingen personer kan tage opgaven" in text_of(page(signed_in, people_url(task, "?q=ingen")))


def test_who_is_in_the_task_is_told_and_a_full_task_starts_nobody(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    there = candidate(municipality, "Frida Fisk")
    other = candidate(municipality, "Gry Gran")
    PlacementFactory.create(
        candidate=there, task=task, workplace=task.workplace, start=START, planned_end=date(2031, 6, 1)
    )
    html = page(signed_in, people_url(task))
    text = text_of(html)
    assert "I opgaven nu: Frida Fisk." in text
    assert "Alle pladser er taget." in text
    assert "1 person kan tage opgaven" in text
    assert reverse("placements:start", args=[task.public_id, other.public_id]) not in html


def test_a_task_that_is_over_says_so(signed_in: Client, municipality: Organisation) -> None:
    candidate(municipality, "Anna Ager")
    over = TaskFactory.create(keeper=municipality, start=date(2024, 1, 1), end=date(2024, 6, 30))
    text = text_of(page(signed_in, people_url(over)))
    assert "Opgaven sluttede 30. jun. 2024." in text
    assert "Anna Ager" not in text


def test_a_shift_elsewhere_bars(signed_in: Client, municipality: Organisation, task: Task) -> None:
    placement = PlacementFactory.create(
        candidate=candidate(municipality, "Hans Hav"), start=START, planned_end=date(2031, 6, 1)
    )
    ShiftFactory.create(placement=placement, window=DatedWindow(START, 11 * 60, 13 * 60))
    assert "Personen har en anden vagt man 3. mar. 11–13." in text_of(page(signed_in, people_url(task)))


def test_htmx_gets_the_list_alone_and_a_browser_the_whole_page(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    anna = candidate(municipality, "Anna Ager")
    for url in (people_url(task), tasks_url(anna)):
        part = page(signed_in, url, **{"HX-Request": "true"})
        assert part.strip().startswith('<div id="liste">')
        whole = page(signed_in, url)
        assert "<h1>" in whole
        assert '<div id="liste">' in whole
        assert "<h1>" not in part


def test_somebody_elses_task_or_person_is_not_found(signed_in: Client, municipality: Organisation) -> None:
    partner = PartnerFactory.create()
    assert signed_in.get(people_url(TaskFactory.create(keeper=partner))).status_code == 404
    assert signed_in.get(tasks_url(CandidateFactory.create(keeper=partner))).status_code == 404


def test_nobody_sees_other_keepers_people(signed_in: Client, municipality: Organisation, task: Task) -> None:
    candidate(PartnerFactory.create(), "Ida Fremmed")
    assert "Ida Fremmed" not in text_of(page(signed_in, people_url(task)))


def test_the_lists_need_a_login_and_change_nothing(client: Client, task: Task) -> None:
    response = client.get(people_url(task))
    assert response.status_code == 302
    assert "/konto/" in response.headers["Location"]
    assert client.post(people_url(task)).status_code in {302, 405}
    assert not Placement.objects.exists()


def test_a_persons_tasks_are_those_they_can_take_and_why_not_the_others(
    signed_in: Client, municipality: Organisation, task: Task
) -> None:
    anna = candidate(municipality, "Anna Ager", accommodations=["stille"])
    other = TaskFactory.create(keeper=municipality, title="Luge og feje", start=START, offered=["stille"])
    html = page(signed_in, tasks_url(anna))
    text = text_of(html)
    assert "1 opgave kan Anna tage" in text
    assert in_order(text, "Luge og feje", "Har brug for et stille sted. Det tilbydes.", "1 opgave går ikke lige nu")
    assert in_order(text, "Fylde varer op", "Kagehuset", "Har brug for et stille sted. Det tilbydes ikke.")
    assert "Kan ikke tage det hensyn, der skal til 1" in text
    assert reverse("placements:start", args=[other.public_id, anna.public_id]) in html
    assert reverse("employers:task", args=[task.public_id]) in html
    assert "Luge og feje" not in text_of(page(signed_in, tasks_url(anna, "?q=varer")))


def test_a_person_sees_what_they_are_in_already(signed_in: Client, municipality: Organisation, task: Task) -> None:
    anna = candidate(municipality, "Anna Ager")
    PlacementFactory.create(
        candidate=anna, task=task, workplace=task.workplace, start=START, planned_end=date(2031, 6, 1)
    )
    text = text_of(page(signed_in, tasks_url(anna)))
    assert "Anna er i gang med Fylde varer op." in text
    assert "Ingen opgaver, Anna kan tage" in text


def test_ten_times_as_many_rows_cost_no_more_queries(signed_in: Client, municipality: Organisation, task: Task) -> None:
    anna = candidate(municipality, "Anna Ager")

    def add(count: int) -> None:
        for _number in range(count):
            placement = PlacementFactory.create(
                candidate__keeper=municipality, start=START, planned_end=date(2031, 6, 1)
            )
            ShiftFactory.create(placement=placement, window=DatedWindow(START, 540, 600))
            TaskFactory.create(keeper=municipality, start=START)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(signed_in, url)
        return len(captured)

    urls = (people_url(task), people_url(task, "?regel=alle"), tasks_url(anna), tasks_url(anna, "?regel=alle"))
    add(2)
    before = [cost(url) for url in urls]
    add(18)
    assert [cost(url) for url in urls] == before
    assert max(before) <= 15
