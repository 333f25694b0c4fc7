"""What is signed is changed by an amendment that those whom it concerns sign; and what else is open when something changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from employers.models import Workplace
from placements.actions import drafting, extending, hiring, moving, pauses, relocating, reported, sending
from placements.actions import placements as placement_actions
from placements.changing import hooks
from placements.law.loader import Told
from placements.models import AgreementState, AgreementVersion, Attendance, Move, Party, Pattern, Placement, Shift
from placements.planning import agreed_shifts
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    AttendanceFactory,
    ChangeRequestFactory,
    ContactFactory,
    ProposalFactory,
    ReportedHoursFactory,
    ShiftFactory,
    TaskFactory,
    WorkplaceFactory,
)
from tests.factories.agreements import employer_of, monday, paper, scope_of, sent, signed, to_be_agreed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MORE = [parse_window("man 09:00-12:00"), parse_window("tir 09:00-12:00"), parse_window("tor 09:00-12:00")]


@pytest.fixture
def agreed(scope: Scope) -> AgreementVersion:
    """Amina at the bakery from this Monday on; all have signed."""
    made: AgreementVersion = signed(scope, to_be_agreed(scope.organisation, start=monday(0), planned_end=monday(8)))
    return made


@pytest.fixture
def placement(agreed: AgreementVersion) -> Placement:
    return Placement.objects.get(pk=agreed.placement_id)


def sign_all(scope: Scope, version: AgreementVersion) -> None:
    for party in version.asks:
        paper(scope, version, party)


def days_after(placement: Placement, since: date) -> set[date]:
    return set(Shift.objects.filter(placement=placement, day__gte=since).values_list("day", flat=True))


class TestExtended:
    def test_nothing_changes_before_those_it_concerns_have_signed(self, scope: Scope, placement: Placement) -> None:
        """Two more weeks, with more hours from the first new day on."""
        before, until = placement.planned_end, placement.planned_end + timedelta(days=14)
        shifts = days_after(placement, placement.start)
        done = extending.extend(by=scope, placement=placement, until=until, windows=MORE, reason="Det går godt")
        assert done.amended is not None
        assert done.amended.unsent == ""
        version = done.amended.version
        assert (version.state, version.number, version.end) == (AgreementState.SENT, 2, until)
        assert {one.what for one in version.read.changes} == {"Sidste dag", "Timer og tider"}
        placement.refresh_from_db()
        assert (placement.planned_end, days_after(placement, placement.start)) == (before, shifts)
        assert not Message.objects.filter(kind="placement_changed").exists()

        sign_all(scope, version)
        placement.refresh_from_db()
        assert placement.planned_end == until
        new = days_after(placement, before + timedelta(days=1))
        assert {day.weekday() for day in new} == {0, 1, 3}
        assert max(new) <= until

    def test_what_the_page_showed_is_what_comes(self, scope: Scope, placement: Placement) -> None:
        until, since = placement.planned_end + timedelta(days=14), placement.start + timedelta(weeks=2)
        seen = extending.work_out(placement, until, from_day=since, windows=MORE).replan
        done = extending.extend(by=scope, placement=placement, until=until, from_day=since, windows=MORE)
        assert done.amended is not None
        gone, coming = {one.pk for one in seen.remove}, {(start, end) for _day, start, end in seen.add}
        sign_all(scope, done.amended.version)
        assert not Shift.objects.filter(pk__in=gone).exists()
        held = set(Shift.objects.filter(placement=placement).values_list("starts_at", "ends_at"))
        assert coming <= held
        planned = {(start, end) for _day, start, end in agreed_shifts(Placement.objects.get(pk=placement.pk))}
        assert {one for one in held if one[0] > timezone.now()} <= planned

    def test_longer_alone_asks_nobody_of_the_times(self, scope: Scope, placement: Placement) -> None:
        done = extending.extend(by=scope, placement=placement, until=placement.planned_end + timedelta(days=7))
        assert done.amended is not None
        assert [one.what for one in done.amended.version.read.changes] == ["Sidste dag"]
        assert done.amended.version.reason

    def test_what_was_planned_by_hand_since_is_what_goes_on(self, scope: Scope, placement: Placement) -> None:
        """A consultant has moved it to Fridays; that is what the amendment says, and what comes."""
        Pattern.objects.create(
            keeper=placement.keeper, placement=placement, first_day=placement.start + timedelta(days=14),
            windows=[parse_window("fre 09:00-12:00")], skipped=[],
        )  # fmt: skip
        before = placement.planned_end
        done = extending.extend(by=scope, placement=placement, until=before + timedelta(days=14))
        assert done.amended is not None
        assert "Timer og tider" in {one.what for one in done.amended.version.read.changes}
        sign_all(scope, done.amended.version)
        assert {day.weekday() for day in days_after(placement, before + timedelta(days=1))} == {4}

    def test_a_pause_stays_a_pause_when_all_have_signed(self, scope: Scope, placement: Placement) -> None:
        first = placement.start + timedelta(weeks=3)
        pauses.pause(by=scope, placement=placement, first_day=first, last_day=first + timedelta(days=6), why="exam")
        done = extending.extend(
            by=scope, placement=placement, until=placement.planned_end + timedelta(days=7),
            from_day=placement.start + timedelta(weeks=2), windows=MORE,
        )  # fmt: skip
        assert done.amended is not None
        sign_all(scope, done.amended.version)
        off = {first + timedelta(days=n) for n in range(7)}
        assert not days_after(placement, placement.start) & off
        assert first + timedelta(days=7) in days_after(placement, first)

    def test_who_asked_hears_that_it_is_on_its_way(self, scope: Scope, placement: Placement) -> None:
        asked = ChangeRequestFactory.create(placement=placement)
        extending.extend(by=scope, placement=placement, until=placement.planned_end + timedelta(days=7))
        asked.refresh_from_db()
        assert asked.answer == "talked"

    def test_where_somebody_cannot_be_reached_the_draft_waits_for_the_consultant(
        self, scope: Scope, placement: Placement
    ) -> None:
        """The employees' representative signed on paper, and nobody knows an address."""
        old = signed(scope, to_be_agreed(scope.organisation, kind="praktik", start=monday(0)), purpose="training")
        old.placement.signing_links.all().delete()
        row = Placement.objects.get(pk=old.placement_id)
        told = Told(law_group="kth_aktivitetsparat", statement="ja")
        done = extending.extend(
            by=scope, placement=row, until=row.planned_end + timedelta(days=7), reason="Det går godt", told=told
        )
        assert done.amended is not None
        assert "Medarbejderrepræsentanten" in done.amended.unsent
        assert done.amended.version.state == AgreementState.DRAFT

    def test_the_law_s_reason_is_the_consultant_s_own(self, scope: Scope) -> None:
        """Signed for thirteen weeks; a week more is weighed, and what we write of ourselves in its place is no reason."""
        old = signed(scope, to_be_agreed(scope.organisation, kind="praktik", start=monday(0), planned_end=monday(13) - DAY,
            workplace={"p_number": "1003388394", "employees": 60}), purpose="training")  # fmt: skip
        row, told = Placement.objects.get(pk=old.placement_id), Told(law_group="kth_aktivitetsparat")
        until = row.planned_end + timedelta(days=7)
        with pytest.raises(ValidationError) as refusal:
            extending.extend(by=scope, placement=row, until=until, told=told)
        assert list(refusal.value.message_dict) == ["reason"]
        done = extending.extend(by=scope, placement=row, until=until, told=told, reason="Hun er næsten klar")
        assert done.amended is not None
        assert done.amended.unsent == ""
        kept = row.law_checks.order_by("at", "pk").last()
        assert kept is not None
        assert (kept.door, kept.reason) == ("agreement", "Hun er næsten klar")
        sign_all(scope, done.amended.version)
        row.refresh_from_db()
        assert row.planned_end == until


