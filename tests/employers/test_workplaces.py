"""The list of workplaces, and one workplace's page, as Mette meets them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smaajob.accounts.models import Membership, Organisation
from smaajob.audit.models import record
from tests.factories import (
    ContactFactory,
    EmployerFactory,
    MunicipalityFactory,
    TaskFactory,
    UserFactory,
    WorkplaceFactory,
    cvr_number,
)

LIST = "/arbejdspladser/"


@pytest.fixture
def elsewhere(db: None) -> Organisation:
    """Malmö, which is somebody else's."""
    return MunicipalityFactory.create(name="Malmö stad", country="SE", code="SE-1280")


def test_the_list_says_who_they_are_and_whom_to_call(signed_in: Client, membership: Membership) -> None:
    bakery = WorkplaceFactory.create(
        name="Limfjordens Bageri", industry="Bageri", employees=1018, consultant=membership.user
    )
    ContactFactory.create(workplace=bakery, name="Anders Ansat", phone="+45 11 11 11 11", main=False)
    ContactFactory.create(workplace=bakery, name="Bente Krogh", phone="+45 98 12 34 56", main=True)

    page = signed_in.get(LIST)

    for words in ("Limfjordens Bageri", "9000 Aalborg", "Privat", "Bageri", "1.018", "Bente Krogh", "Mette Holm"):
        assert words in page.text
    assert 'href="tel:+4598123456"' in page.text
    assert "Anders Ansat" not in page.text


