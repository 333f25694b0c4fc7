"""A company's own task with a proposal on it: it is in hand, it is not changed meanwhile, and closed it takes nobody new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers.actions import posting
from employers.models import PostedVia, Task
from placements.actions import by_hand, proposals, waiting
from placements.actions.placements import start
from placements.models import Placement, Proposal, ProposalState, WaitingEntry
from smaajob.accounts.models import Membership, Organisation
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import CandidateFactory, PlacementFactory, WaitingEntryFactory
from tests.placements.pages.test_proposal_pages import client_of
from tests.placements.proposing import Sides, sent, sides, with_employer

pytestmark = pytest.mark.django_db
MONDAYS = [parse_window("man 09:00-12:00")]


@pytest.fixture
def of(municipality: Organisation, membership: Membership) -> Sides:
    """The bakery has posted the task itself, and nobody here has said that they have seen it."""
    made = sides(municipality, membership)
    posted = {"posted_via": PostedVia.COMPANY, "posted_by": made.bente.user, "posted_at": timezone.now()}
    Task.objects.filter(pk=made.task.pk).update(**posted)
    made.task.refresh_from_db()
    return made


@pytest.fixture
def bente(of: Sides) -> Client:
    return client_of(of.bente)


def own(name: str, task: Task) -> str:
    return reverse(f"employers:{name}", args=[task.public_id])


def soon(weeks: int = 4) -> dict[str, object]:
    first = timezone.localdate() + timedelta(days=28 - timezone.localdate().weekday())
    return {"start": first, "planned_end": first + timedelta(weeks=weeks)}


def test_a_proposal_says_that_somebody_has_it_in_hand(of: Sides, signed_in: Client) -> None:
    assert Task.objects.unread().get() == of.task
    at = reverse("placements:propose", args=[of.task.public_id, of.person.public_id])
    assert signed_in.get(at).status_code == 200
    assert Task.objects.unread().exists(), "to look is not to have it in hand"

    sent(of)
    of.task.refresh_from_db()
    assert of.task.seen_by == of.mette.user
    assert not Task.objects.unread().exists()


def test_so_does_a_placement(of: Sides) -> None:
    start(by=of.mette, candidate=of.person, task=of.task, kind="småjob", windows=MONDAYS, **soon())  # type: ignore[arg-type]
    of.task.refresh_from_db()
    assert of.task.seen_by == of.mette.user


def test_the_company_does_not_change_it_while_somebody_is_asked(of: Sides, bente: Client) -> None:
    of.draft()
    page = bente.get(own("own_task", of.task)).text
    assert own("change_own_task", of.task) in page, "an idea binds nobody"
    proposals.send(by=of.mette, proposal=Proposal.objects.get())

    page = bente.get(own("own_task", of.task)).text
    assert own("change_own_task", of.task) not in page
    assert "er i gang med at spørge en om opgaven" in page
    answer = bente.get(own("change_own_task", of.task), follow=True).text
    assert "er i gang med at spørge en, så opgaven kan ikke ændres her" in answer
    assert "Amina" not in answer
    for verb in (posting.change_posted, posting.withdraw_posted):
        values = {"values": {}} if verb is posting.change_posted else {}
        with pytest.raises(ValidationError):
            verb(by=of.bente, task=of.task, **values)  # type: ignore[operator]

    proposals.withdraw(by=of.mette, proposal=Proposal.objects.get(), reason="mistake")
    assert bente.get(own("change_own_task", of.task)).status_code == 200


def test_closed_by_the_company_the_proposal_ends_and_the_person_hears_it(of: Sides, bente: Client) -> None:
    row = sent(of)
    WaitingEntryFactory.create(candidate=CandidateFactory.create(keeper=of.person.keeper), task=of.task)
    Message.objects.all().delete()

    page = bente.get(own("close_own_task", of.task))
    hidden = {"_form": page.context["page"].token, "_seen": page.context["page"]._seen}
    answer = bente.post(own("close_own_task", of.task), {"reason": "Vi er dækket ind", **hidden}, follow=True)

    assert "er lukket" in answer.text
    row.refresh_from_db()
    of.task.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == (ProposalState.WITHDRAWN, "task_gone")
    assert of.task.is_archived
    assert not WaitingEntry.objects.waiting().exists()
    assert Message.objects.filter(kind="proposal_person").exists()


def test_with_somebody_in_it_it_is_closed_for_more_and_the_others_are_told(of: Sides, bente: Client) -> None:
    Task.objects.filter(pk=of.task.pk).update(seats=3)
    PlacementFactory.create(task=of.task, workplace=of.workplace, candidate__keeper=of.person.keeper)
    row = with_employer(of)

    page = bente.get(own("close_own_task", of.task))
    hidden = {"_form": page.context["page"].token, "_seen": page.context["page"]._seen}
    bente.post(own("close_own_task", of.task), {"reason": "Vi er dækket ind", **hidden})

    row.refresh_from_db()
    of.task.refresh_from_db()
    assert row.state == ProposalState.WITHDRAWN
    assert of.task.closed_at is not None
    assert not of.task.is_archived


@pytest.fixture
def closed(of: Sides) -> Task:
    Task.objects.filter(pk=of.task.pk).update(closed_at=timezone.now(), seats=3)
    of.task.refresh_from_db()
    return of.task


@pytest.mark.parametrize("name", ["start", "propose", "join_waiting_list"])
def test_a_closed_tasks_address_says_so_and_leads_to_the_task(
    of: Sides, closed: Task, signed_in: Client, name: str
) -> None:
    at = reverse(f"placements:{name}", args=[closed.public_id, of.person.public_id])

    answer = signed_in.get(at, follow=True)
    assert answer.redirect_chain == [(own("task", closed), 302)]
    assert "Virksomheden har lukket opgaven for flere, så ingen ny kan begynde i den." in answer.text
    refused = signed_in.post(at, {})
    assert refused.status_code in {302, 422}
    assert {model for model in (Placement, Proposal, WaitingEntry) if model.objects.exists()} == set()


def test_no_verb_puts_anybody_new_in_a_closed_task(of: Sides, closed: Task) -> None:
    row = of.draft()
    with pytest.raises(ValidationError, match="lukket opgaven for flere"):
        start(by=of.mette, candidate=of.person, task=closed, kind="småjob", windows=MONDAYS, **soon())  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="lukket opgaven for flere"):
        proposals.send(by=of.mette, proposal=row)
    with pytest.raises(ValidationError, match="lukket opgaven for flere"):
        waiting.join(by=of.mette, task=closed, candidate=of.person)
    # What has been is a fact, and is written down.
    begun = {"start": timezone.localdate(), "planned_end": timezone.localdate() + timedelta(days=30)}
    made = by_hand.register(
        by=of.mette, candidate=of.person, workplace=closed.workplace, task=closed, kind="småjob", **begun
    )
    assert made.task == closed
    assert row.state == ProposalState.DRAFT
