"""A consultant finds a person, and answers a phone call about them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from smaajob.accounts.models import Membership, Organisation
from smaajob.schedule import parse_window
from smaajob.secrets import encrypt
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    MunicipalityFactory,
    ParticipationFactory,
    ProgrammeFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
)

PEOPLE = "/personer/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def yusuf(municipality: Organisation, membership: Membership) -> Candidate:
    """Mette's; known well."""
    person = CandidateFactory.create(
        keeper=municipality,
        first_name="Yusuf",
        last_name="Amin",
        birth_date=date(1984, 5, 17),
        phone="+45 20 11 22 33",
        email="yusuf@example.org",
        consultant=membership.user,
        accommodations=["pauser", "gå_hjem"],
        languages=["ar", "da:A2"],
        wishes=["lager", "grønne_områder"],
        availability=[parse_window("man 09:00-12:00"), parse_window("ons 09:00-12:00")],
        hours_per_week=Decimal("7.50"),
        postcode="9400",
    )
    StatusSpellFactory.create(candidate=person, status="kontanthjælp", start=date(2024, 1, 15))
    StatusSpellFactory.create(candidate=person, status="integrationsprogram", start=date(2024, 9, 1))
    TargetGroupSpellFactory.create(candidate=person, group="flygtning")
    ConsentFactory.create(candidate=person, given_on=date(2024, 1, 16))
    return person


def test_the_list_finds_people_by_name_situation_group_and_consultant(signed_in: Client, yusuf: Candidate) -> None:
    other = CandidateFactory.create(keeper=yusuf.keeper, first_name="Grethe", last_name="Ågård")
    StatusSpellFactory.create(candidate=other, status="ledig")

    assert "Grethe" in page(signed_in, PEOPLE)
    for query in ("?q=yusuf", "?q=amin+9400", "?situation=integrationsprogram", "?gruppe=flygtning", "?konsulent=mig"):
        found = page(signed_in, PEOPLE + query)
        assert "Yusuf Amin" in found
        assert "Grethe" not in found
    assert "Yusuf" not in page(signed_in, PEOPLE + "?konsulent=ingen")


def test_the_situation_is_todays_and_counted(signed_in: Client, yusuf: Candidate) -> None:
    assert "Integrationsprogram <strong>1</strong>" in page(signed_in, PEOPLE)
    assert "Kontanthjælp <strong>" not in page(signed_in, PEOPLE)


def test_danish_letters_come_after_z(signed_in: Client, municipality: Organisation) -> None:
    for name in ("Ågård", "Østergaard", "Zimmer", "Ærø", "Aagaard"):
        CandidateFactory.create(keeper=municipality, first_name="Bo", last_name=name)
    html = page(signed_in, PEOPLE)

    order = ("Aagaard", "Zimmer", "Ærø", "Østergaard", "Ågård")
    assert list(order) == sorted(order, key=html.index)


def test_a_colleagues_people_are_found_for_the_stand_in(signed_in: Client, yusuf: Candidate) -> None:
    colleague = MembershipFactory.create(organisation=yusuf.keeper, user__name="Samir Aziz").user
    CandidateFactory.create(keeper=yusuf.keeper, first_name="Grethe", consultant=colleague)

    found = page(signed_in, f"{PEOPLE}?konsulent={colleague.public_id}")

    assert "Grethe" in found
    assert "Yusuf" not in found


def test_an_empty_list_says_why_and_what_to_do(signed_in: Client) -> None:
    nothing = page(signed_in, PEOPLE)
    assert "Her er ingen personer endnu" in nothing
    assert 'id="sog"' not in nothing
    narrowed = page(signed_in, PEOPLE + "?q=findes-ikke")
    assert "Ingen personer passer til det, du har valgt" in narrowed
    assert "vis alle personer" in narrowed


