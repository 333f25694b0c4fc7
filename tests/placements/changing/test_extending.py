"""A placement lasts longer, perhaps with more hours from a day on: the days, the law, the shifts, who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from placements.actions import extending as actions
from placements.actions import placements as placement_actions
from placements.law.loader import Told
from placements.models import AgreementVersion, Placement
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import ChangeRequestFactory, ConsentFactory, PauseFactory, TaskFactory

pytestmark = pytest.mark.django_db
MORE = [parse_window("man 09:00-12:00"), parse_window("tir 09:00-12:00"), parse_window("tor 09:00-12:00")]


def days(placement: Placement, since: date = date(2026, 4, 27)) -> list[str]:
    return [f"{day:%-d/%-m}" for day in placement.shifts.filter(day__gte=since).values_list("day", flat=True)]


def test_it_goes_on_with_the_same_times(scope: Scope, placement: Placement) -> None:
    done = actions.extend(by=scope, placement=placement, until=date(2026, 5, 14))
    placement.refresh_from_db()
    assert placement.planned_end == date(2026, 5, 14)
    # 14 May is Ascension Day.
    assert days(placement) == ["27/4", "30/4", "4/5", "7/5", "11/5"]
    assert len(done.replan.add) == 3
    assert placement.agreements.count() == 1
    event = Event.objects.about(placement).first()
    days_and_shifts = {"planned_end": ["2026-04-30", "2026-05-14"], "shifts": [0, 3]}
    assert event.changes == {**days_and_shifts, "law": [None, {"ordinary": "lawful"}]}


def test_the_hours_step_up_from_a_day(scope: Scope, placement: Placement) -> None:
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 7), from_day=date(2026, 4, 28), windows=MORE)
    assert days(placement) == ["27/4", "28/4", "30/4", "4/5", "5/5", "7/5"]
    first, second = placement.agreements.order_by("number")
    assert (second.number, second.valid_from, len(second.windows)) == (2, date(2026, 4, 28), 3)
    assert second.description == first.description
    assert Event.objects.about(placement).first().changes["agreement"] == [None, 2]


def test_both_are_told_and_what_was_asked_for_is_done(scope: Scope, placement: Placement) -> None:
    asked = ChangeRequestFactory.create(placement=placement)
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 7), from_day=date(2026, 5, 1), windows=MORE)
    to_person, to_place = Message.objects.filter(kind="placement_changed").order_by("pk")
    assert "Dit forløb fortsætter til 7. maj 2026." in to_person.text
    assert "Fra 1. maj 2026 er tiderne" in to_place.text
    asked.refresh_from_db()
    assert asked.answer == "done"


def test_the_workplace_is_told_for_as_long_as_it_lasts_now(scope: Scope, placement: Placement) -> None:
    ConsentFactory.create(candidate=placement.candidate, given_on=date(2026, 3, 1), until=date(2026, 12, 31))
    actions.extend(by=scope, placement=placement, until=date(2026, 6, 30))
    assert placement.candidate.disclosures.get().end == date(2026, 6, 30)


def test_days_that_have_been_are_not_planned_afterwards(
    scope: Scope, placement: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It should have been over on 30 April; today is 7 May, at noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 5, 7, 10, tzinfo=UTC))
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 12))
    assert days(placement) == ["27/4", "30/4", "11/5"]


def test_a_pause_stays_a_pause(scope: Scope, placement: Placement) -> None:
    PauseFactory.create(placement=placement, first_day=date(2026, 5, 4), last_day=date(2026, 5, 5))
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 7))
    assert days(placement) == ["27/4", "30/4", "7/5"]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 4, 30), "varer allerede til 30. apr. 2026"),
        (date(2026, 5, 29), "Opgaven er slut 28. maj 2026"),
        (date(2029, 3, 5), "højst være tre år"),
    ],
)
def test_how_long(scope: Scope, placement: Placement, until: date, words: str) -> None:
    if until.year == 2026:
        type(placement.task).objects.update(end=date(2026, 5, 28))
    with pytest.raises(ValidationError) as refusal:
        actions.extend(by=scope, placement=Placement.objects.get(), until=until)
    assert words in refusal.value.message_dict["until"][0]
    assert Placement.objects.get().planned_end == date(2026, 4, 30)


def test_the_last_day_of_the_task_is_offered_and_allowed(scope: Scope, placement: Placement) -> None:
    type(placement.task).objects.update(end=date(2026, 5, 28))
    placement = Placement.objects.get()
    assert actions.proposals(placement) == [(date(2026, 5, 28), "Til opgaven slutter")]
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 28))


def test_what_is_offered(placement: Placement) -> None:
    assert [day for day, _what in actions.proposals(placement)] == [date(2026, 5, 28), date(2026, 7, 30)]


def test_a_clash_is_named_and_changes_nothing(scope: Scope, placement: Placement) -> None:
    task = TaskFactory.create(workplace__name="Lageret", start=date(2026, 1, 1))
    placement_actions.start(
        by=scope, candidate=placement.candidate, task=task, kind="småjob", start=date(2026, 5, 4),
        planned_end=date(2026, 5, 30), windows=[parse_window("man 11:00-14:00")],
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Lageret"):
        actions.extend(by=scope, placement=placement, until=date(2026, 5, 7))
    assert Placement.objects.get(pk=placement.pk).planned_end == date(2026, 4, 30)
    assert AgreementVersion.objects.filter(placement=placement).count() == 1
    assert not Message.objects.filter(kind="placement_changed").exists()


def test_what_has_ended_is_not_extended(scope: Scope, placement: Placement) -> None:
    placement_actions.end(by=scope, placement=placement, on=date(2026, 3, 16), reason="gennemført")
    with pytest.raises(ValidationError, match="Forløbet er slut"):
        actions.extend(by=scope, placement=placement, until=date(2026, 5, 7))


class TestTheLaw:
    """Praktik of somebody on cash benefit who is ready for activity: thirteen weeks, then with an assessment up to twenty-six."""

    GROUP = Told(law_group="kth_aktivitetsparat", purposes=("training",), statement="ja")

    @pytest.fixture
    def praktik(self, scope: Scope, placement: Placement) -> Placement:
        """As `placement`, from 2 March: thirteen weeks are until 31 May."""
        type(placement).objects.update(kind="praktik")
        workplaces = type(placement.workplace).objects
        workplaces.update(p_number="1003388394", employees=60)
        return Placement.objects.get()

    def test_the_last_lawful_day_and_the_next(self, scope: Scope, praktik: Placement) -> None:
        """Week 13 is lawful; a day more asks why."""
        lawful = actions.work_out(praktik, date(2026, 5, 31), told=self.GROUP).law
        assert lawful is not None
        assert lawful.is_lawful
        assert lawful.was_checked
        longer = actions.work_out(praktik, date(2026, 6, 1), told=self.GROUP).law
        assert longer is not None
        assert longer.needs_reason
        assert "konkret vurdering" in longer.to_reason[0].sentence
        assert "LAB" in longer.to_reason[0].paragraph
        actions.extend(by=scope, placement=praktik, until=date(2026, 5, 31), told=self.GROUP)

    def test_a_reason_is_asked_for_and_kept(self, scope: Scope, praktik: Placement) -> None:
        until = date(2026, 6, 1)
        with pytest.raises(ValidationError) as refusal:
            actions.extend(by=scope, placement=praktik, until=until, reason=" ", told=self.GROUP)
        assert "Skriv hvorfor." in refusal.value.message_dict["reason"][0]
        assert Placement.objects.get().planned_end == date(2026, 4, 30)
        actions.extend(by=scope, placement=praktik, until=until, reason="Flere timer kræver tid", told=self.GROUP)
        event = Event.objects.about(praktik).first()
        assert event.reason == "Flere timer kræver tid"
        assert event.changes["law"][1]["duration"] == "needs_reason"
        kept = praktik.law_checks.get()
        assert (kept.door, kept.outcome, kept.reason) == ("extension", "needs_reason", "Flere timer kræver tid")
        # What was answered stands; that it is longer still asks why once more.
        with pytest.raises(ValidationError) as again:
            actions.extend(by=scope, placement=praktik, until=date(2026, 6, 15))
        assert list(again.value.message_dict) == ["reason"]

    def test_what_is_not_allowed_is_said_with_its_paragraph_and_changes_nothing(
        self, scope: Scope, praktik: Placement
    ) -> None:
        """Ready for a job: four weeks, and never more."""
        told = replace(self.GROUP, law_group="kth_jobparat")
        with pytest.raises(ValidationError, match="LAB") as refusal:
            actions.extend(by=scope, placement=praktik, until=date(2026, 5, 7), reason="Det går godt", told=told)
        assert "kan ikke forlænges" in str(refusal.value)
        assert Placement.objects.get().planned_end == date(2026, 4, 30)
        assert not Message.objects.filter(kind="placement_changed").exists()

    def test_the_purpose_is_asked_for_where_nobody_has_said_it(self, scope: Scope, praktik: Placement) -> None:
        told = replace(self.GROUP, purposes=())
        with pytest.raises(ValidationError) as refusal:
            actions.extend(by=scope, placement=praktik, until=date(2026, 5, 7), told=told)
        assert "formål" in refusal.value.message_dict["purpose"][0]

    def test_danish_law_is_not_asked_at_a_swedish_workplace(self, scope: Scope, praktik: Placement) -> None:
        type(praktik.workplace).objects.update(country="SE")
        done = actions.extend(by=scope, placement=Placement.objects.get(), until=date(2026, 12, 31))
        assert done.law is not None
        assert not done.law.was_checked
        assert Placement.objects.get().planned_end == date(2026, 12, 31)


def test_the_second_of_two_sees_what_the_first_did(scope: Scope, placement: Placement) -> None:
    actions.extend(by=scope, placement=placement, until=date(2026, 5, 7))
    with pytest.raises(ValidationError, match="varer allerede til 7. maj 2026"):
        actions.extend(by=scope, placement=placement, until=date(2026, 5, 7))
