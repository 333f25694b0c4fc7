"""What happens around a proposal: the clock, a consent that is taken back, somebody who is put away, merged or erased; deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.actions import consents
from candidates.models import Candidate, Consent, Disclosure
from placements import tasks
from placements.actions import merges, proposal_clock, proposals, waiting
from placements.actions import placements as placing
from placements.actions import proposal_answers as answers
from placements.actions.placements import free_seats
from placements.deadlines import reminder_day
from placements.models import EmployerAsk, MergeKind, Placement, Proposal, ProposalState, WaitingEntry
from smaajob import archive
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from smaajob.retention.registry import Family, rules
from smaajob.workdays import workdays_after
from tests.factories import (
    CandidateFactory,
    EmployerAskFactory,
    ProposalFactory,
    WaitingEntryFactory,
    WorkplaceFactory,
)
from tests.placements.proposing import Sides, agreed, declined, sent, sides, with_employer

pytestmark = pytest.mark.django_db
S = ProposalState


@pytest.fixture
def of(municipality: Organisation, membership: Membership) -> Sides:
    return sides(municipality, membership)


def told_now() -> int:
    return Disclosure.objects.on(timezone.localdate()).count()


def messages_of(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (date(2026, 4, 1), 1, date(2026, 4, 7)),  # Maundy Thursday to Easter Monday are holidays
        (date(2026, 12, 23), 2, date(2026, 12, 28)),  # over Christmas
    ],
)
def test_workdays_leave_weekends_and_holidays_out(day: date, count: int, last: date) -> None:
    assert workdays_after(day, count, "DK") == last


def test_the_reminder_comes_on_the_last_workday_before_and_never_at_once() -> None:
    assert reminder_day(date(2026, 3, 2), date(2026, 3, 9), "DK") == date(2026, 3, 6)
    assert reminder_day(date(2026, 4, 1), date(2026, 4, 7), "DK") is None
    assert reminder_day(date(2026, 3, 2), date(2026, 3, 3), "DK") is None


def test_a_person_is_reminded_once_and_the_seat_is_free_when_the_time_is_up(of: Sides) -> None:
    row = sent(of)
    assert row.deadline is not None
    last = timezone.now() + timedelta(days=(row.deadline - timezone.localdate()).days)
    assert proposal_clock.mind(timezone.now()) == 0
    assert [proposal_clock.mind(last), proposal_clock.mind(last)] == [1, 0]
    assert messages_of("proposal_person") == 2
    assert proposal_clock.mind(last + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert row.state == S.EXPIRED
    assert free_seats(of.task, row.start) == 1
    assert messages_of("proposal_person") == 3, "told kindly"


def test_what_a_killed_worker_had_begun_is_done_once_by_the_next(of: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sent(of)
    late = timezone.now() + timedelta(days=30)

    def killed(*_a: object, **_k: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("placements.actions.proposal_post.tell_person", killed)
        with pytest.raises(KeyboardInterrupt):
            proposal_clock.mind(late)
    row.refresh_from_db()
    assert (row.state, messages_of("proposal_person")) == (S.WITH_PERSON, 1)
    assert [proposal_clock.mind(late), proposal_clock.mind(late)] == [1, 0]
    assert messages_of("proposal_person") == 2


def test_beat_finds_it_in_the_reach_of_its_organisation(of: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sent(of)
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr("placements.tasks.timezone.now", lambda: later)
    tasks.mind_proposals.apply(throw=True)
    row.refresh_from_db()
    assert row.state == S.EXPIRED


def test_more_time_is_a_new_deadline_and_a_new_reminder(of: Sides) -> None:
    row = sent(of)
    later = timezone.localdate() + timedelta(days=21)
    proposals.more_time(by=of.mette, proposal=row, deadline=later)
    assert proposal_clock.mind(timezone.now() + timedelta(days=10)) == 0
    with pytest.raises(ValidationError, match="ikke er gået"):
        proposals.more_time(by=of.mette, proposal=row, deadline=timezone.localdate())


def test_a_consent_that_is_taken_back_ends_what_it_carried_at_once(of: Sides) -> None:
    row = with_employer(of)
    assert told_now() == 1
    consents.withdraw(by=of.amina, consent=Consent.objects.get())
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason, told_now()) == (S.WITHDRAWN, "consent", 0)
    assert messages_of("proposal_employer") == 2, "the workplace was asked, and is told that it is over"


def test_another_yes_carries_it_on(of: Sides) -> None:
    row = sent(of, items=["name", "needs"])
    answers.answer_person(by=of.amina, proposal=row, answer="yes")
    consents.withdraw(by=of.amina, consent=Consent.objects.get(text_version="forslag-1"))
    row.refresh_from_db()
    assert row.state == S.WITH_EMPLOYER, "the yes to this very workplace still holds"


def test_whoever_is_put_away_has_no_proposal_and_waits_for_nothing(of: Sides) -> None:
    row = with_employer(of)
    WaitingEntryFactory.create(candidate=of.person)
    archive.archive(by=of.mette, thing=of.person)
    row.refresh_from_db()
    assert (row.state, told_now()) == (S.WITHDRAWN, 0)
    assert not WaitingEntry.objects.waiting().exists()


def test_a_task_that_is_closed_takes_its_proposals_back(of: Sides) -> None:
    row = sent(of)
    archive.archive(by=of.mette, thing=of.task)
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == (S.WITHDRAWN, "task_gone")
    with pytest.raises(IntegrityError, match="whoever is archived"), transaction.atomic():
        ProposalFactory.create(task=of.task, candidate__keeper=of.mette.organisation)


def test_a_workplace_that_is_put_away_waits_for_no_answer(of: Sides) -> None:
    of.draft()
    asked = EmployerAskFactory.create(workplace=of.workplace)
    archive.archive(by=of.mette, thing=of.task)
    archive.archive(by=of.mette, thing=of.workplace)
    asked.refresh_from_db()
    assert asked.state == "closed"
    assert not Proposal.objects.open().exists()


def test_two_records_of_one_person_become_one_with_their_proposals(of: Sides) -> None:
    double = CandidateFactory.create(
        keeper=of.mette.organisation, first_name="Amina", last_name="Kvistgård", says_yes=True
    )
    row = ProposalFactory.create(candidate=double)
    here, there = (WaitingEntryFactory.create(candidate=one, task=of.task) for one in (of.person, double))
    merges.merge(by=of.mette, kind=MergeKind.CANDIDATE, kept_id=of.person.pk, gone_id=double.pk)
    row.refresh_from_db()
    assert row.candidate == of.person
    assert list(WaitingEntry.objects.filter(candidate=of.person)) == [here]
    assert there.candidate_id == double.pk


def test_two_proposals_for_one_task_stand_in_the_way_of_a_merge(of: Sides) -> None:
    double = CandidateFactory.create(keeper=of.mette.organisation, says_yes=True)
    of.draft()
    ProposalFactory.create(candidate=double, task=of.task)
    with pytest.raises(ValidationError, match="Begge har et forslag"):
        merges.merge(by=of.mette, kind=MergeKind.CANDIDATE, kept_id=of.person.pk, gone_id=double.pk)


def test_two_records_of_one_workplace_keep_the_proposals_of_both(of: Sides) -> None:
    other = WorkplaceFactory.create(keeper=of.mette.organisation)
    row = ProposalFactory.create(task__workplace=other, task__keeper=other.keeper, candidate=of.person)
    merges.merge(by=of.mette, kind=MergeKind.WORKPLACE, kept_id=of.workplace.pk, gone_id=other.pk)
    row.refresh_from_db()
    assert (row.workplace, row.task.workplace) == (of.workplace, of.workplace)


def test_an_erased_person_leaves_no_proposal_behind(of: Sides) -> None:
    declined(of)
    WaitingEntryFactory.create(candidate=of.person)
    EmployerAskFactory.create(workplace=of.workplace, candidate=of.person)
    family = Family(of.mette.organisation, of.person.public_id, [of.person])
    mine = {"placements.employerask", "placements.proposal", "placements.waitingentry"}
    for rule in rules():
        if rule.model in mine:
            found = rule.found(family)
            assert found is not None
            assert found.count() == 1, rule.model
            found.delete()
    assert not Proposal.objects.exists()


def test_starting_by_hand_does_not_take_a_seat_that_is_promised(of: Sides) -> None:
    row = sent(of)
    other = CandidateFactory.create(keeper=of.mette.organisation, says_yes=True)
    with pytest.raises(ValidationError, match=r"\(et forslag\)"):
        placing.start(
            by=of.mette, candidate=other, task=of.task, kind="småjob", start=row.start, planned_end=row.planned_end,
            windows=list(row.windows),
        )  # fmt: skip


def test_a_placement_that_ends_leaves_what_a_proposal_tells(of: Sides) -> None:
    row = agreed(of)
    assert row.placement is not None
    of.task.seats = 2
    of.task.save()
    Placement.objects.filter(pk=row.placement.pk).update(start=timezone.localdate() - timedelta(days=9))
    row.placement.shifts.all().delete()
    placing.end(by=of.mette, placement=row.placement, on=timezone.localdate(), reason="gennemført")
    again = with_employer(of)
    assert told_now() == 1
    assert again.disclosure is not None
    assert again.disclosure.ended_at is None


def test_who_waits_is_off_the_list_when_they_are_proposed(of: Sides) -> None:
    waiting.join(by=of.mette, task=of.task, candidate=of.person, words="")
    sent(of)
    assert not WaitingEntry.objects.waiting().exists()
    with pytest.raises(ValidationError, match="allerede"):
        waiting.leave(by=of.mette, entry=WaitingEntry.objects.get())


def test_a_wish_that_was_answered_long_ago_is_forgotten(of: Sides) -> None:
    old = EmployerAskFactory.create(
        workplace=of.workplace, state="closed", closed_at=timezone.now() - timedelta(days=200)
    )
    new = EmployerAskFactory.create(workplace=of.workplace)
    assert proposal_clock.forget_old(timezone.now()) == 1
    assert list(EmployerAsk.objects.all()) == [new]
    assert old.pk


def test_nobody_can_be_sorted_or_counted_by_what_they_said_no_to(of: Sides) -> None:
    from placements.views.proposals import SORTS, filters_of

    declined(of)
    assert not [one for one in SORTS if any("answer" in by or "reason" in by for by in one.order)]
    assert {one.key for one in filters_of(of.mette)} == {"tilstand", "type", "konsulent"}
    assert not [field.name for field in Candidate._meta.get_fields() if "declined" in field.name]


def test_the_scope_of_the_clock_is_nobody(of: Sides) -> None:
    row = sent(of)
    proposals.withdraw(by=Scope(of.mette.organisation), proposal=row, reason="task_gone")
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN
