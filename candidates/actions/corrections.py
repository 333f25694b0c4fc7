"""What a person says is wrong, and the answer: who, when and why stay as they were written."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import MOST_WAITING, Answer, Candidate, Correction
from candidates.reaching import contacts, receiver_of
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import write


def ask(*, by: Scope, candidate: Candidate, wrong: str, right: str) -> Correction:
    """What the person (or openly a colleague in their place) says is wrong. Raises ValidationError where too many wait already."""
    with transaction.atomic():
        person = _held(candidate.pk)
        if Correction.objects.filter(candidate=person).waiting().count() >= MOST_WAITING:
            raise ValidationError(_("Der er allerede meget, der venter på svar. Ring til din kontakt i stedet."))
        row = Correction.objects.create(
            keeper=person.keeper, candidate=person, wrong=wrong, right=right, asked_by=by.user
        )
        # The words stand in the row alone: the record outlives it.
        record("correction.ask", person, by=by.user, on_behalf_of=by.on_behalf_of)
    return row


def answer(*, by: Scope, correction: Correction, answer: str, reason: str) -> Correction:
    """Yes or no, and why; the person is told that there is an answer. Raises ValidationError where it was answered before."""
    with transaction.atomic():
        person = _held(correction.candidate_id)
        row = Correction.objects.select_for_update(no_key=True).get(pk=correction.pk)
        if row.is_answered:
            raise ValidationError(_("En kollega har allerede svaret på det."))
        row.answer, row.reason = Answer(answer), reason
        row.answered_at, row.answered_by = timezone.now(), by.user
        row.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
        changes = {"correction_answer": [None, str(Answer(answer).label)]}
        record("correction.answer", person, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        # Who can't be reached sees it on their own page, and hears it from their contact.
        with suppress(ValidationError):
            _tell(person, row, by)
    return row


def _tell(person: Candidate, row: Correction, by: Scope) -> None:
    """An e-mail and an SMS say that there is an answer, and only a letter what it is."""
    told = {
        "first_name": person.first_name,
        "url": absolute("candidates:my_corrections"),
        "correction": row,
        "contacts": contacts(person),
    }
    write(
        MessageKind.CORRECTION_ANSWERED, receiver_of(person), told, keeper=person.keeper, about=person, by=by.user
    )  # fmt: skip


def _held(pk: int) -> Candidate:
    rows = Candidate.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("keeper", "user", "consultant", "stand_in").get(pk=pk)
