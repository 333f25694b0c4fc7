"""A task's waiting list: who would take a seat when one is free. Nobody moves by itself; a consultant proposes."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from employers.models import Task
from placements.actions.placements import check_current, check_open
from placements.models import Placement, WaitingEntry
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.refusals import told_from

ONCE = {"waiting_once": (NON_FIELD_ERRORS, gettext_lazy("Personen står allerede på ventelisten."))}


def join(*, by: Scope, task: Task, candidate: Candidate, words: str = "") -> WaitingEntry:
    """Last on the list. Raises ValidationError where the person waits already, is in the task, or one of the two is put away."""
    with transaction.atomic(), told_from(ONCE):
        held = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace").get(pk=task.pk)
        person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
        check_current(person, held.workplace)
        check_open(held)
        if {person.keeper_id, held.keeper_id} != {by.organisation.pk}:
            raise ValidationError(_("Personen og opgaven skal høre til din egen organisation."))
        if Placement.objects.filter(candidate=person, task=held).not_ended().exists():
            raise ValidationError(_("%(person)s er allerede i opgaven.") % {"person": person})
        row = WaitingEntry.objects.create(
            keeper=by.organisation, task=held, candidate=person, words=words, added_by=by.user
        )
        record("waiting.join", row, by=by.user)
    return row


def leave(*, by: Scope, entry: WaitingEntry) -> None:
    """Off the list. Raises ValidationError where they have left it already."""
    with transaction.atomic():
        row = WaitingEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if row.left_at is not None:
            raise ValidationError(_("Personen er allerede taget af ventelisten."))
        row.left_at = timezone.now()
        row.save(update_fields=["left_at"])
        record("waiting.leave", row, by=by.user)
