"""The round trip of tests/placements/exchange/test_round_trip.py over many more and larger worlds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from placements.demo.make import make_demo
from smaajob.accounts.models import Organisation
from tests.placements.exchange.test_round_trip import RELAXED, TODAY, exported, there_and_back, try_world
from tests.placements.exchange.worlds import World, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.parametrize("with_cpr", [False, True])
def test_many_worlds(with_cpr: bool) -> None:
    @given(world=worlds(most=8))
    @settings(max_examples=120, deadline=None, suppress_health_check=RELAXED)
    def try_it(world: World) -> None:
        try_world(world, with_cpr=with_cpr)

    try_it()


def test_the_demo() -> None:
    make_demo(today=TODAY)
    seen = 0
    for keeper in Organisation.objects.order_by("pk"):
        if exported(keeper)[1].counts["kandidater.csv"]:
            there_and_back(keeper, with_cpr=True)
            seen += 1
    assert seen >= 3
