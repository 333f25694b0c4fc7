"""What this floor tells the log of access: which rows show a person, and who has to do with them through a placement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from placements.models import (
    AgreementStep,
    AgreementVersion,
    Attendance,
    CalendarLink,
    ChangeRequest,
    Hours,
    Move,
    Pattern,
    Pause,
    Placement,
    Proposal,
    ReportedHours,
    Shift,
    Signature,
    SigningLink,
    WaitingEntry,
)
from smaajob.accounts.models import Organisation
from smaajob.audit import flags, people
from smaajob.audit.models import Event

# How long after its end a placement still gives its workplace's consultant something to do with the person.
FOLLOWED_UP = timedelta(days=365)


def register() -> None:
    """Called when the app is ready."""
    people.register(Placement, "candidate.public_id")
    for about_one in (Shift, CalendarLink, Attendance, Proposal, WaitingEntry, SigningLink, Pause, Move, ChangeRequest):
        people.register(about_one, "candidate.public_id")
    for model in (Hours, ReportedHours, AgreementVersion, Pattern):
        people.register(model, "placement.candidate.public_id")
    for part in (AgreementStep, Signature):
        people.register(part, "agreement.placement.candidate.public_id")
    flags.register_relations(related_to)


def related_to(organisation: Organisation, public_ids: Sequence[UUID]) -> Mapping[UUID, Iterable[int]]:
    """The fixed contact and the stand-in of a workplace where the person is or was within a year, and who changed such a placement."""
    found: dict[UUID, set[int]] = defaultdict(set)
    since = timezone.localdate() - FOLLOWED_UP
    rows = Placement.objects.filter(keeper=organisation, candidate__public_id__in=public_ids)
    rows = rows.exclude(actual_end__lt=since)
    of_placement: dict[UUID, UUID] = {}
    for placement, person, *users in rows.values_list(
        "public_id", "candidate__public_id", "workplace__consultant", "workplace__stand_in"
    ):
        of_placement[placement] = person
        found[person].update(user for user in users if user is not None)
    label = Placement._meta.label_lower
    events = Event.objects.filter(organisation=organisation, subject=label, subject_id__in=list(of_placement))
    for subject, user in events.values_list("subject_id", "actor").distinct():
        if subject is not None and user is not None:
            found[of_placement[subject]].add(user)
    return found
