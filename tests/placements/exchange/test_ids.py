"""Ids that may not come back, and archived rows that may."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from candidates.models import Candidate, Enrolment, Participation
from employers.models import Workplace
from placements.models import Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs, archive
from tests.placements.exchange.sheets import Sheets, counts, places, small, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _there(scope: Scope) -> None:
    assert take(scope.organisation, small()).imported


def merged(model: Any, gone: str, kept: str) -> None:
    into = model.objects.get(external_id=kept)
    row = model.objects.filter(external_id=gone)
    row.update(archived_at=timezone.now(), archived_as=ArchivedAs.MERGED, merged_into=into)


def test_a_cancelled_placement_does_not_come_back(scope: Scope) -> None:
    Shift.objects.all().delete()
    Placement.objects.update(cancelled_at=timezone.now())
    outcome = take(scope.organisation, {name: small()[name] for name in ("forløb", "timer")})
    assert places(outcome) == [("forløb.csv", 2, "forløb_id")]
    assert "ikke er annulleret" in outcome.data["faults"][0]["expected"]
    hours = take(scope.organisation, {"timer": small()["timer"]})
    assert places(hours) == [("timer.csv", 2, "forløb_id"), ("timer.csv", 3, "forløb_id")]
    assert "ikke er annulleret" in hours.data["faults"][0]["expected"]
    assert not Placement.objects.exists()


def test_a_merged_person_is_named_by_the_id_that_is_left(scope: Scope) -> None:
    merged(Candidate, "K2", "K1")
    outcome = take(scope.organisation, {"kandidater": small()["kandidater"]})
    assert places(outcome) == [("kandidater.csv", 3, "kandidat_id")]
    assert outcome.data["faults"][0]["expected"].startswith("K1:")
    sheets: Sheets = {"status": [{"kandidat_id": "K2", "dato": "2022-01-11", "status": "ledig"}]}
    [fault] = take(scope.organisation, sheets).data["faults"]
    assert (fault["column"], fault["value"], fault["expected"][:3]) == ("kandidat_id", "K2", "K1:")


def test_of_several_merges_the_last_is_named(scope: Scope) -> None:
    new = [{**small()["virksomheder"][1], "virksomhed_id": id_, "kontakt_navn": ""} for id_ in ("V3", "V4", "V5")]
    assert take(scope.organisation, {"virksomheder": new}).imported
    merged(Workplace, "V3", "V4")
    merged(Workplace, "V4", "V5")
    outcome = take(scope.organisation, {"forløb": [{**small()["forløb"][0], "virksomhed_id": "V3"}]})
    assert places(outcome) == [("forløb.csv", 2, "virksomhed_id")]
    assert outcome.data["faults"][0]["expected"].startswith("V5:")


def test_somebody_in_the_archive_gets_no_placement_that_runs(scope: Scope) -> None:
    archive(by=scope, thing=Candidate.objects.get(external_id="K2"))
    sheets: Sheets = {"forløb": [{**small()["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2", "opgave_id": ""}]}
    outcome = take(scope.organisation, sheets)
    assert not outcome.imported
    assert "ligger i arkivet" in outcome.data["faults"][0]["expected"]


def test_an_archived_row_is_still_known_and_changed(scope: Scope) -> None:
    archive(by=scope, thing=Candidate.objects.get(external_id="K2"))
    sheets = small()
    sheets["kandidater"][1]["fornavn"] = "Sune"
    outcome = take(scope.organisation, {"kandidater": sheets["kandidater"]})
    assert counts(outcome, "kandidater.csv") == (0, 1, 1)
    person = Candidate.objects.get(external_id="K2")
    assert person.first_name == "Sune"
    assert person.is_archived


@pytest.mark.parametrize(("model", "name"), [(Participation, "deltagelser"), (Enrolment, "kursusdeltagere")])
def test_what_was_a_mistake_does_not_come_back_by_itself(scope: Scope, model: Any, name: str) -> None:
    archive(by=scope, thing=model.objects.get(), how=ArchivedAs.MISTAKE)
    outcome = take(scope.organisation, {name: small()[name]})
    assert [place[:2] for place in places(outcome)] == [(f"{name}.csv", 2)]
    assert "arkivet" in outcome.data["faults"][0]["expected"]
    model.objects.update(archived_as=ArchivedAs.DONE)
    assert take(scope.organisation, {name: small()[name]}).imported
