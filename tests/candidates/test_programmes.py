"""Programmes: what they are, who takes part, what courses they have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from candidates.models import Programme
from smaajob.accounts.models import Organisation
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    MunicipalityFactory,
    ParticipationFactory,
    ProgrammeFactory,
)

PROGRAMMES = "/indsatser/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def programme(municipality: Organisation) -> Programme:
    return ProgrammeFactory.create(
        keeper=municipality,
        name="Små job i Nord",
        start=date(2024, 1, 1),
        end=date(2027, 12, 31),
        owner="Arbejdsmarkedscentret",
        funding=["Kommunen", "En fond"],
        municipalities=["DK-851", "SE-0580"],
        target_participants=1200,
        target_placements=80,
    )


def test_the_list_tells_running_from_over(signed_in: Client, programme: Programme) -> None:
    today = timezone.localdate()
    ProgrammeFactory.create(
        keeper=programme.keeper, name="Den gamle", start=date(2020, 1, 1), end=today - timedelta(days=1)
    )
    ProgrammeFactory.create(keeper=programme.keeper, name="Den nye", start=today + timedelta(days=1))

    assert "Den gamle" in page(signed_in, PROGRAMMES)
    assert "Den gamle" in page(signed_in, PROGRAMMES + "?tid=slut")
    assert "Den nye" in page(signed_in, PROGRAMMES + "?tid=snart")
    running = page(signed_in, PROGRAMMES + "?tid=nu&q=arbejdsmarked")
    assert "Små job i Nord" in running
    assert "Den gamle" not in running
    assert "Den nye" not in running


def test_the_page_says_what_it_is(signed_in: Client, programme: Programme) -> None:
    for _time in (date(2024, 2, 1), date(2025, 2, 1)):
        ParticipationFactory.create(
            programme=programme, candidate=CandidateFactory.create(keeper=programme.keeper), start=_time
        )
    html = page(signed_in, f"{PROGRAMMES}{programme.public_id}/")

    for words in (
        "1. jan. 2024 – 31. dec. 2027",
        "Aalborg, Linköping",
        "målet er 1.200",
        "Kommunen og En fond",
        "<strong>2</strong>",
        f'href="/rapporter/?indsats={programme.public_id}"',
    ):
        assert words in html, words


def test_a_person_who_came_back_is_one_participant_with_two_periods(signed_in: Client, programme: Programme) -> None:
    person = CandidateFactory.create(keeper=programme.keeper, first_name="Yusuf")
    ParticipationFactory.create(programme=programme, candidate=person, start=date(2024, 1, 1), end=date(2024, 6, 30))
    ParticipationFactory.create(programme=programme, candidate=person, start=date(2025, 1, 1))

    html = page(signed_in, f"{PROGRAMMES}{programme.public_id}/")
    assert "2 deltagelser" in html
    assert "<strong>1</strong>" in html
    assert "1. jan. – 30. jun. 2024" not in page(signed_in, f"{PROGRAMMES}{programme.public_id}/?nu=ja")
    assert "fra 1. jan. 2025" not in page(signed_in, f"{PROGRAMMES}{programme.public_id}/?nu=nej")


def test_participants_are_searched_and_paged(signed_in: Client, programme: Programme) -> None:
    for n in range(30):
        person = CandidateFactory.create(keeper=programme.keeper, first_name=f"Person{n:02d}", last_name="Hansen")
        ParticipationFactory.create(programme=programme, candidate=person)

    url = f"{PROGRAMMES}{programme.public_id}/"
    assert "Person29" not in page(signed_in, url)
    assert "Person29" in page(signed_in, url + "?side=2")
    assert "Person29" in page(signed_in, url + "?q=person29")


def test_courses_say_who_came_through(signed_in: Client, programme: Programme) -> None:
    course = CourseFactory.create(
        keeper=programme.keeper, programme=programme, title="Hygiejne", gives=["hygiejnebevis"]
    )
    for completed in (True, True, False, None):
        EnrolmentFactory.create(
            course=course, candidate=CandidateFactory.create(keeper=programme.keeper), completed=completed
        )

    html = page(signed_in, f"{PROGRAMMES}{programme.public_id}/?fane=kurser")

    assert "Hygiejne" in html
    assert html.index(">4<") < html.index(">2<")


def test_placements_come_as_a_part(signed_in: Client, programme: Programme) -> None:
    url = f"{PROGRAMMES}{programme.public_id}/"

    assert f'hx-get="{url}forloeb/"' in page(signed_in, url + "?fane=forloeb")


def test_what_another_organisation_keeps_is_not_there(signed_in: Client) -> None:
    stranger = ProgrammeFactory.create(
        keeper=MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766"), name="Fremmed"
    )

    assert signed_in.get(f"{PROGRAMMES}{stranger.public_id}/").status_code == 404
    assert "Fremmed" not in page(signed_in, PROGRAMMES)


@pytest.mark.parametrize("where", ["", "{id}/", "{id}/?fane=kurser", "{id}/?fane=forloeb"])
def test_ten_times_as_much_costs_no_more_queries(
    signed_in: Client, programme: Programme, where: str, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        ProgrammeFactory.create_batch(number, keeper=programme.keeper)
        for _n in range(number):
            person = CandidateFactory.create(keeper=programme.keeper)
            ParticipationFactory.create(programme=programme, candidate=person)
            course = CourseFactory.create(keeper=programme.keeper, programme=programme)
            EnrolmentFactory.create(course=course, candidate=person)

    url = PROGRAMMES + where.format(id=programme.public_id)
    more(2)
    with django_assert_max_num_queries(14) as few:  # one of them writes the log
        signed_in.get(url)
    more(20)
    with django_assert_max_num_queries(14) as many:  # one of them writes the log
        signed_in.get(url)
    assert len(few) == len(many)
