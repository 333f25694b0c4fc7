"""Both sides answer: the person, then the workplace; with a meeting between where somebody wants to talk first (ADR 15).

Each verb may be called by the side itself, by a colleague in its place, and by a consultant who has heard it (`by_phone`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.following import own_person
from employers.models import Task
from placements.actions import proposal_post as post
from placements.actions.placements import check_current, check_open, start
from placements.actions.proposal_law import hold
from placements.actions.proposal_telling import consent_to, tell, wide_enough
from placements.actions.proposals import as_keeper, begin, close, locked
from placements.deadlines import DAYS_TO_ANSWER
from placements.law.loader import Told
from placements.models import Answer, EmployerReason, Origin, PersonReason, Proposal, ProposalState
from placements.parties import Side, side_of, workplaces_of_party
from placements.proposal_rules import Verb, check
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.workdays import workdays_after

OF_PERSON = {Answer.YES: Verb.PERSON_YES, Answer.NO: Verb.PERSON_NO, Answer.TALK: Verb.PERSON_TALK}
OF_EMPLOYER = {Answer.YES: Verb.EMPLOYER_YES, Answer.NO: Verb.EMPLOYER_NO, Answer.TALK: Verb.EMPLOYER_TALK}


def answer_person(*, by: Scope, proposal: Proposal, answer: str, reason: str = "", words: str = "") -> Proposal:
    """The person's own word. A yes lets the workplace know what stood in the proposal, and sends it on where that was wanted;
    a no ends it and is counted nowhere; `talk` hands the ball to the consultant.

    Raises ValidationError where it can't be answered so any more, and PermissionDenied for whoever is not the person or works with them.
    """
    said = Answer(answer)
    with transaction.atomic():
        row = locked(proposal)
        heard = _speaks_for_person(by, row)
        check(OF_PERSON[said], row)
        if said == Answer.YES and by.needs_code(Permission.OWN_DATA) and wide_enough(row, timezone.localdate()) is None:
            raise ValidationError(
                _("Du siger ja til, at vi fortæller noget nyt om dig. Vis først med en kode, at det er dig.")
            )
        _lock_task(row)
        row.person_answer, row.person_answered_at, row.person_answered_by = said, timezone.now(), by.user
        row.person_by_phone, row.person_words = heard, words
        row.person_reason = PersonReason(reason) if said == Answer.NO and reason else ""
        if said == Answer.NO:
            was_shown = row.shown_to_employer_at is not None
            close(row, ProposalState.DECLINED)
            row.save()
            _record(by, row, OF_PERSON[said])
            if was_shown:
                post.tell_employer(row, "over", by)
            return row
        row.deadline = _new_deadline(row)
        row.save()
        _record(by, row, OF_PERSON[said])
        if said == Answer.YES:
            consent_to(row, by, on_screen=not heard and by.behalf is None)
            _go_on(row, by)
    return row


def answer_employer(*, by: Scope, proposal: Proposal, answer: str, reason: str = "", words: str = "") -> Proposal:
    """The workplace's word. A yes begins the placement in the same transaction; where something is in the way, the yes is kept and
    the consultant is told what. Raises ValidationError and PermissionDenied as `answer_person`.
    """
    said = Answer(answer)
    heard = _speaks_for_workplace(by, proposal)
    with as_keeper(by, proposal) as keeper, transaction.atomic():
        row = locked(proposal)
        check(OF_EMPLOYER[said], row)
        _lock_task(row)
        row.employer_answer, row.employer_answered_at, row.employer_answered_by = said, timezone.now(), by.user
        row.employer_by_phone, row.employer_words = heard, words
        row.employer_reason = EmployerReason(reason) if said == Answer.NO and reason else ""
        if said == Answer.NO:
            close(row, ProposalState.DECLINED)
            row.save()
            _record(keeper, row, OF_EMPLOYER[said])
            post.tell_person(row, "employer_no", keeper)
            return row
        row.deadline = _new_deadline(row)
        row.save()
        _record(keeper, row, OF_EMPLOYER[said])
        if said == Answer.YES:
            _agree(row, keeper)
    return row


def send_on(
    *,
    by: Scope,
    proposal: Proposal,
    deadline: date | None = None,
    told: Told | None = None,
    reason: str | None = None,
) -> Proposal:
    """The person has said yes: the workplace is told what stands in the proposal, and asked. `told`, `reason` as `proposals.send`.

    Raises ValidationError where it can't be, or the law says no (by field).
    """
    _may(by)
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.SEND_ON, row)
        _lock_task(row)
        _send_on(row, by, deadline, told, reason)
    return row


def meet(*, by: Scope, proposal: Proposal, at: datetime, place: str, with_whom: str = "") -> Proposal:
    """A meeting before they decide; both are told when and where. Raises ValidationError by field where it is in the past."""
    _may(by)
    if at <= timezone.now():
        raise ValidationError({"day": _("Mødet skal ligge ude i tiden.")})
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.MEET, row)
        day = timezone.localdate(at)
        begin(row, ProposalState.MEETING, workdays_after(day, DAYS_TO_ANSWER, row.workplace.country))
        row.meeting_at, row.meeting_place, row.meeting_with = at, place, with_whom
        tell(row, by, row.deadline or day)
        row.save()
        changes = {"meeting_at": [None, date_format(timezone.localtime(at), "Y-m-d H:i")]}
        record("proposal.meet", row, by=by.user, changes=changes)
        post.ask_person(row, by, "meeting")
        post.ask_employer(row, by, "meeting")
    return row


def agree(*, by: Scope, proposal: Proposal, told: Told | None = None, reason: str | None = None) -> Proposal:
    """Both have said yes, and something was in the way: try again. Raises ValidationError with what still is (by field, of the law)."""
    _may(by)
    with transaction.atomic():
        row = locked(proposal)
        check(Verb.AGREE, row)
        _lock_task(row)
        hold(by, row, told, reason)
        _agree(row, by)
    if row.state != ProposalState.AGREED:
        raise ValidationError(row.stands_in_way)
    return row


def _go_on(row: Proposal, by: Scope) -> None:
    """After the person's yes: to the workplace, or, where it asked itself, to the placement."""
    if row.origin == Origin.EMPLOYER:
        row.shown_to_employer_at = timezone.now()
        row.save(update_fields=["shown_to_employer_at"])
        _agree(row, by)
    elif row.forwards:
        try:
            with transaction.atomic():
                _send_on(row, by, None)
        except ValidationError as refusal:
            _in_the_way(row, by, refusal)