class TestOpen:
    """Something is drafted or waits for signatures already."""

    @pytest.fixture(params=["draft", "sent"])
    def open_version(self, request: pytest.FixtureRequest, scope: Scope, placement: Placement) -> AgreementVersion:
        version = drafting.amend(
            by=scope, placement=placement, remarks="Nøglen hænger i gangen", reason="Vi glemte nøglen"
        )
        return version if request.param == "draft" else sending.send(by=scope, agreement=version)

    def test_it_is_not_extended_beside_it(
        self, scope: Scope, placement: Placement, open_version: AgreementVersion
    ) -> None:
        words = "kladde" if open_version.state == AgreementState.DRAFT else "til underskrift"
        with pytest.raises(ValidationError) as refusal:
            extending.extend(by=scope, placement=placement, until=placement.planned_end + timedelta(days=7))
        assert words in refusal.value.message_dict["until"][0]
        assert placement.agreements.open().get() == open_version

    def test_it_is_paused_all_the_same(
        self, scope: Scope, placement: Placement, open_version: AgreementVersion
    ) -> None:
        first = placement.start + timedelta(weeks=3)
        pauses.pause(by=scope, placement=placement, first_day=first, last_day=first, why="exam")
        assert first not in days_after(placement, placement.start)
        assert placement.agreements.open().get() == open_version

    def test_it_is_closed_when_somebody_is_hired(
        self, scope: Scope, placement: Placement, open_version: AgreementVersion
    ) -> None:
        """Nobody is asked to sign what is over, and no shift is left."""
        today = timezone.localdate()
        hiring.hire(by=scope, placement=placement, on=today, job=hiring.Job("job", today + timedelta(weeks=13)))
        open_version.refresh_from_db()
        assert open_version.state == AgreementState.WITHDRAWN
        assert not days_after(placement, today + timedelta(days=1))
        new = Placement.objects.exclude(pk=placement.pk).get()
        assert (new.kind, new.start, new.task) == ("job", today + timedelta(days=1), None)

    def test_it_is_closed_when_it_ends_early(
        self, scope: Scope, placement: Placement, open_version: AgreementVersion
    ) -> None:
        placement_actions.end(by=scope, placement=placement, on=timezone.localdate(), reason="gennemført")
        open_version.refresh_from_db()
        assert open_version.state == AgreementState.WITHDRAWN

    def test_it_does_not_move_beside_it(
        self, scope: Scope, placement: Placement, open_version: AgreementVersion
    ) -> None:
        other = WorkplaceFactory.create(keeper=placement.keeper, employer=placement.workplace.employer)
        with pytest.raises(ValidationError, match="kladde|underskrift"):
            relocating.move(
                by=scope, placement=placement, workplace=other, task=None, on=timezone.localdate(), reason="Tættere på"
            )
        assert not Move.objects.exists()


