"""Somebody was hired: the small job ends as that, the ordinary job begins the day after; and what an end takes along."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from candidates.models import StatusSpell
from placements.actions import hiring as actions
from placements.actions import placements as placement_actions
from placements.actions.hiring import Job
from placements.models import ChangeRequest, Placement
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import ChangeRequestFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
FIVE_DAYS = [parse_window(f"{day} 08:00-15:00") for day in ("man", "tir", "ons", "tor", "fre")]


def test_the_job_begins_where_the_small_one_ends(scope: Scope, placement: Placement) -> None:
    job = Job("job", date(2026, 6, 15), windows=FIVE_DAYS)
    new, removed = actions.hire(by=scope, placement=placement, on=TODAY, job=job, status="job", words="Lone ringede")
    placement.refresh_from_db()
    assert (placement.actual_end, placement.end_reason, removed) == (TODAY, "ansat", 11)
    assert new is not None
    assert (new.kind, new.start, new.planned_end, new.task) == ("job", date(2026, 3, 17), date(2026, 6, 15), None)
    assert new.workplace == placement.workplace
    assert new.shifts.first().day == date(2026, 3, 17)
    spell = StatusSpell.objects.get(candidate=placement.candidate, start=date(2026, 3, 17))
    assert spell.status == "job"
    event = Event.objects.about(placement).first()
    assert (event.verb, event.reason, event.changes["asked_by"]) == (
        "placement.end",
        "Lone ringede",
        [None, "employer"],
    )
    assert Event.objects.about(new).first().changes == {"hired_from": [None, str(placement.public_id)]}


def test_only_the_hours_are_known(scope: Scope, placement: Placement) -> None:
    new, _removed = actions.hire(
        by=scope, placement=placement, on=TODAY, job=Job("fleksjob", date(2026, 6, 15), hours=Decimal("12.5"))
    )
    assert new is not None
    assert not new.shifts.exists()
    assert new.agreements.get().agreed_hours == Decimal("12.5")


def test_only_the_end_is_written(scope: Scope, placement: Placement) -> None:
    new, _removed = actions.hire(by=scope, placement=placement, on=TODAY, job=None)
    assert new is None
    assert Placement.objects.get().end_reason == "ansat"


def test_all_are_told_once_and_kindly(scope: Scope, placement: Placement) -> None:
    asked = ChangeRequestFactory.create(placement=placement, wish="hire")
    actions.hire(by=scope, placement=placement, on=TODAY, job=Job("job", date(2026, 6, 15)))
    to_person, to_place = Message.objects.filter(kind="placement_changed").order_by("pk")
    assert "Tillykke. Du er ansat hos Bageriet." in to_person.text
    assert "ender i en ansættelse" in to_place.text
    asked.refresh_from_db()
    assert asked.answer == "done"


@pytest.mark.parametrize(
    ("on", "job", "field"),
    [
        (date(2026, 3, 17), Job("job", date(2026, 6, 15)), "on"),
        (date(2026, 3, 1), Job("job", date(2026, 6, 15)), "on"),
        (TODAY, Job("job", TODAY), "follow_until"),
        (TODAY, Job("job", date(2029, 6, 1)), "follow_until"),
        (TODAY, Job("praktik", date(2026, 6, 15)), "kind"),
    ],
)
def test_what_can_not_be_changes_nothing(scope: Scope, placement: Placement, on: date, job: Job, field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.hire(by=scope, placement=placement, on=on, job=job, status="job")
    assert field in refusal.value.message_dict
    assert not Placement.objects.get().is_over
    assert not Message.objects.filter(kind="placement_changed").exists()


def test_nobody_is_hired_twice(scope: Scope, placement: Placement) -> None:
    actions.hire(by=scope, placement=placement, on=TODAY, job=None)
    with pytest.raises(ValidationError, match="allerede afsluttet"):
        actions.hire(by=scope, placement=placement, on=TODAY, job=Job("job", date(2026, 6, 15)))
    assert Placement.objects.count() == 1


class TestAnEnd:
    def test_in_own_words_and_whose_wish_it_was(self, scope: Scope, placement: Placement) -> None:
        placement_actions.end(
            by=scope, placement=placement, on=TODAY, reason="afbrudt_kandidat", words=" Begynder på skole ",
            asked_by="person",
        )  # fmt: skip
        event = Event.objects.about(placement).first()
        assert (event.reason, event.changes["asked_by"]) == ("Begynder på skole", [None, "person"])

    def test_what_waited_is_answered(self, scope: Scope, placement: Placement) -> None:
        stop = ChangeRequestFactory.create(placement=placement, side="person", wish="stop")
        more = ChangeRequestFactory.create(placement=placement)
        placement_actions.end(by=scope, placement=placement, on=TODAY, reason="afbrudt_kandidat")
        stop.refresh_from_db()
        more.refresh_from_db()
        assert (stop.answer, more.answer, more.reply) == ("done", "no", "Forløbet er slut.")
        assert not ChangeRequest.objects.waiting().exists()

    def test_both_are_told_and_not_why(self, scope: Scope, placement: Placement) -> None:
        placement_actions.end(by=scope, placement=placement, on=TODAY, reason="sygdom", words="Har det skidt")
        texts = [one.text + one.subject for one in Message.objects.filter(kind="placement_changed")]
        assert len(texts) == 2
        assert all("16. mar. 2026" in text for text in texts)
        assert not any("syg" in text.lower() or "skidt" in text for text in texts)
