"""The coming shifts planned anew: what stays, what goes, what comes; shown before it is saved, and told to all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from placements.actions import by_hand, cancel, moving, patterns
from placements.actions.placements import start
from placements.models import Attendance, Pattern, Placement, Shift
from placements.pattern import monday_of
from placements.planning import agreed_shifts
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import DatedWindow, parse_window
from smaajob.writing import moment
from tests.factories import AttendanceFactory, CandidateFactory, ConsentFactory, ContactFactory, TaskFactory

pytestmark = pytest.mark.django_db
# A Monday three weeks on: whenever the test is run, all of it is still to come.
FIRST = monday_of(timezone.localdate()) + timedelta(weeks=3)


@pytest.fixture
def placement(scope: Scope) -> Placement:
    """Mondays from nine to twelve for eight weeks, from a month ago; the person can do four hours a week."""
    person = CandidateFactory.create(hours_per_week=Decimal(4), email="amina@example.org")
    ConsentFactory.create(candidate=person)
    since = FIRST - timedelta(weeks=5)
    task = TaskFactory.create(start=since)
    ContactFactory.create(workplace=task.workplace, email="bente@example.org")
    return start(
        by=scope, candidate=person, task=task, kind="småjob", start=since,
        planned_end=FIRST + timedelta(weeks=8), windows=[parse_window("man 09:00-12:00")],
    )  # fmt: skip


def plan(scope: Scope, placement: Placement, *times: str, **more: Any) -> Any:
    weekly = [parse_window(one) for one in times]
    return patterns.plan(by=scope, placement=placement, **{"first_day": FIRST, "weekly": weekly, **more})


def coming(placement: Placement) -> list[tuple[date, int]]:
    rows = placement.shifts.filter(day__gte=FIRST).order_by("starts_at")
    return [(one.day, timezone.localtime(one.starts_at).hour) for one in rows]


def works(*days: date, hour: int = 9) -> list[tuple[date, int]]:
    return [(day, hour) for day in days]


def test_the_coming_weeks_change_and_those_before_stay(scope: Scope, placement: Placement) -> None:
    before = placement.shifts.filter(day__lt=FIRST).count()
    pattern, found = plan(scope, placement, "tor 10:00-12:00", works_on_holidays=True)

    assert {hour for _day, hour in coming(placement)} == {10}
    assert {day.weekday() for day, _hour in coming(placement)} == {3}
    assert placement.shifts.filter(day__lt=FIRST).count() == before
    assert Pattern.objects.get() == pattern
    assert len(found.add) == len(coming(placement))
    assert Event.objects.about(placement).get(verb="shifts.plan").actor == scope.user
    texts = [one.text for one in Message.objects.order_by("pk")]
    assert len(texts) == 2, "the person and the workplace"
    assert all("tor 10–12" in text for text in texts)


def test_every_second_week_with_an_extra_day_and_one_off(scope: Scope, placement: Placement) -> None:
    off, more = FIRST + timedelta(weeks=2), FIRST + timedelta(days=5)
    plan(
        scope, placement, "man 09:00-12:00", every=2, skipped=[off], extra=[DatedWindow(more, 540, 600)],
        works_on_holidays=True,
    )  # fmt: skip

    weeks = [FIRST + timedelta(weeks=n) for n in (0, 4, 6, 8)]
    assert coming(placement) == works(weeks[0], more, *weeks[1:])


def test_what_was_moved_cancelled_or_spoken_of_stays_as_it_is(scope: Scope, placement: Placement) -> None:
    moved, off, ill = placement.shifts.filter(day__gte=FIRST).order_by("starts_at")[:3]
    moving.move(by=scope, shift=moved, to=DatedWindow(moved.day + timedelta(days=1), 780, 900), reason="Lukket")
    moving.cancel(by=scope, shift=off, side="municipality", why="agreed")
    Attendance.objects.create(
        keeper=ill.keeper,
        shift=ill,
        candidate=ill.candidate,
        state="agreed_free",
        said_by="person",
        said_at=timezone.now(),
    )
    _pattern, found = plan(scope, placement, "man 09:00-12:00", "tir 13:00-14:00", works_on_holidays=True)

    days = [day for day, hour in coming(placement) if hour == 9]
    assert moved.day not in days, "it is not planned again where it was moved from"
    assert off.day not in days
    assert ill.day in days
    assert (moved.day + timedelta(days=1), 13) in coming(placement)
    assert Shift.everything.filter(placement=placement, day=moved.day + timedelta(days=1)).count() == 1
    assert [one.pk for one in found.stays] == [one.pk for one in (moved, off, ill)]


def test_the_weeks_over_the_persons_limit_are_told_with_what_they_do_elsewhere(
    scope: Scope, placement: Placement
) -> None:
    other = TaskFactory.create(start=placement.start)
    start(
        by=scope, candidate=placement.candidate, task=other, kind="småjob", start=placement.start,
        planned_end=FIRST + timedelta(days=6), windows=[parse_window("fre 09:00-11:00")],
    )  # fmt: skip
    values = {"first_day": FIRST, "weekly": [parse_window("man 09:00-12:00")], "works_on_holidays": True}
    found = patterns.preview(placement, patterns.as_pattern(placement, **values))  # type: ignore[arg-type]

    assert not found.changes_something
    first, second = found.weeks[:2]
    assert (first.hours, first.elsewhere, first.over) == (5, 2, True)
    assert (second.hours, second.elsewhere, second.over) == (3, 0, False)
    assert found.weeks_over == [first]


def test_a_clash_is_named_and_nothing_is_saved(scope: Scope, placement: Placement) -> None:
    other = TaskFactory.create(start=placement.start)
    start(
        by=scope, candidate=placement.candidate, task=other, kind="småjob", start=placement.start,
        planned_end=placement.planned_end, windows=[parse_window("fre 09:00-11:00")],
    )  # fmt: skip
    before = coming(placement)
    with pytest.raises(ValidationError) as refusal:
        plan(scope, placement, "fre 10:00-12:00")

    assert other.workplace.name in refusal.value.message_dict["weekly"][0]
    assert coming(placement) == before
    assert not Pattern.objects.exists()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("first_day", {"first_day": timezone.localdate() - timedelta(days=1)}),
        ("first_day", {"first_day": FIRST + timedelta(weeks=9)}),
        ("extra", {"extra": [DatedWindow(FIRST - timedelta(days=1), 540, 600)]}),
        ("skipped", {"skipped": [FIRST + timedelta(weeks=9)]}),
        ("skipped", {"skipped": [FIRST], "extra": [DatedWindow(FIRST, 540, 600)]}),
        ("weekly", {"weekly": []}),
    ],
)
def test_only_days_inside_the_placement_that_are_to_come(
    scope: Scope, placement: Placement, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as refusal:
        plan(scope, placement, "man 09:00-12:00", **changes)

    assert field in refusal.value.message_dict


def test_a_later_step_of_the_agreement_takes_over_from_its_day(scope: Scope, placement: Placement) -> None:
    step = placement.agreements.get()
    step.pk, step.public_id, step.number = None, uuid4(), 2
    step.valid_from = FIRST + timedelta(weeks=4)
    step.windows = [parse_window("ons 09:00-13:00")]
    step.save()
    _pattern, found = plan(scope, placement, "tir 09:00-12:00", works_on_holidays=True)

    assert found.next_step == step.valid_from
    assert {day.weekday() for day, _hour in coming(placement) if day >= step.valid_from} <= {2}
    assert {day.weekday() for day, _hour in coming(placement) if day < step.valid_from} == {1}


def test_a_cancelled_placement_that_comes_back_has_the_weeks_that_were_planned_last(
    scope: Scope, placement: Placement
) -> None:
    plan(scope, placement, "tor 10:00-12:00", works_on_holidays=True)
    planned = coming(placement)
    cancel.cancel(by=scope, placement=placement, reason="Fejl")
    cancel.undo_cancel(by=scope, placement=placement)
    assert coming(placement) == planned

    by_hand.update(by=scope, placement=placement, planned_end=placement.planned_end + timedelta(weeks=1))
    assert [day for day, _hour in coming(placement)][-1] > planned[-1][0] or len(coming(placement)) >= len(planned)
    assert [start for _day, start, _end in agreed_shifts(Placement.objects.get()) if start.date() >= FIRST]


@pytest.fixture
def page(signed_in: Client, placement: Placement) -> Any:
    """Posts to the page `plan`, or to what it shows before."""
    typed = {
        "first_day": FIRST.strftime("%d-%m-%Y"), "weekly-tir": "9-12", "every": "1", "extra": "", "skipped": "",
        "works_on_holidays": "on",
    }  # fmt: skip

    def post(name: str = "plan", **changes: Any) -> Any:
        htmx = {"headers": {"HX-Request": "true"}} if changes.pop("htmx", False) else {}
        return signed_in.post(reverse(f"placements:{name}", args=[placement.public_id]), {**typed, **changes}, **htmx)

    return post


@pytest.mark.parametrize("htmx", [True, False])
def test_the_weeks_are_shown_before_anything_is_saved(page: Any, placement: Placement, *, htmx: bool) -> None:
    before = coming(placement)
    answer = page("preview_plan", htmx=htmx)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "Sådan bliver ugerne" in text
    assert ("<form" not in text) == htmx
    assert coming(placement) == before


def test_saving_says_where_it_is_more_than_the_person_can(page: Any, placement: Placement, signed_in: Client) -> None:
    type(placement.candidate).objects.filter(pk=placement.candidate_id).update(hours_per_week=2)
    detail = signed_in.get(page()["Location"]).content.decode()
    assert "uger har flere timer, end" in detail


def test_saving_says_what_happened(page: Any, placement: Placement) -> None:
    answer = page()

    assert answer.status_code == 302
    assert {day.weekday() for day, _hour in coming(placement)} == {1}


def test_what_was_planned_to_come_is_what_the_form_begins_with(
    page: Any, placement: Placement, signed_in: Client
) -> None:
    page()
    planned = coming(placement)
    form = signed_in.get(reverse("placements:plan", args=[placement.public_id])).context["form"]

    assert form["first_day"].value() == Pattern.objects.get().first_day > timezone.localdate()
    assert [str(one) for one in form.initial["weekly"]] == ["tir 09:00-12:00"]
    page(first_day=str(form["first_day"].value()))
    assert coming(placement) == planned


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"skipped": "i morgen"}, "Det kan vi ikke læse"),
        ({"extra": "mandag 9-12"}, "Skriv en dato"),
        ({"weekly-tir": "kl 9"}, "Skriv både fra og til"),
        ({"weekly-tir": ""}, "Skriv mindst én tid"),
        ({"first_day": "1-1-2020"}, "kan ikke ændres"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    page: Any, changes: dict[str, str], words: str
) -> None:
    answer = page(**changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    for text in changes.values():
        assert text in answer.content.decode()


def test_the_tab_shows_what_came_of_each(signed_in: Client, scope: Scope, placement: Placement) -> None:
    one = placement.shifts.filter(day__gte=FIRST).first()
    assert one is not None
    moving.cancel(by=scope, shift=one, side="employer", why="closed")
    url = reverse("placements:detail", args=[placement.public_id])
    text = signed_in.get(url, {"fane": "vagter"}).content.decode()
    assert "Aflyst" in text

    shown = signed_in.get(reverse("placements:shift", args=[one.public_id])).content.decode()
    assert "Arbejdspladsen holder lukket" in shown
    assert "Vagten er ikke aflyst alligevel" in shown
    signed_in.post(reverse("placements:restore_shift", args=[one.public_id]))
    assert Shift.objects.filter(pk=one.pk).exists()


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("move_shift", {"start": "13", "end": "14.30", "reason": "Ferie"}, {"reason": ""}),
        ("cancel_shift", {"side": "employer", "why": "closed"}, {"side": ""}),
        ("note_shift", {"state": "ill"}, {"state": ""}),
    ],
)
def test_the_forms_of_a_shift(
    signed_in: Client, placement: Placement, name: str, right: dict[str, str], wrong: dict[str, str]
) -> None:
    one = placement.shifts.filter(day__gte=FIRST).first()
    assert one is not None
    url = reverse(f"placements:{name}", args=[one.public_id])
    day = {"day": one.day.strftime("%d-%m-%Y")} if name == "move_shift" else {}
    assert signed_in.get(url).status_code == 200
    assert signed_in.post(url, {**day, **right, **wrong}).status_code == 422

    assert signed_in.post(url, {**day, **right}).status_code == 302
    assert Event.objects.about(placement).exclude(verb="placement.start").count() == 1
    told = signed_in.get(reverse("placements:detail", args=[placement.public_id]), {"fane": "historik"})
    assert "agten" in told.content.decode()


def test_a_shift_that_is_moved_to_more_than_the_person_can_says_so(signed_in: Client, placement: Placement) -> None:
    type(placement.candidate).objects.filter(pk=placement.candidate_id).update(hours_per_day=4, hours_per_week=None)
    one = placement.shifts.filter(day__gte=FIRST).first()
    assert one is not None
    at = reverse("placements:move_shift", args=[one.public_id])
    typed = {"day": f"{one.day:%d-%m-%Y}", "reason": "Ferie"}

    told = signed_in.post(at, {**typed, "start": "8", "end": "14"}, follow=True).content.decode()
    assert "Vagten er flyttet til" in told
    assert "Det giver en dag på 6 timer. Personen kan 4 timer om dagen." in told.replace("\xa0", " ")
    less = signed_in.post(at, {**typed, "start": "8", "end": "12"}, follow=True).content.decode()
    assert "Tiderne er mere" not in less


def test_whoever_writes_how_it_went_reads_what_the_workplace_said_and_when(
    signed_in: Client, placement: Placement
) -> None:
    one = placement.shifts.filter(day__lt=timezone.localdate()).last()
    assert one is not None
    url = reverse("placements:note_shift", args=[one.public_id])
    assert "Der står nu" not in signed_in.get(url).content.decode()
    AttendanceFactory.create(
        shift=one, state="left_early", to_at=one.starts_at + timedelta(hours=1), said_by="employer", said_at=one.ends_at
    )
    text = " ".join(strip_tags(signed_in.get(url).content.decode()).split())
    went, said = (moment(at) for at in (one.starts_at + timedelta(hours=1), one.ends_at))
    assert f"Der står nu: Gik før, gik {went}" in text
    assert f"Sagt af arbejdspladsen {said}" in text


def test_who_cant_come_today_and_who_did_not_come_stand_under_i_dag(signed_in: Client, placement: Placement) -> None:
    today = timezone.localdate()
    midnight = datetime.combine(today, datetime.min.time(), placement.keeper.zone)
    Shift.objects.all().delete()
    for days, state, said_by in ((0, "ill", "person"), (-1, "absent", "employer"), (-2, "absent", "municipality")):
        at = midnight + timedelta(days=days)
        one = Shift.objects.create(
            keeper=placement.keeper, placement=placement, candidate=placement.candidate, day=today + timedelta(days=days),
            starts_at=at, ends_at=at + timedelta(hours=20),
        )  # fmt: skip
        Attendance.objects.create(
            keeper=placement.keeper, shift=one, candidate=placement.candidate, state=state, said_by=said_by,
            said_at=timezone.now(),
        )  # fmt: skip

    page = signed_in.get("/", {"hvem": "alle"}).content.decode()
    assert "Kan ikke komme i dag" in page
    assert page.count("Arbejdspladsen skriver, at personen ikke kom") == 1, (
        "what the municipality has written is settled"
    )
    assert "På arbejde i dag" not in page