def test_another_organisations_workplaces_are_not_there(signed_in: Client, elsewhere: Organisation) -> None:
    theirs = WorkplaceFactory.create(keeper=elsewhere, name="Malmö Bageri", postcode="21119", country="SE")

    assert "Malmö Bageri" not in signed_in.get(LIST).text
    assert signed_in.get(reverse("employers:detail", args=[theirs.public_id])).status_code == 404
    assert signed_in.get(reverse("employers:detail", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("words", ["limfjord", "Bente", "9220", cvr_number(70_000), "limfjord bente"])
def test_a_workplace_is_found_by_what_one_knows_of_it(words: str, signed_in: Client) -> None:
    bakery = WorkplaceFactory.create(
        name="Limfjordens Bageri", postcode="9220", employer__cvr=cvr_number(70_000), employer__name="Brød ApS"
    )
    ContactFactory.create(workplace=bakery, name="Bente Krogh")
    WorkplaceFactory.create(name="Gug Skole")

    page = signed_in.get(LIST, {"q": words})

    assert "Limfjordens Bageri" in page.text
    assert "Gug Skole" not in page.text


def test_filters_narrow_the_list_and_stay_in_its_links(signed_in: Client, membership: Membership) -> None:
    WorkplaceFactory.create(name="Min Skole", type="offentlig", consultant=membership.user)
    WorkplaceFactory.create(name="Samirs Skole", type="offentlig", consultant=UserFactory.create())
    WorkplaceFactory.create(name="Ingens Bageri", type="privat", postcode="9400")

    mine = signed_in.get(LIST, {"kontakt": "mig"})
    nobodys = signed_in.get(LIST, {"kontakt": "ingen"})
    there = signed_in.get(LIST, {"sted": "9400"})
    public = signed_in.get(LIST, {"type": "offentlig", "sorter": "navn-om"})

    assert [w.name for w in mine.context["listing"].rows] == ["Min Skole"]
    assert [w.name for w in nobodys.context["listing"].rows] == ["Ingens Bageri"]
    assert [w.name for w in there.context["listing"].rows] == ["Ingens Bageri"]
    assert "9400 Nørresundby" in there.text
    assert [w.name for w in public.context["listing"].rows] == ["Samirs Skole", "Min Skole"]
    # The chip takes its own filter away and leaves the order.
    assert f'href="{LIST}?sorter=navn-om"' in public.text


def test_counters_tell_how_many_there_are_of_each_type(signed_in: Client, municipality: Organisation) -> None:
    WorkplaceFactory.create_batch(2, keeper=municipality, type="privat")
    WorkplaceFactory.create(keeper=municipality, type="forening")

    [types] = signed_in.get(LIST).context["listing"].counters

    assert {option.text: option.count for option in types.options} == {"Alle": 3, "Privat": 2, "Forening": 1}


def test_an_unknown_size_comes_last_both_ways(signed_in: Client, municipality: Organisation) -> None:
    for name, employees in (("Lille", 3), ("Ukendt", None), ("Stor", 300)):
        WorkplaceFactory.create(keeper=municipality, name=name, employees=employees)

    largest = signed_in.get(LIST, {"sorter": "største"}).context["listing"].rows
    smallest = signed_in.get(LIST, {"sorter": "mindste"}).context["listing"].rows

    assert [w.name for w in largest] == ["Stor", "Lille", "Ukendt"]
    assert [w.name for w in smallest] == ["Lille", "Stor", "Ukendt"]


def test_an_empty_list_says_why_and_what_to_do(signed_in: Client) -> None:
    page = signed_in.get(LIST)
    assert "Her er ingen arbejdspladser endnu." in page.text
    assert "Hent dem ind fra et regneark" in page.text


def test_the_list_asks_as_few_questions_for_many_as_for_few(signed_in: Client, municipality: Organisation) -> None:
    counts = []
    for number in (3, 27):
        for workplace in WorkplaceFactory.create_batch(
            number, keeper=municipality, consultant=UserFactory.create(), postcode="9000" if number == 3 else "9400"
        ):
            ContactFactory.create(workplace=workplace)
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_the_page_answers_a_phone_call(signed_in: Client, membership: Membership) -> None:
    bakery = WorkplaceFactory.create(
        name="Limfjordens Bageri", industry="Bageri", employees=18, address="Nørregade 14", p_number="1012345678",
        offered=["pauser", "stille"], not_offered=["siddende", "stille"], consultant=membership.user,
        employer__name="Brød og Kage ApS", employer__cvr="",
    )  # fmt: skip
    ContactFactory.create(workplace=bakery, name="Bente Krogh", phone="+45 98 12 34 56", email="bente@example.org")

    page = signed_in.get(reverse("employers:detail", args=[bakery.public_id]))

    for words in ("Nørregade 14", "9000 Aalborg", "18 ansatte", "Brød og Kage ApS", "1012345678", "Mette Holm"):
        assert words in page.text
    assert 'href="tel:+4598123456"' in page.text
    assert 'href="mailto:bente@example.org"' in page.text
    assert "Ring til Bente Krogh" in page.text
    offered, refused = page.text.split("Det kan de ikke tilbyde:")
    assert "Ekstra pauser" in offered
    assert "Et stille sted" not in offered, "what they refuse wins over what they offer"
    assert "Et stille sted" in refused
    assert "Kan sidde ned" in refused


def test_the_page_says_what_nobody_has_told_us(signed_in: Client, municipality: Organisation) -> None:
    page = signed_in.get(reverse("employers:detail", args=[WorkplaceFactory.create(keeper=municipality).public_id]))
    assert "Vi kender ingen på stedet endnu" in page.text
    assert "De har ikke sagt, hvilke hensyn de kan tage." in page.text
    assert "De har ingen opgaver, der er åbne nu." in page.text


def test_the_page_shows_open_tasks_and_links_to_all(signed_in: Client, municipality: Organisation) -> None:
    bakery = WorkplaceFactory.create(keeper=municipality)
    TaskFactory.create(workplace=bakery, keeper=municipality, title="Pakke brød", end=date(2999, 1, 1), seats=2)
    TaskFactory.create(workplace=bakery, keeper=municipality, title="Male hegn", end=date(2026, 2, 1))

    page = signed_in.get(reverse("employers:detail", args=[bakery.public_id]))

    assert "Pakke brød" in page.text
    assert "man 9–12, ons 9–12" in page.text
    assert "2 pladser" in page.text
    assert "Male hegn" not in page.text
    every = signed_in.get(f"/opgaver/?vis=alle&arbejdsplads={bakery.public_id}")
    assert {task.title for task in every.context["listing"].rows} == {"Pakke brød", "Male hegn"}


def test_the_page_links_to_the_employers_other_workplaces(signed_in: Client, municipality: Organisation) -> None:
    employer = EmployerFactory.create(keeper=municipality, name="Brød og Kage ApS")
    here = WorkplaceFactory.create(employer=employer, keeper=municipality, name="Bageriet Nord")
    there = WorkplaceFactory.create(employer=employer, keeper=municipality, name="Bageriet Syd")

    page = signed_in.get(reverse("employers:detail", args=[here.public_id]))

    assert reverse("employers:detail", args=[there.public_id]) in page.text
    assert employer.cvr in page.text


def test_the_page_fetches_who_is_there_and_works_without_javascript(
    signed_in: Client, municipality: Organisation
) -> None:
    bakery = WorkplaceFactory.create(keeper=municipality)
    part = reverse("placements:for_workplace", args=[bakery.public_id])

    page = signed_in.get(reverse("employers:detail", args=[bakery.public_id]))

    assert f'hx-get="{part}"' in page.text
    assert f'<a href="{part}">' in page.text
    assert "<h1>" in signed_in.get(part).text


def test_the_page_tells_what_was_changed(signed_in: Client, membership: Membership) -> None:
    bakery = WorkplaceFactory.create(keeper=membership.organisation)
    record("update", bakery, by=membership.user, changes={"name": ["Bageriet", "Brødhuset"]}, reason="De er flyttet")

    page = signed_in.get(reverse("employers:detail", args=[bakery.public_id]), {"fane": "historik"}).text

    for words in ("Rettet.", "Mette Holm", "De er flyttet", "Bageriet", "Brødhuset"):
        assert words in page


def test_the_page_asks_as_few_questions_for_many_tasks_as_for_few(
    signed_in: Client, municipality: Organisation
) -> None:
    bakery = WorkplaceFactory.create(keeper=municipality)
    counts = []
    for number in (3, 27):
        TaskFactory.create_batch(number, workplace=bakery, keeper=municipality, end=date(2999, 1, 1))
        WorkplaceFactory.create_batch(number, employer=bakery.employer, keeper=municipality)
        with CaptureQueriesContext(connection) as queries:
            page = signed_in.get(reverse("employers:detail", args=[bakery.public_id]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13
    assert "Se alle åbne opgaver" in page.text


def test_signed_out_one_sees_nothing(client: Client, municipality: Organisation) -> None:
    bakery = WorkplaceFactory.create(keeper=municipality)
    for url in (LIST, reverse("employers:detail", args=[bakery.public_id])):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/konto/login/")


def test_the_list_is_changed_by_nobody(signed_in: Client) -> None:
    assert signed_in.post(LIST).status_code == 405
