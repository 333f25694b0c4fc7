"""Propose a task to a person and a person to a workplace: drafted, changed, sent, given more time, taken back (ADR 15).

Proposals are locked after placements and before the task and the person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from employers.actions.posting import mark_seen
from employers.models import Task
from placements.actions import proposal_post as post
from placements.actions.placements import check_current, check_open, check_period, free_seats, no_seat_message
from placements.actions.proposal_law import hold, note
from placements.actions.proposal_telling import says_yes, stop_telling
from placements.deadlines import LONGEST
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import EmployerAsk, Origin, Placement, Proposal, ProposalState, WaitingEntry, WithdrawReason
from placements.models.proposals import Answer
from placements.models.waiting import AskState
from placements.parties import in_the_case
from placements.proposal_rules import Verb, check
from smaajob.accounts.models import Role
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import set_values
from smaajob.refusals import Sentences, told_from
from smaajob.schedule import tidy

REFUSALS: Sentences = {
    "proposal_open_once": (NON_FIELD_ERRORS, gettext_lazy("Personen har allerede et forslag til den opgave.")),
    "proposal_has_a_seat": (
        NON_FIELD_ERRORS,
        gettext_lazy("Den sidste plads er netop lovet væk. Se efter, og prøv igen."),
    ),
    "archived_has_no_proposal": (
        NON_FIELD_ERRORS,
        gettext_lazy("Personen, arbejdspladsen eller opgaven er netop lagt i arkivet. Se efter, og prøv igen."),
    ),
}
# What a draft says, and can be given anew.
FIELDS = (
    "kind",
    "start",
    "planned_end",
    "windows",
    "programme",
    "items",
    "words_to_person",
    "words_to_employer",
    "forwards",
    "deadline",
)


def draft(
    *,
    by: Scope,
    candidate: Candidate,
    task: Task,
    values: dict[str, Any],
    ask: EmployerAsk | None = None,
    told: Told = NOTHING_TOLD,
    reason: str = "",
) -> Proposal:
    """An idea, for the consultants' eyes alone: it holds no seat, and nobody is told. `values`: FIELDS by name.

    `ask`: a workplace's wish that it answers; its yes is there already. `told`, `reason`: what is known for the check of the law
    (placements.law); it is kept with the draft, and asked when it is sent. Raises ValidationError by field where the dates don't fit,
    and where the person has a proposal for the task already, or is in it.
    """
    _may(by)
    check_period(task, values["start"], values["planned_end"], values["windows"])
    with transaction.atomic(), told_from(REFUSALS):
        held = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace").get(pk=task.pk)
        person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
        _check_parties(by, person, held)
        row = Proposal(
            keeper=by.organisation, candidate=person, task=held, workplace=held.workplace, made_by=by.user,
            **{**values, "windows": tidy(values["windows"])},
        )  # fmt: skip
        if ask is not None:
            _asked_by_workplace(row, ask)
        row.save()
        mark_seen(by=by, task=held)
        if ask is not None:
            _take_up(by, ask, row)
        note(by, row, told, reason)
        record("proposal.draft", row, by=by.user, changes={"start": [None, row.start.isoformat()]})
    return row


def change(
    *, by: Scope, proposal: Proposal, values: dict[str, Any], told: Told = NOTHING_TOLD, reason: str = ""
) -> Proposal:
    """Give a draft other terms. Raises ValidationError by field; and where it has been sent: what somebody reads is not changed."""
    _may(by)
    check_period(proposal.task, values["start"], values["planned_end"], values["windows"])
    with transaction.atomic(), told_from(REFUSALS):
        row = locked(proposal)
        check(Verb.CHANGE, row)
        if changes := set_values(row, {**values, "windows": tidy(values["windows"])}):
            row.save()
            said = {name: pair for name, pair in changes.items() if not name.startswith("words_")}
            record("proposal.change", row, by=by.user, changes=said)
        note(by, row, told, reason)
    return row


def send(*, by: Scope, proposal: Proposal, told: Told | None = None, reason: str | None = None) -> Proposal:
    """The person is asked: a seat is held until they have answered, and they are told where to read it.

    `told`, `reason`: for the check of the law; None: as they stand on the draft. Raises ValidationError where there is no seat, no consent
    to being proposed there, one of them is put away, or the law says no (by field).
    """
    _may(by)
    with transaction.atomic(), told_from(REFUSALS):
        row = locked(proposal)
        check(Verb.SEND, row)
        task = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace").get(pk=row.task_id)
        person = Candidate.objects.select_for_update(no_key=True).get(pk=row.candidate_id)
        _check_parties(by, person, task, but=row)
        check_period(task, row.start, row.planned_end, row.windows)
        _check_deadline(row.deadline, timezone.localdate(), row.start)
        if not says_yes(row, timezone.localdate()):
            raise ValidationError(
                _("%(name)s har ikke sagt ja til at blive foreslået. Bed om samtykke først.") % {"name": person}
            )
        if free_seats(task, row.start) < 1:
            raise ValidationError(no_seat_message(task, row.start, by))
        _told, _why, law = hold(by, row, told, reason)
        begin(row, ProposalState.WITH_PERSON, row.deadline)
        row.save()
        mark_seen(by=by, task=task)
        WaitingEntry.objects.filter(task=task, candidate=person, left_at__isnull=True).update(left_at=timezone.now())
        record("proposal.send", row, by=by.user, changes={"deadline": [None, _iso(row.deadline)]} | law)
        post.ask_person(row, by)
    return row


def more_time(*, by: Scope, proposal: Proposal, deadline: date) -> Proposal:
    """Another last day to answer; they are reminded anew. Raises ValidationError by field."""
    _may(by)
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.MORE_TIME, row)
        _check_deadline(deadline, timezone.localdate(), None)
        before, row.deadline, row.reminded_at = row.deadline, deadline, None
        row.save(update_fields=["deadline", "reminded_at"])
        record("proposal.more_time", row, by=by.user, changes={"deadline": [_iso(before), _iso(deadline)]})
    return row


def withdraw(*, by: Scope, proposal: Proposal, reason: str, words: str = "") -> Proposal:
    """It comes to nothing, by our own word: the seat is free, the workplace sees the person no longer, who knew of it is told."""
    _may(by)
    return come_to_nothing(by=by, proposal=proposal, reason=reason, words=words)


def come_to_nothing(*, by: Scope, proposal: Proposal, reason: str, words: str = "", silent: bool = False) -> Proposal:
    """As `withdraw`, where something else that somebody did ends it: a task is closed, a consent taken back.

    `silent`: the person is told nothing, since it was their own act (or their record is put away).
    """
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.WITHDRAW, row)
        was_active, was_shown = row.is_active, row.shown_to_employer_at is not None
        close(row, ProposalState.WITHDRAWN)
        row.withdrawn_reason, row.withdrawn_words = WithdrawReason(reason), words
        row.save()
        changes = {"withdrawn_reason": ["", str(reason)]}
        record("proposal.withdraw", row, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        if was_active and not silent:
            post.tell_person(row, "withdrawn", by)
        if was_shown:
            post.tell_employer(row, "over", by)
    return row


def read(*, by: Scope, proposal: Proposal) -> Proposal:
    """A consultant has seen how it ended: it waits for nobody any more. Raises ValidationError where a colleague has."""
    _may(by)
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.READ, row)
        row.read_at = timezone.now()
        row.save(update_fields=["read_at"])
        record("proposal.read", row, by=by.user)
    return row


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held until the transaction ends."""
    rows = Proposal.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("keeper", "candidate__keeper", "task__workplace", "workplace__keeper", "programme").get(
        pk=proposal.pk
    )


