"""Every state of a proposal and every verb: what happens, who may, and what is refused changes nothing. And two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from django.forms.models import model_to_dict
from django.utils import timezone

from placements.actions import proposal_answers as answers
from placements.actions import proposal_clock as clock
from placements.actions import proposals
from placements.actions.placements import free_seats
from placements.models import Placement, Proposal, ProposalState
from placements.proposal_rules import STATES, Verb
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories import (
    CandidateFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    ProposalFactory,
    cvr_number,
)
from tests.placements.proposing import IN_STATE, Sides, declined, meeting, sent, sides, with_employer

S, V = ProposalState, Verb
SOON = timedelta(days=7)  # the deadline of what Mette has drafted
LATER = timedelta(days=40)


@pytest.fixture
def of(municipality: Organisation, membership: Membership) -> Sides:
    return sides(municipality, membership)


def remind(_of: Sides, row: Proposal) -> None:
    """On the last day itself, if not before."""
    with transaction.atomic():
        held = proposals.locked(row)
        days = (held.deadline - timezone.localdate()).days if held.deadline else 0
        clock.remind(held, timezone.now() + timedelta(days=days))


def expire(_of: Sides, row: Proposal) -> None:
    with transaction.atomic():
        clock.expire(proposals.locked(row), timezone.now() + LATER)


VALUES = {"kind": "småjob", "words_to_person": "Der er altid kaffe."}
DO: dict[Verb, Callable[[Sides, Proposal], Any]] = {
    V.CHANGE: lambda of, row: proposals.change(
        by=of.mette,
        proposal=row,
        values={**VALUES, "start": row.start, "planned_end": row.planned_end, "windows": row.windows},
    ),
    V.SEND: lambda of, row: proposals.send(by=of.mette, proposal=row),
    V.PERSON_YES: lambda of, row: answers.answer_person(by=of.amina, proposal=row, answer="yes"),
    V.PERSON_NO: lambda of, row: answers.answer_person(by=of.amina, proposal=row, answer="no", reason="times"),
    V.PERSON_TALK: lambda of, row: answers.answer_person(by=of.amina, proposal=row, answer="talk"),
    V.SEND_ON: lambda of, row: answers.send_on(by=of.mette, proposal=row),
    V.EMPLOYER_YES: lambda of, row: answers.answer_employer(by=of.bente, proposal=row, answer="yes"),
    V.EMPLOYER_NO: lambda of, row: answers.answer_employer(by=of.bente, proposal=row, answer="no", reason="filled"),
    V.EMPLOYER_TALK: lambda of, row: answers.answer_employer(by=of.bente, proposal=row, answer="talk"),
    V.MEET: lambda of, row: answers.meet(
        by=of.mette, proposal=row, at=timezone.now() + timedelta(days=2), place="I butikken"
    ),
    V.AGREE: lambda of, row: answers.agree(by=of.mette, proposal=row),
    V.MORE_TIME: lambda of, row: proposals.more_time(
        by=of.mette, proposal=row, deadline=timezone.localdate() + timedelta(days=20)
    ),
    V.WITHDRAW: lambda of, row: proposals.withdraw(by=of.mette, proposal=row, reason="task_gone"),
    V.REMIND: remind,
    V.EXPIRE: expire,
    V.READ: lambda of, row: proposals.read(by=of.mette, proposal=row),
}
# The state after a verb; what stands in no row is refused. Written by hand, beside STATES.
BECOMES: dict[tuple[ProposalState, Verb], ProposalState] = {
    (S.DRAFT, V.CHANGE): S.DRAFT,
    (S.DRAFT, V.SEND): S.WITH_PERSON,
    (S.DRAFT, V.WITHDRAW): S.WITHDRAWN,
    (S.WITH_PERSON, V.PERSON_YES): S.WITH_EMPLOYER,
    (S.WITH_PERSON, V.PERSON_NO): S.DECLINED,
    (S.WITH_PERSON, V.PERSON_TALK): S.WITH_PERSON,
    (S.WITH_PERSON, V.MORE_TIME): S.WITH_PERSON,
    (S.WITH_PERSON, V.WITHDRAW): S.WITHDRAWN,
    (S.WITH_PERSON, V.REMIND): S.WITH_PERSON,
    (S.WITH_PERSON, V.EXPIRE): S.EXPIRED,
    (S.WITH_EMPLOYER, V.PERSON_NO): S.DECLINED,
    (S.WITH_EMPLOYER, V.EMPLOYER_YES): S.AGREED,
    (S.WITH_EMPLOYER, V.EMPLOYER_NO): S.DECLINED,
    (S.WITH_EMPLOYER, V.EMPLOYER_TALK): S.WITH_EMPLOYER,
    (S.WITH_EMPLOYER, V.MEET): S.MEETING,
    (S.WITH_EMPLOYER, V.MORE_TIME): S.WITH_EMPLOYER,
    (S.WITH_EMPLOYER, V.WITHDRAW): S.WITHDRAWN,
    (S.WITH_EMPLOYER, V.REMIND): S.WITH_EMPLOYER,
    (S.WITH_EMPLOYER, V.EXPIRE): S.EXPIRED,
    (S.MEETING, V.PERSON_NO): S.DECLINED,
    (S.MEETING, V.EMPLOYER_YES): S.AGREED,
    (S.MEETING, V.EMPLOYER_NO): S.DECLINED,
    (S.MEETING, V.MEET): S.MEETING,
    (S.MEETING, V.MORE_TIME): S.MEETING,
    (S.MEETING, V.WITHDRAW): S.WITHDRAWN,
    (S.MEETING, V.REMIND): S.MEETING,
    (S.MEETING, V.EXPIRE): S.EXPIRED,
    (S.DECLINED, V.READ): S.DECLINED,
    (S.EXPIRED, V.READ): S.EXPIRED,
}


def everything(row: Proposal) -> dict[str, Any]:
    return model_to_dict(Proposal.objects.get(pk=row.pk)) | {
        "events": Event.objects.count(),
        "messages": Message.objects.count(),
        "placements": Placement.objects.count(),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(ProposalState))
def test_each_verb_in_each_state(of: Sides, state: ProposalState, verb: Verb) -> None:
    row = IN_STATE[state](of)
    assert row.state == state
    before = everything(row)
    expected = BECOMES.get((state, verb))
    if expected is None:
        with pytest.raises(ValidationError) as refusal:
            DO[verb](of, row)
        assert all(refusal.value.messages), "it says why"
        assert everything(row) == before, "and changes nothing"
    else:
        DO[verb](of, row)
        assert Proposal.objects.get(pk=row.pk).state == expected
        assert Event.objects.count() > before["events"], "and it is on record"


def test_the_table_says_the_same_as_the_rules() -> None:
    """What the rules let through in a state comes either to something here, or is barred by an answer that is not there."""
    needs_an_answer = {V.SEND_ON, V.AGREE}
    assert {(state, verb) for verb, states in STATES.items() for state in states if verb not in needs_an_answer} == {
        *BECOMES
    }


SAID = {"answer": "yes"}
OF_US = ("change", "send", "send_on", "meet", "agree", "more_time", "withdraw", "read")


def as_us(verb: str, by: Scope, row: Proposal) -> Any:
    of = Sides(by, by, by, row.candidate, row.workplace, row.task, by.organisation)
    return DO[Verb(verb)](of, row)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", OF_US)
def test_only_who_works_with_placements_leads_a_proposal(of: Sides, verb: str) -> None:
    row = sent(of)
    manager = MembershipFactory.create(organisation=of.mette.organisation, role=Role.MANAGER)
    for by in (of.amina, of.bente, Scope(of.mette.organisation, manager.user, Role.MANAGER)):
        before = everything(row)
        with pytest.raises(PermissionDenied):
            as_us(verb, by, row)
        assert everything(row) == before


@pytest.mark.django_db
def test_nobody_answers_for_a_person_but_themselves_and_who_works_with_them(of: Sides) -> None:
    row = sent(of)
    other = CandidateFactory.create(keeper=of.mette.organisation)
    elsewhere = MembershipFactory.create(organisation=MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"))
    for by in (
        Scope(of.mette.organisation, MembershipFactory.create(role=Role.CANDIDATE).user, Role.CANDIDATE),
        Scope(of.mette.organisation, MembershipFactory.create(role=Role.MANAGER).user, Role.MANAGER),
        Scope(elsewhere.organisation, elsewhere.user),
        of.bente,
    ):
        with pytest.raises(PermissionDenied):
            answers.answer_person(by=by, proposal=row, **SAID)
    assert other.proposals.count() == 0
    noted = answers.answer_person(by=of.mette, proposal=row, **SAID)
    assert (noted.person_by_phone, noted.person_answered_by) == (True, of.mette.user)


@pytest.mark.django_db
def test_nobody_answers_for_a_workplace_but_its_company_and_who_works_with_it(of: Sides) -> None:
    row = with_employer(of)
    other = EmployerOrganisationFactory.create(cvr=cvr_number(77), name="Et andet firma")
    baker = MembershipFactory.create(organisation=other, role=Role.EMPLOYER)
    for by in (Scope(other, baker.user, Role.EMPLOYER), of.amina):
        with pytest.raises(PermissionDenied):
            answers.answer_employer(by=by, proposal=row, **SAID)
    noted = answers.answer_employer(by=of.mette, proposal=row, **SAID)
    assert (noted.state, noted.employer_by_phone) == (S.AGREED, True)


@pytest.mark.django_db
def test_both_yes_begins_the_placement_with_what_was_proposed(of: Sides) -> None:
    row = answers.answer_employer(by=of.bente, proposal=with_employer(of), answer="yes")
    placement = Placement.objects.get()
    assert row.placement == placement
    assert (placement.keeper, placement.task, placement.start) == (of.mette.organisation, of.task, row.start)
    assert placement.shifts.exists()
    assert placement.agreements.get().windows == row.windows
    [told] = [one for one in of.person.disclosures.all() if one.end == row.planned_end]
    assert told.items == ["name", "skills"], "no more than what Amina was shown"


@pytest.mark.django_db
def test_a_clash_keeps_both_answers_and_tells_the_consultant_what_is_in_the_way(of: Sides) -> None:
    row = with_employer(of)
    other = ProposalFactory.create(candidate=of.person, start=row.start)  # the same times, elsewhere
    proposals.send(by=of.mette, proposal=other)
    answers.answer_person(by=of.mette, proposal=other, answer="yes")
    answers.answer_employer(by=of.mette, proposal=other, answer="yes")
    row = answers.answer_employer(by=of.bente, proposal=row, answer="yes")
    assert row.state == S.WITH_EMPLOYER
    assert row.both_said_yes
    assert "har allerede en vagt" in row.stands_in_way
    assert row.placement is None
    with pytest.raises(ValidationError, match="har allerede en vagt"):
        answers.agree(by=of.mette, proposal=row)
    placement = Placement.objects.get()
    placement.shifts.all().delete()
    assert answers.agree(by=of.mette, proposal=row).state == S.AGREED


@pytest.mark.django_db
def test_a_yes_waits_for_the_consultant_where_it_is_not_to_go_on_by_itself(of: Sides) -> None:
    row = answers.answer_person(by=of.amina, proposal=sent(of, forwards=False), answer="yes")
    assert (row.state, row.person_answer, row.shown_to_employer_at) == (S.WITH_PERSON, "yes", None)
    assert clock.mind(timezone.now() + LATER) == 0, "what waits for us does not run out for them"
    assert answers.send_on(by=of.mette, proposal=row).state == S.WITH_EMPLOYER


@pytest.mark.django_db
def test_each_that_waits_holds_a_seat_until_it_is_over(of: Sides) -> None:
    row = sent(of)
    assert free_seats(of.task, row.start) == 0
    other = ProposalFactory.create(task=of.task, candidate__keeper=of.mette.organisation, start=row.start)
    with pytest.raises(ValidationError, match="Amina Kvistgaard \\(et forslag\\)"):
        proposals.send(by=of.mette, proposal=other)
    answers.answer_person(by=of.amina, proposal=row, answer="no")
    assert free_seats(of.task, row.start) == 1
    assert proposals.send(by=of.mette, proposal=other).state == S.WITH_PERSON


@pytest.mark.django_db
def test_the_database_refuses_one_seat_too_many_and_what_is_opened_again(of: Sides) -> None:
    row = declined(of)
    with pytest.raises(IntegrityError, match="never opened again"), transaction.atomic():
        Proposal.objects.filter(pk=row.pk).update(state=S.WITH_PERSON)
    start = of.task.start
    PlacementFactory.create(
        candidate__keeper=of.mette.organisation, task=of.task, workplace=of.workplace, start=start, planned_end=start
    )
    with pytest.raises(IntegrityError, match="no free seat"), transaction.atomic():
        ProposalFactory.create(task=of.task, candidate__keeper=of.mette.organisation, state=S.WITH_PERSON)


@pytest.mark.django_db
def test_no_yes_no_proposal(of: Sides) -> None:
    of.person.consents.all().delete()
    row = of.draft()
    with pytest.raises(ValidationError, match="ikke sagt ja til at blive foreslået"):
        proposals.send(by=of.mette, proposal=row)
    assert Proposal.objects.get().state == S.DRAFT


@pytest.mark.django_db
def test_the_meeting_moves_and_the_employer_still_decides(of: Sides) -> None:
    row = meeting(of)
    moved = answers.meet(by=of.mette, proposal=row, at=timezone.now() + timedelta(days=6), place="På biblioteket")
    assert moved.meeting_place == "På biblioteket"
    with pytest.raises(ValidationError):
        answers.meet(by=of.mette, proposal=row, at=timezone.now() - timedelta(days=1), place="I går")
    assert answers.answer_employer(by=of.bente, proposal=row, answer="yes").state == S.AGREED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_of_two_who_send_the_last_seat_at_once_one_gets_it(of: Sides) -> None:
    other = CandidateFactory.create(keeper=of.mette.organisation, says_yes=True)
    rows = [of.draft(), ProposalFactory.create(candidate=other, task=of.task)]
    done = at_once(*(lambda row=row: proposals.send(by=of.mette, proposal=row) for row in rows))
    assert sorted(done) == ["done", "refused"]
    assert Proposal.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_of_a_yes_and_a_withdrawal_at_once_one_counts(of: Sides) -> None:
    row = with_employer(of)
    done = at_once(
        lambda: answers.answer_employer(by=of.bente, proposal=row, answer="yes"),
        lambda: proposals.withdraw(by=of.mette, proposal=row, reason="mistake"),
    )
    assert sorted(done) == ["done", "refused"]
    row.refresh_from_db()
    assert (row.state == S.AGREED) == Placement.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_of_two_clocks_one_reminds(of: Sides) -> None:
    sent(of)
    before = Message.objects.count()
    soon = timezone.now() + SOON
    assert at_once(*[lambda: clock.mind(soon)] * 2) == ["done", "done"]
    assert Message.objects.count() == before + 1


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What became of each, begun at one moment in threads of their own."""
    ready, came = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=30)
            act()
            came.append("done")
        except ValidationError:
            came.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    connection.close()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
