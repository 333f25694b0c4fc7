"""Hours from the two who know them: every state and every verb, who may, what happens, and what is said to whoever may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from placements.actions import reported as actions
from placements.models import Hours, Placement, ReportedHours, ReportState
from placements.parties import Side
from smaajob.accounts.models import Membership, Role
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    EmployerOrganisationFactory,
    HoursFactory,
    MembershipFactory,
    ReportedHoursFactory,
    cvr_number,
)
from tests.placements.hours_world import MONDAY, Bakery, as_in_a_request, bakery, scope_of

THREE, FOUR = Decimal(3), Decimal(4)
TODAY = date(2026, 3, 16)
OTHER = {"amina": "bente", "bente": "amina"}
SIDES = {"amina": Side.PERSON, "bente": Side.EMPLOYER, "mette": Side.MUNICIPALITY}


@pytest.fixture(autouse=True)
def _it_is_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    return bakery(membership)


def write(sol: Bakery, who: str = "amina", **days: Any) -> ReportedHours:
    by = sol.by(who)
    with as_in_a_request(by):
        [one] = actions.report(by=by, placement=sol.placement, days=days.get("days", {MONDAY: THREE}))
    return one


def in_state(sol: Bakery, state: str, who: str) -> ReportedHours:
    """What `who` wrote, as it is after what the other (or the same) did."""
    one = write(sol, who)
    if state == ReportState.APPROVED:
        do(sol, "approve", OTHER[who], one)
    elif state == ReportState.REFUSED:
        do(sol, "refuse", OTHER[who], one)
    elif state == ReportState.WITHDRAWN:
        do(sol, "withdraw", who, one)
    one.refresh_from_db()
    assert one.state == state
    return one


VERBS: dict[str, Callable[[Any, ReportedHours], Any]] = {
    "change": lambda by, one: actions.change(by=by, report=one, hours=FOUR),
    "withdraw": lambda by, one: actions.withdraw(by=by, report=one),
    "approve": lambda by, one: actions.approve(by=by, report=one, seen=one.hours),
    "refuse": lambda by, one: actions.refuse(by=by, report=one, words="Vi lukkede kl. 11"),
    "settle": lambda by, one: actions.settle(by=by, report=one, hours=FOUR, reason="Ringede til dem begge"),
}


def do(sol: Bakery, verb: str, who: str, one: ReportedHours) -> None:
    by = sol.by(who)
    with as_in_a_request(by):
        VERBS[verb](by, ReportedHours.objects.select_related("placement").get(pk=one.pk))


# Who may what while it waits; `own` wrote it, `other` is to answer. In every other state only the municipality may settle a no.
MAY = {("own", "change"), ("own", "withdraw"), ("other", "approve"), ("other", "refuse"), ("mette", "settle")}


def allowed(state: str, role: str, verb: str) -> bool:
    if state == ReportState.WAITING:
        return (role, verb) in MAY
    return state == ReportState.REFUSED and (role, verb) == ("mette", "settle")


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(ReportState), ids=str)
@pytest.mark.parametrize("wrote", ["amina", "bente"])
@pytest.mark.parametrize("role", ["own", "other", "mette"])
def test_each_verb_in_each_state_by_each_side(sol: Bakery, role: str, wrote: str, state: str, verb: str) -> None:
    one = in_state(sol, state, wrote)
    who = {"own": wrote, "other": OTHER[wrote], "mette": "mette"}[role]
    before = list(ReportedHours.objects.order_by("pk").values()), list(Hours.objects.values()), Event.objects.count()
    if allowed(state, role, verb):
        do(sol, verb, who, one)
        one.refresh_from_db()
        assert one.state == {
            "change": ReportState.WAITING, "withdraw": ReportState.WITHDRAWN, "approve": ReportState.APPROVED,
            "refuse": ReportState.REFUSED, "settle": ReportState.APPROVED,
        }[verb]  # fmt: skip
        assert one.decided_side == ("" if verb == "change" else SIDES[who])
        assert Event.objects.count() == before[2] + 1
        return
    with pytest.raises(ValidationError) as refusal:
        do(sol, verb, who, one)
    assert all(len(said) > 10 for said in refusal.value.messages)
    after = list(ReportedHours.objects.order_by("pk").values()), list(Hours.objects.values()), Event.objects.count()
    assert after == before, "what is not allowed changes nothing"


@pytest.mark.django_db
def test_what_bente_approves_counts_and_is_the_bakery_s_word(sol: Bakery) -> None:
    one = write(sol)
    assert not Hours.objects.exists(), "what waits counts nowhere"
    do(sol, "approve", "bente", one)
    row = Hours.objects.get()
    assert (row.first_day, row.last_day, row.hours) == (MONDAY, MONDAY, THREE)
    assert row.keeper == sol.placement.keeper
    one.refresh_from_db()
    assert one.row == row
    event = Event.objects.about(sol.placement).get(verb="hours.approve")
    assert (event.actor, event.organisation) == (sol.bente.user, sol.placement.keeper)


@pytest.mark.django_db
def test_a_no_with_another_figure_goes_back_to_amina(sol: Bakery) -> None:
    one = write(sol)
    with as_in_a_request(sol.bente):
        actions.refuse(by=sol.bente, report=one, words="Du gik kl. 11", hours=Decimal(2))
    waits = ReportedHours.objects.waiting().get()
    assert (waits.side, waits.hours, waits.day) == (Side.EMPLOYER, Decimal(2), MONDAY)
    assert not ReportedHours.objects.disputed().exists(), "it is Amina's turn, not a quarrel"
    do(sol, "approve", "amina", waits)
    assert Hours.objects.get().hours == Decimal(2)
    assert not ReportedHours.objects.disputed().exists()


@pytest.mark.django_db
def test_two_noes_are_for_mette(sol: Bakery) -> None:
    one = write(sol)
    with as_in_a_request(sol.bente):
        actions.refuse(by=sol.bente, report=one, words="Du gik kl. 11", hours=Decimal(2))
    do(sol, "refuse", "amina", ReportedHours.objects.waiting().get())
    disputed = ReportedHours.objects.disputed().get()
    do(sol, "settle", "mette", disputed)
    row = Hours.objects.get()
    assert row.hours == FOUR
    event = Event.objects.about(sol.placement).get(verb="hours.approve")
    assert event.reason == "Ringede til dem begge"
    assert not ReportedHours.objects.disputed().exists()


@pytest.mark.django_db
def test_the_figure_that_was_seen_is_the_one_that_is_approved(sol: Bakery) -> None:
    one = write(sol)
    do(sol, "change", "amina", one)
    with as_in_a_request(sol.bente), pytest.raises(ValidationError, match="netop rettet til 4"):
        actions.approve(by=sol.bente, report=one, seen=THREE)
    assert not Hours.objects.exists()


@pytest.mark.django_db
def test_many_are_approved_and_what_can_not_be_is_said(sol: Bakery) -> None:
    days = {MONDAY + timedelta(days=n): THREE for n in range(3)}
    with as_in_a_request(sol.amina):
        first, second, third = actions.report(by=sol.amina, placement=sol.placement, days=days)
    do(sol, "withdraw", "amina", second)
    with as_in_a_request(sol.bente):
        answered = actions.approve_many(by=sol.bente, reports=[(one, THREE) for one in (third, second, first)])
    assert answered.done == 2
    assert answered.refused == ["Timerne for tir 3. mar. er taget tilbage."]
    assert Hours.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "field", "said"),
    [
        (TODAY + timedelta(days=1), "last_day", "når dagen er kommet"),
        (date(2026, 1, 4), "first_day", "startede først"),
    ],
    ids=["tomorrow", "before the start"],
)
@pytest.mark.parametrize("who", ["amina", "bente"])
def test_days_that_can_not_be(sol: Bakery, who: str, day: date, field: str, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        write(sol, who, days={day: THREE})
    assert said in refusal.value.message_dict[field][0]


@pytest.mark.django_db
def test_today_can_be_written_and_so_can_the_first_and_the_last_day(sol: Bakery) -> None:
    Placement.objects.filter(pk=sol.placement.pk).update(actual_end=TODAY, end_reason="ansat")
    for day in (date(2026, 1, 5), TODAY):
        assert write(sol, days={day: THREE}).day == day


@pytest.mark.django_db
def test_nothing_after_the_end_and_nothing_in_a_cancelled_one(sol: Bakery) -> None:
    Placement.objects.filter(pk=sol.placement.pk).update(actual_end=MONDAY, end_reason="ansat")
    with pytest.raises(ValidationError, match="sluttede"):
        write(sol, days={MONDAY + timedelta(days=1): THREE})
    Placement.objects.filter(pk=sol.placement.pk).update(cancelled_at=timezone.now())
    with pytest.raises(ValidationError, match="annulleret"):
        write(sol)


@pytest.mark.django_db
def test_a_day_that_has_hours_says_so(sol: Bakery) -> None:
    HoursFactory.create(placement=sol.placement, first_day=MONDAY, last_day=MONDAY + timedelta(days=6))
    with pytest.raises(ValidationError, match="allerede timer for"):
        write(sol, days={MONDAY + timedelta(days=2): THREE})


@pytest.mark.django_db
def test_a_day_that_waits_already_says_whose_turn_it_is(sol: Bakery) -> None:
    write(sol, "bente")
    with pytest.raises(ValidationError, match="har arbejdspladsen skrevet 3"):
        write(sol)
    with pytest.raises(ValidationError, match="har du allerede skrevet"):
        write(sol, "bente")


@pytest.mark.django_db
def test_hours_that_were_written_in_the_case_meanwhile_stand(sol: Bakery) -> None:
    one = write(sol)
    HoursFactory.create(placement=sol.placement, first_day=MONDAY, last_day=MONDAY, hours=5)
    assert not ReportedHours.objects.waiting().exists()
    with pytest.raises(ValidationError, match="allerede timer for"):
        do(sol, "approve", "bente", one)
    assert Hours.objects.get().hours == 5


@pytest.mark.django_db
def test_hours_that_are_removed_can_be_written_again(sol: Bakery) -> None:
    one = in_state(sol, ReportState.APPROVED, "amina")
    from placements.actions import hours as hour_actions

    hour_actions.remove(by=sol.mette, row=Hours.objects.get(), reason="Forkert person")
    one.refresh_from_db()
    assert (one.state, one.row) == (ReportState.APPROVED, None)
    assert write(sol).state == ReportState.WAITING


@pytest.mark.django_db
def test_whoever_is_no_party_can_do_nothing(sol: Bakery) -> None:
    one = write(sol)
    other = EmployerOrganisationFactory.create(cvr=cvr_number(77))
    stranger = MembershipFactory.create(organisation=sol.placement.keeper, role=Role.CANDIDATE)
    CandidateFactory.create(keeper=sol.placement.keeper, user=stranger.user)
    for member in (MembershipFactory.create(organisation=other, role=Role.EMPLOYER), stranger):
        by = scope_of(member)
        with as_in_a_request(by):
            assert not ReportedHours.objects.exists()
            for verb in ("change", "withdraw", "approve", "refuse", "settle"):
                with pytest.raises(ValidationError):
                    VERBS[verb](by, one)
            with pytest.raises(ValidationError):
                actions.report(by=by, placement=sol.placement, days={MONDAY: THREE})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"side": "municipality"},
        {"hours": Decimal(25)},
        {"hours": Decimal(-1)},
        {"state": "approved"},
        {"state": "approved", "decided_side": "person", "decided_at": timezone.now()},
        {"state": "approved", "decided_side": "municipality", "decided_at": timezone.now()},
        {"state": "refused", "decided_side": "employer", "decided_at": timezone.now()},
        {"state": "withdrawn", "decided_side": "employer", "decided_at": timezone.now()},
        {"state": "waiting", "words": "x"},
    ],
)
def test_the_database_refuses_what_must_never_be(sol: Bakery, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedHoursFactory.create(placement=sol.placement, day=MONDAY, **values)


@pytest.mark.django_db
def test_the_database_lets_one_wait_for_a_day(sol: Bakery) -> None:
    ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedHoursFactory.create(placement=sol.placement, day=MONDAY, side="employer")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), [("approve", "withdraw"), ("approve", "approve"), ("refuse", "change")])
def test_of_two_at_once_one_is_told_that_it_is_too_late(membership: Membership, first: str, second: str) -> None:
    sol = bakery(membership)
    one = write(sol)
    barrier, said = Barrier(2), []

    def run(verb: str, who: str) -> None:
        try:
            barrier.wait()
            do(sol, verb, who, one)
            said.append("done")
        except ValidationError as refusal:
            said.append(refusal.messages[0])
        finally:
            connections.close_all()

    who = "bente" if second == "approve" else "amina"
    threads = [Thread(target=run, args=(first, "bente")), Thread(target=run, args=(second, who))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.refresh_from_db()
    assert Hours.objects.count() == (one.state == ReportState.APPROVED)
    if second == "change" and said.count("done") == 2:
        assert (one.state, one.hours) == (ReportState.REFUSED, FOUR), "changed first, and then refused"
    else:
        assert said.count("done") == 1, said