def begin(row: Proposal, state: ProposalState, deadline: date | None) -> None:
    """A new step, from now on; not yet stored."""
    row.state, row.since, row.deadline, row.reminded_at, row.stands_in_way = state, timezone.now(), deadline, None, ""


def close(row: Proposal, state: ProposalState) -> None:
    """The last step: its seat is free, and what was told for its sake is told no longer. Not yet stored."""
    begin(row, state, row.deadline)
    if state != ProposalState.AGREED:
        stop_telling(row)


@contextmanager
def as_keeper(by: Scope, proposal: Proposal) -> Iterator[Scope]:
    """Inside, whoever is a party acts in the one case: what is written is the keeper's, by them."""
    with in_the_case(by, proposal):
        keeper = proposal.keeper
        yield by if by.organisation.pk == keeper.pk else replace(by, organisation=keeper, role=Role.EMPLOYER)


def _may(by: Scope) -> None:
    """Raises PermissionDenied for whoever does not work with placements here; the worker and the command line may."""
    if by.user is not None and not by.may(Permission.CHANGE_PLACEMENTS):
        raise PermissionDenied


def _check_parties(by: Scope, person: Candidate, task: Task, but: Proposal | None = None) -> None:
    if {person.keeper_id, task.keeper_id} != {by.organisation.pk}:
        raise ValidationError(_("Personen og opgaven skal høre til din egen organisation."))
    check_current(person, task.workplace)
    check_open(task)
    if Placement.objects.filter(candidate=person, task=task).not_ended().exists():
        raise ValidationError(_("%(person)s er allerede i opgaven.") % {"person": person})
    others = Proposal.objects.filter(candidate=person, task=task).open().exclude(pk=but.pk if but else 0)
    if others.exists():
        raise ValidationError(_("%(person)s har allerede et forslag til den opgave.") % {"person": person})


def _check_deadline(deadline: date | None, today: date, start: date | None) -> None:
    if deadline is None or deadline <= today:
        raise ValidationError({"deadline": _("Vælg en dag, der ikke er gået. De skal have tid til at svare.")})
    if deadline > today + LONGEST:
        raise ValidationError({"deadline": _("Det er for langt væk. Vælg en dag inden for tre måneder.")})
    if start is not None and start <= deadline:
        raise ValidationError(
            {"start": _("Personen skal have svaret før den første dag. Vælg en senere dag, eller flyt fristen.")}
        )


def _asked_by_workplace(row: Proposal, ask: EmployerAsk) -> None:
    if ask.workplace_id != row.workplace_id:
        raise ValidationError(_("Ønsket kom fra en anden arbejdsplads. Vælg en af deres opgaver."))
    row.origin = Origin.EMPLOYER
    row.employer_answer, row.employer_answered_at, row.employer_answered_by_id = (
        Answer.YES,
        ask.asked_at,
        ask.asked_by_id,
    )


def _take_up(by: Scope, ask: EmployerAsk, row: Proposal) -> None:
    held = EmployerAsk.objects.select_for_update(no_key=True).get(pk=ask.pk)
    if held.state != AskState.WAITING:
        raise ValidationError(_("En kollega har allerede svaret på ønsket."))
    held.state, held.closed_at, held.closed_by = AskState.TAKEN_UP, timezone.now(), by.user
    held.proposal, held.candidate = row, row.candidate
    held.save(update_fields=["state", "closed_at", "closed_by", "proposal", "candidate"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