def test_an_unsigned_placement_with_a_draft_is_not_extended_past_it(scope: Scope) -> None:
    """What is drafted says the old last day: signed later it would take the extension back."""
    version = sent(scope, to_be_agreed(scope.organisation))
    placement = Placement.objects.get(pk=version.placement_id)
    with pytest.raises(ValidationError, match="til underskrift"):
        extending.extend(by=scope, placement=placement, until=placement.planned_end + timedelta(days=7))


class TestMoved:
    def other(self, placement: Placement) -> Workplace:
        made: Workplace = WorkplaceFactory.create(
            keeper=placement.keeper, employer=placement.workplace.employer, name="Bageriet Måne", address="Nygade 1"
        )
        ContactFactory.create(workplace=made, name="Mogens", email="mogens@example.org")
        return made

    def test_the_new_place_is_signed_by_those_it_concerns(self, scope: Scope, placement: Placement) -> None:
        relocating.move(
            by=scope, placement=placement, workplace=self.other(placement), task=None, on=timezone.localdate(),
            reason="Tættere på",
        )  # fmt: skip
        version = placement.agreements.sent().get()
        said = {one.what: one.after for one in version.read.changes}
        assert "Bageriet Måne" in said["Sted"]
        assert "Nygade 1" in said["Sted"]
        assert said["Hvem tager imod"] == "Mogens"
        assert Party.EMPLOYEE_REP not in version.asks
        assert Placement.objects.get(pk=placement.pk).workplace.name == "Bageriet Måne"

    def test_new_times_hold_when_they_are_signed(self, scope: Scope, placement: Placement) -> None:
        shifts = days_after(placement, placement.start)
        relocating.move(
            by=scope, placement=placement, workplace=self.other(placement), task=None, on=timezone.localdate(),
            reason="Tættere på", windows=[parse_window("fre 09:00-12:00")],
        )  # fmt: skip
        assert days_after(placement, placement.start) == shifts
        sign_all(scope, placement.agreements.sent().get())
        coming = days_after(placement, timezone.localdate() + timedelta(days=7))
        assert {day.weekday() for day in coming} == {4}

    def test_a_seat_that_is_promised_is_not_free(self, scope: Scope, placement: Placement) -> None:
        """Somebody else has been asked whether they want it."""
        task = TaskFactory.create(
            keeper=placement.keeper, workplace=placement.workplace, seats=1, start=date(2026, 1, 1)
        )
        ProposalFactory.create(task=task, state="with_person", keeper=placement.keeper)
        with pytest.raises(ValidationError, match="et forslag"):
            relocating.move(
                by=scope, placement=placement, workplace=placement.workplace, task=task, on=timezone.localdate(),
                reason="Mere at lave",
            )  # fmt: skip


