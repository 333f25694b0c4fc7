"""A person's line through time has their placements on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from tests.factories import CandidateFactory, MunicipalityFactory, PlacementFactory, StatusSpellFactory


def test_placements_stand_among_the_rest(signed_in: Client, municipality: Any) -> None:
    person = CandidateFactory.create(keeper=municipality, registered_on=date(2024, 1, 15))
    StatusSpellFactory.create(candidate=person, status="ledig", start=date(2025, 6, 1))
    PlacementFactory.create(
        candidate=person,
        workplace__name="Bageriet",
        start=date(2025, 1, 6),
        planned_end=date(2025, 4, 30),
        actual_end=date(2025, 3, 31),
        end_reason="sygdom",
    )
    url = f"/personer/{person.public_id}/historik/"

    for headers in ({}, {"HX-Request": "true"}):
        html = signed_in.get(url, headers=headers).content.decode()
        story = ("Ledig", "6. jan. – 31. mar. 2025", "Småjob hos Bageriet, sygdom", "15. jan. 2024")
        places = [html.index(words) for words in story]
        assert places == sorted(places)
        assert ("<h1>" in html) is not bool(headers)
    assert f'hx-get="{url}"' in signed_in.get(f"/personer/{person.public_id}/?fane=historik").content.decode()


def test_a_strangers_line_is_not_there(signed_in: Client) -> None:
    stranger = CandidateFactory.create(keeper=MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766"))

    assert signed_in.get(f"/personer/{stranger.public_id}/historik/").status_code == 404


def test_a_long_line_costs_no_more_queries(
    signed_in: Client, municipality: Any, django_assert_max_num_queries: Any
) -> None:
    person = CandidateFactory.create(keeper=municipality)
    PlacementFactory.create(candidate=person)
    url = f"/personer/{person.public_id}/historik/"
    with django_assert_max_num_queries(15) as few:  # one of them writes the log
        signed_in.get(url)
    PlacementFactory.create_batch(10, candidate=person)
    with django_assert_max_num_queries(15) as many:  # one of them writes the log
        signed_in.get(url)
    assert len(few) == len(many)