def _send_on(
    row: Proposal, by: Scope, deadline: date | None, told: Told | None = None, reason: str | None = None
) -> None:
    task = row.task
    check_current(row.candidate, task.workplace)
    check_open(task)
    if task.end and task.end < row.planned_end:
        raise ValidationError(_("Opgaven slutter nu %(day)s.") % {"day": date_format(task.end, "j. F Y")})
    if wide_enough(row, timezone.localdate()) is None:
        raise ValidationError(_("Der er ikke noget ja til at fortælle arbejdspladsen det, der står i forslaget."))
    _told, _why, law = hold(by, row, told, reason)
    begin(row, ProposalState.WITH_EMPLOYER, deadline or _new_deadline(row))
    row.shown_to_employer_at = timezone.now()
    assert row.deadline is not None
    tell(row, by, row.deadline)
    row.save()
    changes = {"deadline": [None, row.deadline.isoformat()]}
    record("proposal.send_on", row, by=by.user, changes=changes | law, on_behalf_of=by.on_behalf_of)
    post.ask_employer(row, by)


def _agree(row: Proposal, by: Scope) -> None:
    """The placement with its agreement and shifts, in this transaction; or what is in the way, and both answers stay."""
    try:
        with transaction.atomic():
            if row.start < timezone.localdate():
                raise ValidationError(_("Den første dag i forslaget er gået. Lav et nyt med andre dage."))
            if wide_enough(row, timezone.localdate()) is None:
                raise ValidationError(
                    _("Der er ikke noget ja til at fortælle arbejdspladsen det, der står i forslaget.")
                )
            # Its own seat is free for the placement from here on.
            told, why, _law = hold(by, row, None, None)
            close(row, ProposalState.AGREED)
            row.save()
            row.placement = start(
                by=by, candidate=row.candidate, task=row.task, kind=row.kind, start=row.start,
                planned_end=row.planned_end, windows=list(row.windows), programme=row.programme, tell=row.items,
                told=told, reason=why,
            )  # fmt: skip
            row.save(update_fields=["placement"])
            _record(by, row, Verb.AGREE)
            post.ask_person(row, by, "agreed")
            post.tell_employer(row, "agreed", by)
    except ValidationError as refusal:
        _in_the_way(row, by, refusal)


def _in_the_way(row: Proposal, by: Scope, refusal: ValidationError) -> None:
    """Nothing of the attempt is left but the answers, and what was in the way."""
    row.refresh_from_db()
    row.stands_in_way, row.deadline = " ".join(refusal.messages)[:500], _new_deadline(row)
    row.save(update_fields=["stands_in_way", "deadline"])
    record("proposal.in_the_way", row, by=by.user, on_behalf_of=by.on_behalf_of)


def _new_deadline(row: Proposal) -> date:
    """The house's days for whoever has the ball now; never less than what was said before."""
    day = workdays_after(timezone.localdate(), DAYS_TO_ANSWER, row.workplace.country)
    return max(day, row.deadline or day)


def _lock_task(row: Proposal) -> None:
    """Before the person, as all do that need both."""
    list(Task.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.task_id).values_list("pk"))


def _may(by: Scope) -> None:
    if by.user is not None and not by.may(Permission.CHANGE_PLACEMENTS):
        raise PermissionDenied


def _speaks_for_person(by: Scope, row: Proposal) -> bool:
    """Whether it was heard and noted by a consultant; False where the person (or openly somebody in their place) says it."""
    if side_of(by) == Side.PERSON:
        person = own_person(by)
        if person is None or person.pk != row.candidate_id:
            raise PermissionDenied
        return False
    if side_of(by) != Side.MUNICIPALITY or row.keeper_id != by.organisation.pk:
        raise PermissionDenied
    _may(by)
    return True


def _speaks_for_workplace(by: Scope, proposal: Proposal) -> bool:
    if side_of(by) == Side.EMPLOYER:
        places = workplaces_of_party(by)
        if places is None or not by.may(Permission.OWN_COMPANY) or not places.filter(pk=proposal.workplace_id).exists():
            raise PermissionDenied
        return False
    if side_of(by) != Side.MUNICIPALITY or proposal.keeper_id != by.organisation.pk:
        raise PermissionDenied
    _may(by)
    return True


def _record(by: Scope, row: Proposal, verb: Verb) -> None:
    """The words that somebody wrote stand in the row alone: the record outlives it."""
    told: dict[str, Any] = {}
    if verb in {Verb.PERSON_NO, Verb.EMPLOYER_NO}:
        name = "person_reason" if verb == Verb.PERSON_NO else "employer_reason"
        told = {name: ["", str(getattr(row, name))]} if getattr(row, name) else {}
    record(f"proposal.{verb}", row, by=by.user, changes=told, on_behalf_of=by.on_behalf_of)