class TestPaused:
    """The calendar has been changed by hand before the pause comes."""

    @pytest.fixture
    def week(self, placement: Placement) -> tuple[date, date]:
        first = placement.start + timedelta(weeks=3)
        return first, first + timedelta(days=6)

    def test_what_was_moved_into_it_goes_and_what_was_moved_out_stays(
        self, scope: Scope, placement: Placement, week: tuple[date, date]
    ) -> None:
        first, last = week
        out = Shift.objects.filter(placement=placement, day__range=week).order_by("day").first()
        into = Shift.objects.filter(placement=placement, day__lt=first, day__gt=timezone.localdate()).last()
        assert out is not None
        assert into is not None
        to = DatedWindow(last + timedelta(days=2), 14 * 60, 16 * 60)
        moving.move(by=scope, shift=out, to=to, reason="Læge")
        moving.move(by=scope, shift=into, to=DatedWindow(last, 14 * 60, 16 * 60), reason="Læge")
        pauses.pause(by=scope, placement=placement, first_day=first, last_day=last, why="exam")
        assert not Shift.everything.filter(pk=into.pk).exists()
        assert Shift.objects.filter(pk=out.pk).exists()
        # The pause comes to nothing: what was moved out of it is not planned once more.
        pauses.resume(by=scope, pause=placement.breaks.get(), on=first)
        assert not Shift.objects.filter(placement=placement, starts_at=out.starts_at).exclude(pk=out.pk).exists()

    def test_what_was_cancelled_stays_cancelled_and_is_not_taken_back_in_it(
        self, scope: Scope, placement: Placement, week: tuple[date, date]
    ) -> None:
        first, last = week
        shift = Shift.objects.filter(placement=placement, day__range=week).first()
        assert shift is not None
        moving.cancel(by=scope, shift=shift, side="employer", why="closed")
        pauses.pause(by=scope, placement=placement, first_day=first, last_day=last, why="exam")
        held = Shift.everything.get(pk=shift.pk)
        assert held.is_cancelled
        with pytest.raises(ValidationError, match="Der holdes pause"):
            moving.restore(by=scope, shift=held)
        row = placement.breaks.get()
        pauses.resume(by=scope, pause=row, on=first)
        assert not Shift.objects.filter(placement=placement, starts_at=held.starts_at).exists()
        moving.restore(by=scope, shift=held)

    def test_nothing_is_moved_into_it(self, scope: Scope, placement: Placement, week: tuple[date, date]) -> None:
        first, last = week
        pauses.pause(by=scope, placement=placement, first_day=first, last_day=last, why="exam")
        shift = Shift.objects.filter(placement=placement, day__gt=last).first()
        assert shift is not None
        with pytest.raises(ValidationError) as refusal:
            moving.move(by=scope, shift=shift, to=DatedWindow(first, 540, 720), reason="Læge")
        assert "Der holdes pause" in refusal.value.message_dict["day"][0]

    def test_who_said_they_could_not_come_is_not_expected_at_all(
        self, scope: Scope, placement: Placement, week: tuple[date, date]
    ) -> None:
        shift = Shift.objects.filter(placement=placement, day__range=week).first()
        AttendanceFactory.create(shift=shift)
        pauses.pause(by=scope, placement=placement, first_day=week[0], last_day=None, why="illness")
        assert not Shift.objects.filter(placement=placement, day__gte=week[0]).exists()
        assert not Attendance.objects.exists()

    def test_how_a_day_went_that_has_been_stays(self, scope: Scope, placement: Placement) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        Placement.objects.filter(pk=placement.pk).update(start=yesterday - timedelta(days=7))
        been = ShiftFactory.create(placement=placement, window=DatedWindow(yesterday, 60, 120))
        AttendanceFactory.create(shift=been)
        found = Placement.objects.get(pk=placement.pk)
        pauses.pause(by=scope, placement=found, first_day=yesterday, last_day=None, why="illness")
        assert list(Shift.objects.filter(placement=placement)) == [been]

    def test_hours_that_wait_for_a_yes_are_settled_first(self, scope: Scope, placement: Placement) -> None:
        today = timezone.localdate()
        ReportedHoursFactory.create(placement=placement, day=today)
        with pytest.raises(ValidationError, match="venter på svar"):
            pauses.pause(by=scope, placement=placement, first_day=today, last_day=None, why="illness")


