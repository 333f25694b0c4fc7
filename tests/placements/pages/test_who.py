"""Who comes to these pages, and that showing them writes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from placements.models import Hours, Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    HoursFactory,
    MunicipalityFactory,
    PlacementFactory,
    TaskFactory,
    WorkplaceFactory,
)
from tests.placements.pages.page import TYPED, names, shift, url


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