def test_garbage_in_the_url_is_a_list_too(signed_in: Client, yusuf: Candidate) -> None:
    assert "Yusuf" in page(signed_in, PEOPLE + "?side=abc&situation=x&konsulent=1%00&gruppe=<b>&sorter=')--")


def test_the_page_answers_a_phone_call(signed_in: Client, yusuf: Candidate) -> None:
    html = page(signed_in, f"{PEOPLE}{yusuf.public_id}/").replace("\xa0", " ")

    for words in (
        "Integrationsprogram",
        "siden 1. sep. 2024",
        'href="tel:+4520112233"',
        "mailto:yusuf@example.org",
        "Mette Holm",
        "9400 Nørresundby",
        "Yusuf har brug for",
        "ekstra pauser",
        "at kunne gå hjem, når det er nødvendigt",
        "man 9–12, ons 9–12",
        "højst 7,5 timer om ugen",
        "arabisk og dansk (A2)",
        "lager og grønne områder",
        f'hx-get="/personer/{yusuf.public_id}/forloeb/"',
        'href="?fane=opgaver"',
    ):
        assert words in html, words


@pytest.mark.parametrize("tab", ["", "?fane=forloeb", "?fane=opgaver", "?fane=profil", "?fane=noter", "?fane=historik"])
def test_somebody_of_whom_little_is_known_has_a_page_too(
    signed_in: Client, municipality: Organisation, tab: str
) -> None:
    person = CandidateFactory.create(keeper=municipality, availability=[], languages=[])

    html = page(signed_in, f"{PEOPLE}{person.public_id}/{tab}")

    assert "Hverken telefon eller e-mail" in html
    assert "Ikke skrevet endnu" in html
    assert "None" not in html


def test_a_missing_consent_is_told(signed_in: Client, yusuf: Candidate) -> None:
    told = "bliver ikke foreslået til nogen"
    assert told in page(signed_in, f"{PEOPLE}{yusuf.public_id}/"), "the one from 2024 has run out"
    ConsentFactory.create(candidate=yusuf)
    assert told not in page(signed_in, f"{PEOPLE}{yusuf.public_id}/")


@pytest.mark.parametrize(
    "tab", ["", "?fane=forloeb", "?fane=opgaver", "?fane=profil", "?fane=historik", "?fane=findes-ikke"]
)
def test_a_protected_address_is_shown_nowhere_and_found_by_nobody(
    signed_in: Client, yusuf: Candidate, tab: str
) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(address_protected=True)
    html = page(signed_in, f"{PEOPLE}{yusuf.public_id}/{tab}")

    assert "Navne- og adressebeskyttelse" in html
    for where in (html, page(signed_in, PEOPLE)):
        assert "9400" not in where
        assert "Nørresundby" not in where
    assert "Yusuf" not in page(signed_in, PEOPLE + "?q=9400")
    assert "Beskyttet adresse" in page(signed_in, PEOPLE + "?q=yusuf")


@pytest.mark.parametrize("tab", ["", "?fane=forloeb", "?fane=opgaver", "?fane=profil", "?fane=noter", "?fane=historik"])
def test_neither_the_whole_cpr_nor_sex_is_on_the_page(signed_in: Client, yusuf: Candidate, tab: str) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(
        cpr_encrypted=encrypt("1705844321"), cpr_hash="hemmelig-hash", gender="m"
    )
    html = page(signed_in, f"{PEOPLE}{yusuf.public_id}/{tab}")
    said = re.sub(r"[A-Za-z0-9]{64}", "", html)  # tokens are random letters: now and then they spell anything

    assert "hemmelig" not in said
    assert "Mand" not in said
    assert "4321" not in said


def test_a_cpr_that_no_key_fits_hides_nothing_else(signed_in: Client, yusuf: Candidate) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(cpr_encrypted="hemmelig-kode", cpr_hash="hemmelig-hash")

    html = page(signed_in, f"{PEOPLE}{yusuf.public_id}/?fane=profil")
    assert "••••••-••••" in html
    told = signed_in.post(reverse("candidates:cpr", args=[yusuf.public_id]), {"purpose": "samme"})
    assert told.status_code == 422
    assert "Nummeret kan ikke læses" in told.content.decode()


