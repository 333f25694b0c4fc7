"""The list of tasks, and one task's page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employers.models import Task
from smaajob.accounts.models import Organisation
from smaajob.schedule import parse_window
from tests.factories import ContactFactory, MunicipalityFactory, TaskFactory, WorkplaceFactory

LIST = "/opgaver/"
OVER, NEVER = date(2026, 2, 1), date(2999, 1, 1)


def titles(client: Client, **parameters: str) -> list[str]:
    return [task.title for task in client.get(LIST, parameters).context["listing"].rows]


def page_of(client: Client, task: Task) -> str:
    return client.get(reverse("employers:task", args=[task.public_id])).text


def test_the_list_says_what_when_and_how_much(signed_in: Client, municipality: Organisation) -> None:
    bakery = WorkplaceFactory.create(keeper=municipality, name="Limfjordens Bageri")
    TaskFactory.create(workplace=bakery, title="Pakke brød", seats=2, start=date(2026, 1, 5), end=NEVER)

    page = signed_in.get(LIST).text

    for words in ("Pakke brød", "Limfjordens Bageri", "Småjob", "man 9–12, ons 9–12", "5. jan. 2026 – 1. jan. 2999"):
        assert words in page
    assert "6\N{NO-BREAK SPACE}timer om ugen" in page


def test_flexible_and_dated_times_are_told_in_words(signed_in: Client) -> None:
    TaskFactory.create(
        title="Når det passer", flexible=True, hours=Decimal("7.5"), windows=[parse_window("man 08:00-16:00")]
    )
    TaskFactory.create(title="På to dage", windows=[parse_window("2026-03-02 09:00-12:00")])

    page = signed_in.get(LIST).text

    assert "Frit inden for man 8–16" in page
    assert "7,5\N{NO-BREAK SPACE}timer om ugen" in page
    assert "man 2. mar. 9–12" in page
    assert "3\N{NO-BREAK SPACE}timer i alt" in page


def test_only_what_is_not_over_is_shown_until_one_asks(signed_in: Client) -> None:
    TaskFactory.create(title="Pakke brød", end=NEVER)
    TaskFactory.create(title="Uden slut", end=None)
    TaskFactory.create(title="Slutter i dag", start=date(2026, 1, 5), end=timezone.localdate())
    TaskFactory.create(title="Sluttede i går", start=date(2026, 1, 5), end=timezone.localdate() - timedelta(days=1))

    assert set(titles(signed_in)) == {"Pakke brød", "Uden slut", "Slutter i dag"}
    assert set(titles(signed_in, vis="alle")) == {"Pakke brød", "Uden slut", "Slutter i dag", "Sluttede i går"}
    assert "Vis: Også sluttede" in signed_in.get(LIST, {"vis": "alle"}).text


def test_another_organisations_tasks_are_not_there(signed_in: Client) -> None:
    malmo = MunicipalityFactory.create(name="Malmö stad", country="SE", code="SE-1280")
    theirs = TaskFactory.create(keeper=malmo, title="Plocka äpplen")

    assert titles(signed_in, vis="alle") == []
    assert signed_in.get(reverse("employers:task", args=[theirs.public_id])).status_code == 404


@pytest.mark.parametrize("words", ["pakke", "limfjord", "9220"])
def test_a_task_is_found_by_its_title_place_or_postcode(words: str, signed_in: Client) -> None:
    TaskFactory.create(title="Pakke brød", workplace__name="Limfjordens Bageri", workplace__postcode="9220")
    TaskFactory.create(title="Male hegn", workplace__name="Gug Skole")

    assert titles(signed_in, q=words) == ["Pakke brød"]


def test_filters_narrow_the_list_and_stay_in_its_links(signed_in: Client) -> None:
    TaskFactory.create(title="Praktik i køkkenet", kind="praktik", category="køkken")
    TaskFactory.create(title="Småjob i køkkenet", category="køkken")
    TaskFactory.create(title="Småjob på lageret", category="lager", end=OVER)

    assert titles(signed_in, kategori="køkken", sorter="titel") == ["Praktik i køkkenet", "Småjob i køkkenet"]
    assert titles(signed_in, kategori="køkken", type="småjob") == ["Småjob i køkkenet"]
    page = signed_in.get(LIST, {"vis": "alle", "type": "småjob", "sorter": "titel-om"})
    assert [task.title for task in page.context["listing"].rows] == ["Småjob på lageret", "Småjob i køkkenet"]
    assert f'href="{LIST}?type=sm%C3%A5job&amp;sorter=titel-om"' in page.text, "the chip of `vis` keeps the others"


def test_the_order_is_by_start_or_title(signed_in: Client) -> None:
    for title, start in (
        ("Ålefiskeri", date(2026, 3, 1)),
        ("Zoneterapi", date(2026, 2, 1)),
        ("Arkiv", date(2026, 1, 1)),
    ):
        TaskFactory.create(title=title, start=start)

    assert titles(signed_in) == ["Ålefiskeri", "Zoneterapi", "Arkiv"]
    assert titles(signed_in, sorter="ældste") == ["Arkiv", "Zoneterapi", "Ålefiskeri"]
    assert titles(signed_in, sorter="titel") == ["Arkiv", "Zoneterapi", "Ålefiskeri"]


def test_the_tasks_of_one_workplace(signed_in: Client) -> None:
    here = TaskFactory.create(title="Pakke brød", workplace__name="Limfjordens Bageri").workplace
    TaskFactory.create(title="Male hegn")
    malmo = MunicipalityFactory.create(name="Malmö stad", country="SE", code="SE-1280")
    theirs = WorkplaceFactory.create(keeper=malmo)

    assert titles(signed_in, arbejdsplads=str(here.public_id)) == ["Pakke brød"]
    assert "Arbejdsplads: Limfjordens Bageri" in signed_in.get(LIST, {"arbejdsplads": str(here.public_id)}).text
    # What is no workplace of theirs is as if it was not asked for.
    assert len(titles(signed_in, arbejdsplads=str(theirs.public_id))) == 2
    assert len(titles(signed_in, arbejdsplads="sludder")) == 2


def test_an_empty_list_says_why(signed_in: Client) -> None:
    TaskFactory.create(title="Male hegn", end=OVER)
    page = signed_in.get(LIST).text
    assert "Her er ingen åbne opgaver." in page
    assert 'href="?vis=alle"' in page
    assert "Ingen opgaver passer til det, du har valgt." in signed_in.get(LIST, {"q": "findes ikke"}).text


def test_the_list_asks_as_few_questions_for_many_as_for_few(signed_in: Client) -> None:
    counts = []
    for number in (3, 27):
        TaskFactory.create_batch(number)
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(signed_in)) >= 3
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_page_says_what_the_task_asks_and_offers(signed_in: Client, municipality: Organisation) -> None:
    bakery = WorkplaceFactory.create(
        keeper=municipality, name="Limfjordens Bageri", offered=["pauser", "siddende"], not_offered=["stille"]
    )
    ContactFactory.create(workplace=bakery, name="Bente Krogh")
    task = TaskFactory.create(
        workplace=bakery, keeper=municipality, title="Pakke brød", description="Du lægger brød i poser.",
        demands=["hygiejnebevis", "stående_arbejde"], offered=["mentor"], languages=["da:A2"],
        hourly_pay=Decimal("142.50"), seats=2, step=3, postcode="9400",
    )  # fmt: skip

    page = page_of(signed_in, task)

    for words in (
        "Du lægger brød i poser.", "man 9–12, ons 9–12", "9400 Nørresundby", "142,50 kr. i timen",
        "På en arbejdsplads med mentor", "Hygiejnebevis", "Stående arbejde", "At kunne dansk (A2)", "Bente Krogh",
        "+45 98 12 34 56",
    ):  # fmt: skip
        assert words in page
    offered, refused = page.split("Det kan de ikke tilbyde:")
    assert "Ekstra pauser" in offered
    assert "Mentor" in offered
    assert "Kan sidde ned" not in offered, "work that is done standing refuses what the workplace offers"
    assert "Kan sidde ned" in refused
    assert "Et stille sted" in refused


def test_the_page_fetches_who_can_take_it_and_works_without_javascript(signed_in: Client) -> None:
    task = TaskFactory.create()
    part = reverse("placements:candidates_for_task", args=[task.public_id])

    page = page_of(signed_in, task)

    assert f'hx-get="{part}"' in page
    assert f'<a href="{part}">' in page


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (date(2026, 1, 5), OVER, ">Slut<"),
        (date(2026, 1, 5), None, ">Åben nu<"),
        (date(2998, 3, 5), None, ">Begynder 5. mar. 2998<"),
    ],
)
def test_the_page_says_whether_it_is_open(start: date, end: date | None, says: str, signed_in: Client) -> None:
    assert says in page_of(signed_in, TaskFactory.create(start=start, end=end))


def test_a_task_that_asks_for_nothing_says_so(signed_in: Client) -> None:
    page = page_of(signed_in, TaskFactory.create(windows=[]))
    assert "Ingen beviser og intet bestemt sprog" in page
    assert "Tiderne er ikke aftalt endnu" in page