class TestHired:
    def test_hours_that_wait_for_a_yes_wait_on(self, scope: Scope, placement: Placement) -> None:
        """Of a day in the small job: they can still be approved."""
        today = timezone.localdate()
        row = ReportedHoursFactory.create(placement=placement, day=today, hours=3)
        hiring.hire(by=scope, placement=placement, on=today, job=None)
        reported.approve(by=scope_of(employer_of(placement)), report=row, seen=row.hours)
        assert placement.hours.get().hours == 3

    def test_not_on_a_day_before_hours_that_wait(self, scope: Scope, placement: Placement) -> None:
        today = timezone.localdate()
        Placement.objects.filter(pk=placement.pk).update(start=today - timedelta(days=7))
        ReportedHoursFactory.create(placement=placement, day=today)
        with pytest.raises(ValidationError) as refusal:
            hiring.hire(
                by=scope, placement=Placement.objects.get(pk=placement.pk), on=today - timedelta(days=1), job=None
            )
        assert "venter på svar" in refusal.value.message_dict["on"][0]
        assert Placement.objects.get(pk=placement.pk).actual_end is None

    def test_the_record_tells_both(self, scope: Scope, placement: Placement) -> None:
        today = timezone.localdate()
        new, _removed = hiring.hire(
            by=scope, placement=placement, on=today, job=hiring.Job("job", today + timedelta(weeks=4))
        )
        assert new is not None
        assert Event.objects.about(new).filter(verb="placement.hired").exists()
        assert hooks.is_signed(placement)
        assert not hooks.is_signed(new)