def test_the_line_through_time_has_everything_newest_first(signed_in: Client, yusuf: Candidate) -> None:
    programme = ProgrammeFactory.create(keeper=yusuf.keeper, name="Små job i Nord")
    ParticipationFactory.create(candidate=yusuf, programme=programme, start=date(2024, 2, 1), end=date(2024, 6, 30))
    course = CourseFactory.create(keeper=yusuf.keeper, title="Hygiejne", start=date(2024, 3, 1), end=date(2024, 3, 3))
    EnrolmentFactory.create(candidate=yusuf, course=course, completed=True)

    html = page(signed_in, f"{PEOPLE}{yusuf.public_id}/?fane=historik")

    story = ("Integrationsprogram</p>", "Hygiejne, gennemført", "Små job i Nord", "Samtykke:")
    places = [html.index(words) for words in story]
    assert places == sorted(places)
    assert "15. jan. – 31. aug. 2024" in html  # a situation lasts until the day before the next
    assert reverse("candidates:programme", args=[programme.public_id]) in html


def test_what_another_organisation_keeps_is_not_there(signed_in: Client) -> None:
    stranger = CandidateFactory.create(
        keeper=MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766"), first_name="Fremmed"
    )

    assert signed_in.get(f"{PEOPLE}{stranger.public_id}/").status_code == 404
    assert "Fremmed" not in page(signed_in, PEOPLE)


def test_nobody_sees_anything_without_signing_in(client: Client, yusuf: Candidate) -> None:
    for url in (PEOPLE, f"{PEOPLE}{yusuf.public_id}/", "/indsatser/"):
        assert client.get(url)["Location"].startswith("/konto/login/")


def test_ten_times_as_many_people_cost_no_more_queries(
    signed_in: Client, membership: Membership, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for person in CandidateFactory.create_batch(number, keeper=membership.organisation, consultant=membership.user):
            StatusSpellFactory.create(candidate=person)

    more(2)
    with django_assert_max_num_queries(14) as few:  # one of them writes the log
        signed_in.get(PEOPLE)
    more(20)
    with django_assert_max_num_queries(14) as many:  # one of them writes the log
        signed_in.get(PEOPLE)
    assert len(few) == len(many)


@pytest.mark.parametrize("tab", ["", "?fane=forloeb", "?fane=opgaver", "?fane=profil", "?fane=noter", "?fane=historik"])
def test_a_long_story_costs_no_more_queries(
    signed_in: Client, yusuf: Candidate, tab: str, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for n in range(number):
            ParticipationFactory.create(candidate=yusuf, start=date(2024, 1 + n, number))
            EnrolmentFactory.create(candidate=yusuf)

    more(1)
    with django_assert_max_num_queries(15) as few:  # one of them writes the log
        signed_in.get(f"{PEOPLE}{yusuf.public_id}/{tab}")
    more(10)
    with django_assert_max_num_queries(15) as many:  # one of them writes the log
        signed_in.get(f"{PEOPLE}{yusuf.public_id}/{tab}")
    assert len(few) == len(many)


def test_the_tasks_a_person_can_take_have_a_tab_of_their_own(signed_in: Client, municipality: Organisation) -> None:
    yusuf = CandidateFactory.create(first_name="Yusuf", keeper=municipality)

    html = signed_in.get(f"/personer/{yusuf.public_id}/?fane=opgaver").content.decode()

    assert "Hvilke opgaver kan Yusuf tage?" in html
    assert f'hx-get="/personer/{yusuf.public_id}/opgaver/"' in html
    assert f'href="/personer/{yusuf.public_id}/opgaver/"' in html
